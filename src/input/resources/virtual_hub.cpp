#include <airtight/base/text.h>

#include <algorithm>

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
    const auto next = read_id(*policy, "nextHop", reading.diagnostics);
    if (next.known() == nullptr)
      hub.unknown.push_back(next.unknown() != nullptr
                                ? *next.unknown()
                                : azure::UnknownInput{"the next hop of " + std::string(id.name())});
    const azure::ResourceId next_hop =
        next.known() != nullptr ? *next.known() : azure::ResourceId();
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

constexpr std::string_view default_table = "defaultRouteTable";
constexpr std::string_view no_table = "noneRouteTable";

// A table of the hub's own, or static routes that no routing intent wrote into the default one.
bool has_rules(const azure::ResourceId& id, const Value& table, const azure::VirtualHub& hub,
               Diagnostics& diagnostics) {
  const bool own = !equal_ignoring_case(std::string(id.name()), default_table) &&
                   !equal_ignoring_case(std::string(id.name()), no_table);
  const auto routes = elements(table, "properties.routes", diagnostics);
  if (own) return true;
  return std::ranges::any_of(routes, [&](const Value* route) {
    const bool by_intent = route->unknown() == nullptr &&
                           starts_with_ignoring_case(text_at(*route, "name"), "_policy_");
    return !hub.routing_intent || !by_intent;
  });
}

bool is_table(const Value& id, std::string_view name, Diagnostics& diagnostics) {
  const auto known = id.unknown() == nullptr ? to_id(id, diagnostics) : std::nullopt;
  return known && equal_ignoring_case(std::string(known->name()), std::string(name));
}

// Absent means the default table in both places. Under a routing intent connections propagate to no
// table, and the intent routes them.
bool uses_other_tables(const Value& configuration, bool intent, Diagnostics& diagnostics) {
  const Value* associated = lookup(configuration, "associatedRouteTable.id", diagnostics);
  if (associated != nullptr && !is_table(*associated, default_table, diagnostics)) return true;
  for (const Value* table : elements(configuration, "propagatedRouteTables.ids", diagnostics)) {
    const Value* id = table->unknown() != nullptr ? table : lookup(*table, "id", diagnostics);
    const bool usual = id != nullptr && (is_table(*id, default_table, diagnostics) ||
                                         (intent && is_table(*id, no_table, diagnostics)));
    if (!usual) return true;
  }
  for (const Value* label : elements(configuration, "propagatedRouteTables.labels", diagnostics)) {
    const bool usual =
        label->string() != nullptr && (equal_ignoring_case(*label->string(), "default") ||
                                       (intent && equal_ignoring_case(*label->string(), "none")));
    if (!usual) return true;
  }
  return false;
}

// What its own gateways and partners bring stands in no resource that is read.
void add_gateways(const Value& value, azure::VirtualHub& hub, Diagnostics& diagnostics) {
  for (const std::string_view member :
       {"vpnGateway", "expressRouteGateway", "p2SVpnGateway", "securityPartnerProvider"}) {
    const auto id = read_id(value, "properties." + std::string(member) + ".id", diagnostics);
    if (id.absent()) continue;
    const std::string name(id.known() != nullptr ? id.known()->name() : member);
    hub.unknown.push_back({"what " + name + " brings to virtual hub " + hub.name});
  }
}

}  // namespace

void read_virtual_hub(const azure::ResourceId& id, const Value& value, Reading& reading) {
  azure::VirtualHub hub;
  read_common(id, value, hub);
  hub.route_server = equal_ignoring_case(text_at(value, "kind"), "RouteServer");
  const Value* prefix = lookup(value, "properties.addressPrefix", reading.diagnostics);
  const auto wan = read_id(value, "properties.virtualWan.id", reading.diagnostics);
  if (wan.known() != nullptr) hub.wan = *wan.known();
  if (prefix != nullptr && prefix->unknown() == nullptr) {
    if (const auto block = to_prefix(*prefix, reading.diagnostics))
      hub.address_prefixes.push_back({*block, to_where(prefix->place)});
  }
  add_gateways(value, hub, reading.diagnostics);
  for (const auto& [intent_id, intent] : children(reading.set, id, "routingIntent"))
    read_intent(intent_id, *intent, hub, reading);
  for (const auto& [table_id, table] : children(reading.set, id, "hubRouteTables"))
    hub.routing_rules = hub.routing_rules || has_rules(table_id, *table, hub, reading.diagnostics);
  // The older "routeTable" of a hub, which the tables took over.
  hub.routing_rules = hub.routing_rules ||
                      !elements(value, "properties.routeTable.routes", reading.diagnostics).empty();
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
  const Value* configuration =
      lookup(value, "properties.routingConfiguration", reading.diagnostics);
  if (configuration != nullptr && configuration->unknown() != nullptr) {
    connection.unknown.push_back(to_input(*configuration->unknown()));
  } else if (configuration != nullptr) {
    connection.routing_rules =
        !elements(*configuration, "vnetRoutes.staticRoutes", reading.diagnostics).empty() ||
        uses_other_tables(*configuration,
                          !children(reading.set, connection.hub, "routingIntent").empty(),
                          reading.diagnostics);
  }
  reading.out.hub_connections.push_back(std::move(connection));
}

}  // namespace airtight::input::resources
