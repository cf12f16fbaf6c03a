#pragma once

#include <airtight/base/result.h>

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace airtight::net {

enum class Family : std::uint8_t { v4, v6 };

// An IPv4 or IPv6 address as a number of 32 or 128 bits. IPv4 sorts before IPv6.
struct Ip {
  Family family = Family::v4;
  std::uint64_t high = 0;  // zero for IPv4
  std::uint64_t low = 0;

  auto operator<=>(const Ip&) const = default;
};

constexpr int width(Family family) { return family == Family::v4 ? 32 : 128; }

constexpr Ip ipv4(std::uint8_t a, std::uint8_t b, std::uint8_t c, std::uint8_t d) {
  return {Family::v4, 0,
          std::uint64_t{a} << 24U | std::uint64_t{b} << 16U | std::uint64_t{c} << 8U | d};
}

// Dotted decimal without leading zeros, or the text form of RFC 4291; nothing else.
Result<Ip> parse_ip(std::string_view text);
std::string to_string(const Ip& ip);

// `ip` plus `count`, wrapping within the family.
Ip advance(const Ip& ip, std::uint64_t count);

// A CIDR block. Invariant: the bits of `base` past `length` are zero.
struct Prefix {
  Ip base;
  int length = 0;

  auto operator<=>(const Prefix&) const = default;

  bool contains(const Ip& ip) const;
  bool contains(const Prefix& other) const;
  bool overlaps(const Prefix& other) const;
  Ip last() const;
};

// "10.0.0.0/16". A bare address is a host prefix. Bits past the length are an error that names the
// block that was probably meant.
Result<Prefix> parse_prefix(std::string_view text);
std::string to_string(const Prefix& prefix);
Prefix host_prefix(const Ip& ip);

// RFC 1918 space (RFC 4193 unique local addresses for IPv6).
bool is_private(const Ip& ip);

}  // namespace airtight::net
