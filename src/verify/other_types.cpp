#include "other_types.h"

#include <airtight/base/text.h>

#include <algorithm>
#include <array>

namespace airtight::verify {
namespace {

// A manager may connect networks and route them (N-169); hubs route what is connected to them,
// which the model follows for nobody; gateways of a virtual WAN likewise.
constexpr std::array<std::string_view, 5> carriers{
    "Microsoft.Network/networkManagers/connectivityConfigurations",
    "Microsoft.Network/networkManagers/routingConfigurations",
    "Microsoft.Network/vpnGateways",
    "Microsoft.Network/expressRouteGateways",
    "Microsoft.Network/p2sVpnGateways",
};

// They observe, describe, protect against floods, or relay (see Relay), and their children
// likewise.
constexpr std::string_view without_effect[] = {
    "Microsoft.Network/applicationGatewayWebApplicationFirewallPolicies",
    "Microsoft.Network/applicationGateways",
    "Microsoft.Network/applicationSecurityGroups",
    "Microsoft.Network/azureWebCategories",
    "Microsoft.Network/bastionHosts",
    "Microsoft.Network/customIpPrefixes",
    "Microsoft.Network/ddosCustomPolicies",
    "Microsoft.Network/ddosProtectionPlans",
    "Microsoft.Network/dnsZones",
    "Microsoft.Network/dscpConfigurations",
    "Microsoft.Network/expressRouteCircuits",
    "Microsoft.Network/expressRouteCrossConnections",
    "Microsoft.Network/expressRoutePorts",
    "Microsoft.Network/frontDoors",
    "Microsoft.Network/frontDoorWebApplicationFirewallPolicies",
    "Microsoft.Network/internalNotify",
    "Microsoft.Network/ipAllocations",
    "Microsoft.Network/locations",
    "Microsoft.Network/networkExperimentProfiles",
    "Microsoft.Network/networkIntentPolicies",
    "Microsoft.Network/networkManagers/ipamPools",
    "Microsoft.Network/networkManagers/scopeConnections",
    "Microsoft.Network/networkManagers/securityAdminConfigurations",
    "Microsoft.Network/networkManagers/verifierWorkspaces",
    "Microsoft.Network/networkProfiles",
    "Microsoft.Network/networkSecurityPerimeters",
    "Microsoft.Network/networkWatchers",
    "Microsoft.Network/privateLinkServices",
    "Microsoft.Network/routeFilters",
    "Microsoft.Network/serviceEndpointPolicies",
    "Microsoft.Network/serviceTags",
    "Microsoft.Network/trafficManagerProfiles",
    "Microsoft.Network/trafficManagerUserMetricsKeys",
    "Microsoft.Network/virtualNetworkTaps",
    "Microsoft.Network/virtualWans",
    "Microsoft.Network/vpnServerConfigurations",
    "Microsoft.Network/vpnSites",
    "Microsoft.ApiManagement/service",
    "Microsoft.App/managedEnvironments",
    "Microsoft.Authorization",
    "Microsoft.Cdn/cdnWebApplicationFirewallPolicies",
    "Microsoft.ContainerService/managedClusters",
    "Microsoft.DataFactory/factories",
    "Microsoft.DevOpsInfrastructure/pools",
    "Microsoft.DomainRegistration",
    "Microsoft.HybridCompute/privateLinkScopes",
    "Microsoft.Insights",
    "Microsoft.MachineLearningServices/workspaces",
    "Microsoft.ManagedNetworkFabric",
    "Microsoft.NetworkFunction/azureTrafficCollectors",
    "Microsoft.Search/searchServices/sharedPrivateLinkResources",
    "Microsoft.Sql/managedInstances/dnsAliases",
    "Microsoft.Sql/servers/dnsAliases",
    "Microsoft.Sql/servers/outboundFirewallRules",
    "Microsoft.Synapse/workspaces/managedVirtualNetworks",
};

// A manager alone is a matter of its own, see doubts.cpp.
constexpr std::string_view bare_manager = "Microsoft.Network/networkManagers";

constexpr std::string_view network_stems[] = {
    "network", "firewall",    "gateway",         "dns",  "rout",    "appliance", "proxy",
    "tunnel",  "privatelink", "privateendpoint", "vnet", "peering", "perimeter", "ingress"};

bool speaks_of_network(std::string_view type) {
  const std::string lower = to_lower(type);
  return std::ranges::any_of(network_stems,
                             [&](std::string_view stem) { return lower.find(stem) != lower.npos; });
}

// The type itself or one below it.
bool is_below(std::string_view type, std::string_view above) {
  return starts_with_ignoring_case(type, above) &&
         (type.size() == above.size() || type[above.size()] == '/');
}

}  // namespace

bool is_carrier(std::string_view type) {
  return std::ranges::any_of(
      carriers, [&](std::string_view carrier) { return starts_with_ignoring_case(type, carrier); });
}

bool may_carry(std::string_view type) {
  if (equal_ignoring_case(type, bare_manager) || !speaks_of_network(type)) return false;
  // "…/privateLinkResources" lists what endpoints could be for.
  if (to_lower(type).ends_with("/privatelinkresources")) return false;
  return std::ranges::none_of(without_effect,
                              [&](std::string_view known) { return is_below(type, known); });
}

}  // namespace airtight::verify
