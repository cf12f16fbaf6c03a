#include <airtight/dns/resolve.h>

#include <algorithm>
#include <array>
#include <set>

#include "public_names.h"
#include "zone_lookup.h"

// One name is followed hop by hop. At each hop the linked zone with the longest match answers and
// is final (D-010); only when no zone covers the name does public DNS. A CNAME starts the same
// selection again for its target (D-018), which is how "public name, privatelink alias, private
// record" comes about.

namespace airtight::dns {
namespace {

constexpr std::size_t most_hops = 16;  // D-020

// Resolvers everybody knows to be public.
constexpr std::array public_resolvers{
    net::ipv4(8, 8, 8, 8),
    net::ipv4(8, 8, 4, 4),
    net::ipv4(1, 1, 1, 1),
    net::ipv4(1, 0, 0, 1),
    net::ipv4(9, 9, 9, 9),
    net::Ip{net::Family::v6, 0x2001486048600000U, 0x8888U},
    net::Ip{net::Family::v6, 0x2001486048600000U, 0x8844U},
    net::Ip{net::Family::v6, 0x2606470047000000U, 0x1111U},
    net::Ip{net::Family::v6, 0x2606470047000000U, 0x1001U},
    net::Ip{net::Family::v6, 0x262000fe00000000U, 0x00feU},
};

// The walk of one question through Azure DNS in the context of one network (none: public names).
class Walk {
 public:
  Walk(const model::Network& network, const azure::VirtualNetwork* asking, Answer& answer,
       model::Reading& reading)
      : network_(network), asking_(asking), answer_(answer), reading_(reading) {}

  void run() {
    net::DnsName name = answer_.name;
    std::set<net::DnsName> seen;
    while (!name.empty()) {
      if (!seen.insert(name).second || seen.size() > most_hops) {
        answer_.rcode = Rcode::servfail;
        step("name", "the chain of " + answer_.name.text() + " loops or is too long", {"D-020"});
        return;
      }
      name = hop(name);
    }
  }

 private:
  // Follows one name. Returns the alias to go on with, or the empty name at the end.
  net::DnsName hop(const net::DnsName& name) {
    const model::LinkedZone* linked = covering_zone(network_, asking_, name);
    if (linked == nullptr) return follow_public(name);
    const ZoneAnswer found = look_up(*linked->zone, name, answer_.type, reading_);
    switch (found.kind) {
      case ZoneAnswer::Kind::records:
        take_records(*linked, name, found);
        return {};
      case ZoneAnswer::Kind::alias:
        return take_alias(*linked, name, *found.entries.front());
      case ZoneAnswer::Kind::nodata:
        zone_step(*linked, name, "has no " + std::string(to_string(answer_.type)) + " record for ",
                  {"D-012", "D-013"});
        answer_.rcode = Rcode::noerror;
        return {};
      case ZoneAnswer::Kind::nxdomain:
        return miss(*linked, name);
    }
    return {};
  }

  net::DnsName miss(const model::LinkedZone& linked, const net::DnsName& name) {
    zone_step(linked, name, "is linked and final but has no record for ", {"D-010", "D-011"});
    append(linked.zone->unknown);
    if (redirects(linked)) {
      step("link", "link " + linked.link->name + " falls back to public DNS (NxDomainRedirect)",
           {"D-036", "D-040"}, linked.link->id.text(), linked.link->name,
           linked.link->resolution_policy.where);
      return follow_public(name);
    }
    answer_.rcode = Rcode::nxdomain;
    return {};
  }

  bool redirects(const model::LinkedZone& linked) {
    if (const auto* unknown = linked.link->resolution_policy.unknown())
      return reading_.guess(*unknown) == 1;
    const auto* policy = linked.link->resolution_policy.known();
    return policy != nullptr && *policy == azure::ResolutionPolicy::nxdomain_redirect;
  }

  void take_records(const model::LinkedZone& linked, const net::DnsName& name,
                    const ZoneAnswer& found) {
    answer_.rcode = Rcode::noerror;
    for (const model::ZoneEntry* entry : found.entries) {
      append(entry->unknown);
      if (entry->inferred)
        answer_.unknowns.push_back({"whether the platform writes " + name.text()});
      for (const net::Ip& ip : entry->addresses) {
        answer_.addresses.push_back({ip, ""});
        answer_.chain.push_back(
            {name, entry->type, entry->ttl, to_string(ip), linked.zone->written->name});
      }
      step("zone",
           "zone " + linked.zone->written->name + ", linked by " + linked.link->name +
               ", answers " + name.text() + " with " + addresses_of(*entry),
           {"D-001", "D-009"}, linked.zone->written->id.text(), linked.link->name, entry->where);
    }
  }

