#include <airtight/net/prefix_set.h>

#include <algorithm>

#include "net/random.h"

using namespace airtight::net;

namespace {

std::vector<Prefix> some_blocks() {
  std::vector<Prefix> blocks(*rc::gen::inRange<std::size_t>(0, 12));
  for (Prefix& block : blocks) block = near_block(any_family());
  return blocks;
}

}  // namespace

TEST_CASE("a set has the addresses of its blocks", "[net][prefix_set]") {
  CHECK(rc::check([] {
    const std::vector<Prefix> blocks = some_blocks();
    const PrefixSet set(blocks);
    for (int i = 0; i < 20; ++i) {
      const Ip ip = near_ip(any_family());
      const bool inside =
          std::ranges::any_of(blocks, [&](const Prefix& block) { return block.contains(ip); });
      RC_ASSERT(set.contains(ip) == inside);
    }
    for (int i = 0; i < 20; ++i) {
      const Prefix wanted = near_block(any_family());
      const bool meets =
          std::ranges::any_of(blocks, [&](const Prefix& block) { return block.overlaps(wanted); });
      RC_ASSERT(set.overlaps(wanted) == meets);
    }
    for (const Prefix& block : blocks) RC_ASSERT(set.contains(block));
  }));
}

TEST_CASE("its ranges are in order, apart, and the same whatever the order of the blocks",
          "[net][prefix_set]") {
  CHECK(rc::check([] {
    std::vector<Prefix> blocks = some_blocks();
    const PrefixSet set(blocks);
    for (std::size_t i = 1; i < set.ranges().size(); ++i) {
      const auto& [first, last] = set.ranges()[i - 1];
      const Ip& next = set.ranges()[i].first;
      RC_ASSERT(first <= last && last < next);
      RC_ASSERT(last.family != next.family || advance(last, 1) != next);
    }
    std::ranges::reverse(blocks);
    RC_ASSERT(PrefixSet(blocks) == set);
  }));
}

TEST_CASE("two halves cover the whole", "[net][prefix_set]") {
  const std::vector<Prefix> halves{*parse_prefix("10.0.0.0/25"), *parse_prefix("10.0.0.128/25")};
  CHECK(PrefixSet(halves).contains(*parse_prefix("10.0.0.0/24")));
  CHECK(PrefixSet(halves).ranges().size() == 1);
  const std::vector<Prefix> all{*parse_prefix("0.0.0.0/0"), *parse_prefix("::/0")};
  CHECK(PrefixSet(all).ranges().size() == 2);
  CHECK(PrefixSet(all).contains(*parse_ip("255.255.255.255")));
  CHECK_FALSE(PrefixSet().overlaps(*parse_prefix("0.0.0.0/0")));
}
