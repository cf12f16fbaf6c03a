#include "input/resources/fields.h"
#include "input/resources/reading.h"

namespace airtight::input::resources {
void read_public_address(const azure::ResourceId& id, const Value& value, Reading& reading) {
  azure::PublicIpAddress address;
  read_common(id, value, address);
  address.sku = text_at(value, "sku.name");
  const Value* found = lookup(value, "properties.ipAddress", reading.diagnostics);
  if (found != nullptr && found->string() != nullptr && found->string()->empty()) found = nullptr;
  address.address = read_property<net::Ip>(
      value, found, [&](const Value& ip) { return to_ip(ip, reading.diagnostics); });
  reading.out.public_addresses.push_back(std::move(address));
}

void read_public_prefix(const azure::ResourceId& id, const Value& value, Reading& reading) {
  azure::PublicIpPrefix prefix;
  read_common(id, value, prefix);
  prefix.prefix = read_property<net::Prefix>(
      value, lookup(value, "properties.ipPrefix", reading.diagnostics),
      [&](const Value& block) { return to_prefix(block, reading.diagnostics); });
  reading.out.public_prefixes.push_back(std::move(prefix));
}

void read_nat_gateway(const azure::ResourceId& id, const Value& value, Reading& reading) {
  azure::NatGateway gateway;
  read_common(id, value, gateway);
  add_ids(value, "properties.publicIpAddresses", gateway.addresses, gateway.unknown,
          reading.diagnostics);
  add_ids(value, "properties.publicIpPrefixes", gateway.prefixes, gateway.unknown,
          reading.diagnostics);
  reading.out.nat_gateways.push_back(std::move(gateway));
}

}  // namespace airtight::input::resources
