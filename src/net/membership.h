#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace airtight::net {

// A sweep over addresses from left to right knows which of some sets it is in.
using Members = std::vector<std::uint32_t>;  // numbers of sets, sorted

// A place at which a set begins or is left.
template <class Address>
struct Edge {
  Address at{};
  std::uint32_t set = 0;
  bool opens = false;
};

template <class Address>
void toggle(Members& members, const Edge<Address>& edge) {
  const auto at = std::ranges::lower_bound(members, edge.set);
  if (edge.opens) {
    members.insert(at, edge.set);
  } else {
    members.erase(at);
  }
}

}  // namespace airtight::net
