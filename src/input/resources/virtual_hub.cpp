#include <airtight/base/text.h>

#include "input/resources/fields.h"
#include "input/resources/reading.h"

namespace airtight::input::resources {
namespace {

constexpr std::string_view scope = "microsoft.network/virtualhubs";

void read_intent(const azure::ResourceId& id, const Value& value, azure::VirtualHub& hub,
                 Reading& reading) {
  hub.routing_intent = true;
  for (const Value* policy : elements(value, "properties.routingPolicies", reading.diagnostics)) {
    if (const Unknown* unknown = policy->unknown()) {
      hub.unknown.push_back(to_input(*unknown));
      continue;
    }
    const auto next_hop = reading.id_or_gap(
        *policy, "nextHop", "the next hop of " + std::string(id.name()), {std::string(scope)});
    for (const Value* destination : elements(*policy, "destinations", reading.diagnostics)) {
      if (destination->unknown() != nullptr) {
        hub.unknown.push_back(to_input(*destination->unknown()));
      } else if (destination->string() != nullptr &&
                 equal_ignoring_case(*destination->string(), "Internet")) {
        hub.internet_next_hop = next_hop;
      } else {
        hub.private_next_hop = next_hop;
      }
    }
  }
}

}  // namespace

void read_virtual_hub(const azure::ResourceId& id, const Value& value, Reading& reading) {
  azure::VirtualHub hub;
  read_common(id, value, hub);
  hub.route_server = equal_ignoring_case(text_at(value, "kind"), "RouteServer");
  const Value* prefix = lookup(value, "properties.addressPrefix", reading.diagnostics);
  if (prefix != nullptr && prefix->unknown() == nullptr) {
    if (const auto block = to_prefix(*prefix, reading.diagnostics))
      hub.address_prefixes.push_back({*block, to_where(prefix->place)});
  }
  for (const auto& [intent_id, intent] : children(reading.set, id, "routingIntent"))
    read_intent(intent_id, *intent, hub, reading);
  for (const auto& [table_id, table] : children(reading.set, id, "hubRouteTables"))
    hub.routing_rules =
        hub.routing_rules || !elements(*table, "properties.routes", reading.diagnostics).empty();
  reading.out.virtual_hubs.push_back(std::move(hub));
}

void read_hub_connection(const azure::ResourceId& id, const Value& value, Reading& reading) {
  azure::HubConnection connection;
  read_common(id, value, connection);
  connection.hub = id.parent();
  connection.network =
      reading.id_or_gap(value, "properties.remoteVirtualNetwork.id",
                        "the network of hub connection " + connection.name, {std::string(scope)});
  connection.internet_security =
      read_bool(value, "properties.enableInternetSecurity", reading.diagnostics);
  connection.routing_rules =
      !elements(value, "properties.routingConfiguration.vnetRoutes.staticRoutes",
                reading.diagnostics)
           .empty();
  reading.out.hub_connections.push_back(std::move(connection));
}

}  // namespace airtight::input::resources
