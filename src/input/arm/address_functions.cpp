// cidrSubnet, cidrHost and parseCidr (I-077).
#include <airtight/net/ip.h>

#include <charconv>

#include "input/arm/functions.h"

namespace airtight::input::arm {
namespace {

using net::Family;
using net::Ip;
using net::Prefix;

Ip mask(Family family, int length) {
  const auto ones = [](int bits) {
    return bits <= 0 ? 0 : bits >= 64 ? ~std::uint64_t{0} : ~std::uint64_t{0} << (64 - bits);
  };
  if (family == Family::v4)
    return {family, 0, length == 0 ? 0 : 0xffffffffU & (0xffffffffULL << (32 - length))};
  return {family, ones(length), ones(length - 64)};
}

Prefix block(const Ip& ip, int length) {
  const Ip bits = mask(ip.family, length);
  return {{ip.family, ip.high & bits.high, ip.low & bits.low}, length};
}

// Bits past the length are dropped, as the service does.
std::optional<Prefix> block_of(const std::string& text) {
  const auto slash = text.find('/');
  const auto ip = net::parse_ip(text.substr(0, slash));
  if (!ip.has_value() || slash == std::string::npos) return std::nullopt;
  int length = 0;
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data() + slash + 1, end, length);
  if (read.ec != std::errc() || read.ptr != end || length < 0 || length > width(ip->family))
    return std::nullopt;
  return block(ip.value(), length);
}

Ref cidr_subnet(const Call& call) {
  const auto network = call.text(0) != nullptr ? block_of(*call.text(0)) : std::nullopt;
  if (!network) return call.wrong(0, "an address prefix");
  const std::int64_t* length = call.number(1);
  const std::int64_t* index = call.number(2);
  if (length == nullptr || *length < network->length || *length > width(network->base.family))
    return call.wrong(1, "a length within the prefix");
  const auto added = static_cast<int>(*length) - network->length;
  if (index == nullptr || *index < 0 || (added < 62 && *index >> added != 0))
    return call.wrong(2, "the number of a block within the prefix");
  const int shift = width(network->base.family) - static_cast<int>(*length);
  const auto number = static_cast<std::uint64_t>(*index);
  Ip base = network->base;
  if (shift >= 64) {
    base.high |= number << (shift - 64);
  } else {
    base.low |= number << shift;
    if (shift > 0) base.high |= number >> (64 - shift);
  }
  return call.result(to_string(block(base, static_cast<int>(*length))));
}

// Host 0 is the first usable address.
Ref cidr_host(const Call& call) {
  const auto network = call.text(0) != nullptr ? block_of(*call.text(0)) : std::nullopt;
  if (!network) return call.wrong(0, "an address prefix");
  const std::int64_t* index = call.number(1);
  if (index == nullptr || *index < 0) return call.wrong(1, "the number of a host");
  const Ip host = net::advance(network->base, static_cast<std::uint64_t>(*index) + 1);
  if (!network->contains(host)) return call.refuse("the host lies outside the prefix", {"I-077"});
  return call.result(to_string(host));
}

Ref parse_cidr(const Call& call) {
  const auto network = call.text(0) != nullptr ? block_of(*call.text(0)) : std::nullopt;
  if (!network) return call.wrong(0, "an address prefix");
  const int size = width(network->base.family);
  const bool tiny = network->length >= size - 1;
  const Ip last = network->last();
  Ip usable = last;
  if (!tiny && network->base.family == Family::v4) --usable.low;
  Value parts = make_object(call.place);
  const auto set = [&](const char* name, std::string text) {
    parts.set(name, make_string(std::move(text), call.place));
  };
  set("network", to_string(network->base));
  set("netmask", to_string(mask(network->base.family, network->length)));
  set("broadcast", to_string(last));
  set("firstUsable", to_string(tiny ? network->base : net::advance(network->base, 1)));
  set("lastUsable", to_string(usable));
  parts.set("cidr", make_int(network->length, call.place));
  return call.result(std::move(parts));
}

constexpr Function address_functions_rows[] = {
    {"cidrhost", 2, 2, Arguments::known, cidr_host},
    {"cidrsubnet", 3, 3, Arguments::known, cidr_subnet},
    {"parsecidr", 1, 1, Arguments::known, parse_cidr},
};

}  // namespace

std::span<const Function> address_functions() { return address_functions_rows; }

}  // namespace airtight::input::arm
