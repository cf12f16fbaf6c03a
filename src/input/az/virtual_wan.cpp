// Virtual WANs, their hubs, connections, route tables and routing intents (the virtual-wan
// extension, I-216).

#include <airtight/base/text.h>

#include <array>

#include "element.h"
#include "generic.h"
#include "input/types.h"
#include "shorthand.h"
#include "written.h"

namespace airtight::input::az {
namespace {

bool creates(const Call& call) { return call.command.words.ends_with(" create"); }

Result<Value> finish(Call& call, const azure::ResourceId& id, Value body, bool located) {
  if (body.find("properties") == nullptr) body.set("properties", make_object(call.place()));
  if (located && body.find("location") == nullptr) body.set("location", location(call));
  set_tags(body, call);
  return store(call, id, std::move(body));
}

Result<Value> write_wan(Call& call) {
  auto written = written_by(call);
  if (!written) return tl::unexpected<Error>(written.error());
  auto& [id, body] = *written;
  set_text(body, "properties.type", call, "type");
  set_boolean(body, "properties.allowBranchToBranchTraffic", call, "branch-to-branch-traffic");
  set_boolean(body, "properties.disableVpnEncryption", call, "disable-vpn-encryption");
  return finish(call, id, std::move(body), true);
}

// A gateway that a hub already has brings routes nobody sees.
struct HubGateway {
  std::string_view option;
  std::string_view path;
  std::string_view type;
};
constexpr std::array hub_gateways{
    HubGateway{"vpn-gateway", "properties.vpnGateway", "Microsoft.Network/vpnGateways"},
    HubGateway{"p2s-vpn-gateway", "properties.p2SVpnGateway", "Microsoft.Network/p2sVpnGateways"},
    HubGateway{"express-route-gateway", "properties.expressRouteGateway",
               "Microsoft.Network/expressRouteGateways"},
};

Result<Value> write_hub(Call& call) {
  auto written = written_by(call);
  if (!written) return tl::unexpected<Error>(written.error());
  auto& [id, body] = *written;
  auto wan = set_reference(call, body, "properties.virtualWan", "vwan", types::wans);
  if (!wan) return wan;
  for (const HubGateway& row : hub_gateways) {
    auto gateway = set_reference(call, body, row.path, row.option, row.type);
    if (!gateway) return gateway;
  }
  set_text(body, "properties.addressPrefix", call, "address-prefix");
  set_text(body, "properties.sku", call, "sku");
  set_text(body, "properties.hubRoutingPreference", call, "hub-routing-preference");
  return finish(call, id, std::move(body), true);
}

// Tables are named by id; the default ones are in every hub, so none of them is looked for.
Value table_id(const shell::Word& word) {
  Value object = make_object(word.place);
  object.set("id", value_of(word));
  return object;
}

void set_tables(Call& call, Value& body) {
  constexpr std::string_view own = "properties.routingConfiguration.associatedRouteTable";
  constexpr std::string_view others = "properties.routingConfiguration.propagatedRouteTables";
  if (const shell::Word* word = call.options.word("associated-route-table"))
    body.set_path(own, table_id(*word));
  if (call.has("propagated-route-tables")) {
    Value list = make_array(call.place_of("propagated-route-tables"));
    for (const shell::Word& word : call.options.words("propagated-route-tables")) {
      if (word.unknown || !word.text.empty()) list.array()->push_back(table_id(word));
    }
    body.set_path(std::string(others) + ".ids", std::move(list));
  }
  set_list(body, std::string(others) + ".labels", call, "labels");
}

void set_static_route(Call& call, Value& body) {
  if (!call.has("route-name") && !call.has("next-hop")) return;
  Value route = make_object(call.place());
  route.set("name", text_value(call, "route-name"));
  set_list(route, "addressPrefixes", call, "address-prefixes");
  set_text(route, "nextHopIpAddress", call, "next-hop");
  append(body, "properties.routingConfiguration.vnetRoutes.staticRoutes", std::move(route));
}

// Releases of the extension differ in what they write without --internet-security, and the hub's
// default route hangs on it.
Value internet_security(const Call& call) {
  if (call.has("internet-security")) return boolean_value(call, "internet-security", true);
  return make_unknown("internet security of hub connection " + call.text("name"),
                      "releases of the extension differ in their default", call.place());
}

Result<Value> write_connection(Call& call) {
  auto written = child_written_by(call);
  if (!written) return tl::unexpected<Error>(written.error());
  auto& [id, body] = *written;
  auto network =
      set_reference(call, body, "properties.remoteVirtualNetwork", "remote-vnet", types::networks);
  if (!network) return network;
  if (creates(call) || call.has("internet-security"))
    body.set_path("properties.enableInternetSecurity", internet_security(call));
  set_tables(call, body);
  set_static_route(call, body);
  note_unread(call, {"associated-inbound-routemap", "associated-outbound-routemap"});
  return finish(call, id, std::move(body), false);
}

Value route_of(const Call& call, std::string_view name_key) {
  Value route = make_object(call.place());
  route.set("name", text_value(call, name_key));
  set_text(route, "destinationType", call, "destination-type");
  set_list(route, "destinations", call, "destinations");
  set_text(route, "nextHopType", call, "next-hop-type");
  set_text(route, "nextHop", call, "next-hop");
  return route;
}

Result<Value> write_table(Call& call) {
  auto written = child_written_by(call);
  if (!written) return tl::unexpected<Error>(written.error());
  auto& [id, body] = *written;
  set_list(body, "properties.labels", call, "labels");
  if (call.has("route-name")) append(body, "properties.routes", route_of(call, "route-name"));
  note_unread(call, {"connections", "next-hops"});
  return finish(call, id, std::move(body), false);
}

// Routes of the table --name; the default table is in every hub, written down or not.
Result<azure::ResourceId> changed_table(Call& call) {
  auto id = target(call);
  if (!id) return id;
  auto hub = require(call, id->parent(), call.place(), call.has("ids"));
  if (!hub) return hub;
  return id;
}

Result<Value> add_route(Call& call) {
  const auto id = changed_table(call);
  if (!id) return tl::unexpected<Error>(id.error());
  Value body = current(call.session, *id);
  put_element(body, "properties.routes", route_of(call, "route-name"));
  note_unread(call, {"next-hops"});
  return finish(call, *id, std::move(body), false);
}

// --index counts from one.
Result<Value> remove_route(Call& call) {
  const auto id = changed_table(call);
  if (!id) return tl::unexpected<Error>(id.error());
  Value body = current(call.session, *id);
  Value list = list_at(body, "properties.routes");
  const Value index = integer_value(call, "index");
  const auto* number = std::get_if<std::int64_t>(&index.data);
  if (number == nullptr || *number < 1 ||
      *number > static_cast<std::int64_t>(list.array()->size())) {
    note_unread(call, {"index"});
    return Value{};
  }
  list.array()->erase(list.array()->begin() + (*number - 1));
  body.set_path("properties.routes", std::move(list));
  return finish(call, *id, std::move(body), false);
}

constexpr std::array<Renaming, 1> policy_members{{{"next-hop", "nextHop"}}};

Result<Value> write_intent(Call& call) {
  auto written = child_written_by(call);
  if (!written) return tl::unexpected<Error>(written.error());
  auto& [id, body] = *written;
  if (call.has("routing-policies"))
    body.set_path("properties.routingPolicies",
                  renamed(object_list(call, "routing-policies"), policy_members));
  return finish(call, id, std::move(body), false);
}

constexpr std::string_view wan_options =
    "--name -n ! ^; @G @l @t @u @ids; --type --vwan-type {Basic|Standard}; "
    "--branch-to-branch-traffic ?; --vnet-to-vnet-traffic ?; --disable-vpn-encryption ?; "
    "--office365-category; --security-provider-name";
constexpr std::string_view hub_options =
    "--name -n ! ^; @G @l @t @u @ids; --vwan; --address-prefix; --sku {Basic|Standard}; "
    "--hub-routing-preference {ExpressRoute|VpnGateway|ASPath}; --asn; --auto-scale-config *; "
    "--vpn-gateway; --p2s-vpn-gateway; --express-route-gateway";
constexpr std::string_view connection_options =
    "--vhub-name ! ^; --name -n ! ^; @G @u @ids; --remote-vnet; --internet-security ?; "
    "--associated-route-table --associated; --propagated-route-tables --propagated *; --labels *; "
    "--route-name; --address-prefixes *; --next-hop; --remote-vnet-transit ?; "
    "--use-hub-vnet-gateways ?; --associated-inbound-routemap; --associated-outbound-routemap";
constexpr std::string_view table_options =
    "--vhub-name ! ^; --name -n ! ^; @G @u @ids; --labels *; --route-name; "
    "--destination-type {Service|CIDR|ResourceId}; --destinations *; "
    "--next-hop-type {IPAddress|ResourceId}; --next-hop; --next-hops *; --connections *";
constexpr std::string_view route_options =
    "--vhub-name ! ^; --name -n ! ^; @G; --route-name; "
    "--destination-type {Service|CIDR|ResourceId}; --destinations *; "
    "--next-hop-type {IPAddress|ResourceId}; --next-hop; --next-hops *; --index";
constexpr std::string_view intent_options =
    "--vhub --vhub-name ! ^; --name -n --routing-intent-name ! ^; @G @u @ids; "
    "--routing-policies *";
constexpr std::string_view one_wan = "--name -n ! ^; @G @ids";
constexpr std::string_view child = "--vhub-name --vhub ! ^; --name -n ! ^; @G @ids";
constexpr std::string_view every_child = "--vhub-name --vhub ! ^; @G";

constexpr std::array virtual_wan_rows{
    Command{"network vwan create", types::wans, wan_options, write_wan},
    Command{"network vwan update", types::wans, wan_options, write_wan},
    Command{"network vwan show", types::wans, one_wan, show},
    Command{"network vwan list", types::wans, "@g", list},
    Command{"network vwan delete", types::wans, one_wan, remove},
    Command{"network vhub create", types::virtual_hubs, hub_options, write_hub},
    Command{"network vhub update", types::virtual_hubs, hub_options, write_hub},
    Command{"network vhub show", types::virtual_hubs, one_wan, show},
    Command{"network vhub list", types::virtual_hubs, "@g", list},
    Command{"network vhub delete", types::virtual_hubs, one_wan, remove},
    Command{"network vhub connection create", types::hub_connections, connection_options,
            write_connection},
    Command{"network vhub connection update", types::hub_connections, connection_options,
            write_connection},
    Command{"network vhub connection show", types::hub_connections, child, show},
    Command{"network vhub connection list", types::hub_connections, every_child, list},
    Command{"network vhub connection delete", types::hub_connections, child, remove},
    Command{"network vhub route-table create", types::hub_route_tables, table_options, write_table},
    Command{"network vhub route-table update", types::hub_route_tables, table_options, write_table},
    Command{"network vhub route-table show", types::hub_route_tables, child, show},
    Command{"network vhub route-table list", types::hub_route_tables, every_child, list},
    Command{"network vhub route-table delete", types::hub_route_tables, child, remove},
    Command{"network vhub route-table route add", types::hub_route_tables, route_options,
            add_route},
    Command{"network vhub route-table route remove", types::hub_route_tables, route_options,
            remove_route},
    Command{"network vhub routing-intent create", types::intents, intent_options, write_intent},
    Command{"network vhub routing-intent update", types::intents, intent_options, write_intent},
    Command{"network vhub routing-intent show", types::intents, child, show},
    Command{"network vhub routing-intent list", types::intents, every_child, list},
    Command{"network vhub routing-intent delete", types::intents, child, remove},
};

}  // namespace

std::span<const Command> virtual_wan_commands() { return virtual_wan_rows; }

}  // namespace airtight::input::az
