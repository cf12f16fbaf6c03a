#pragma once

#include <string_view>

// The ARM types that the tables name more than once.
namespace airtight::input::terraform::arm {

inline constexpr std::string_view group = "Microsoft.Resources/resourceGroups";
inline constexpr std::string_view network = "Microsoft.Network/virtualNetworks";
inline constexpr std::string_view subnet = "Microsoft.Network/virtualNetworks/subnets";
inline constexpr std::string_view endpoint_policy = "Microsoft.Network/serviceEndpointPolicies";
inline constexpr std::string_view security_group = "Microsoft.Network/networkSecurityGroups";
inline constexpr std::string_view application_group = "Microsoft.Network/applicationSecurityGroups";
inline constexpr std::string_view route_table = "Microsoft.Network/routeTables";
inline constexpr std::string_view nat_gateway = "Microsoft.Network/natGateways";
inline constexpr std::string_view public_ip = "Microsoft.Network/publicIPAddresses";
inline constexpr std::string_view public_prefix = "Microsoft.Network/publicIPPrefixes";
inline constexpr std::string_view interface = "Microsoft.Network/networkInterfaces";
inline constexpr std::string_view endpoint = "Microsoft.Network/privateEndpoints";
inline constexpr std::string_view private_zone = "Microsoft.Network/privateDnsZones";
inline constexpr std::string_view resolver = "Microsoft.Network/dnsResolvers";
inline constexpr std::string_view outbound = "Microsoft.Network/dnsResolvers/outboundEndpoints";
inline constexpr std::string_view ruleset = "Microsoft.Network/dnsForwardingRulesets";
inline constexpr std::string_view firewall = "Microsoft.Network/azureFirewalls";
inline constexpr std::string_view firewall_policy = "Microsoft.Network/firewallPolicies";
inline constexpr std::string_view hub = "Microsoft.Network/virtualHubs";
inline constexpr std::string_view wan = "Microsoft.Network/virtualWans";
inline constexpr std::string_view gateway = "Microsoft.Network/virtualNetworkGateways";
inline constexpr std::string_view local_gateway = "Microsoft.Network/localNetworkGateways";
inline constexpr std::string_view machine = "Microsoft.Compute/virtualMachines";
inline constexpr std::string_view scale_set = "Microsoft.Compute/virtualMachineScaleSets";
inline constexpr std::string_view plan = "Microsoft.Web/serverfarms";
inline constexpr std::string_view site = "Microsoft.Web/sites";
inline constexpr std::string_view slot = "Microsoft.Web/sites/slots";
inline constexpr std::string_view vault = "Microsoft.KeyVault/vaults";
inline constexpr std::string_view storage = "Microsoft.Storage/storageAccounts";
inline constexpr std::string_view cognitive = "Microsoft.CognitiveServices/accounts";
inline constexpr std::string_view sql = "Microsoft.Sql/servers";
inline constexpr std::string_view cosmos = "Microsoft.DocumentDB/databaseAccounts";
inline constexpr std::string_view service_bus = "Microsoft.ServiceBus/namespaces";
inline constexpr std::string_view event_hub = "Microsoft.EventHub/namespaces";
inline constexpr std::string_view registry = "Microsoft.ContainerRegistry/registries";
inline constexpr std::string_view search = "Microsoft.Search/searchServices";
inline constexpr std::string_view redis = "Microsoft.Cache/redis";
inline constexpr std::string_view postgres = "Microsoft.DBforPostgreSQL/flexibleServers";
inline constexpr std::string_view mysql = "Microsoft.DBforMySQL/flexibleServers";
inline constexpr std::string_view environment = "Microsoft.App/managedEnvironments";
inline constexpr std::string_view assignment = "Microsoft.Authorization/roleAssignments";

}  // namespace airtight::input::terraform::arm
