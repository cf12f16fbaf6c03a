#include "verify/cover.h"

#include <rapidcheck.h>

#include <algorithm>
#include <catch2/catch.hpp>

using airtight::verify::fewest_cover;

namespace {

using Sets = std::vector<std::vector<std::size_t>>;

constexpr std::size_t elements_of_sets = 10;

std::vector<bool> covered_by(const Sets& sets, const std::vector<std::size_t>& taken) {
  std::vector<bool> covered(elements_of_sets, false);
  for (const std::size_t set : taken)
    for (const std::size_t element : sets[set]) covered[element] = true;
  return covered;
}

std::vector<std::size_t> all_of(const Sets& sets) {
  std::vector<std::size_t> all;
  for (std::size_t set = 0; set < sets.size(); ++set) all.push_back(set);
  return all;
}

// By trying every choice.
std::size_t fewest(const Sets& sets) {
  const auto goal = covered_by(sets, all_of(sets));
  std::size_t best = sets.size();
  for (unsigned choice = 0; choice < 1U << sets.size(); ++choice) {
    std::vector<std::size_t> taken;
    for (std::size_t set = 0; set < sets.size(); ++set)
      if ((choice >> set & 1U) != 0) taken.push_back(set);
    if (covered_by(sets, taken) == goal) best = std::min(best, taken.size());
  }
  return best;
}

Sets some_sets() {
  Sets sets(*rc::gen::inRange<std::size_t>(0, 9));
  for (auto& set : sets)
    set = *rc::gen::unique<std::vector<std::size_t>>(
        rc::gen::inRange<std::size_t>(0, elements_of_sets));
  return sets;
}

}  // namespace

TEST_CASE("a cover has as few sets as any", "[cover]") {
  CHECK(rc::check([] {
    const Sets sets = some_sets();
    const auto taken = fewest_cover(sets, elements_of_sets);
    RC_ASSERT(std::ranges::is_sorted(taken));
    RC_ASSERT(covered_by(sets, taken) == covered_by(sets, all_of(sets)));
    RC_ASSERT(taken.size() == fewest(sets));
  }));
}

TEST_CASE("a cover that had no time to be the smallest has no set too many", "[cover]") {
  CHECK(rc::check([] {
    const Sets sets = some_sets();
    const auto taken = fewest_cover(sets, elements_of_sets, 0);
    RC_ASSERT(covered_by(sets, taken) == covered_by(sets, all_of(sets)));
    for (std::size_t i = 0; i < taken.size(); ++i) {
      auto fewer = taken;
      fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
      RC_ASSERT(covered_by(sets, fewer) != covered_by(sets, taken));
    }
  }));
}
