#pragma once

#include <span>
#include <string_view>

namespace airtight::azure {

// A name that no private zone may have; names below it may (D-023).
struct RefusedZone {
  std::string_view name;
};

// Compiled in from data/refused-zones.json.
std::span<const RefusedZone> refused_zones();

}  // namespace airtight::azure
