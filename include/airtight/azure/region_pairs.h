#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace airtight::azure {

// A region and the one that backs it up (N-184). Compiled in from data/region-pairs.json.
struct RegionPair {
  std::string_view region;  // "westeurope"
  std::string_view pair;
};

std::span<const RegionPair> region_pairs();

// Paired, not paired, or (none) not known: of regions outside the table, because newer ones have no
// pair and a table that misses one must not deny, and where only one of two names the other.
std::optional<bool> are_paired(std::string_view region, std::string_view other);

}  // namespace airtight::azure
