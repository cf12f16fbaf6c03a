#include "input/resources/address_range.h"

namespace airtight::input::resources {
namespace {

// The block of this length that starts at `base`; false if `base` is no start of one.
bool starts_block(const net::Ip& base, int length, net::Prefix& out) {
  out = {base, length};
  const int bits = net::width(base.family) - length;
  const auto zero = [](std::uint64_t word, int low_bits) {
    if (low_bits <= 0) return true;
    return low_bits >= 64 ? word == 0 : (word & ((std::uint64_t{1} << low_bits) - 1)) == 0;
  };
  return zero(base.low, bits) && zero(base.high, bits - 64);
}

}  // namespace

std::vector<net::Prefix> prefixes_of_range(const net::Ip& first, const net::Ip& last) {
  std::vector<net::Prefix> prefixes;
  net::Ip next = first;
  for (;;) {
    net::Prefix best = net::host_prefix(next);
    // Grow while the block still starts here and ends within the range.
    for (int length = best.length - 1; length >= 0; --length) {
      net::Prefix wider;
      if (!starts_block(next, length, wider) || last < wider.last()) break;
      best = wider;
    }
    prefixes.push_back(best);
    if (!(best.last() < last)) return prefixes;
    next = net::advance(best.last(), 1);
  }
}

}  // namespace airtight::input::resources
