#include <airtight/azure/approval.h>
#include <airtight/azure/private_link.h>
#include <airtight/base/text.h>

#include <algorithm>
#include <iterator>

#include "commands.h"
#include "edits.h"
#include "situation.h"
#include "zones.h"

// Records of private zones: none, that of somebody else, one in a zone that nobody asks, and names
// that only their network knows (D-401…D-412, D-425, D-429).

namespace airtight::diagnose {
namespace {

// Zones that the endpoint's group writes to and that no name of its resource leads to.
std::vector<net::DnsName> needless_zones(const Situation& situation, const Wanted& wanted) {
  std::vector<net::DnsName> needless;
  const azure::ZoneGroup* group = zone_group_of(situation, *wanted.endpoint->written);
  if (group == nullptr) return needless;
  const auto records =
      azure::endpoint_records(wanted.endpoint->target->service, wanted.endpoint->group_id);
  for (const azure::ResourceId& id : group->zones) {
    const auto zone = net::parse_dns_name(id.name());
    if (zone && std::ranges::count(records, *zone, &azure::EndpointRecord::zone) == 0)
      needless.push_back(*zone);
  }
  return needless;
}

// A zone of another kind of the same type and group: what a policy that cannot tell them apart
// writes (D-429).
bool is_zone_of_sibling_kind(const Wanted& wanted, const net::DnsName& zone) {
  return std::ranges::any_of(azure::private_link_table(), [&](const azure::PrivateLinkRow& row) {
    return equal_ignoring_case(row.resource_type, wanted.endpoint->target->service.type) &&
           equal_ignoring_case(row.group_id, wanted.endpoint->group_id) &&
           std::ranges::count(row.zones, std::string_view(zone.text())) > 0;
  });
}

// Records by hand, at the endpoint's address, in a zone that nobody asks.
const azure::PrivateDnsZone* zone_of_stray_record(const Situation& situation,
                                                  const Wanted& wanted) {
  for (const azure::RecordSet& record : situation.written().record_sets) {
    const bool same = std::ranges::any_of(record.addresses, [&](const net::Ip& ip) {
      return std::ranges::count(wanted.endpoint->addresses, ip) > 0;
    });
    const model::Zone* zone = situation.network.zone(record.zone);
    if (same && zone != nullptr && zone->written->zone != wanted.zone &&
        !net::DnsName(wanted.zone).is_within(zone->written->zone))
      return zone->written;
  }
  return nullptr;
}

// How many endpoints publish the same record into a zone.
std::vector<const azure::PrivateEndpoint*> publishers(const Situation& situation,
                                                      const model::Zone& zone,
                                                      const Wanted& wanted) {
  std::vector<const azure::PrivateEndpoint*> found;
  for (const model::Endpoint& endpoint : situation.network.endpoints()) {
    const azure::ZoneGroup* group = zone_group_of(situation, *endpoint.written);
    if (group == nullptr || std::ranges::count(group->zones, zone.written->id) == 0) continue;
    if (endpoint.target == nullptr || endpoint.group_id.empty()) continue;
    const auto records = azure::endpoint_records(endpoint.target->service, endpoint.group_id);
    const bool same = std::ranges::any_of(records, [&](const azure::EndpointRecord& record) {
      return record.zone == wanted.zone && record.name == wanted.relative;
    });
    if (same) found.push_back(endpoint.written);
  }
  return found;
}

// Another name of the same resource is registered where this one is not.
bool has_registered_sibling(const Situation& situation, const model::Zone* zone) {
  const model::BackEnd* back_end = situation.target().back_end;
  if (back_end == nullptr) return false;
  return std::ranges::any_of(back_end->names, [&](const azure::HostName& name) {
    if (name.public_name == situation.target().host ||
        !equal_ignoring_case(name.group_id, situation.target().group_id))
      return false;
    const auto* described = situation.from.described;
    if (described != nullptr && described->hosts.contains(name.public_name)) return true;
    return zone != nullptr && name.private_name.is_within(zone->written->zone) &&
           zone->names.contains(name.private_name.relative_to(zone->written->zone));
  });
}

struct Missing {
  const char* code;
  std::string why;
  std::vector<std::string> facts;
  double weight;
};

Missing why_record_is_missing(const Situation& situation, const model::Zone& zone,
                              const Wanted& wanted) {
  const std::string endpoint = wanted.endpoint->written->name;
  const auto others = publishers(situation, zone, wanted);
  if (others.size() > 1)
    return {"DNS_RECORD_OVERWRITTEN",
            others[0]->name + " and " + others[1]->name + " publish " + wanted.relative +
                " into zone " + zone.written->name +
                ": the last writer wins, and removing either deletes the record",
            {"D-157", "D-158", "D-410"},
            0.95};
  for (const net::DnsName& needless : needless_zones(situation, wanted)) {
    if (is_zone_of_sibling_kind(wanted, needless))
      return {"DNS_AUTOMATION_CONFLICT",
              "the zone group of " + endpoint + " writes to " + needless.text() +
                  ", the zone of another kind of this service; it needs " + wanted.zone.text(),
              {"D-153", "D-429"},
              0.9};
    return {"DNS_ZONE_NAME_WRONG",
            "the zone group of " + endpoint + " writes to " + needless.text() +
                ", to which no name of the resource leads; it needs " + wanted.zone.text(),
            {"D-154", "D-438"},
            0.9};
  }
  if (has_registered_sibling(situation, &zone))
    return {"DNS_SECONDARY_NAME_MISSING",
            "zone " + zone.written->name + " has other names of " +
                wanted.endpoint->target->service.name + " and lacks " + wanted.relative,
            {"D-155", "D-425"},
            0.9};
  return {"DNS_RECORD_MISSING",
          "zone " + zone.written->name + " lacks the record " + wanted.relative + " of " + endpoint,
          {"D-408", "D-160"},
          0.88};
}

// The zone group writes it again; without one it is written by hand.
std::vector<std::string> record_fix(const Situation& situation, const model::Zone& zone,
                                    const Wanted& wanted, const std::vector<net::Ip>& present) {
  if (present.empty())
    return {zone_group_command(situation, *wanted.endpoint->written, zone.written->id)};
  return record_commands(zone.written->id, wanted.relative, present, wanted.addresses);
}

// The record is absent, or says something else than this endpoint's address.
void propose_record(const Situation& situation, const model::Zone& zone, const Wanted& wanted,
                    Repairs& repairs) {
  const Covering here{&zone, wanted.relative};
  const auto present = addresses_in(here);
  if (present == wanted.addresses) return;
  Missing missing = why_record_is_missing(situation, zone, wanted);
  if (!present.empty() && std::string_view(missing.code) != "DNS_RECORD_OVERWRITTEN") {
    const bool somebody =
        std::ranges::any_of(situation.network.endpoints(), [&](const model::Endpoint& endpoint) {
          return std::ranges::count(endpoint.addresses, present.front()) > 0;
        });
    missing = {somebody ? "DNS_RECORD_OVERWRITTEN" : "STATIC_ADDRESS_STALE",
               in_zone(here) + " is " + to_string(present.front()) +
                   (somebody ? ", another endpoint" : ", which nobody has any more") + "; " +
                   wanted.endpoint->written->name + " has " + to_string(wanted.addresses.front()),
               {"D-409", "D-161"},
               0.85};
  }
  repairs.push_back(
      {{missing.code, missing.why,
        present.empty() ? wanted.endpoint->written->id : zone.written->id,
        record_fix(situation, zone, wanted, present), missing.facts, zone.written->where},
       Stage::name,
       missing.weight,
       [id = zone.written->id, name = wanted.relative, addresses = wanted.addresses](
           azure::Resources& resources) { set_record(resources, id, name, addresses); }});
}

void propose_new_zone(const Situation& situation, const Wanted& wanted,
                      const azure::VirtualNetwork& network, Repairs& repairs) {
  const azure::PrivateEndpoint& endpoint = *wanted.endpoint->written;
  const auto needless = needless_zones(situation, wanted);
  const auto* stray = zone_of_stray_record(situation, wanted);
  const bool wrong = !needless.empty() || stray != nullptr;
  const std::string other = !needless.empty() ? needless.front().text()
                            : wrong           ? stray->name
                                              : std::string();
  const bool sibling = !needless.empty() && is_zone_of_sibling_kind(wanted, needless.front());
  const azure::ResourceId id = zone_beside(endpoint.id, wanted.zone);
  repairs.push_back(
      {{sibling ? "DNS_AUTOMATION_CONFLICT"
        : wrong ? "DNS_ZONE_NAME_WRONG"
                : "DNS_ZONE_MISSING",
        wrong ? "the record of " + endpoint.name + " is in " + other +
                    ", which no alias of the name leads to; it needs " + wanted.zone.text()
              : "there is no zone " + wanted.zone.text() + " for " + endpoint.name,
        wrong && stray != nullptr ? stray->id : endpoint.id,
        {zone_command(id), link_command(id, network), zone_group_command(situation, endpoint, id)},
        wrong ? std::vector<std::string>{"D-402", "D-437", "D-438"}
              : std::vector<std::string>{"D-401"},
        endpoint.where},
       Stage::name,
       wrong ? 0.92 : 0.9,
       [wanted_zone = wanted.zone, beside = endpoint.id, to = network.id, name = wanted.relative,
        addresses = wanted.addresses](azure::Resources& resources) {
         const azure::ResourceId made = add_zone(resources, beside, wanted_zone);
         link(resources, made, to);
         set_record(resources, made, name, addresses);
       }});
}

void propose_wanted(const Situation& situation, Repairs& repairs) {
  for (const Wanted& wanted : wanted_records(situation)) {
    bool there = false;
    for (const azure::PrivateDnsZone& written : situation.written().private_dns_zones) {
      const model::Zone* zone = situation.network.zone(written.id);
      if (zone == nullptr || written.external || written.zone != wanted.zone) continue;
      there = true;
      propose_record(situation, *zone, wanted, repairs);
    }
    if (there) continue;
    for (const azure::VirtualNetwork* network : resolving_networks(situation))
      propose_new_zone(situation, wanted, *network, repairs);
  }
}

void propose_publisher(const Covering& each, const azure::PrivateEndpoint& endpoint,
                       const net::Ip& ip, bool several, Repairs& repairs) {
  const azure::ResourceId& zone = each.zone->written->id;
  const bool absent = addresses_in(each).empty();
  const char* code = absent && !several ? "DNS_RECORD_MISSING" : "DNS_RECORD_OVERWRITTEN";
  repairs.push_back({{code,
                      in_zone(each) + (absent ? " is absent" : " is the one of another endpoint") +
                          "; " + endpoint.name + ", which publishes there, has " + to_string(ip),
                      zone, record_commands(zone, each.relative, addresses_in(each), {ip}),
                      absent && !several ? std::vector<std::string>{"D-408", "D-160"}
                                         : std::vector<std::string>{"D-157", "D-411", "D-422"},
                      endpoint.where},
                     Stage::name,
                     0.8,
                     [zone, name = each.relative, ip](azure::Resources& resources) {
                       set_record(resources, zone, name, {ip});
                     }});
}

// Names that are nobody's in the catalogue but that endpoints publish, such as those of a
// monitoring scope or of a cluster: the record may be any publisher's.
void propose_other_publishers(const Situation& situation, Repairs& repairs) {
  for (const Covering& each : covering_zones(situation)) {
    const auto present = addresses_in(each);
    std::vector<const model::Endpoint*> publish;
    for (const model::Endpoint& endpoint : situation.network.endpoints()) {
      const azure::ZoneGroup* group = zone_group_of(situation, *endpoint.written);
      if (group != nullptr && std::ranges::count(group->zones, each.zone->written->id) > 0 &&
          is_approved(*endpoint.written))
        publish.push_back(&endpoint);
    }
    for (const model::Endpoint* endpoint : publish) {
      for (const net::Ip& ip : endpoint->addresses) {
        if (std::ranges::count(present, ip) == 0)
          propose_publisher(each, *endpoint->written, ip, publish.size() > 1, repairs);
      }
    }
  }
}

// The record is in the zone of another region or kind of the same service: two policies match one
// group id, and the wrong one won (D-153, D-429).
void propose_from_sibling_zone(const Situation& situation, Repairs& repairs) {
  const auto all = covering_zones(situation);
  for (const Covering& each : all) {
    if (has_record(each)) continue;
    for (const azure::PrivateDnsZone& written : situation.written().private_dns_zones) {
      const model::Zone* sibling = situation.network.zone(written.id);
      if (sibling == nullptr || written.zone == each.zone->written->zone ||
          !azure::is_private_link_zone(written.zone) || !sibling->names.contains(each.relative))
        continue;
      const auto addresses = addresses_in({sibling, each.relative});
      if (addresses.empty()) continue;
      repairs.push_back(
          {{"DNS_AUTOMATION_CONFLICT",
            "the record " + each.relative + " was written to zone " + written.name +
                " and not to " + each.zone->written->name + ", to which the name leads",
            written.id,
            record_commands(each.zone->written->id, each.relative, {}, addresses),
            {"D-153", "D-429"},
            written.where},
           Stage::name,
           0.92,
           [zone = each.zone->written->id, name = each.relative, addresses](
               azure::Resources& resources) { set_record(resources, zone, name, addresses); }});
    }
  }
}

// Only the main name is in the client's hosts file (D-425).
void propose_hosts(const Situation& situation, Repairs& repairs) {
  const auto* described = situation.from.described;
  if (described == nullptr || described->hosts.empty() ||
      !has_registered_sibling(situation, nullptr))
    return;
  for (const model::Endpoint& endpoint : situation.network.endpoints()) {
    if (!serves(situation, endpoint)) continue;
    for (const net::Ip& ip : endpoint.addresses) {
      repairs.push_back({{"DNS_SECONDARY_NAME_MISSING",
                          "the hosts file of " + described->name + " has other names of " +
                              situation.target().back_end->service.name + " and lacks " +
                              situation.target().host.text(),
                          endpoint.written->id,
                          {},
                          {"D-155", "D-425", "D-426"},
                          described->where},
                         Stage::name,
                         0.9,
                         [name = described->name, host = situation.target().host,
                          ip](azure::Resources& resources) {
                           for (auto& workload : resources.surroundings.workloads) {
                             if (workload.name == name) workload.hosts[host] = ip;
                           }
                         }});
    }
  }
}

std::vector<std::string> domain_fix(const azure::ResourceId& id,
                                    const azure::VirtualNetwork& network, const net::Ip& address) {
  std::vector<std::string> fix{zone_command(id), link_command(id, network)};
  std::ranges::move(record_commands(id, "*", {}, {address}), std::back_inserter(fix));
  return fix;
}

// Names that exist only privately, such as the apps of an internal environment, without a zone of
// their domain (D-326).
void propose_domain(const Situation& situation, Repairs& repairs) {
  const net::DnsName& host = situation.target().host;
  const auto dot = host.text().find('.');
  if (situation.target().back_end != nullptr || dot == std::string::npos) return;
  const auto domain = net::parse_dns_name(host.text().substr(dot + 1));
  if (!domain || !covering_zones(situation).empty()) return;
  for (const azure::HostedWorkload& hosted : situation.written().hosted_workloads) {
    const net::Ip* address = hosted.address.known();
    if (address == nullptr || hosted.internal.known() == nullptr || !*hosted.internal.known())
      continue;
    for (const azure::VirtualNetwork* network : resolving_networks(situation)) {
      const azure::ResourceId id = zone_beside(hosted.id, *domain);
      repairs.push_back({{"DNS_ZONE_MISSING",
                          "there is no private zone " + domain->text() + " for the names of " +
                              hosted.name + ", which is internal",
                          hosted.id,
                          domain_fix(id, *network, *address),
                          {"D-326", "D-401"},
                          hosted.where},
                         Stage::name,
                         0.85,
                         [zone = *domain, beside = hosted.id, to = network->id,
                          ip = *address](azure::Resources& resources) {
                           const azure::ResourceId made = add_zone(resources, beside, zone);
                           link(resources, made, to);
                           set_record(resources, made, "*", {ip});
                         }});
    }
  }
}

}  // namespace

void propose_records(const Situation& situation, Repairs& repairs) {
  if (situation.target().ip) return;
  propose_wanted(situation, repairs);
  propose_other_publishers(situation, repairs);
  propose_from_sibling_zone(situation, repairs);
}

void propose_private_names(const Situation& situation, Repairs& repairs) {
  if (situation.target().ip) return;
  propose_hosts(situation, repairs);
  propose_domain(situation, repairs);
}

}  // namespace airtight::diagnose
