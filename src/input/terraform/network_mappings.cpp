#include "input/terraform/mapping.h"
#include "input/types.h"

// Virtual networks and what filters and routes inside them.
namespace airtight::input::terraform {
namespace {

constexpr Field delegation_fields[] = {
    copy("name", "name"),
    copy("service_delegation.name", "properties.serviceName"),
};

constexpr Field endpoint_fields[] = {copy("service", "service")};

// N-069: three spellings. The string is the newest; the second means what it says; the oldest is
// "enforce", whose true means that policies are *disabled*. The service's view of the other two is
// computed, so at most one of them is written. Version 5 hides two ids (I-320's table, "_wo").
constexpr Field subnet_fields[] = {
    copy("address_prefix", "properties.addressPrefix"),
    copy("address_prefixes", "properties.addressPrefixes"),
    copy("private_endpoint_network_policies", "properties.privateEndpointNetworkPolicies"),
    enabled("private_endpoint_network_policies_enabled",
            "properties.privateEndpointNetworkPolicies"),
    disabled("enforce_private_link_endpoint_network_policies",
             "properties.privateEndpointNetworkPolicies"),
    enabled("private_link_service_network_policies_enabled",
            "properties.privateLinkServiceNetworkPolicies"),
    disabled("enforce_private_link_service_network_policies",
             "properties.privateLinkServiceNetworkPolicies"),
    blocks("delegation", "properties.delegations", delegation_fields),
    each("service_endpoints", "properties.serviceEndpoints", "service"),
    blocks("service_endpoint", "properties.serviceEndpoints", endpoint_fields),
    each_id("service_endpoint_policy_ids", "properties.serviceEndpointPolicies", "id",
            types::endpoint_policies),
    copy("default_outbound_access_enabled", "properties.defaultOutboundAccess"),
    copy("sharing_scope", "properties.sharingScope"),
    id("security_group", "properties.networkSecurityGroup.id", types::nsgs),
    id("network_security_group_id", "properties.networkSecurityGroup.id", types::nsgs),
    id("network_security_group_id_wo", "properties.networkSecurityGroup.id", types::nsgs),
    id("route_table_id", "properties.routeTable.id", types::route_tables),
    id("route_table_id_wo", "properties.routeTable.id", types::route_tables),
};

constexpr Field network_fields[] = {
    copy("address_space", "properties.addressSpace.addressPrefixes"),
    copy("dns_servers", "properties.dhcpOptions.dnsServers"),
    copy("private_endpoint_vnet_policies", "properties.privateEndpointVNetPolicies"),
    child("subnet", "subnets", subnet_fields),
};

constexpr Field server_fields[] = {copy("dns_servers", "properties.dhcpOptions.dnsServers")};

constexpr Field peering_fields[] = {
    id("remote_virtual_network_id", "properties.remoteVirtualNetwork.id", types::networks),
    copy("allow_virtual_network_access", "properties.allowVirtualNetworkAccess"),
    copy("allow_forwarded_traffic", "properties.allowForwardedTraffic"),
    copy("allow_gateway_transit", "properties.allowGatewayTransit"),
    copy("use_remote_gateways", "properties.useRemoteGateways"),
    copy("peer_complete_virtual_networks_enabled", "properties.peerCompleteVnets"),
    copy("only_ipv6_peering_enabled", "properties.enableOnlyIPv6Peering"),
    copy("local_subnet_names", "properties.localSubnetNames"),
    copy("remote_subnet_names", "properties.remoteSubnetNames"),
};

constexpr Field rule_fields[] = {
    copy("priority", "properties.priority"),
    copy("direction", "properties.direction"),
    copy("access", "properties.access"),
    copy("protocol", "properties.protocol"),
    copy("source_port_range", "properties.sourcePortRange"),
    copy("source_port_ranges", "properties.sourcePortRanges"),
    copy("destination_port_range", "properties.destinationPortRange"),
    copy("destination_port_ranges", "properties.destinationPortRanges"),
    copy("source_address_prefix", "properties.sourceAddressPrefix"),
    copy("source_address_prefixes", "properties.sourceAddressPrefixes"),
    copy("destination_address_prefix", "properties.destinationAddressPrefix"),
    copy("destination_address_prefixes", "properties.destinationAddressPrefixes"),
    each_id("source_application_security_group_ids", "properties.sourceApplicationSecurityGroups",
            "id", types::asgs),
    each_id("destination_application_security_group_ids",
            "properties.destinationApplicationSecurityGroups", "id", types::asgs),
};

constexpr Field definition_fields[] = {
    copy("service", "properties.service"),
    copy("service_resources", "properties.serviceResources"),
};
constexpr Field endpoint_policy_fields[] = {
    child("definition", "serviceEndpointPolicyDefinitions", definition_fields)};

constexpr Field group_fields[] = {child("security_rule", "securityRules", rule_fields)};

constexpr Field route_fields[] = {
    copy("address_prefix", "properties.addressPrefix"),
    copy("next_hop_type", "properties.nextHopType"),
    copy("next_hop_in_ip_address", "properties.nextHopIpAddress"),
};

constexpr Field table_fields[] = {
    negate("bgp_route_propagation_enabled", "properties.disableBgpRoutePropagation"),
    copy("disable_bgp_route_propagation", "properties.disableBgpRoutePropagation"),
    child("route", "routes", route_fields),
};

constexpr Field subnet_group_fields[] = {
    id("network_security_group_id", "properties.networkSecurityGroup.id", types::nsgs)};
constexpr Field subnet_table_fields[] = {
    id("route_table_id", "properties.routeTable.id", types::route_tables)};
constexpr Field subnet_nat_fields[] = {
    id("nat_gateway_id", "properties.natGateway.id", types::nats)};

constexpr Field nat_fields[] = {
    copy("sku_name", "sku.name"),
    each_id("public_ip_address_ids", "properties.publicIpAddresses", "id", types::public_ips),
    each_id("public_ip_prefix_ids", "properties.publicIpPrefixes", "id", types::public_prefixes),
};
constexpr Field nat_address[] = {id("public_ip_address_id", "id", types::public_ips)};
constexpr Field nat_prefix[] = {id("public_ip_prefix_id", "id", types::public_prefixes)};
constexpr Field nat_address_fields[] = {append("properties.publicIpAddresses", nat_address)};
constexpr Field nat_prefix_fields[] = {append("properties.publicIpPrefixes", nat_prefix)};

constexpr Field public_ip_fields[] = {
    copy("sku", "sku.name"),
    copy("allocation_method", "properties.publicIPAllocationMethod"),
    copy("ip_version", "properties.publicIPAddressVersion"),
    copy("ip_address", "properties.ipAddress"),
    copy("domain_name_label", "properties.dnsSettings.domainNameLabel"),
};

constexpr Mapping rows[] = {
    {"azurerm_resource_group", types::resource_groups},
    {"azurerm_virtual_network", types::networks, network_fields},
    {"azurerm_virtual_network_dns_servers",
     types::networks,
     server_fields,
     {"virtual_network_id"},
     Kind::patch},
    {"azurerm_subnet",
     types::subnets,
     subnet_fields,
     {"virtual_network_id", "virtual_network_name"}},
    {"azurerm_virtual_network_peering",
     "Microsoft.Network/virtualNetworks/virtualNetworkPeerings",
     peering_fields,
     {"virtual_network_id", "virtual_network_name"}},
    {"azurerm_subnet_service_endpoint_storage_policy", types::endpoint_policies,
     endpoint_policy_fields},
    {"azurerm_network_security_group", types::nsgs, group_fields},
    {"azurerm_network_security_rule",
     "Microsoft.Network/networkSecurityGroups/securityRules",
     rule_fields,
     {"network_security_group_id", "network_security_group_name"}},
    {"azurerm_application_security_group", types::asgs},
    {"azurerm_route_table", types::route_tables, table_fields},
    {"azurerm_route",
     "Microsoft.Network/routeTables/routes",
     route_fields,
     {"route_table_id", "route_table_name"}},
    {"azurerm_subnet_network_security_group_association",
     types::subnets,
     subnet_group_fields,
     {"subnet_id"},
     Kind::patch},
    {"azurerm_subnet_route_table_association",
     types::subnets,
     subnet_table_fields,
     {"subnet_id"},
     Kind::patch},
    {"azurerm_subnet_nat_gateway_association",
     types::subnets,
     subnet_nat_fields,
     {"subnet_id"},
     Kind::patch},
    {"azurerm_nat_gateway", types::nats, nat_fields},
    {"azurerm_nat_gateway_public_ip_association",
     types::nats,
     nat_address_fields,
     {"nat_gateway_id"},
     Kind::patch},
    {"azurerm_nat_gateway_public_ip_prefix_association",
     types::nats,
     nat_prefix_fields,
     {"nat_gateway_id"},
     Kind::patch},
    {"azurerm_public_ip", types::public_ips, public_ip_fields},
    {"azurerm_public_ip_prefix", types::public_prefixes},
};

}  // namespace

std::span<const Mapping> network_mappings() { return rows; }

}  // namespace airtight::input::terraform
