#include "doubts.h"

#include <airtight/azure/service_family.h>
#include <airtight/base/text.h>

#include <algorithm>
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
  if (!may_carry(other.type)) return false;
  const model::BackEnd* owner = owner_of(network, other.id);
  return owner == nullptr || is_end(owner->id(), from, target);
}

// Which of the two ways platform traffic of an app takes is not followed (N-239), nor what hubs
// route.
void add_ways(const model::Network& network, const reach::Workload& from,
              std::vector<azure::UnknownInput>& found) {
  if (!from.traffic.empty())
    found.push_back({"the routing of " + from.traffic + " of " + from.name});
  if (!is_inside(from)) return;
  for (const azure::VirtualHub& hub : network.written().virtual_hubs)
    found.push_back({"the routes of virtual hub " + hub.name});
}

std::string name_of(const azure::OtherResource& other) { return other.type + " " + other.name; }

}  // namespace

std::vector<azure::UnknownInput> doubts(const model::Network& network, const reach::Workload& from,
                                        const Target& target) {
  std::vector<azure::UnknownInput> found;
  for (const azure::Gap& gap : network.written().gaps) {
    if (concerns(gap, from, target)) found.push_back({gap.what});
  }
  for (const azure::OtherResource& other : network.written().others) {
    if (concerns(other, network, from, target)) found.push_back({name_of(other)});
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
      found.push_back({name_of(other)});
  }
  add_ways(network, from, found);
  return found;
}

}  // namespace airtight::verify