  net::DnsName take_alias(const model::LinkedZone& linked, const net::DnsName& name,
                          const model::ZoneEntry& entry) {
    append(entry.unknown);
    answer_.chain.push_back({name, azure::RecordType::cname, entry.ttl, entry.target.text(),
                             linked.zone->written->name});
    zone_step(linked, name, "has the alias " + entry.target.text() + " for ", {"D-018"});
    if (answer_.type == azure::RecordType::cname || entry.target.empty())
      answer_.rcode = Rcode::noerror;
    return answer_.type == azure::RecordType::cname ? net::DnsName{} : entry.target;
  }

  net::DnsName follow_public(const net::DnsName& name) {
    const PublicAnswer found = look_up_public(network_, asking_, name, reading_);
    append(found.unknowns);
    step("public DNS", found.summary, found.facts,
         found.back_end == nullptr ? "" : found.back_end->id().text());
    switch (found.kind) {
      case PublicAnswer::Kind::alias:
        answer_.chain.push_back(
            {name, azure::RecordType::cname, std::nullopt, found.target.text(), "public DNS"});
        answer_.rcode = Rcode::noerror;
        return answer_.type == azure::RecordType::cname ? net::DnsName{} : found.target;
      case PublicAnswer::Kind::front_end:
        take_front_end(name, *found.back_end);
        return {};
      case PublicAnswer::Kind::unknown:
        answer_.rcode = Rcode::none;
        return {};
    }
    return {};
  }

  // AAAA of a public front end is empty.
  void take_front_end(const net::DnsName& name, const model::BackEnd& back_end) {
    answer_.rcode = Rcode::noerror;
    if (answer_.type != azure::RecordType::a) return;
    const Address address{std::nullopt, back_end.service.name};
    answer_.addresses.push_back(address);
    answer_.chain.push_back(
        {name, azure::RecordType::a, std::nullopt, to_string(address), "public DNS"});
  }

  static std::string addresses_of(const model::ZoneEntry& entry) {
    std::string text;
    for (const net::Ip& ip : entry.addresses) text += (text.empty() ? "" : ", ") + to_string(ip);
    return text.empty() ? "an address that is not known" : text;
  }

  void append(const std::vector<azure::UnknownInput>& unknowns) {
    answer_.unknowns.insert(answer_.unknowns.end(), unknowns.begin(), unknowns.end());
  }

  void zone_step(const model::LinkedZone& linked, const net::DnsName& name, const std::string& says,
                 std::vector<std::string> facts) {
    step("zone", "zone " + linked.zone->written->name + " " + says + name.text(), std::move(facts),
         linked.zone->written->id.text(), linked.link->name, linked.link->where);
  }

  void step(std::string stage, std::string summary, std::vector<std::string> facts,
            std::string resource = "", std::string rule = "", Where where = {}) {
    answer_.trace.push_back({std::move(stage), std::move(summary), std::move(facts),
                             std::move(resource), std::move(rule), std::move(where)});
  }

  const model::Network& network_;
  const azure::VirtualNetwork* asking_;
  Answer& answer_;
  model::Reading& reading_;
};

// Asks one server; false when it does not answer.
bool ask(const model::Network& network, const View& view, const net::Ip& server, Answer& answer,
         model::Reading& reading) {
  if (server == azure_provided) {
    Walk(network, view.network, answer, reading).run();
    return true;
  }
  if (std::ranges::count(public_resolvers, server) > 0) {
    answer.trace.push_back({"resolver",
                            to_string(server) + " is a public resolver: private zones do not count",
                            {"D-211", "R-31"},
                            "",
                            "",
                            {}});
    Walk(network, nullptr, answer, reading).run();
    return true;
  }
  answer.trace.push_back(
      {"resolver",
       "nothing in the input describes the DNS server " + to_string(server) + ": no answer",
       {"R-31"},
       "",
       "",
       {}});
  return false;
}

}  // namespace

Answer resolve(const model::Network& network, const View& view, const net::DnsName& name,
               azure::RecordType type, model::Reading& reading) {
  Answer answer;
  answer.name = name;
  answer.type = type;
  answer.unknowns = view.unknowns;
  answer.trace = view.trace;
  const std::vector<net::Ip> servers =
      view.servers.empty() ? std::vector<net::Ip>{azure_provided} : view.servers;
  // A server that answers is final, whatever it answers (D-208).
  for (const net::Ip& server : servers) {
    if (ask(network, view, server, answer, reading)) return answer;
  }
  answer.rcode = Rcode::timeout;
  return answer;
}

}  // namespace airtight::dns
