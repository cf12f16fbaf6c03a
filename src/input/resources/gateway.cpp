#include "input/resources/fields.h"
#include "input/resources/reading.h"

namespace airtight::input::resources {
namespace {

constexpr std::string_view scope = "microsoft.network/virtualnetworkgateways";

constexpr Word<azure::GatewayType> types[] = {
    {"Vpn", azure::GatewayType::vpn},
    {"ExpressRoute", azure::GatewayType::express_route},
};

bool is_on(const Value& owner, std::string_view path, Diagnostics& diagnostics) {
  const auto property = read_bool(owner, path, diagnostics);
  return property.unknown() != nullptr || (property.known() != nullptr && *property.known());
}

void add_prefixes(const Value& owner, std::string_view path, const std::string& name,
                  std::vector<azure::WrittenPrefix>& out, Reading& reading) {
  for (const Value* element : elements(owner, path, reading.diagnostics)) {
    if (const Unknown* unknown = element->unknown()) {
      reading.not_known("the prefixes of " + name + ": " + to_input(*unknown).name,
                        {std::string(scope)}, element->place);
    } else if (const auto prefix = to_prefix(*element, reading.diagnostics)) {
      out.push_back({*prefix, to_where(element->place)});
    }
  }
}

}  // namespace

void read_gateway(const azure::ResourceId& id, const Value& value, Reading& reading) {
  Diagnostics& diagnostics = reading.diagnostics;
  azure::VirtualNetworkGateway gateway;
  read_common(id, value, gateway);
  gateway.type = read_enum(value, "properties.gatewayType", types, Words::open, diagnostics);
  gateway.bgp = is_on(value, "properties.enableBgp", diagnostics);
  for (const Value* element : elements(value, "properties.ipConfigurations", diagnostics)) {
    if (element->unknown() != nullptr) continue;
    auto subnet = read_id(content(*element), "subnet.id", diagnostics);
    if (gateway.subnet.absent()) gateway.subnet = std::move(subnet);
  }
  add_prefixes(value, "properties.vpnClientConfiguration.vpnClientAddressPool.addressPrefixes",
               gateway.name, gateway.client_pool, reading);
  reading.out.gateways.push_back(std::move(gateway));
}

void read_local_network_gateway(const azure::ResourceId& id, const Value& value, Reading& reading) {
  azure::LocalNetworkGateway gateway;
  read_common(id, value, gateway);
  add_prefixes(value, "properties.localNetworkAddressSpace.addressPrefixes", gateway.name,
               gateway.address_prefixes, reading);
  gateway.bgp = lookup(value, "properties.bgpSettings", reading.diagnostics) != nullptr;
  reading.out.local_network_gateways.push_back(std::move(gateway));
}

void read_gateway_connection(const azure::ResourceId& id, const Value& value, Reading& reading) {
  azure::GatewayConnection connection;
  read_common(id, value, connection);
  const std::string end = "an end of connection " + connection.name;
  connection.gateway =
      reading.id_or_gap(value, "properties.virtualNetworkGateway1.id", end, {std::string(scope)});
  connection.other_gateway =
      reading.id_or_gap(value, "properties.virtualNetworkGateway2.id", end, {std::string(scope)});
  connection.local_network =
      reading.id_or_gap(value, "properties.localNetworkGateway2.id", end, {std::string(scope)});
  connection.circuit = reading.id_or_gap(value, "properties.peer.id", end, {std::string(scope)});
  reading.out.gateway_connections.push_back(std::move(connection));
}

}  // namespace airtight::input::resources
