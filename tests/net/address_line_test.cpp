#include <airtight/net/address_line.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "net/random.h"

using namespace airtight::net;

namespace {

std::vector<PrefixSet> some_sets() {
  std::vector<PrefixSet> sets;
  for (int i = *rc::gen::inRange(0, 6); i > 0; --i) {
    std::vector<Prefix> blocks(*rc::gen::inRange<std::size_t>(0, 8));
    for (Prefix& block : blocks) block = near_block(any_family());
    sets.emplace_back(blocks);
  }
  return sets;
}

AddressLine line_of(const std::vector<PrefixSet>& sets) {
  std::vector<const PrefixSet*> shared;
  for (const PrefixSet& set : sets) shared.push_back(&set);
  return AddressLine(shared);
}

bool covers(const std::vector<Run>& runs, std::uint32_t position) {
  return std::ranges::any_of(
      runs, [&](const Run& run) { return run.first <= position && position <= run.last; });
}

Ip some_ip() { return *rc::gen::arbitrary<bool>() ? any_ip(Family::v4) : near_ip(Family::v4); }

}  // namespace

TEST_CASE("every address has a position of its own, and comes back from it", "[net][flow_set]") {
  CHECK(rc::check([] {
    const auto sets = some_sets();
    const AddressLine line = line_of(sets);
    for (int i = 0; i < 30; ++i) {
      const Ip ip = some_ip();
      RC_ASSERT(line.address(line.position(ip)) == ip);
      const auto position = static_cast<std::uint32_t>(any_ip(Family::v4).low);
      RC_ASSERT(line.position(line.address(position)) == position);
    }
  }));
}

TEST_CASE("the runs of a set cover its addresses and no other", "[net][flow_set]") {
  CHECK(rc::check([] {
    auto sets = some_sets();
    const AddressLine line = line_of(sets);
    const std::vector<Prefix> stranger{near_block(Family::v4), near_block(Family::v6)};
    sets.emplace_back(stranger);
    for (const PrefixSet& set : sets) {
      const std::vector<Run> runs = line.runs(set);
      for (std::size_t i = 1; i < runs.size(); ++i)
        RC_ASSERT(runs[i - 1].last + std::uint64_t{1} < runs[i].first);
      for (int i = 0; i < 30; ++i) {
        const Ip ip = some_ip();
        RC_ASSERT(covers(runs, line.position(ip)) == set.contains(ip));
      }
    }
  }));
}

TEST_CASE("a run of the line is ranges of addresses", "[net][flow_set]") {
  CHECK(rc::check([] {
    const auto sets = some_sets();
    const AddressLine line = line_of(sets);
    for (const PrefixSet& set : sets) {
      std::vector<PrefixSet::Range> ranges;
      for (const Run& run : line.runs(set)) {
        for (const PrefixSet::Range& range : line.ranges(run)) ranges.push_back(range);
      }
      const auto in_set = [&](const Ip& ip) {
        return std::ranges::any_of(
            ranges, [&](const auto& range) { return range.first <= ip && ip <= range.last; });
      };
      for (int i = 0; i < 20; ++i) {
        const Ip ip = some_ip();
        RC_ASSERT(in_set(ip) == set.contains(ip));
      }
    }
  }));
}

TEST_CASE("a tag of many blocks is one run", "[net][flow_set]") {
  std::vector<Prefix> blocks;
  for (std::uint64_t i = 0; i < 1000; ++i) blocks.push_back({{Family::v4, 0, i << 20U}, 24});
  const std::vector<PrefixSet> sets{PrefixSet(blocks)};
  CHECK(line_of(sets).runs(sets.front()).size() == 1);
  CHECK(AddressLine().runs(sets.front()).size() == 1000);
}
