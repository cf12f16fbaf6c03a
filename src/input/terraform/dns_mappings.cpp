#include "input/terraform/mapping.h"
#include "input/types.h"

// Private endpoints, private zones and resolvers.
namespace airtight::input::terraform {
namespace {

constexpr Field connection_fields[] = {
    copy("name", "name"),
    id("private_connection_resource_id", "properties.privateLinkServiceId", ""),
    copy("private_connection_resource_alias", "properties.privateLinkServiceAlias"),
    copy("subresource_names", "properties.groupIds"),
};

constexpr Field zone_group_fields[] = {
    each_id("private_dns_zone_ids", "properties.privateDnsZoneConfigs",
            "properties.privateDnsZoneId", types::private_zones),
};

constexpr Field configuration_fields[] = {
    copy("name", "name"),
    copy("private_ip_address", "properties.privateIPAddress"),
    copy("subresource_name", "properties.groupId"),
    copy("member_name", "properties.memberName"),
};

// Known after apply only: the address that the service chose.
constexpr Field chosen_fields[] = {each("private_ip_address", "ipAddresses", "")};

constexpr Field endpoint_fields[] = {
    id("subnet_id", "properties.subnet.id", types::subnets),
    blocks("private_service_connection", "properties.privateLinkServiceConnections",
           connection_fields, "is_manual_connection=false"),
    blocks("private_service_connection", "properties.manualPrivateLinkServiceConnections",
           connection_fields, "is_manual_connection=true"),
    blocks("ip_configuration", "properties.ipConfigurations", configuration_fields),
    blocks("private_service_connection", "properties.customDnsConfigs", chosen_fields,
           "private_ip_address=*"),
    copy("custom_network_interface_name", "properties.customNetworkInterfaceName"),
    child("private_dns_zone_group", "privateDnsZoneGroups", zone_group_fields),
};

constexpr Field link_fields[] = {
    id("virtual_network_id", "properties.virtualNetwork.id", types::networks),
    copy("registration_enabled", "properties.registrationEnabled"),
    copy("resolution_policy", "properties.resolutionPolicy"),
};

constexpr Field a_fields[] = {
    copy("ttl", "properties.ttl"),
    each("records", "properties.aRecords", "ipv4Address"),
};
constexpr Field aaaa_fields[] = {
    copy("ttl", "properties.ttl"),
    each("records", "properties.aaaaRecords", "ipv6Address"),
};
constexpr Field cname_fields[] = {
    copy("ttl", "properties.ttl"),
    copy("record", "properties.cnameRecord.cname"),
};
constexpr Field other_record_fields[] = {copy("ttl", "properties.ttl")};

constexpr Naming in_zone{"private_dns_zone_id", "private_dns_zone_name zone_name"};

constexpr Field resolver_fields[] = {
    id("virtual_network_id", "properties.virtualNetwork.id", types::networks)};
constexpr Field inbound_configuration[] = {
    id("subnet_id", "subnet.id", types::subnets),
    copy("private_ip_address", "privateIpAddress"),
    copy("private_ip_allocation_method", "privateIpAllocationMethod"),
};
constexpr Field inbound_fields[] = {
    blocks("ip_configurations", "properties.ipConfigurations", inbound_configuration)};
constexpr Field outbound_fields[] = {id("subnet_id", "properties.subnet.id", types::subnets)};
constexpr Field ruleset_fields[] = {each_id("private_dns_resolver_outbound_endpoint_ids",
                                            "properties.dnsResolverOutboundEndpoints", "id",
                                            types::outbound)};
constexpr Field target_fields[] = {copy("ip_address", "ipAddress"), copy("port", "port")};
constexpr Field forwarding_fields[] = {
    copy("domain_name", "properties.domainName"),
    enabled("enabled", "properties.forwardingRuleState"),
    blocks("target_dns_servers", "properties.targetDnsServers", target_fields),
};
constexpr Field ruleset_link_fields[] = {
    id("virtual_network_id", "properties.virtualNetwork.id", types::networks)};

constexpr Mapping rows[] = {
    {"azurerm_private_endpoint", types::private_endpoints, endpoint_fields},
    {"azurerm_private_dns_zone", types::private_zones},
    {"azurerm_private_dns_zone_virtual_network_link",
     "Microsoft.Network/privateDnsZones/virtualNetworkLinks", link_fields, in_zone},
    {"azurerm_private_dns_a_record", "Microsoft.Network/privateDnsZones/A", a_fields, in_zone},
    {"azurerm_private_dns_aaaa_record", "Microsoft.Network/privateDnsZones/AAAA", aaaa_fields,
     in_zone},
    {"azurerm_private_dns_cname_record", "Microsoft.Network/privateDnsZones/CNAME", cname_fields,
     in_zone},
    {"azurerm_private_dns_mx_record", "Microsoft.Network/privateDnsZones/MX", other_record_fields,
     in_zone},
    {"azurerm_private_dns_ptr_record", "Microsoft.Network/privateDnsZones/PTR", other_record_fields,
     in_zone},
    {"azurerm_private_dns_srv_record", "Microsoft.Network/privateDnsZones/SRV", other_record_fields,
     in_zone},
    {"azurerm_private_dns_txt_record", "Microsoft.Network/privateDnsZones/TXT", other_record_fields,
     in_zone},
    {"azurerm_private_dns_resolver", types::resolvers, resolver_fields},
    {"azurerm_private_dns_resolver_inbound_endpoint",
     "Microsoft.Network/dnsResolvers/inboundEndpoints",
     inbound_fields,
     {"private_dns_resolver_id"}},
    {"azurerm_private_dns_resolver_outbound_endpoint",
     types::outbound,
     outbound_fields,
     {"private_dns_resolver_id"}},
    {"azurerm_private_dns_resolver_dns_forwarding_ruleset", types::rulesets, ruleset_fields},
    {"azurerm_private_dns_resolver_forwarding_rule",
     "Microsoft.Network/dnsForwardingRulesets/forwardingRules",
     forwarding_fields,
     {"dns_forwarding_ruleset_id"}},
    {"azurerm_private_dns_resolver_virtual_network_link",
     "Microsoft.Network/dnsForwardingRulesets/virtualNetworkLinks",
     ruleset_link_fields,
     {"dns_forwarding_ruleset_id"}},
};

}  // namespace

std::span<const Mapping> dns_mappings() { return rows; }

}  // namespace airtight::input::terraform
