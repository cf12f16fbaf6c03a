#include "doubts.h"

#include <airtight/base/text.h>

#include <algorithm>
#include <array>
#include <string_view>

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

// Types whose resources any path rests on, beside those of its two ends.
constexpr std::array<std::string_view, 7> bases{
    "Microsoft.Network/virtualNetworks", "Microsoft.Network/networkSecurityGroups",
    "Microsoft.Network/routeTables",     "Microsoft.Network/privateEndpoints",
    "Microsoft.Network/privateDnsZones", "Microsoft.Network/networkInterfaces",
    "Microsoft.Network/networkManagers",
};

// Lists of resources have managers without their configurations.
bool is_bare_manager(const model::Network& network, const azure::OtherResource& other) {
  const auto owns = [&](const azure::Resource& child) { return other.id.contains(child.id); };
  return equal_ignoring_case(other.type, "Microsoft.Network/networkManagers") &&
         std::ranges::none_of(network.written().network_groups, owns) &&
         std::ranges::none_of(network.written().admin_rule_collections, owns);
}

bool is_inside(const reach::Workload& from) { return from.kind != reach::Workload::Kind::internet; }

std::vector<std::string_view> types_on_path(const reach::Workload& from, const Target& target) {
  std::vector<std::string_view> types;
  if (is_inside(from)) types.assign(bases.begin(), bases.end());
  if (from.site != nullptr) types.emplace_back("Microsoft.Web/");
  if (from.kind == reach::Workload::Kind::machine) types.emplace_back("Microsoft.Compute/");
  // An endpoint made elsewhere changes public names too (D-103).
  types.emplace_back("Microsoft.Network/privateEndpoints");
  if (target.back_end != nullptr) types.emplace_back(target.back_end->service.type);
  return types;
}

}  // namespace

std::vector<azure::UnknownInput> doubts(const model::Network& network, const reach::Workload& from,
                                        const Target& target) {
  return doubts(network, from, types_on_path(from, target));
}

std::vector<azure::UnknownInput> doubts(const model::Network& network, const reach::Workload& from,
                                        const std::vector<std::string_view>& types) {
  std::vector<azure::UnknownInput> found;
  for (const azure::Gap& gap : network.written().gaps) {
    const bool concerned = std::ranges::any_of(
        types, [&](std::string_view type) { return azure::may_change(gap, type); });
    if (concerned) found.push_back({gap.what});
  }
  // Which of the two ways platform traffic of an app takes is not followed (N-239).
  if (!from.traffic.empty())
    found.push_back({"the routing of " + from.traffic + " of " + from.name});
  if (!is_inside(from)) return found;
  for (const azure::OtherResource& other : network.written().others) {
    const bool carries = std::ranges::any_of(carriers, [&](std::string_view type) {
      return starts_with_ignoring_case(other.type, type);
    });
    if (carries || is_bare_manager(network, other))
      found.push_back({other.type + " " + other.name});
  }
  for (const azure::VirtualHub& hub : network.written().virtual_hubs)
    found.push_back({"the routes of virtual hub " + hub.name});
  return found;
}

}  // namespace airtight::verify
