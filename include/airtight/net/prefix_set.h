#pragma once

#include <airtight/net/ip.h>

#include <span>
#include <vector>

namespace airtight::net {

// The addresses of any number of blocks, as disjoint ranges in order: questions are binary
// searches, however many blocks a service tag has.
class PrefixSet {
 public:
  // From `first` to `last`, both included, of one family.
  struct Range {
    Ip first;
    Ip last;
    bool operator==(const Range&) const = default;
  };

  PrefixSet() = default;
  explicit PrefixSet(std::span<const Prefix> blocks);

  const std::vector<Range>& ranges() const { return ranges_; }

  bool contains(const Ip& ip) const;
  bool contains(const Prefix& block) const;  // all of it
  bool overlaps(const Prefix& block) const;  // some of it

  bool operator==(const PrefixSet&) const = default;

 private:
  const Range* at_or_before(const Ip& ip) const;

  std::vector<Range> ranges_;
};

}  // namespace airtight::net
