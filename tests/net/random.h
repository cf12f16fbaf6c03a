#pragma once

#include <airtight/net/flow.h>
#include <rapidcheck.h>

// Random addresses that are near each other, so that blocks meet.
namespace airtight::net {

inline Ip any_ip(Family family) {
  const auto low = *rc::gen::arbitrary<std::uint64_t>();
  if (family == Family::v6) return {family, *rc::gen::element<std::uint64_t>(0, 1, ~0ULL), low};
  return {family, 0, low & 0xffffffffU};
}

// Among a few thousand addresses at either end of the space or in its middle.
inline Ip near_ip(Family family) {
  const auto step = *rc::gen::inRange<std::uint64_t>(0, 4096);
  const auto base = *rc::gen::element<std::uint64_t>(0, 0x0a000000, 0xfffff000);
  if (family == Family::v4) return {family, 0, base + step};
  const auto high = *rc::gen::element<std::uint64_t>(0, 0xfd00000000000000, ~0ULL);
  return {family, high, *rc::gen::element<std::uint64_t>(0, ~0ULL - 4095) + step};
}

inline Family any_family() { return *rc::gen::element(Family::v4, Family::v6); }

inline Prefix block_around(const Ip& ip, int length) {
  Ip base = ip;
  for (int bit = length; bit < width(ip.family); ++bit) {
    const int from_low = width(ip.family) - 1 - bit;
    if (from_low >= 64) {
      base.high &= ~(std::uint64_t{1} << static_cast<unsigned>(from_low - 64));
    } else {
      base.low &= ~(std::uint64_t{1} << static_cast<unsigned>(from_low));
    }
  }
  return {base, length};
}

// Mostly long, so that it has ends within the space of near_ip.
inline Prefix near_block(Family family) {
  const int host = *rc::gen::weightedOneOf<int>(
      {{8, rc::gen::inRange(0, 13)}, {1, rc::gen::inRange(13, width(family) + 1)}});
  return block_around(near_ip(family), width(family) - host);
}

}  // namespace airtight::net
