#include <airtight/azure/private_link.h>
#include <airtight/base/text.h>

#include <algorithm>
#include <map>

#include "lint.h"

// Endpoints without a name that leads to them, with a zone that is not theirs, or in each other's
// way.

namespace airtight::verify {
namespace {

const azure::ZoneGroup* zone_group_of(const model::Network& network,
                                      const model::Endpoint& endpoint) {
  const auto& groups = network.written().zone_groups;
  const auto found = std::ranges::find(groups, endpoint.written->id, &azure::ZoneGroup::endpoint);
  return found == groups.end() ? nullptr : &*found;
}

std::vector<const model::Zone*> zones_named(const model::Network& network,
                                            const net::DnsName& name) {
  std::vector<const model::Zone*> zones;
  for (const azure::PrivateDnsZone& written : network.written().private_dns_zones) {
    if (written.zone == name) zones.push_back(network.zone(written.id));
  }
  std::erase(zones, nullptr);
  return zones;
}

// D-154, D-429, D-438: the group names a zone that the service does not need.
void check_zones_of_group(const model::Network& network, const model::Endpoint& endpoint,
                          const azure::ZoneGroup& group, Lints& lints) {
  const auto& service = endpoint.target->service;
  const auto records = azure::endpoint_records(service, endpoint.group_id);
  if (records.empty()) return;
  for (const azure::ResourceId& id : group.zones) {
    const auto zone = net::parse_dns_name(id.name());
    if (!zone || std::ranges::count(records, *zone, &azure::EndpointRecord::zone) > 0 ||
        azure::has_unknown_records(service, endpoint.group_id, *zone))
      continue;
    const std::string right = records.front().zone.text();
    const auto there = zones_named(network, records.front().zone);
    lints.push_back(
        {"DNS_ZONE_NAME_WRONG",
         Severity::warning,
         endpoint.written->id,
         group.where,
         "the zone group of " + endpoint.written->name + " names " + zone->text() +
             ", to which no name of " + service.name + " leads; it needs " + right,
         {zone_group_command(*endpoint.written,
                             there.empty() ? right : there.front()->written->id.text())},
         {"D-153", "D-154", "D-114", "D-167", "D-429", "D-438"}});
  }
}

// D-408, D-401: nobody writes the endpoint's record. A zone that the input does not have may be a
// hub's, with a policy that writes there.
void check_record(const model::Network& network, const model::Endpoint& endpoint,
                  const net::DnsName& name, const std::vector<std::string>& records, Lints& lints) {
  const auto zones = zones_named(network, name);
  const auto knows = [&](const model::Zone* zone) {
    return zone->written->external || !zone->unknown.empty() ||
           std::ranges::any_of(records,
                               [&](const std::string& each) { return has_record(*zone, each); });
  };
  if (std::ranges::any_of(zones, knows)) return;
  const azure::ZoneGroup* group = zone_group_of(network, endpoint);
  const bool elsewhere =
      group != nullptr && std::ranges::any_of(group->zones, [&](const auto& id) {
        return equal_ignoring_case(id.name(), name.text()) && network.zone(id) == nullptr;
      });
  if (elsewhere) return;
  const bool no_zone = zones.empty();
  lints.push_back(
      {no_zone ? "DNS_ZONE_MISSING" : "DNS_RECORD_MISSING",
       no_zone ? Severity::note : Severity::warning, endpoint.written->id, endpoint.written->where,
       endpoint.written->name + " has no record " + records.front() + " in " +
           (no_zone ? "any zone " + name.text() +
                          ", which the input does not have: "
                          "unless a zone outside the input has it, the name stays public"
                    : name.text() + ": the name is NXDOMAIN where that zone is linked"),
       no_zone
           ? std::vector{az("network private-dns zone create",
                            {{"resource-group", group_of(endpoint.written->id)},
                             {"name", {name.text()}}}),
                         zone_group_command(*endpoint.written, name.text())}
           : std::vector{zone_group_command(*endpoint.written, zones.front()->written->id.text())},
       no_zone ? std::vector<std::string>{"D-401", "D-160"}
               : std::vector<std::string>{"D-408", "D-160"}});
}

// D-157, D-410, D-422: the later write has the name, and deleting either takes it away (D-158).
void check_writers(const model::Network& network, Lints& lints) {
  std::map<std::pair<azure::ResourceId, std::string>, const model::Endpoint*> writers;
  for (const model::Endpoint& endpoint : network.endpoints()) {
    const azure::ZoneGroup* group = zone_group_of(network, endpoint);
    if (group == nullptr || endpoint.target == nullptr || !is_approved(endpoint)) continue;
    for (const auto& record :
         azure::endpoint_records(endpoint.target->service, endpoint.group_id)) {
      for (const azure::ResourceId& zone : group->zones) {
        if (!equal_ignoring_case(zone.name(), record.zone.text())) continue;
        const auto [first, fresh] = writers.try_emplace({zone, record.name}, &endpoint);
        if (fresh || first->second == &endpoint) continue;
        lints.push_back({"DNS_RECORD_OVERWRITTEN",
                         Severity::warning,
                         endpoint.written->id,
                         group->where,
                         endpoint.written->name + " and " + first->second->written->name +
                             " both write " + record.name + " in " + record.zone.text() +
                             ": the last one has the name, and deleting either deletes it",
                         {az("network private-endpoint dns-zone-group delete",
                             {{"resource-group", group_of(endpoint.written->id)},
                              {"endpoint-name", {endpoint.written->name}},
                              {"name", name_of(group->id)}})},
                         {"D-157", "D-158", "D-410", "D-422"}});
      }
    }
  }
}

bool has_group(const std::vector<const model::Endpoint*>& endpoints, std::string_view group) {
  return std::ranges::any_of(endpoints, [&](const model::Endpoint* endpoint) {
    return is_approved(*endpoint) && equal_ignoring_case(endpoint->group_id, group);
  });
}

// D-115, D-428: data lake clients use both names of an account.
void check_data_lake(const model::Network& network, const model::BackEnd& back_end, Lints& lints) {
  if (!equal_ignoring_case(back_end.service.type, "Microsoft.Storage/storageAccounts") ||
      !back_end.service.approved_elsewhere.empty())
    return;
  const auto endpoints = network.endpoints_of(back_end);
  if (!has_group(endpoints, "dfs") || has_group(endpoints, "blob")) return;
  const azure::ResourceId& id = endpoints.front()->written->id;
  lints.push_back({"PE_SUBRESOURCE_MISSING",
                   Severity::warning,
                   back_end.id(),
                   endpoints.front()->written->where,
                   back_end.service.name + " has a private endpoint for dfs and none for blob; "
                                           "clients of its file system use both names",
                   {az("network private-endpoint create",
                       {{"resource-group", group_of(id)},
                        {"name", {std::string(id.name()) + "-blob"}},
                        {"group-id", {"blob"}},
                        {"connection-name", {"blob"}},
                        {"private-connection-resource-id", {back_end.id().text()}},
                        {"subnet", {endpoints.front()->written->subnet.text()}}})},
                   {"D-115", "D-428"}});
}

}  // namespace

void lint_endpoints(const model::Network& network, Lints& lints) {
  for (const model::Endpoint& endpoint : network.endpoints()) {
    if (!is_approved(endpoint) || endpoint.target == nullptr || endpoint.written->external)
      continue;
    if (const azure::ZoneGroup* group = zone_group_of(network, endpoint))
      check_zones_of_group(network, endpoint, *group, lints);
    for (const auto& [zone, records] : required_records(endpoint))
      check_record(network, endpoint, zone, records, lints);
  }
  for (const model::BackEnd& back_end : network.back_ends())
    check_data_lake(network, back_end, lints);
  check_writers(network, lints);
}

}  // namespace airtight::verify
