#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace airtight::azure {

// How many of a thing Azure takes (azure-network.md section 10). Compiled in from data/limits.json.
struct Limit {
  std::string_view of;    // "network"
  std::string_view what;  // "peerings"
  std::size_t most = 0;
  std::string_view fact;
};

std::span<const Limit> limits();

// The row of the table; null if it has none.
const Limit* limit_of(std::string_view of, std::string_view what);

}  // namespace airtight::azure
