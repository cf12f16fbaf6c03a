#pragma once

#include <airtight/net/all_pairs.h>

#include <algorithm>
#include <vector>

#include "packet_atoms.h"

namespace airtight::net {

// Numbers of pairs by set of packets.
class Counts {
 public:
  void add(PacketSet packets, std::uint64_t pairs) {
    if (packets.id >= pairs_.size()) pairs_.resize(std::size_t{packets.id} * 2 + 2);
    pairs_[packets.id] += pairs;
  }
  // Whoever takes away has added before.
  void take(PacketSet packets, std::uint64_t pairs) { add(packets, 0 - pairs); }

  std::vector<AllPairs::Total> totals(const PacketAtoms& atoms) const {
    std::vector<AllPairs::Total> totals;
    for (std::uint32_t id = 0; id < pairs_.size(); ++id)
      if (pairs_[id] != 0) totals.push_back({atoms.diagram({id}), pairs_[id]});
    std::ranges::sort(totals, {}, [](const AllPairs::Total& total) { return total.packets.id; });
    return totals;
  }

  bool has_open() const {
    for (std::uint32_t id = 0; id < pairs_.size(); ++id)
      if (pairs_[id] != 0 && PacketSet{id} != no_packets) return true;
    return false;
  }

 private:
  std::vector<std::uint64_t> pairs_;
};

// The values of some rows, each with its number of hosts. Those that occurred are few.
class Histogram {
 public:
  struct Entry {
    PacketSet value;
    std::uint64_t hosts = 0;
  };

  void clear() {
    for (const Entry& entry : entries_) places_[entry.value.id] = 0;
    entries_.clear();
  }
  void add(PacketSet value, std::uint64_t hosts) {
    const std::uint32_t slot = value.id;
    if (slot >= places_.size()) places_.resize(std::size_t{slot} * 2 + 2);
    if (places_[slot] == 0) {
      entries_.push_back({value, 0});
      places_[slot] = static_cast<std::uint32_t>(entries_.size());
    }
    entries_[places_[slot] - 1].hosts += hosts;
  }
  const std::vector<Entry>& entries() const { return entries_; }

 private:
  std::vector<Entry> entries_;
  std::vector<std::uint32_t> places_;  // in entries_, plus one
};

}  // namespace airtight::net
