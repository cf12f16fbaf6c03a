#include "doubts.h"

#include <airtight/azure/service_family.h>
#include <airtight/base/text.h>

#include <algorithm>
#include <map>
#include <string_view>

#include "other_types.h"

namespace airtight::verify {
namespace {

// Types whose resources any path inside rests on, beside those of its two ends.
constexpr std::string_view bases[] = {
    "Microsoft.Network/azureFirewalls",
    "Microsoft.Network/connections",
    "Microsoft.Network/dnsForwardingRulesets",
    "Microsoft.Network/dnsResolverPolicies",
    "Microsoft.Network/dnsResolvers",
    "Microsoft.Network/firewallPolicies",
    "Microsoft.Network/ipGroups",
    "Microsoft.Network/loadBalancers",
    "Microsoft.Network/localNetworkGateways",
    "Microsoft.Network/natGateways",
    "Microsoft.Network/networkInterfaces",
    "Microsoft.Network/networkManagers",
    "Microsoft.Network/networkSecurityGroups",
    "Microsoft.Network/privateDnsZones",
    "Microsoft.Network/publicIPAddresses",
    "Microsoft.Network/routeTables",
    "Microsoft.Network/virtualHubs",
    "Microsoft.Network/virtualNetworkGateways",
    "Microsoft.Network/virtualNetworks",
};

// Types that any path to a service rests on, wherever it starts: an endpoint made elsewhere changes
// public names too (D-103), and a perimeter decides about its public edge (N-325).
constexpr std::string_view edges[] = {
    "Microsoft.Network/networkSecurityPerimeters",
    "Microsoft.Network/privateEndpoints",
};

// Lists of resources have managers without their configurations.
bool is_bare_manager(const model::Network& network, const azure::OtherResource& other) {
  const auto owns = [&](const azure::Resource& child) { return other.id.contains(child.id); };
  return equal_ignoring_case(other.type, "Microsoft.Network/networkManagers") &&
         std::ranges::none_of(network.written().network_groups, owns) &&
         std::ranges::none_of(network.written().admin_rule_collections, owns);
}

bool is_inside(const reach::Workload& from) { return from.kind != reach::Workload::Kind::internet; }

bool is_end(const azure::ResourceId& id, const reach::Workload& from, const Target& target) {
  return (target.back_end != nullptr && target.back_end->id() == id) ||
         (from.site != nullptr && from.site->id == id);
}

bool may_change_any(const azure::Gap& gap, const std::vector<std::string_view>& types) {
  return std::ranges::any_of(types,
                             [&](std::string_view type) { return azure::may_change(gap, type); });
}

bool concerns(const azure::Gap& gap, const reach::Workload& from, const Target& target) {
  if (!gap.about.empty()) return is_end(gap.about, from, target);
  std::vector<std::string_view> types(std::begin(edges), std::end(edges));
  // An address may be one of a network, behind a public one or not (N-100).
  if (is_inside(from) || target.ip) types.insert(types.end(), std::begin(bases), std::end(bases));
  if (from.site != nullptr) types.emplace_back("Microsoft.Web/");
  if (from.kind == reach::Workload::Kind::machine) types.emplace_back("Microsoft.Compute/");
  if (target.back_end != nullptr) {
    types.emplace_back(target.back_end->service.type);
    const auto& family = azure::service_family(target.back_end->service.type);
    if (family.service_endpoint == "Microsoft.Storage")
      types.emplace_back("Microsoft.Network/serviceEndpointPolicies");  // N-186
  }
  return may_change_any(gap, types);
}

// The service or app of which this is a child; null if it is nobody's.
const model::BackEnd* owner_of(const model::Network& network, const azure::ResourceId& id) {
  for (azure::ResourceId above = id.parent(); !above.empty(); above = above.parent()) {
    if (const model::BackEnd* owner = network.back_end(above)) return owner;
  }
  return nullptr;
}

bool concerns(const azure::OtherResource& other, const model::Network& network,
              const reach::Workload& from, const Target& target) {
  if (is_carrier(other.type) || is_bare_manager(network, other)) return is_inside(from);
  const model::BackEnd* owner = owner_of(network, other.id);
  return owner == nullptr || is_end(owner->id(), from, target);
}

// N-260: routes of the user's and NAT gateways need an environment with workload profiles; what
// they do to a Consumption-only one no page says.
void add_environment(const model::Network& network, const reach::Workload& from,
                     std::vector<azure::UnknownInput>& found) {
  const azure::Subnet* subnet = from.subnet;
  if (from.hosted == nullptr || subnet == nullptr) return;
  const auto& all = network.written().hosted_workloads;
  const azure::ResourceId& id = from.hosted->host.empty() ? from.hosted->id : from.hosted->host;
  const auto host = std::ranges::find(all, id, &azure::HostedWorkload::id);
  const bool environment =
      host != all.end() && equal_ignoring_case(host->type, "Microsoft.App/managedEnvironments");
  if (!environment || host->workload_profiles || !subnet->delegations.empty()) return;
  if (!subnet->route_table.absent() || !subnet->nat_gateway.absent())
    found.push_back({"whether the routes of subnet " + subnet->name + " act on " + host->name +
                     ", which has no workload profiles"});
}

// Classes of an app's platform traffic that reach follows (N-232, N-238).
bool is_followed(const std::string& traffic) {
  constexpr std::string_view classes[] = {"allTraffic",           "applicationTraffic",
                                          "contentShareTraffic",  "imagePullTraffic",
                                          "backupRestoreTraffic", "managedIdentityTraffic"};
  return std::ranges::any_of(
      classes, [&](std::string_view each) { return equal_ignoring_case(each, traffic); });
}

// Lists of resources have hubs without their connections.
bool is_bare_hub(const model::Network& network, const azure::VirtualHub& hub) {
  return std::ranges::none_of(
      network.written().hub_connections,
      [&](const azure::HubConnection& connection) { return connection.hub == hub.id; });
}

// What is not followed: platform traffic of a class that nobody knows, what route servers learn,
// and hubs of which nobody knows what is connected.
void add_ways(const model::Network& network, const reach::Workload& from,
              std::vector<azure::UnknownInput>& found) {
  if (!from.traffic.empty() && (from.site == nullptr || !is_followed(from.traffic)))
    found.push_back({"the routing of " + from.traffic + " of " + from.name});
  if (!is_inside(from)) return;
  for (const azure::VirtualHub& hub : network.written().virtual_hubs) {
    if (hub.route_server || is_bare_hub(network, hub))
      found.push_back({"the routes of virtual hub " + hub.name});
  }
  add_environment(network, from, found);
}

std::string called(const azure::OtherResource& other) { return other.type + " " + other.name; }

}  // namespace

Doubtful doubtful(const model::Network& network) {
  Doubtful found;
  std::map<std::string_view, bool> carries;  // lists have thousands of a few types
  for (const azure::OtherResource& other : network.written().others) {
    auto known = carries.find(other.type);
    if (known == carries.end())
      known = carries.emplace(other.type, is_carrier(other.type) || may_carry(other.type)).first;
    if (known->second || is_bare_manager(network, other)) found.push_back(&other);
  }
  return found;
}

std::vector<azure::UnknownInput> doubts(const model::Network& network, const reach::Workload& from,
                                        const Target& target) {
  return doubts(network, from, target, doubtful(network));
}

std::vector<azure::UnknownInput> doubts(const model::Network& network, const reach::Workload& from,
                                        const Target& target, const Doubtful& doubtful) {
  std::vector<azure::UnknownInput> found;
  for (const azure::Gap& gap : network.written().gaps) {
    if (concerns(gap, from, target)) found.push_back({gap.what});
  }
  for (const azure::OtherResource* other : doubtful) {
    if (concerns(*other, network, from, target)) found.push_back({called(*other)});
  }
  add_ways(network, from, found);
  return found;
}

std::vector<azure::UnknownInput> doubts(const model::Network& network, const reach::Workload& from,
                                        const std::vector<std::string_view>& types) {
  std::vector<azure::UnknownInput> found;
  for (const azure::Gap& gap : network.written().gaps) {
    if (gap.about.empty() && may_change_any(gap, types)) found.push_back({gap.what});
  }
  for (const azure::OtherResource& other : network.written().others) {
    if (is_inside(from) && (is_carrier(other.type) || is_bare_manager(network, other)))
      found.push_back({called(other)});
  }
  add_ways(network, from, found);
  return found;
}

}  // namespace airtight::verify
