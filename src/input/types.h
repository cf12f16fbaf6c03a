// The types of resource that readers of inputs write themselves, as Azure spells them.
#pragma once

#include <string_view>

namespace airtight::input::types {

inline constexpr std::string_view container_environments = "Microsoft.App/managedEnvironments";
inline constexpr std::string_view stores = "Microsoft.AppConfiguration/configurationStores";
inline constexpr std::string_view role_assignments = "Microsoft.Authorization/roleAssignments";
inline constexpr std::string_view caches = "Microsoft.Cache/redis";
inline constexpr std::string_view accounts = "Microsoft.CognitiveServices/accounts";
inline constexpr std::string_view scale_sets = "Microsoft.Compute/virtualMachineScaleSets";
inline constexpr std::string_view machines = "Microsoft.Compute/virtualMachines";
inline constexpr std::string_view registries = "Microsoft.ContainerRegistry/registries";
inline constexpr std::string_view clusters = "Microsoft.ContainerService/managedClusters";
inline constexpr std::string_view mysql = "Microsoft.DBforMySQL/flexibleServers";
inline constexpr std::string_view mysql_rules =
    "Microsoft.DBforMySQL/flexibleServers/firewallRules";
inline constexpr std::string_view postgres = "Microsoft.DBforPostgreSQL/flexibleServers";
inline constexpr std::string_view postgres_rules =
    "Microsoft.DBforPostgreSQL/flexibleServers/firewallRules";
inline constexpr std::string_view cosmos = "Microsoft.DocumentDB/databaseAccounts";
inline constexpr std::string_view event_hubs = "Microsoft.EventHub/namespaces";
inline constexpr std::string_view hub_rules = "Microsoft.EventHub/namespaces/networkRuleSets";
inline constexpr std::string_view vaults = "Microsoft.KeyVault/vaults";
inline constexpr std::string_view secrets = "Microsoft.KeyVault/vaults/secrets";
inline constexpr std::string_view identities = "Microsoft.ManagedIdentity/userAssignedIdentities";
inline constexpr std::string_view app_gateways = "Microsoft.Network/applicationGateways";
inline constexpr std::string_view asgs = "Microsoft.Network/applicationSecurityGroups";
inline constexpr std::string_view firewalls = "Microsoft.Network/azureFirewalls";
inline constexpr std::string_view connections = "Microsoft.Network/connections";
inline constexpr std::string_view rulesets = "Microsoft.Network/dnsForwardingRulesets";
inline constexpr std::string_view forwarding_rules =
    "Microsoft.Network/dnsForwardingRulesets/forwardingRules";
inline constexpr std::string_view ruleset_links =
    "Microsoft.Network/dnsForwardingRulesets/virtualNetworkLinks";
inline constexpr std::string_view resolvers = "Microsoft.Network/dnsResolvers";
inline constexpr std::string_view inbound = "Microsoft.Network/dnsResolvers/inboundEndpoints";
inline constexpr std::string_view outbound = "Microsoft.Network/dnsResolvers/outboundEndpoints";
inline constexpr std::string_view circuits = "Microsoft.Network/expressRouteCircuits";
inline constexpr std::string_view firewall_policies = "Microsoft.Network/firewallPolicies";
inline constexpr std::string_view rule_collections =
    "Microsoft.Network/firewallPolicies/ruleCollectionGroups";
inline constexpr std::string_view ip_groups = "Microsoft.Network/ipGroups";
inline constexpr std::string_view load_balancers = "Microsoft.Network/loadBalancers";
inline constexpr std::string_view local_gateways = "Microsoft.Network/localNetworkGateways";
inline constexpr std::string_view nats = "Microsoft.Network/natGateways";
inline constexpr std::string_view nics = "Microsoft.Network/networkInterfaces";
inline constexpr std::string_view nsgs = "Microsoft.Network/networkSecurityGroups";
inline constexpr std::string_view security_rules =
    "Microsoft.Network/networkSecurityGroups/securityRules";
inline constexpr std::string_view private_zones = "Microsoft.Network/privateDnsZones";
inline constexpr std::string_view addresses = "Microsoft.Network/privateDnsZones/A";
inline constexpr std::string_view aliases = "Microsoft.Network/privateDnsZones/CNAME";
inline constexpr std::string_view zone_links =
    "Microsoft.Network/privateDnsZones/virtualNetworkLinks";
inline constexpr std::string_view private_endpoints = "Microsoft.Network/privateEndpoints";
inline constexpr std::string_view zone_groups =
    "Microsoft.Network/privateEndpoints/privateDnsZoneGroups";
inline constexpr std::string_view services = "Microsoft.Network/privateLinkServices";
inline constexpr std::string_view public_ips = "Microsoft.Network/publicIPAddresses";
inline constexpr std::string_view public_prefixes = "Microsoft.Network/publicIPPrefixes";
inline constexpr std::string_view route_tables = "Microsoft.Network/routeTables";
inline constexpr std::string_view routes = "Microsoft.Network/routeTables/routes";
inline constexpr std::string_view endpoint_policies = "Microsoft.Network/serviceEndpointPolicies";
inline constexpr std::string_view definitions =
    "Microsoft.Network/serviceEndpointPolicies/serviceEndpointPolicyDefinitions";
inline constexpr std::string_view virtual_hubs = "Microsoft.Network/virtualHubs";
inline constexpr std::string_view hub_route_tables = "Microsoft.Network/virtualHubs/hubRouteTables";
inline constexpr std::string_view hub_connections =
    "Microsoft.Network/virtualHubs/hubVirtualNetworkConnections";
inline constexpr std::string_view intents = "Microsoft.Network/virtualHubs/routingIntent";
inline constexpr std::string_view network_gateways = "Microsoft.Network/virtualNetworkGateways";
inline constexpr std::string_view networks = "Microsoft.Network/virtualNetworks";
inline constexpr std::string_view subnets = "Microsoft.Network/virtualNetworks/subnets";
inline constexpr std::string_view peerings =
    "Microsoft.Network/virtualNetworks/virtualNetworkPeerings";
inline constexpr std::string_view wans = "Microsoft.Network/virtualWans";
inline constexpr std::string_view deployments = "Microsoft.Resources/deployments";
inline constexpr std::string_view resource_groups = "Microsoft.Resources/resourceGroups";
inline constexpr std::string_view searches = "Microsoft.Search/searchServices";
inline constexpr std::string_view buses = "Microsoft.ServiceBus/namespaces";
inline constexpr std::string_view bus_rules = "Microsoft.ServiceBus/namespaces/networkRuleSets";
inline constexpr std::string_view sql_servers = "Microsoft.Sql/servers";
inline constexpr std::string_view firewall_rules = "Microsoft.Sql/servers/firewallRules";
inline constexpr std::string_view outbound_rules = "Microsoft.Sql/servers/outboundFirewallRules";
inline constexpr std::string_view network_rules = "Microsoft.Sql/servers/virtualNetworkRules";
inline constexpr std::string_view storage_accounts = "Microsoft.Storage/storageAccounts";
inline constexpr std::string_view hosting_environments = "Microsoft.Web/hostingEnvironments";
inline constexpr std::string_view web = "Microsoft.Web/serverFarms";
inline constexpr std::string_view plans = "Microsoft.Web/serverfarms";
inline constexpr std::string_view sites = "Microsoft.Web/sites";
inline constexpr std::string_view slots = "Microsoft.Web/sites/slots";

}  // namespace airtight::input::types
