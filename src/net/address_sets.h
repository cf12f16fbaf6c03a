#pragma once

#include <airtight/net/address_line.h>
#include <airtight/net/prefix_set.h>

#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

namespace airtight::net {

// Sets of IPv4 addresses as runs of numbers, each stored once: equal sets are equal numbers.
class AddressSets {
 public:
  static constexpr std::uint32_t all = 0;
  static constexpr std::uint32_t empty = 1;

  AddressSets();

  // The runs must be in order and apart from each other.
  std::uint32_t add(std::span<const Run> runs);

  std::span<const Run> runs(std::uint32_t set) const {
    return {pool_.data() + begin_[set], begin_[set + 1] - begin_[set]};
  }
  std::size_t size() const { return begin_.size() - 1; }

  bool covers(std::uint32_t set, const Run& run) const;
  bool meets(std::uint32_t set, const Run& run) const;

 private:
  std::vector<Run> pool_;
  std::vector<std::size_t> begin_{0};
  std::unordered_multimap<std::uint64_t, std::uint32_t> by_hash_;
};

// The IPv4 part of a set, in order.
std::vector<Run> ipv4_runs(const PrefixSet& set);

}  // namespace airtight::net
