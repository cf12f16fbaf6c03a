#include "doubts.h"

#include <airtight/base/text.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace airtight::verify {
namespace {

// What a resource that the model does not follow may change.
enum class Touches { inside, public_edge };

struct Carrier {
  std::string_view type;
  Touches touches;
};

// Admin rules run before NSGs (N-136); perimeters replace a service's own rules (N-325).
constexpr std::array carriers{
    Carrier{"Microsoft.Network/networkManagers", Touches::inside},
    Carrier{"Microsoft.Network/virtualHubs", Touches::inside},
    Carrier{"Microsoft.Network/networkSecurityPerimeters", Touches::public_edge},
};

// Types whose resources any path rests on, beside those of its two ends.
constexpr std::array<std::string_view, 7> bases{
    "Microsoft.Network/virtualNetworks", "Microsoft.Network/networkSecurityGroups",
    "Microsoft.Network/routeTables",     "Microsoft.Network/privateEndpoints",
    "Microsoft.Network/privateDnsZones", "Microsoft.Network/networkInterfaces",
    "Microsoft.Network/networkManagers",
};

bool is_inside(const reach::Workload& from) { return from.kind != reach::Workload::Kind::internet; }

bool is_touched(const Carrier& carrier, const reach::Workload& from) {
  switch (carrier.touches) {
    case Touches::inside:
      return is_inside(from);
    case Touches::public_edge:
      return true;
  }
  return true;
}

bool concerns(const azure::Gap& gap, const reach::Workload& from, const Target& target) {
  std::vector<std::string_view> types;
  if (is_inside(from)) types.assign(bases.begin(), bases.end());
  if (from.site != nullptr) types.emplace_back("Microsoft.Web/");
  if (from.kind == reach::Workload::Kind::machine) types.emplace_back("Microsoft.Compute/");
  // An endpoint made elsewhere changes public names too (D-103).
  types.emplace_back("Microsoft.Network/privateEndpoints");
  if (target.back_end != nullptr) types.emplace_back(target.back_end->service.type);
  return std::ranges::any_of(types,
                             [&](std::string_view type) { return azure::may_change(gap, type); });
}

}  // namespace

std::vector<azure::UnknownInput> doubts(const model::Network& network, const reach::Workload& from,
                                        const Target& target) {
  std::vector<azure::UnknownInput> found;
  for (const azure::Gap& gap : network.written().gaps) {
    if (concerns(gap, from, target)) found.push_back({gap.what});
  }
  // Which of the two ways platform traffic of an app takes is not followed (N-239).
  if (!from.traffic.empty())
    found.push_back({"the routing of " + from.traffic + " of " + from.name});
  for (const azure::OtherResource& other : network.written().others) {
    const bool carries = std::ranges::any_of(carriers, [&](const Carrier& carrier) {
      return starts_with_ignoring_case(other.type, carrier.type) && is_touched(carrier, from);
    });
    if (carries) found.push_back({other.type + " " + other.name});
  }
  return found;
}

}  // namespace airtight::verify
