#pragma once

#include <airtight/net/prefix_set.h>

#include <span>
#include <vector>

namespace airtight::net {

// Addresses that some sets do not tell apart, as ranges in order and apart from each other.
struct AddressClass {
  std::vector<PrefixSet::Range> ranges;

  const Ip& first() const { return ranges.front().first; }
  bool contains(const Ip& ip) const;
};

// The addresses of `within`, each in one class: two are in the same class if they are in the same
// of `sets`. In order of their first addresses. Costs a sweep over the ends of all ranges.
std::vector<AddressClass> address_classes(std::span<const PrefixSet* const> sets,
                                          const PrefixSet& within);

// How many addresses; at most 2^64 - 1.
std::uint64_t size_of(const AddressClass& addresses);

}  // namespace airtight::net
