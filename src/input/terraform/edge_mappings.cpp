#include "input/terraform/mapping.h"
#include "input/types.h"

// Firewalls, gateways, virtual WAN and load balancers.
namespace airtight::input::terraform {
namespace {

constexpr Field address_fields[] = {
    copy("name", "name"),
    id("subnet_id", "properties.subnet.id", types::subnets),
    copy("private_ip_address", "properties.privateIPAddress"),
    id("public_ip_address_id", "properties.publicIPAddress.id", types::public_ips),
};

constexpr Field firewall_fields[] = {
    copy("sku_name", "properties.sku.name"),
    copy("sku_tier", "properties.sku.tier"),
    copy("threat_intel_mode", "properties.threatIntelMode"),
    blocks("ip_configuration", "properties.ipConfigurations", address_fields),
    id("firewall_policy_id", "properties.firewallPolicy.id", types::firewall_policies),
    id("virtual_hub.virtual_hub_id", "properties.virtualHub.id", types::virtual_hubs),
    copy("virtual_hub.private_ip_address", "properties.hubIPAddresses.privateIPAddress"),
};

constexpr Field policy_fields[] = {
    id("base_policy_id", "properties.basePolicy.id", types::firewall_policies),
    copy("dns.proxy_enabled", "properties.dnsSettings.enableProxy"),
    copy("dns.servers", "properties.dnsSettings.servers"),
    copy("private_ip_ranges", "properties.snat.privateRanges"),
    copy("threat_intelligence_mode", "properties.threatIntelMode"),
    copy("intrusion_detection.mode", "properties.intrusionDetection.mode"),
};

constexpr Field protocol_fields[] = {copy("type", "protocolType"), copy("port", "port")};
constexpr Field network_rule[] = {
    constant("ruleType", "NetworkRule"),
    copy("name", "name"),
    copy("source_addresses", "sourceAddresses"),
    copy("source_ip_groups", "sourceIpGroups"),
    copy("destination_addresses", "destinationAddresses"),
    copy("destination_ip_groups", "destinationIpGroups"),
    copy("destination_fqdns", "destinationFqdns"),
    copy("destination_ports", "destinationPorts"),
    copy("protocols", "ipProtocols"),
};
constexpr Field application_rule[] = {
    constant("ruleType", "ApplicationRule"),           copy("name", "name"),
    copy("source_addresses", "sourceAddresses"),       copy("source_ip_groups", "sourceIpGroups"),
    copy("destination_fqdns", "targetFqdns"),          copy("destination_fqdn_tags", "fqdnTags"),
    blocks("protocols", "protocols", protocol_fields),
};
constexpr Field nat_rule[] = {
    constant("ruleType", "NatRule"),
    copy("name", "name"),
    copy("source_addresses", "sourceAddresses"),
    copy("destination_address", "destinationAddresses"),
    copy("destination_ports", "destinationPorts"),
    copy("protocols", "ipProtocols"),
    copy("translated_address", "translatedAddress"),
    copy("translated_port", "translatedPort"),
};
constexpr Field network_collection[] = {
    constant("ruleCollectionType", "FirewallPolicyFilterRuleCollection"),
    copy("name", "name"),
    copy("priority", "priority"),
    copy("action", "action.type"),
    blocks("rule", "rules", network_rule),
};
constexpr Field application_collection[] = {
    constant("ruleCollectionType", "FirewallPolicyFilterRuleCollection"),
    copy("name", "name"),
    copy("priority", "priority"),
    copy("action", "action.type"),
    blocks("rule", "rules", application_rule),
};
constexpr Field nat_collection[] = {
    constant("ruleCollectionType", "FirewallPolicyNatRuleCollection"),
    copy("name", "name"),
    copy("priority", "priority"),
    copy("action", "action.type"),
    blocks("rule", "rules", nat_rule),
};
// The service has one list for the three kinds of collections.
constexpr Field collection_group_fields[] = {
    copy("priority", "properties.priority"),
    blocks("network_rule_collection", "properties.ruleCollections", network_collection),
    blocks("application_rule_collection", "properties.ruleCollections", application_collection),
    blocks("nat_rule_collection", "properties.ruleCollections", nat_collection),
};

constexpr Field ip_group_fields[] = {copy("cidrs", "properties.ipAddresses")};

constexpr Field gateway_fields[] = {
    copy("type", "properties.gatewayType"),
    copy("vpn_type", "properties.vpnType"),
    copy("sku", "properties.sku.name"),
    copy("enable_bgp", "properties.enableBgp"),
    copy("bgp_enabled", "properties.enableBgp"),
    copy("active_active", "properties.activeActive"),
    blocks("ip_configuration", "properties.ipConfigurations", address_fields),
};
constexpr Field local_gateway_fields[] = {
    copy("address_space", "properties.localNetworkAddressSpace.addressPrefixes"),
    copy("gateway_address", "properties.gatewayIpAddress"),
};
constexpr Field connection_fields[] = {
    copy("type", "properties.connectionType"),
    id("virtual_network_gateway_id", "properties.virtualNetworkGateway1.id",
       types::network_gateways),
    id("peer_virtual_network_gateway_id", "properties.virtualNetworkGateway2.id",
       types::network_gateways),
    id("local_network_gateway_id", "properties.localNetworkGateway2.id", types::local_gateways),
};

constexpr Field hub_fields[] = {
    copy("address_prefix", "properties.addressPrefix"),
    id("virtual_wan_id", "properties.virtualWan.id", types::wans),
    copy("sku", "properties.sku"),
};
constexpr Field hub_connection_fields[] = {
    id("remote_virtual_network_id", "properties.remoteVirtualNetwork.id", types::networks),
    copy("internet_security_enabled", "properties.enableInternetSecurity"),
};
constexpr Field intent_policy[] = {
    copy("name", "name"),
    copy("destinations", "destinations"),
    id("next_hop", "nextHop", ""),
};
constexpr Field intent_fields[] = {
    blocks("routing_policy", "properties.routingPolicies", intent_policy)};
constexpr Field hub_route[] = {
    copy("name", "name"),
    copy("destinations", "destinations"),
    copy("destinations_type", "destinationType"),
    id("next_hop", "nextHop", ""),
    copy("next_hop_type", "nextHopType"),
};
constexpr Field hub_table_fields[] = {blocks("route", "properties.routes", hub_route)};
constexpr Field in_hub_fields[] = {
    id("virtual_hub_id", "properties.virtualHub.id", types::virtual_hubs)};

constexpr Field front_fields[] = {
    copy("name", "name"),
    id("subnet_id", "properties.subnet.id", types::subnets),
    copy("private_ip_address", "properties.privateIPAddress"),
    id("public_ip_address_id", "properties.publicIPAddress.id", types::public_ips),
};
constexpr Field balancer_fields[] = {
    copy("sku", "sku.name"),
    blocks("frontend_ip_configuration", "properties.frontendIPConfigurations", front_fields),
};
constexpr Field nat_configuration[] = {
    copy("name", "name"),
    id("subnet_id", "properties.subnet.id", types::subnets),
    copy("private_ip_address", "properties.privateIPAddress"),
};
constexpr Field link_service_fields[] = {
    blocks("nat_ip_configuration", "properties.ipConfigurations", nat_configuration)};
constexpr Field bastion_fields[] = {
    copy("sku", "sku.name"),
    blocks("ip_configuration", "properties.ipConfigurations", address_fields),
};

constexpr Naming in_hub{"virtual_hub_id"};

constexpr Mapping rows[] = {
    {"azurerm_firewall", types::firewalls, firewall_fields},
    {"azurerm_firewall_policy", types::firewall_policies, policy_fields},
    {"azurerm_firewall_policy_rule_collection_group",
     "Microsoft.Network/firewallPolicies/ruleCollectionGroups",
     collection_group_fields,
     {"firewall_policy_id"}},
    {"azurerm_ip_group", "Microsoft.Network/ipGroups", ip_group_fields},
    {"azurerm_virtual_network_gateway", types::network_gateways, gateway_fields},
    {"azurerm_local_network_gateway", types::local_gateways, local_gateway_fields},
    {"azurerm_virtual_network_gateway_connection", "Microsoft.Network/connections",
     connection_fields},
    {"azurerm_virtual_wan", types::wans},
    {"azurerm_virtual_hub", types::virtual_hubs, hub_fields},
    {"azurerm_virtual_hub_connection", "Microsoft.Network/virtualHubs/hubVirtualNetworkConnections",
     hub_connection_fields, in_hub},
    {"azurerm_virtual_hub_route_table", "Microsoft.Network/virtualHubs/hubRouteTables",
     hub_table_fields, in_hub},
    {"azurerm_virtual_hub_routing_intent", "Microsoft.Network/virtualHubs/routingIntent",
     intent_fields, in_hub},
    {"azurerm_express_route_gateway", "Microsoft.Network/expressRouteGateways", in_hub_fields},
    {"azurerm_vpn_gateway", "Microsoft.Network/vpnGateways", in_hub_fields},
    {"azurerm_express_route_circuit", "Microsoft.Network/expressRouteCircuits"},
    {"azurerm_express_route_port", "Microsoft.Network/expressRoutePorts"},
    {"azurerm_lb", "Microsoft.Network/loadBalancers", balancer_fields},
    {"azurerm_private_link_service", "Microsoft.Network/privateLinkServices", link_service_fields},
    {"azurerm_bastion_host", "Microsoft.Network/bastionHosts", bastion_fields},
};

}  // namespace

std::span<const Mapping> edge_mappings() { return rows; }

}  // namespace airtight::input::terraform
