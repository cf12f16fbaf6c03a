#include "input/resources/append.h"

#include <algorithm>
#include <iterator>
#include <vector>

namespace airtight::input::resources {
namespace {

template <class T>
void append_list(std::vector<T>& to, std::vector<T>& from) {
  to.reserve(to.size() + from.size());
  std::ranges::move(from, std::back_inserter(to));
  std::vector<T>().swap(from);
}

}  // namespace

void append(azure::Resources& to, azure::Resources& from) {
  append_list(to.virtual_networks, from.virtual_networks);
  append_list(to.subnets, from.subnets);
  append_list(to.peerings, from.peerings);
  append_list(to.service_endpoint_policies, from.service_endpoint_policies);
  append_list(to.network_security_groups, from.network_security_groups);
  append_list(to.route_tables, from.route_tables);
  append_list(to.network_interfaces, from.network_interfaces);
  append_list(to.virtual_machines, from.virtual_machines);
  append_list(to.gateways, from.gateways);
  append_list(to.local_network_gateways, from.local_network_gateways);
  append_list(to.gateway_connections, from.gateway_connections);
  append_list(to.virtual_hubs, from.virtual_hubs);
  append_list(to.hub_connections, from.hub_connections);
  append_list(to.firewalls, from.firewalls);
  append_list(to.firewall_policies, from.firewall_policies);
  append_list(to.rule_collection_groups, from.rule_collection_groups);
  append_list(to.ip_groups, from.ip_groups);
  append_list(to.public_addresses, from.public_addresses);
  append_list(to.public_prefixes, from.public_prefixes);
  append_list(to.nat_gateways, from.nat_gateways);
  append_list(to.load_balancers, from.load_balancers);
  append_list(to.admin_rule_collections, from.admin_rule_collections);
  append_list(to.network_groups, from.network_groups);
  append_list(to.perimeter_profiles, from.perimeter_profiles);
  append_list(to.perimeter_associations, from.perimeter_associations);
  append_list(to.private_endpoints, from.private_endpoints);
  append_list(to.private_link_services, from.private_link_services);
  append_list(to.zone_groups, from.zone_groups);
  append_list(to.private_dns_zones, from.private_dns_zones);
  append_list(to.links, from.links);
  append_list(to.record_sets, from.record_sets);
  append_list(to.dns_resolvers, from.dns_resolvers);
  append_list(to.inbound_endpoints, from.inbound_endpoints);
  append_list(to.outbound_endpoints, from.outbound_endpoints);
  append_list(to.forwarding_rulesets, from.forwarding_rulesets);
  append_list(to.dns_security_policies, from.dns_security_policies);
  append_list(to.hosted_workloads, from.hosted_workloads);
  append_list(to.relays, from.relays);
  append_list(to.services, from.services);
  append_list(to.plans, from.plans);
  append_list(to.sites, from.sites);
  append_list(to.role_assignments, from.role_assignments);
  append_list(to.secrets, from.secrets);
  append_list(to.others, from.others);
  append_list(to.gaps, from.gaps);
  static_assert(sizeof(azure::Resources) ==
                    45 * sizeof(std::vector<azure::Gap>) + sizeof(azure::Surroundings),
                "another list is to be appended");
}

}  // namespace airtight::input::resources
