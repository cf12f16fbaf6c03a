#include <airtight/azure/edge_match.h>
#include <airtight/base/text.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <span>

#include "explanations.h"
#include "situation.h"

// Observations alone: the table of cause-codes.md section 2. The first and third rows hold most
// incidents, and from inside a workload their members look the same.

namespace airtight::diagnose {
namespace {

using observe::ConnectOutcome;
using observe::DnsResult;
using observe::HttpResult;
using observe::Observation;
using observe::Rcode;
using observe::TcpResult;
using observe::TlsOutcome;
using observe::TlsResult;

// What was seen of one host, taken together.
struct Picture {
  bool public_answer = false;
  bool private_answer = false;
  bool hop = false;  // an alias through a privatelink name
  bool nxdomain = false;
  bool no_answer = false;
  bool silent = false;  // no connection
  bool connected = false;
  bool refused = false;
  bool works = false;
  bool open = false;  // by the public door
  bool identity = false;
  bool wrong_name = false;
  bool unverified = false;  // a certificate that does not hold, or no handshake
  std::vector<std::string> ids;
};

void take(const DnsResult& seen, Picture& picture) {
  if (!seen.type.empty() && seen.type != "A") return;
  picture.nxdomain |= seen.rcode == Rcode::nxdomain;
  picture.no_answer |= seen.rcode == Rcode::servfail || seen.rcode == Rcode::timeout ||
                       seen.rcode == Rcode::unreachable;
  for (const net::Ip& ip : seen.addresses) {
    const bool inside = azure::address_class(ip) == azure::AddressClass::is_private;
    (inside ? picture.private_answer : picture.public_answer) = true;
  }
  picture.hop |= std::ranges::any_of(seen.chain, [](const observe::ChainLink& link) {
    return link.data.find("privatelink") != std::string::npos;
  });
}

// What was tried on purpose at a front end says nothing of the client's way.
void take(const TcpResult& seen, Picture& picture) {
  if (seen.path == observe::Path::front_end) return;
  (seen.outcome == ConnectOutcome::connected ? picture.connected : picture.silent) = true;
}

void take(const TlsResult& seen, Picture& picture) {
  if (seen.path == observe::Path::front_end) return;
  picture.wrong_name |= seen.outcome == TlsOutcome::name_mismatch;
  picture.unverified |= seen.outcome == TlsOutcome::untrusted || seen.outcome == TlsOutcome::failed;
}

void take(const HttpResult& seen, Picture& picture) {
  if (seen.path == observe::Path::front_end) return;
  picture.refused |= seen.classification.starts_with("PUB_REFUSED");
  picture.open |= seen.classification == "PUB_OPEN";
  picture.identity |= seen.classification == "AUTH_AFTER_GATE";
  picture.works |= seen.classification == "PE_OK" || seen.classification == "SVC_ENDPOINT";
}

struct Row {
  bool (*fits)(const Picture&);
  std::span<const std::string_view> codes;
  std::string_view question;
  std::string_view kind;
  std::string_view vantage;
};

constexpr std::array<std::string_view, 6> answers_change{
    "DNS_FORWARDER_UNSTABLE",  "DNS_FORWARDER_ZONE_WRONG", "DNS_RECORD_OVERWRITTEN",
    "DNS_AUTOMATION_CONFLICT", "CLIENT_STALE_STATE",       "TIMING_NOT_CONVERGED"};
constexpr std::array<std::string_view, 3> elsewhere{"CLIENT_PROXY_PATH", "CLIENT_STALE_STATE",
                                                    "APP_CONFIG_TRAFFIC_PUBLIC"};
constexpr std::array<std::string_view, 2> at_the_service{"CLIENT_HOSTNAME_WRONG",
                                                         "IDENTITY_NOT_NETWORK"};
constexpr std::array<std::string_view, 9> not_there{
    "DNS_RECORD_MISSING",           "DNS_RECORD_OVERWRITTEN",  "DNS_DUPLICATE_ZONE",
    "DNS_ZONE_SHADOWS_NAME",        "DNS_AUTOMATION_CONFLICT", "DNS_SECONDARY_NAME_MISSING",
    "DNS_CUSTOM_SERVER_NO_FORWARD", "DNS_ZONE_MISSING",        "TIMING_NOT_CONVERGED"};
constexpr std::array<std::string_view, 3> nobody_answers{
    "DNS_RULESET_CONFLICT", "CLIENT_STALE_STATE", "DNS_CUSTOM_SERVER_NO_FORWARD"};
constexpr std::array<std::string_view, 9> silent_inside{"NSG_DENY",
                                                        "FW_DENY",
                                                        "PEERING_MISSING_OR_BROKEN",
                                                        "HYBRID_ROUTE_MISSING",
                                                        "ROUTE_UDR_SIDE_EFFECT",
                                                        "ADDRESS_OVERLAP",
                                                        "DNS_RECORD_OVERWRITTEN",
                                                        "STATIC_ADDRESS_STALE",
                                                        "PE_DISCONNECTED"};
constexpr std::array<std::string_view, 12> public_with_hop{
    "DNS_ZONE_LINK_MISSING",        "DNS_ZONE_MISSING",           "DNS_ZONE_NAME_WRONG",
    "DNS_CUSTOM_SERVER_NO_FORWARD", "DNS_ONPREM_NO_FORWARD",      "DNS_FORWARDER_ZONE_WRONG",
    "DNS_RULESET_CONFLICT",         "DNS_SERVICE_USES_AZURE_DNS", "APP_NOT_INTEGRATED",
    "APP_CONFIG_TRAFFIC_PUBLIC",    "CALLER_OUTSIDE_VNET",        "RUNNER_OUTSIDE_VNET"};
constexpr std::array<std::string_view, 12> public_without_hop{"PE_SUBRESOURCE_MISSING",
                                                              "PE_NOT_APPROVED",
                                                              "PE_DISCONNECTED",
                                                              "PAAS_SE_MISCONFIGURED",
                                                              "PAAS_PUBLIC_DISABLED_FOR_SE",
                                                              "PAAS_IP_RULE_INEFFECTIVE",
                                                              "PAAS_TRUSTED_BYPASS_NOT_APPLICABLE",
                                                              "PAAS_ACCESS_RESTRICTION",
                                                              "APP_ROUTE_ALL_OFF",
                                                              "ROUTE_UDR_SIDE_EFFECT",
                                                              "RUNNER_OUTSIDE_VNET",
                                                              "CALLER_OUTSIDE_VNET"};
constexpr std::array<std::string_view, 3> silent_outside{"FW_DENY", "NSG_DENY",
                                                         "APP_IDENTITY_TRAFFIC_BLOCKED"};
constexpr std::array<std::string_view, 3> too_open{"PAAS_PUBLIC_LEFT_OPEN", "NSG_PE_NOT_ENFORCED",
                                                   "STATIC_ADDRESS_STALE"};

// In order: the first row that fits is the one.
constexpr Row rows[] = {
    {[](const Picture& p) {
       return (p.public_answer && p.private_answer) || (p.nxdomain && p.private_answer);
     },
     answers_change, "ask each server on its own, several times, and compare with deployments",
     "dns", "each DNS server in turn"},
    {[](const Picture& p) { return p.wrong_name; }, at_the_service,
     "which host name does the client use, and is it the ordinary one of the service?", "look",
     "the client's settings"},
    {[](const Picture& p) { return p.private_answer && p.connected && p.unverified; },
     at_the_service,
     "who issued the certificate: the service's authority, or something on the way?", "tls",
     "a machine in the endpoint's network"},
    {[](const Picture& p) { return p.identity; }, std::span(at_the_service).subspan(1),
     "does the service answer 401 or 403, and which permission does the caller lack?", "look",
     "the service's log"},
    {[](const Picture& p) { return p.private_answer && p.refused; }, elsewhere,
     "does a fresh process without proxy variables get the same refusal?", "http",
     "a new process beside the application"},
    {[](const Picture& p) { return p.private_answer && p.silent; }, silent_inside,
     "is the address an approved endpoint of this resource, and is another port of it open?", "tcp",
     "a machine in the endpoint's network"},
    {[](const Picture& p) { return p.nxdomain; }, not_there,
     "does the name resolve on the Internet?", "dns", "a public resolver"},
    {[](const Picture& p) { return p.no_answer; }, nobody_answers,
     "which servers does the worker use, and does 168.63.129.16 answer?", "dns", "168.63.129.16"},
    {[](const Picture& p) { return p.open; }, too_open,
     "is the public door meant to be open to this client?", "look", "the intent"},
    {[](const Picture& p) { return p.public_answer && p.silent && !p.connected; }, silent_outside,
     "is another public name reachable from there at this port?", "tcp", "the same workload"},
    {[](const Picture& p) { return p.public_answer && p.hop; }, public_with_hop,
     "what does 168.63.129.16 say, asked from inside the network?", "dns", "168.63.129.16"},
    {[](const Picture& p) { return p.public_answer && p.refused; }, public_without_hop,
     "which source address does the service report?", "look", "the refusal, or the service's log"},
};

void add_candidates(const std::string& host, const Picture& picture, const Row& row,
                    std::vector<Explanation>& explanations) {
  // In the order of the table; one of several is as likely as there are few of them.
  double score = 1.0 / static_cast<double>(row.codes.size());
  for (const std::string_view code : row.codes) {
    Explanation explanation;
    explanation.causes.push_back(
        {std::string(code), "fits what was seen of " + host, {}, {}, {}, {}});
    explanation.explains = picture.ids;
    explanation.flows.push_back(host);
    explanation.score = score;
    score *= 0.99;
    explanations.push_back(std::move(explanation));
  }
}

// What else could be seen of the host; the first such question stays.
void ask(const std::string& host, const Row& row, std::optional<NextProbe>& question) {
  if (question) return;
  question = NextProbe{
      std::string(row.kind), host, std::string(row.vantage), std::string(row.question), {}};
}

}  // namespace

Diagnosis diagnose(const observe::Observations& observations) {
  std::map<std::string, Picture> pictures;
  for (const Observation& each : observations.observations) {
    Picture& picture = pictures[reconcile::pointed_at(each.target).host];
    std::visit([&](const auto& result) { take(result, picture); }, each.result);
    picture.ids.push_back(each.id);
  }
  Diagnosis diagnosis;
  for (const auto& [host, picture] : pictures) {
    // It got through by a way that it was meant to take.
    if (picture.works && !picture.open && !picture.refused) continue;
    const auto* row =
        std::ranges::find_if(rows, [&](const Row& each) { return each.fits(picture); });
    if (row == std::end(rows)) continue;
    add_candidates(host, picture, *row, diagnosis.explanations);
    ask(host, *row, diagnosis.next_probe);
  }
  diagnosis.explanations_left_out = settle(diagnosis.explanations);
  diagnosis.outcome = !diagnosis.explanations.empty()     ? Outcome::explained
                      : observations.observations.empty() ? Outcome::nothing_seen
                                                          : Outcome::unsettled;
  return diagnosis;
}

}  // namespace airtight::diagnose
