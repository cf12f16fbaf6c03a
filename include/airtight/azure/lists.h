#pragma once

#include <airtight/azure/resources.h>

#include <tuple>
#include <vector>

namespace airtight::azure {

// The lists of Resources whose members have ids, each once.
inline constexpr std::tuple lists{&Resources::virtual_networks,
                                  &Resources::subnets,
                                  &Resources::peerings,
                                  &Resources::service_endpoint_policies,
                                  &Resources::network_security_groups,
                                  &Resources::route_tables,
                                  &Resources::network_interfaces,
                                  &Resources::virtual_machines,
                                  &Resources::gateways,
                                  &Resources::local_network_gateways,
                                  &Resources::gateway_connections,
                                  &Resources::virtual_hubs,
                                  &Resources::hub_connections,
                                  &Resources::firewalls,
                                  &Resources::firewall_policies,
                                  &Resources::rule_collection_groups,
                                  &Resources::ip_groups,
                                  &Resources::public_addresses,
                                  &Resources::public_prefixes,
                                  &Resources::nat_gateways,
                                  &Resources::load_balancers,
                                  &Resources::admin_rule_collections,
                                  &Resources::network_groups,
                                  &Resources::perimeter_profiles,
                                  &Resources::perimeter_associations,
                                  &Resources::private_endpoints,
                                  &Resources::private_link_services,
                                  &Resources::zone_groups,
                                  &Resources::private_dns_zones,
                                  &Resources::links,
                                  &Resources::record_sets,
                                  &Resources::dns_resolvers,
                                  &Resources::inbound_endpoints,
                                  &Resources::outbound_endpoints,
                                  &Resources::forwarding_rulesets,
                                  &Resources::dns_security_policies,
                                  &Resources::hosted_workloads,
                                  &Resources::relays,
                                  &Resources::services,
                                  &Resources::plans,
                                  &Resources::sites,
                                  &Resources::role_assignments,
                                  &Resources::others};

// The list of one type.
template <class T>
std::vector<T>& list_of(Resources& resources) {
  return resources.*std::get<std::vector<T> Resources::*>(lists);
}

}  // namespace airtight::azure
