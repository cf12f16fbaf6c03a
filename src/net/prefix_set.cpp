#include <airtight/net/prefix_set.h>

#include <algorithm>

namespace airtight::net {
namespace {

bool follows(const PrefixSet::Range& before, const PrefixSet::Range& after) {
  if (before.last.family != after.first.family) return false;
  const Ip next = advance(before.last, 1);
  return after.first <= before.last || (before.last < next && after.first == next);
}

}  // namespace

PrefixSet::PrefixSet(std::span<const Prefix> blocks) {
  std::vector<Range> all;
  all.reserve(blocks.size());
  for (const Prefix& block : blocks) all.push_back({block.base, block.last()});
  std::ranges::sort(all, {}, &Range::first);
  for (const Range& range : all) {
    if (!ranges_.empty() && follows(ranges_.back(), range)) {
      ranges_.back().last = std::max(ranges_.back().last, range.last);
    } else {
      ranges_.push_back(range);
    }
  }
}

const PrefixSet::Range* PrefixSet::at_or_before(const Ip& ip) const {
  const auto after = std::ranges::upper_bound(ranges_, ip, {}, &Range::first);
  return after == ranges_.begin() ? nullptr : &*std::prev(after);
}

bool PrefixSet::contains(const Ip& ip) const { return contains(host_prefix(ip)); }

bool PrefixSet::contains(const Prefix& block) const {
  const Range* range = at_or_before(block.base);
  return range != nullptr && block.last() <= range->last;
}

bool PrefixSet::overlaps(const Prefix& block) const {
  const Range* range = at_or_before(block.last());
  return range != nullptr && block.base <= range->last;
}

}  // namespace airtight::net
