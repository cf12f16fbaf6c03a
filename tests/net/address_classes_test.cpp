#include <airtight/net/address_classes.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "net/random.h"

using namespace airtight::net;

namespace {

PrefixSet some_set(std::size_t most) {
  std::vector<Prefix> blocks(*rc::gen::inRange<std::size_t>(0, most));
  for (Prefix& block : blocks) block = near_block(any_family());
  return PrefixSet(blocks);
}

}  // namespace

TEST_CASE("classes hold each address once, and no set tells two of a class apart",
          "[net][flow_set]") {
  CHECK(rc::check([] {
    std::vector<PrefixSet> sets;
    for (int i = *rc::gen::inRange(0, 6); i > 0; --i) sets.push_back(some_set(4));
    std::vector<const PrefixSet*> pointers;
    for (const PrefixSet& set : sets) pointers.push_back(&set);
    const PrefixSet within = some_set(5);
    const auto classes = address_classes(pointers, within);
    RC_ASSERT(std::ranges::is_sorted(classes, {}, &AddressClass::first));
    for (int i = 0; i < 40; ++i) {
      const Ip ip = near_ip(any_family());
      const auto holding =
          std::ranges::count_if(classes, [&](const auto& each) { return each.contains(ip); });
      RC_ASSERT(holding == (within.contains(ip) ? 1 : 0));
    }
    for (const AddressClass& each : classes) {
      for (const PrefixSet& set : sets) {
        for (const PrefixSet::Range& range : each.ranges) {
          RC_ASSERT(set.contains(range.first) == set.contains(each.first()));
          RC_ASSERT(set.contains(range.last) == set.contains(each.first()));
        }
      }
    }
  }));
}

TEST_CASE("the ends of both families are in classes", "[net][flow_set]") {
  const std::vector<Prefix> everything{{{Family::v4, 0, 0}, 0}, {{Family::v6, 0, 0}, 0}};
  const PrefixSet within(everything);
  const PrefixSet top(std::vector{*parse_prefix("255.255.255.0/24"), *parse_prefix("ff00::/8")});
  const std::vector<const PrefixSet*> sets{&top};
  const auto classes = address_classes(sets, within);
  REQUIRE(classes.size() == 2);
  CHECK(classes[0].ranges.size() == 2);
  CHECK(classes[1].contains(*parse_ip("255.255.255.255")));
  CHECK(classes[1].contains(*parse_ip("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")));
  CHECK(size_of(classes[0]) == UINT64_MAX);
  CHECK(size_of({{{*parse_ip("10.0.0.0"), *parse_ip("10.0.0.255")}}}) == 256);
}
