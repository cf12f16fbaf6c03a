#include <airtight/base/text.h>
#include <airtight/dns/forwarder.h>
#include <airtight/dns/view.h>

#include <algorithm>

#include "commands.h"
#include "explanations.h"
#include "situation.h"

// What no configuration shows: an old connection or cache, a proxy, a sign-in that fails, a state
// that was read too early. Each has evidence of its own among the observations.

namespace airtight::diagnose {
namespace {

using observe::DnsResult;
using observe::HttpResult;
using observe::Observation;
using observe::Rcode;
using observe::TcpResult;
using observe::TlsResult;
using reconcile::Sign;

using Explanations = std::vector<Explanation>;

bool predicted_to_work(const Situation& situation) {
  return situation.flow.path.nominally_allowed &&
         situation.flow.path.verdict.judgement != verify::Judgement::deny;
}

bool is_inside(const Situation& situation, const net::Ip& ip) {
  return verify::is_private_here(situation.network, ip);
}

// The last answer that had addresses.
const DnsResult* last_answer(const Situation& situation) {
  const auto& seen = situation.flow.flow.seen;
  for (auto at = seen.rbegin(); at != seen.rend(); ++at) {
    const auto* dns = std::get_if<DnsResult>(&(*at)->result);
    if (dns != nullptr && !dns->addresses.empty()) return dns;
  }
  return nullptr;
}

bool resolved_privately(const Situation& situation) {
  const DnsResult* answer = last_answer(situation);
  return answer != nullptr && std::ranges::all_of(answer->addresses, [&](const net::Ip& ip) {
           return is_inside(situation, ip);
         });
}

// A connection to the public side.
bool connected_publicly(const Situation& situation) {
  return std::ranges::any_of(situation.flow.flow.seen, [&](const Observation* each) {
    const auto* tcp = std::get_if<TcpResult>(&each->result);
    return tcp != nullptr && tcp->path == observe::Path::resolved && tcp->address &&
           !is_inside(situation, *tcp->address);
  });
}

bool refused_in_public(const Situation& situation) {
  return std::ranges::any_of(situation.flow.flow.seen, [](const Observation* each) {
    const auto* http = std::get_if<HttpResult>(&each->result);
    return http != nullptr && http->path == observe::Path::resolved &&
           http->classification.starts_with("PUB_REFUSED");
  });
}

// D-312: the list of servers that a running worker has, which is not the configuration's.
void unknown_server(const Situation& situation, Explanations& found) {
  const auto servers = servers_of(situation);
  if (situation.from.site == nullptr && home_of(situation) == nullptr) return;
  for (const Observation* each : situation.flow.flow.seen) {
    const auto* dns = std::get_if<DnsResult>(&each->result);
    const auto server = dns == nullptr ? tl::unexpected(Error{}) : net::parse_ip(dns->server);
    if (!server || std::ranges::count(servers, *server) > 0) continue;
    // Anybody in Azure may ask its resolver directly; an app asks whom its worker was told to.
    const bool azures = *server == dns::azure_provided;
    if (azures && (servers.empty() || situation.from.site == nullptr)) continue;
    if (!azures && reconcile::sign_of(*each) != Sign::fails) continue;
    found.push_back(of_evidence(
        situation.flow,
        {"CLIENT_STALE_STATE",
         situation.from.name + " asked " + dns->server +
             ", which the configuration does not name: it still has the servers of "
             "an earlier one",
         {},
         {remark("restart " + situation.from.name + ", or apply its integration again")},
         {"D-312", "D-432"},
         {}},
        0.95));
    return;
  }
}

// Private by name, and yet the public door answered.
void public_in_spite_of_name(const Situation& situation, Explanations& found) {
  if (!resolved_privately(situation)) return;
  if (!connected_publicly(situation) && !refused_in_public(situation)) return;
  const std::string host = situation.target().host.text();
  const auto* client = situation.from.described;
  const bool proxy = !situation.observations.host.proxy_variables.empty() ||
                     (client != nullptr && client->proxy.has_value());
  found.push_back(
      of_evidence(situation.flow,
                  {"CLIENT_PROXY_PATH",
                   situation.from.name + " resolves " + host +
                       " privately, and its request came out elsewhere: a proxy resolves and "
                       "connects for it",
                   {},
                   {remark("NO_PROXY=" + host)},
                   {"D-436", "E-015"},
                   {}},
                  proxy ? 0.95 : 0.4));
  found.push_back(
      of_evidence(situation.flow,
                  {"CLIENT_STALE_STATE",
                   situation.from.name + " resolves " + host +
                       " privately and goes on with a connection or an address from before",
                   {},
                   {remark("restart " + situation.from.name)},
                   {"D-431"},
                   {}},
                  connected_publicly(situation) ? 0.85 : 0.6));
  if (situation.from.kind == reach::Workload::Kind::app)
    found.push_back(of_evidence(
        situation.flow,
        {"APP_CONFIG_TRAFFIC_PUBLIC",
         "the call is not the app's own: the platform of " + situation.from.name +
             " makes it, and takes the public path",
         situation.from.site->id,
         {set_property(situation.from.site->id, "properties.outboundVnetRouting.allTraffic=true")},
         {"N-232", "N-239"},
         situation.from.site->where},
        0.5));
}

// A content share, which Functions reach as configuration traffic: it has a switch of its own, and
// the worker resolves as that traffic does (N-239, D-316).
// Functions of a Premium plan have one whether or not their settings are shown.
bool has_content_share(const model::Network& network, const azure::Site& site) {
  const azure::Plan* plan = network.plan(site.plan);
  const std::string* sku = plan == nullptr ? nullptr : plan->sku.known();
  const bool functions = to_lower(site.kind).find("functionapp") != std::string::npos;
  if (functions && sku != nullptr && starts_with_ignoring_case(*sku, "EP")) return true;
  return std::ranges::any_of(site.settings, [](const azure::Setting& setting) {
    return starts_with_ignoring_case(setting.name, "WEBSITE_CONTENT");
  });
}

bool keeps_content_share_outside(const model::Network& network, const azure::Site& site) {
  const bool* inside = site.outbound_routing.content_share.known();
  const bool* all = site.outbound_routing.all.known();
  if ((inside != nullptr && *inside) || (all != nullptr && *all)) return false;
  return has_content_share(network, site);
}

void content_share(const Situation& situation, Explanations& found) {
  const azure::Site* site = situation.from.site;
  if (site == nullptr || site->integration_subnet.known() == nullptr ||
      !predicted_to_work(situation) || resolved_privately(situation) ||
      !keeps_content_share_outside(situation.network, *site))
    return;
  found.push_back(of_evidence(
      situation.flow,
      {"APP_CONFIG_TRAFFIC_PUBLIC",
       site->name + " keeps its content share outside its network, and its worker "
                    "resolves as that traffic does",
       site->id,
       {set_property(site->id, "properties.outboundVnetRouting.contentShareTraffic=true")},
       {"N-239", "D-316", "D-318"},
       site->where},
      0.8));
}

// A server that fails, refuses or says nothing: no state of a zone does that, earlier or not.
bool nobody_answered(const Situation& situation) {
  const DnsResult* last = nullptr;
  for (const Observation* each : situation.flow.flow.seen) {
    if (const auto* dns = std::get_if<DnsResult>(&each->result)) last = dns;
  }
  return last != nullptr && last->addresses.empty() && last->rcode != Rcode::noerror &&
         last->rcode != Rcode::nxdomain;
}

// The configuration gives a private answer and a public one, or none, was seen.
void earlier_state(const Situation& situation, Explanations& found) {
  if (!predicted_to_work(situation) || resolved_privately(situation) || nobody_answered(situation))
    return;
  const bool by_name =
      situation.flow.path.resolution &&
      situation.flow.path.resolution->answer_class == verify::AnswerClass::private_address;
  if (!by_name && !refused_in_public(situation)) return;
  const std::string host = situation.target().host.text();
  found.push_back(of_evidence(situation.flow,
                              {"TIMING_NOT_CONVERGED",
                               "the configuration leads " + host +
                                   " as intended, and an earlier state of it was still seen",
                               {},
                               {remark("wait for a private answer to " + host + ", then go on")},
                               {"D-431", "D-447"},
                               {}},
                              0.7));
  found.push_back(
      of_evidence(situation.flow,
                  {"CLIENT_STALE_STATE",
                   situation.from.name + " still has the answer of an earlier state for " + host,
                   {},
                   {remark("restart " + situation.from.name)},
                   {"D-431"},
                   {}},
                  0.65));
}

const azure::DnsServer* described_server(const Situation& situation) {
  const auto& known = situation.written().surroundings.dns_servers;
  for (const net::Ip& server : servers_of(situation)) {
    const auto found = std::ranges::find(known, server, &azure::DnsServer::address);
    if (found != known.end()) return &*found;
  }
  return nullptr;
}

// A forwarder that gives up early, or has a public alternative beside the right one (R-34, D-434).
bool wavers(const Situation& situation, const azure::DnsServer& server) {
  constexpr int shortest = 3;  // seconds
  const azure::Forwarder* up = dns::forwarder_for(server, situation.target().host);
  if (up == nullptr || up->suffix.empty()) return false;
  const auto in_public = std::ranges::count_if(up->to, [&](const net::Ip& to) {
    return to != dns::azure_provided && !verify::is_private_here(situation.network, to);
  });
  const bool both = in_public > 0 && in_public < std::ranges::ssize(up->to);
  return both || (server.timeout_seconds && *server.timeout_seconds <= shortest);
}

// Private now and public then: part of the chain is resolved elsewhere, now and then (D-417,
// D-434).
void changing_answers(const Situation& situation, Explanations& found) {
  const azure::DnsServer* server = described_server(situation);
  bool inside = false;
  bool outside = false;
  for (const Observation* each : situation.flow.flow.seen) {
    const auto* dns = std::get_if<DnsResult>(&each->result);
    if (dns == nullptr || server == nullptr || dns->server != to_string(server->address)) continue;
    for (const net::Ip& ip : dns->addresses) (is_inside(situation, ip) ? inside : outside) = true;
  }
  const auto chain = chain_of(situation);
  if (!inside || !outside || chain.empty()) return;
  const net::DnsName& host = situation.target().host;
  const net::DnsName& alias = chain.back();
  const bool name = std::ranges::any_of(server->forwarders, [&](const azure::Forwarder& each) {
    return !each.suffix.empty() && host.is_within(each.suffix);
  });
  const bool whole = std::ranges::any_of(server->forwarders, [&](const azure::Forwarder& each) {
    return !each.suffix.empty() && alias.is_within(each.suffix) && !host.is_within(each.suffix);
  });
  const bool partly = name && !whole && !wavers(situation, *server);
  const std::string who = "DNS server " + to_string(server->address);
  found.push_back(of_evidence(
      situation.flow,
      {partly ? "DNS_FORWARDER_ZONE_WRONG" : "DNS_FORWARDER_UNSTABLE",
       partly ? who + " forwards the suffix of " + host.text() + " and not that of its alias " +
                    alias.text() + ", which it looks up elsewhere once the alias is in its cache"
              : who + " has more than one way to resolve " + host.text() +
                    ", and now and then takes the public one",
       {},
       {remark("on " + to_string(server->address) +
               (partly ? ": forward the privatelink name as well"
                       : ": wait longer for the forwarder, and give it no public alternative"))},
       partly ? std::vector<std::string>{"D-417"} : std::vector<std::string>{"D-434"},
       server->where},
      0.9));
}

void wrong_certificate(const Situation& situation, Explanations& found) {
  const bool mismatch = std::ranges::any_of(situation.flow.flow.seen, [](const Observation* each) {
    const auto* tls = std::get_if<TlsResult>(&each->result);
    return tls != nullptr && tls->outcome == observe::TlsOutcome::name_mismatch;
  });
  const bool odd_name = situation.target().ip.has_value() ||
                        situation.target().host.text().find("privatelink") != std::string::npos;
  if (!mismatch) return;
  found.push_back(of_evidence(situation.flow,
                              {"CLIENT_HOSTNAME_WRONG",
                               "the certificate does not cover " + situation.flow.flow.host +
                                   ", by which " + situation.from.name + " connects",
                               {},
                               {remark("use the service's ordinary host name")},
                               {"D-106", "D-435"},
                               {}},
                              odd_name ? 0.96 : 0.8));
}

}  // namespace

std::vector<Explanation> hypotheses(const Situation& situation) {
  Explanations found;
  unknown_server(situation, found);
  public_in_spite_of_name(situation, found);
  wrong_certificate(situation, found);
  changing_answers(situation, found);
  if (found.empty()) earlier_state(situation, found);
  content_share(situation, found);
  return found;
}

}  // namespace airtight::diagnose
