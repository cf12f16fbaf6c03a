#include <airtight/base/text.h>
#include <airtight/net/ip.h>
#include <arpa/inet.h>

#include <array>
#include <charconv>

namespace airtight::net {
namespace {

// The low `bits` bits set.
constexpr std::uint64_t ones(int bits) {
  return bits >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << static_cast<unsigned>(bits)) - 1;
}

struct HostMask {
  std::uint64_t high;
  std::uint64_t low;
};

HostMask host_mask(Family family, int length) {
  const int host = width(family) - length;
  return {host > 64 ? ones(host - 64) : 0, ones(host > 64 ? 64 : host)};
}

Ip masked(const Ip& ip, int length) {
  const HostMask mask = host_mask(ip.family, length);
  return {ip.family, ip.high & ~mask.high, ip.low & ~mask.low};
}

std::array<std::uint8_t, 16> bytes_of(const Ip& ip) {
  std::array<std::uint8_t, 16> bytes{};
  for (unsigned i = 0; i < 8; ++i) {
    bytes[i] = static_cast<std::uint8_t>(ip.high >> (56U - 8U * i));
    bytes[i + 8] = static_cast<std::uint8_t>(ip.low >> (56U - 8U * i));
  }
  return bytes;
}

}  // namespace

Result<Ip> parse_ip(std::string_view text) {
  const std::string terminated(text.substr(0, 64));
  std::array<std::uint8_t, 16> bytes{};
  if (inet_pton(AF_INET, terminated.c_str(), bytes.data()) == 1) {
    return ipv4(bytes[0], bytes[1], bytes[2], bytes[3]);
  }
  if (inet_pton(AF_INET6, terminated.c_str(), bytes.data()) == 1) {
    Ip ip{Family::v6, 0, 0};
    for (std::size_t i = 0; i < 8; ++i) {
      ip.high = ip.high << 8U | bytes[i];
      ip.low = ip.low << 8U | bytes[i + 8];
    }
    return ip;
  }
  return fail(in_quotes(text) + " is not an IP address");
}

std::string to_string(const Ip& ip) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (ip.family == Family::v4) {
    const auto n = static_cast<std::uint32_t>(ip.low);
    return std::to_string(n >> 24U) + "." + std::to_string(n >> 16U & 255U) + "." +
           std::to_string(n >> 8U & 255U) + "." + std::to_string(n & 255U);
  }
  const auto bytes = bytes_of(ip);
  inet_ntop(AF_INET6, bytes.data(), text.data(), text.size());
  return text.data();
}

Ip advance(const Ip& ip, std::uint64_t count) {
  Ip result = ip;
  result.low += count;
  if (ip.family == Family::v4) {
    result.low &= ones(32);
  } else if (result.low < ip.low) {
    ++result.high;
  }
  return result;
}

bool Prefix::contains(const Ip& ip) const {
  return ip.family == base.family && masked(ip, length) == base;
}

bool Prefix::contains(const Prefix& other) const {
  return other.length >= length && contains(other.base);
}

bool Prefix::overlaps(const Prefix& other) const {
  return contains(other) || other.contains(*this);
}

Ip Prefix::last() const {
  const HostMask mask = host_mask(base.family, length);
  return {base.family, base.high | mask.high, base.low | mask.low};
}

Result<Prefix> parse_prefix(std::string_view text) {
  const auto slash = text.find('/');
  const auto ip = parse_ip(text.substr(0, slash));
  if (!ip) return fail(in_quotes(text) + " is not a CIDR block such as 10.0.0.0/16");
  if (slash == std::string_view::npos) return host_prefix(*ip);
  const std::string_view digits = text.substr(slash + 1);
  int length = -1;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), length);
  if (error != std::errc{} || end != digits.data() + digits.size() || length < 0 ||
      length > width(ip->family)) {
    return fail(in_quotes(text) + " has no prefix length from 0 to " +
                std::to_string(width(ip->family)));
  }
  const Prefix prefix{masked(*ip, length), length};
  if (prefix.base != *ip) {
    return fail(in_quotes(text) + " has address bits past its length; the block is " +
                to_string(prefix));
  }
  return prefix;
}

std::string to_string(const Prefix& prefix) {
  return to_string(prefix.base) + "/" + std::to_string(prefix.length);
}

Prefix host_prefix(const Ip& ip) { return {ip, width(ip.family)}; }

bool is_private(const Ip& ip) {
  static constexpr std::array<Prefix, 4> blocks{
      Prefix{ipv4(10, 0, 0, 0), 8}, Prefix{ipv4(172, 16, 0, 0), 12},
      Prefix{ipv4(192, 168, 0, 0), 16}, Prefix{Ip{Family::v6, 0xfc00000000000000U, 0}, 7}};
  for (const Prefix& block : blocks) {
    if (block.contains(ip)) return true;
  }
  return false;
}

}  // namespace airtight::net
