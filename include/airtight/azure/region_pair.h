#pragma once

#include <span>
#include <string_view>

namespace airtight::azure {

// Two regions that back each other up, as the platform's documentation pairs them (N-184). Others
// are not known: newer regions have no pair, and a list that misses one must not deny.
struct RegionPair {
  std::string_view region;
  std::string_view pair;
};

// Compiled in from data/region-pairs.json.
std::span<const RegionPair> region_pairs();

}  // namespace airtight::azure
