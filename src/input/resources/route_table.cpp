#include <airtight/base/text.h>

#include "input/resources/fields.h"
#include "input/resources/known_members.h"
#include "input/resources/reading.h"

namespace airtight::input::resources {
namespace {

// The hops of peerings, endpoints and service endpoints cannot be written (N-058).
constexpr Word<azure::RouteNextHop> next_hops[] = {
    {"VirtualNetworkGateway", azure::RouteNextHop::gateway},
    {"VnetLocal", azure::RouteNextHop::vnet_local},
    {"Internet", azure::RouteNextHop::internet},
    {"VirtualAppliance", azure::RouteNextHop::appliance},
    {"None", azure::RouteNextHop::none},
};

// A CIDR block or a service tag (N-050). Blocks have digits, a dot or a colon first; tags letters.
void read_destination(const Value& body, azure::UserRoute& route, Diagnostics& diagnostics) {
  const Value* value = lookup(body, "addressPrefix", diagnostics);
  if (value == nullptr) {
    complain(body, "\"addressPrefix\" in it", diagnostics, {"I-204"});
  } else if (const Unknown* unknown = value->unknown()) {
    route.unknown.push_back(to_input(*unknown));
  } else if (value->string() != nullptr &&
             value->string()->find_first_of("/:") == std::string::npos &&
             value->string()->find_first_not_of("0123456789.") != std::string::npos) {
    route.tag = *value->string();
  } else if (const auto prefix = to_prefix(*value, diagnostics)) {
    route.prefix = *prefix;
  }
}

void read_next_hop(const Value& body, azure::UserRoute& route, Diagnostics& diagnostics) {
  const auto next_hop = read_enum(body, "nextHopType", next_hops, Words::closed, diagnostics);
  if (next_hop.absent()) complain(body, "\"nextHopType\" in it", diagnostics, {"I-204"});
  route.next_hop = known_or(next_hop, route.next_hop, route.unknown);
  const Value* address = lookup(body, "nextHopIpAddress", diagnostics);
  const bool absent = address == nullptr || address->is_null() ||
                      (address->string() != nullptr && address->string()->empty());
  if (absent) {
    if (route.unknown.empty() && route.next_hop == azure::RouteNextHop::appliance)
      complain(body, "\"nextHopIpAddress\" beside nextHopType VirtualAppliance", diagnostics,
               {"I-204"});
    return;
  }
  if (const Unknown* unknown = address->unknown()) {
    route.unknown.push_back(to_input(*unknown));
  } else {
    route.next_hop_address = to_ip(*address, diagnostics);
  }
}

azure::UserRoute read_route(const azure::ResourceId& id, const Value& value,
                            Diagnostics& diagnostics) {
  azure::UserRoute route;
  route.name = std::string(id.name());
  route.where = to_where(value.place);
  const Value& body = content(value);
  if (const Unknown* unknown = body.unknown()) {
    route.unknown.push_back(to_input(*unknown));
    return route;
  }
  read_destination(body, route, diagnostics);
  read_next_hop(body, route, diagnostics);
  add_strange(id, value, route.unknown, diagnostics);
  return route;
}

}  // namespace

void read_route_table(const azure::ResourceId& id, const Value& value, Reading& reading) {
  azure::RouteTable table;
  read_common(id, value, table);
  const auto disabled =
      read_bool(value, "properties.disableBgpRoutePropagation", reading.diagnostics);
  table.disable_bgp_propagation = disabled.known() != nullptr && *disabled.known();
  if (disabled.unknown() != nullptr)
    reading.not_known(
        "disableBgpRoutePropagation of " + table.name + ": " + disabled.unknown()->name,
        {"microsoft.network/routetables"}, value.place);
  for (const auto& [route_id, route] : children(reading.set, id, "routes"))
    table.routes.push_back(read_route(route_id, *route, reading.diagnostics));
  reading.out.route_tables.push_back(std::move(table));
}

}  // namespace airtight::input::resources
