#include <airtight/azure/private_link.h>
#include <airtight/base/text.h>
#include <airtight/model/address_space.h>

#include <algorithm>
#include <set>

#include "lint.h"

// Records against the endpoints that they should lead to.

namespace airtight::verify {
namespace {

std::string record_set(const azure::RecordSet& record, const char* verb) {
  return az("network private-dns record-set a " + std::string(verb),
            {{"resource-group", group_of(record.zone)},
             {"zone-name", name_of(record.zone)},
             {"name", {record.relative_name}}});
}

std::set<net::Ip> addresses_of(const std::vector<const model::Endpoint*>& endpoints) {
  std::set<net::Ip> addresses;
  for (const model::Endpoint* endpoint : endpoints)
    addresses.insert(endpoint->addresses.begin(), endpoint->addresses.end());
  return addresses;
}

bool in_a_known_network(const model::Network& network, const net::Ip& ip) {
  return std::ranges::any_of(
      network.written().virtual_networks,
      [&](const azure::VirtualNetwork& v) { return !v.external && model::contains(v, ip); });
}

// D-409: the record of a resource of the input, at an address that none of its endpoints has. What
// lies outside the input's networks may be an endpoint that the input does not show.
void check_orphan(const model::Network& network, const azure::RecordSet& record, Lints& lints) {
  const model::Zone* zone = network.zone(record.zone);
  if (zone == nullptr || record.type != azure::RecordType::a || record.addresses.empty()) return;
  const auto name = net::parse_dns_name(record.relative_name + "." + zone->written->name);
  const auto* named = name ? network.by_private_name(*name) : nullptr;
  if (named == nullptr || !named->back_end->service.approved_elsewhere.empty() ||
      named->back_end->service.external)
    return;
  const auto endpoints = network.endpoints_of(*named->back_end);
  const std::set<net::Ip> owned = addresses_of(endpoints);
  for (const net::Ip& ip : record.addresses) {
    if (owned.contains(ip) || !in_a_known_network(network, ip)) continue;
    const std::string& target = named->back_end->service.name;
    std::vector<std::string> fix{record_set(record, "delete") + " --yes"};
    if (!endpoints.empty() && !endpoints.front()->addresses.empty())
      fix.push_back(record_set(record, "add-record") + " --ipv4-address " +
                    to_string(endpoints.front()->addresses.front()));
    lints.push_back({"STATIC_ADDRESS_STALE",
                     Severity::warning,
                     record.id,
                     record.where,
                     "the record " + record.relative_name + " of " + zone->written->name +
                         " says " + to_string(ip) + ", which no private endpoint of " + target +
                         " has: connections time out",
                     std::move(fix),
                     {"D-409", "D-161"}});
  }
}

std::string names_of(const std::vector<std::string>& names) { return airtight::join(names, ", "); }

// D-423…D-427: some of the names of one endpoint are there and others are not.
void check_siblings(const model::Network& network, const model::Endpoint& endpoint,
                    const model::Zone& zone, const std::vector<std::string>& names, Lints& lints) {
  std::vector<std::string> there;
  std::vector<std::string> missing;
  for (const std::string& name : names) (has_record(zone, name) ? there : missing).push_back(name);
  if (there.empty() || missing.empty() || !zone.unknown.empty() ||
      networks_of(network, zone).empty())
    return;
  lints.push_back({"DNS_SECONDARY_NAME_MISSING",
                   Severity::warning,
                   zone.written->id,
                   zone.written->where,
                   "the zone " + zone.written->name + " has " + names_of(there) + " of " +
                       endpoint.target->service.name + " but not " + names_of(missing) +
                       ", which clients ask for too: NXDOMAIN",
                   {zone_group_command(*endpoint.written, zone.written->id.text())},
                   {"D-423", "D-425", "D-426", "D-427", "D-155"}});
}

}  // namespace

void lint_records(const model::Network& network, Lints& lints) {
  for (const azure::RecordSet& record : network.written().record_sets)
    check_orphan(network, record, lints);
  for (const model::Endpoint& endpoint : network.endpoints()) {
    if (!is_approved(endpoint)) continue;
    for (const auto& [name, records] : required_records(endpoint)) {
      for (const azure::PrivateDnsZone& written : network.written().private_dns_zones) {
        const model::Zone* zone = network.zone(written.id);
        if (zone != nullptr && written.zone == name && !written.external)
          check_siblings(network, endpoint, *zone, records, lints);
      }
    }
  }
}

}  // namespace airtight::verify
