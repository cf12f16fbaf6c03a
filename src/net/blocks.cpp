#include <airtight/net/blocks.h>

namespace airtight::net {
namespace {

// Whether a block of a length begins at an address.
bool begins(const Ip& ip, int length) {
  const int host = width(ip.family) - length;
  const auto ones = [](int bits) {
    return bits >= 64 ? UINT64_MAX : (std::uint64_t{1} << static_cast<unsigned>(bits)) - 1;
  };
  return (ip.low & ones(host)) == 0 && (ip.high & (host > 64 ? ones(host - 64) : 0)) == 0;
}

}  // namespace

std::vector<Prefix> blocks_of(const PrefixSet::Range& range) {
  std::vector<Prefix> blocks;
  Ip next = range.first;
  for (;;) {
    Prefix block = {next, width(next.family)};
    while (block.length > 0 && begins(next, block.length - 1)) {
      const Prefix wider{next, block.length - 1};
      if (range.last < wider.last()) break;
      block = wider;
    }
    blocks.push_back(block);
    if (block.last() == range.last) return blocks;
    next = advance(block.last(), 1);
  }
}

}  // namespace airtight::net
