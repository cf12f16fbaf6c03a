#pragma once

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "classes.h"

// Ranges of addresses in two states side by side.

namespace airtight::verify {

using Ranges = std::vector<net::PrefixSet::Range>;

// Something with addresses, in one state: who it is there, and its addresses. Empty: not said.
struct Keyed {
  std::string key;
  const Ranges* ranges = nullptr;
};

// The addresses that `before` and `after` (indices) have in common, or that only one of them has.
// Addresses that one state does not say may be any that the other says.
struct Aligned {
  std::optional<std::size_t> before;
  std::optional<std::size_t> after;
  Ranges ranges;
};

// In order of key, then of place in the two lists. Those of one list and key are apart.
std::vector<Aligned> align(const std::vector<Keyed>& before, const std::vector<Keyed>& after);

}  // namespace airtight::verify
