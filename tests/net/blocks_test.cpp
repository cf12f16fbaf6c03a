#include <airtight/net/blocks.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "net/random.h"

using namespace airtight::net;

TEST_CASE("a range is the fewest blocks that have its addresses", "[net]") {
  CHECK(rc::check([] {
    const Family family = any_family();
    Ip first = near_ip(family);
    Ip last = near_ip(family);
    if (last < first) std::swap(first, last);
    const auto blocks = blocks_of({first, last});
    const std::vector<PrefixSet::Range> whole{{first, last}};
    RC_ASSERT(PrefixSet(blocks).ranges() == whole);
    for (std::size_t i = 1; i < blocks.size(); ++i) {
      RC_ASSERT(blocks[i - 1].last() < blocks[i].base);
      // No two of them are halves of one.
      const Prefix& before = blocks[i - 1];
      const bool halves = before.length == blocks[i].length &&
                          block_around(before.base, before.length - 1).contains(blocks[i]);
      RC_ASSERT(!halves);
    }
  }));
}

TEST_CASE("a whole family is one block", "[net]") {
  const Prefix v4{{Family::v4, 0, 0}, 0};
  const Prefix v6{{Family::v6, 0, 0}, 0};
  CHECK(blocks_of({v4.base, v4.last()}) == std::vector{v4});
  CHECK(blocks_of({v6.base, v6.last()}) == std::vector{v6});
  CHECK(blocks_of({*parse_ip("10.0.0.1"), *parse_ip("10.0.0.2")}).size() == 2);
}
