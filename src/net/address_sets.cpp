#include "address_sets.h"

#include <algorithm>

namespace airtight::net {
namespace {

std::uint64_t hash_of(std::span<const Run> runs) {
  std::uint64_t hash = runs.size();
  for (const Run& run : runs) {
    hash = (hash ^ (std::uint64_t{run.first} << 32U | run.last)) * 0x9e3779b97f4a7c15ULL;
    hash ^= hash >> 32U;
  }
  return hash;
}

// The last run that begins at `address` or before it.
const Run* at_or_before(std::span<const Run> runs, std::uint32_t address) {
  const auto after = std::ranges::upper_bound(runs, address, {}, &Run::first);
  return after == runs.begin() ? nullptr : &*std::prev(after);
}

}  // namespace

AddressSets::AddressSets() {
  add(std::vector{Run{}});
  add({});
}

std::uint32_t AddressSets::add(std::span<const Run> runs) {
  const std::uint64_t hash = hash_of(runs);
  const auto [first, last] = by_hash_.equal_range(hash);
  for (auto known = first; known != last; ++known)
    if (std::ranges::equal(this->runs(known->second), runs)) return known->second;
  const auto made = static_cast<std::uint32_t>(size());
  pool_.insert(pool_.end(), runs.begin(), runs.end());
  begin_.push_back(pool_.size());
  by_hash_.emplace(hash, made);
  return made;
}

bool AddressSets::covers(std::uint32_t set, const Run& run) const {
  const Run* found = at_or_before(runs(set), run.first);
  return found != nullptr && found->last >= run.last;
}

bool AddressSets::meets(std::uint32_t set, const Run& run) const {
  const Run* found = at_or_before(runs(set), run.last);
  return found != nullptr && found->last >= run.first;
}

std::vector<Run> ipv4_runs(const PrefixSet& set) {
  std::vector<Run> runs;
  for (const PrefixSet::Range& range : set.ranges()) {
    if (range.first.family != Family::v4) continue;
    runs.push_back(
        {static_cast<std::uint32_t>(range.first.low), static_cast<std::uint32_t>(range.last.low)});
  }
  return runs;
}

}  // namespace airtight::net
