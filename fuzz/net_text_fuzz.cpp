// Addresses, prefixes, port ranges and names: whatever is accepted reads back the same.
#include <airtight/net/dns_name.h>
#include <airtight/net/flow.h>
#include <airtight/net/ip.h>

#include "target.h"

using namespace airtight;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = fuzz::text_of(data, size);
  if (const auto ip = net::parse_ip(text); ip.has_value())
    fuzz::require(net::parse_ip(to_string(*ip)) == *ip, "an address reads back the same");
  if (const auto prefix = net::parse_prefix(text); prefix.has_value()) {
    fuzz::require(net::parse_prefix(to_string(*prefix)) == *prefix, "a prefix reads back the same");
    fuzz::require(prefix->contains(prefix->base) && prefix->contains(prefix->last()),
                  "a prefix contains its first and last address");
  }
  if (const auto ports = net::parse_port_range(text); ports.has_value())
    fuzz::require(net::parse_port_range(to_string(*ports)) == *ports, "ports read back the same");
  if (const auto name = net::parse_dns_name(text); name.has_value()) {
    fuzz::require(net::parse_dns_name(name->text()) == *name, "a name reads back the same");
    fuzz::require(name->text().size() <= 253, "a name has at most 253 octets");
    fuzz::require(name->is_within(*name), "a name is within itself");
  }
  return 0;
}
