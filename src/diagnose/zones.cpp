#include "zones.h"

#include <airtight/azure/private_link.h>
#include <airtight/base/text.h>

#include <algorithm>

#include "commands.h"

namespace airtight::diagnose {

std::string in_zone(const Covering& each) {
  return "record " + each.relative + " of zone " + each.zone->written->name;
}

std::vector<Covering> covering_zones(const Situation& situation) {
  std::vector<Covering> found;
  const auto chain = chain_of(situation);
  for (const azure::PrivateDnsZone& written : situation.written().private_dns_zones) {
    const model::Zone* zone = situation.network.zone(written.id);
    if (zone == nullptr || written.external) continue;
    for (const net::DnsName& name : chain) {
      if (name.is_within(written.zone)) found.push_back({zone, name.relative_to(written.zone)});
    }
  }
  return found;
}

bool has_record(const Covering& each) {
  return each.zone->names.contains(each.relative) || each.zone->names.contains("*");
}

std::vector<net::Ip> addresses_in(const Covering& each) {
  std::vector<net::Ip> addresses;
  auto found = each.zone->names.find(each.relative);
  if (found == each.zone->names.end()) found = each.zone->names.find("*");
  if (found == each.zone->names.end()) return addresses;
  for (const model::ZoneEntry& entry : found->second)
    addresses.insert(addresses.end(), entry.addresses.begin(), entry.addresses.end());
  return addresses;
}

const azure::VirtualNetworkLink* link_of(const Situation& situation, const model::Zone& zone,
                                         const azure::VirtualNetwork& network) {
  for (const model::LinkedZone& each : situation.network.zones_of(network)) {
    if (each.zone == &zone) return each.link;
  }
  return nullptr;
}

const model::Zone* copy_linked_to(const Situation& situation, const model::Zone& zone,
                                  const azure::VirtualNetwork& network) {
  for (const model::LinkedZone& each : situation.network.zones_of(network)) {
    if (each.zone != &zone && each.zone->written->zone == zone.written->zone) return each.zone;
  }
  return nullptr;
}

const azure::ZoneGroup* zone_group_of(const Situation& situation,
                                      const azure::PrivateEndpoint& endpoint) {
  const auto& groups = situation.written().zone_groups;
  const auto found = std::ranges::find(groups, endpoint.id, &azure::ZoneGroup::endpoint);
  return found == groups.end() ? nullptr : &*found;
}

bool serves(const Situation& situation, const model::Endpoint& endpoint) {
  const verify::Target& target = situation.target();
  return target.back_end != nullptr && endpoint.target == target.back_end &&
         (target.group_id.empty() || equal_ignoring_case(endpoint.group_id, target.group_id));
}

std::vector<Wanted> wanted_records(const Situation& situation) {
  std::vector<Wanted> wanted;
  const auto chain = chain_of(situation);
  for (const model::Endpoint& endpoint : situation.network.endpoints()) {
    if (!serves(situation, endpoint)) continue;
    const auto records = azure::endpoint_records(endpoint.target->service, endpoint.group_id);
    for (std::size_t i = 0; i < records.size(); ++i) {
      const auto is_it = [&](const net::DnsName& name) {
        return name.is_within(records[i].zone) &&
               name.relative_to(records[i].zone) == records[i].name;
      };
      if (std::ranges::none_of(chain, is_it) || endpoint.addresses.empty()) continue;
      const std::size_t at = std::min(i, endpoint.addresses.size() - 1);
      wanted.push_back({&endpoint, records[i].zone, records[i].name, {endpoint.addresses[at]}});
    }
  }
  return wanted;
}

std::string zone_command(const azure::ResourceId& id) {
  return az("network private-dns zone create",
            {{"resource-group", group_of(id)}, {"name", name_of(id)}});
}

std::string zone_group_command(const azure::PrivateEndpoint& endpoint, const std::string& group,
                               const azure::ResourceId& zone) {
  return az(group.empty() ? "network private-endpoint dns-zone-group create"
                          : "network private-endpoint dns-zone-group add",
            {{"resource-group", group_of(endpoint.id)},
             {"endpoint-name", name_of(endpoint.id)},
             {"name", {group.empty() ? "default" : group}},
             {"zone-name", {std::string(zone.name())}},
             {"private-dns-zone", {zone.text()}}});
}

std::string zone_group_command(const Situation& situation, const azure::PrivateEndpoint& endpoint,
                               const azure::ResourceId& zone) {
  const azure::ZoneGroup* group = zone_group_of(situation, endpoint);
  return zone_group_command(endpoint, group == nullptr ? "" : group->name, zone);
}

}  // namespace airtight::diagnose
