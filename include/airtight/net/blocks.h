#pragma once

#include <airtight/net/prefix_set.h>

#include <vector>

namespace airtight::net {

// The fewest blocks that have the addresses of a range and no other, in order.
std::vector<Prefix> blocks_of(const PrefixSet::Range& range);

}  // namespace airtight::net
