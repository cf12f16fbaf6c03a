// Virtual network gateways, local network gateways and the connections between them (I-215).

#include <airtight/base/text.h>

#include <algorithm>
#include <array>

#include "generic.h"
#include "input/types.h"
#include "subnet.h"
#include "written.h"

namespace airtight::input::az {
namespace {

constexpr std::string_view gateway_subnet = "GatewaySubnet";

// --asn, --bgp-peering-address and --peer-weight.
bool set_bgp(Call& call, Value& body) {
  set_integer(body, "properties.bgpSettings.asn", call, "asn");
  set_text(body, "properties.bgpSettings.bgpPeeringAddress", call, "bgp-peering-address");
  set_integer(body, "properties.bgpSettings.peerWeight", call, "peer-weight");
  return call.has("asn") || call.has("bgp-peering-address") || call.has("peer-weight");
}

// One configuration in the gateway subnet for each public address; without any, one of its own.
Result<Value> configurations(Call& call, const azure::ResourceId& subnet) {
  auto addresses = references(call, "public-ip-addresses", types::public_ips);
  if (!addresses) return addresses;
  Value list = make_array(call.place());
  const std::size_t count = std::max<std::size_t>(1, addresses->array()->size());
  for (std::size_t i = 0; i < count; ++i) {
    Value configuration = make_object(call.place());
    configuration.set("name", make_string("vnetGatewayConfig" + std::to_string(i), call.place()));
    configuration.set_path("properties.privateIPAllocationMethod",
                           make_string("Dynamic", call.place()));
    configuration.set_path("properties.subnet", id_object(subnet, call.place_of("vnet")));
    if (i < addresses->array()->size())
      configuration.set_path("properties.publicIPAddress", (*addresses->array())[i]);
    list.array()->push_back(std::move(configuration));
  }
  return list;
}

Result<Value> set_place(Call& call, Value& body) {
  if (!call.has("vnet") && !call.has("public-ip-addresses")) return Value{};
  azure::ResourceId subnet;
  if (const shell::Word* vnet = call.options.word("vnet")) {
    const auto network = reference(call, *vnet, types::networks);
    if (!network) return tl::unexpected<Error>(network.error());
    const auto inside =
        require(call, network->child("subnets", gateway_subnet), vnet->place, false);
    if (!inside) return tl::unexpected<Error>(inside.error());
    subnet = *inside;
  } else {
    Value list = list_at(body, "properties.ipConfigurations");
    const Value* before =
        list.array()->empty() ? nullptr : list.array()->front().at_path("properties.subnet.id");
    if (before == nullptr || before->string() == nullptr) {
      note_unread(call, {"public-ip-addresses"});
      return Value{};
    }
    subnet = azure::ResourceId(*before->string());
  }
  auto list = configurations(call, subnet);
  if (!list) return list;
  body.set_path("properties.activeActive", make_bool(list->array()->size() > 1, call.place()));
  body.set_path("properties.ipConfigurations", std::move(*list));
  return Value{};
}

// What recordings of the command wrote where an option is left out.
void set_defaults(Call& call, Value& body) {
  body.set("location", location(call));
  body.set_path("properties.gatewayType", text_or(call, "gateway-type", "Vpn"));
  body.set_path("properties.vpnType", text_or(call, "vpn-type", "RouteBased"));
  body.set_path("properties.sku.name", text_or(call, "sku", "Basic"));
  body.set_path("properties.sku.tier", text_or(call, "sku", "Basic"));
}

Result<Value> write_gateway(Call& call) {
  auto written = written_by(call);
  if (!written) return tl::unexpected<Error>(written.error());
  auto& [id, body] = *written;
  if (call.command.words.ends_with(" create")) set_defaults(call, body);
  set_text(body, "properties.gatewayType", call, "gateway-type");
  set_text(body, "properties.vpnType", call, "vpn-type");
  set_text(body, "properties.sku.name", call, "sku");
  set_text(body, "properties.sku.tier", call, "sku");
  auto placed = set_place(call, body);
  if (!placed) return placed;
  if (set_bgp(call, body)) body.set_path("properties.enableBgp", make_bool(true, call.place()));
  set_boolean(body, "properties.enableBgp", call, "enable-bgp");
  set_list(body, "properties.vpnClientConfiguration.vpnClientAddressPool.addressPrefixes", call,
           "address-prefixes");
  set_list(body, "properties.customRoutes.addressPrefixes", call, "custom-routes");
  auto site = set_reference(call, body, "properties.gatewayDefaultSite", "gateway-default-site",
                            types::local_gateways);
  if (!site) return site;
  note_unread(call, {"ip-configurations", "nat-rules", "enable-private-ip",
                     "allow-remote-vnet-traffic", "allow-vwan-traffic"});
  set_tags(body, call);
  apply_generic_update(call, body);
  put(call.session, id, std::move(body));
  return shown_as(call, id, "vnetGateway");
}

Result<Value> write_local_gateway(Call& call) {
  auto written = written_by(call);
  if (!written) return tl::unexpected<Error>(written.error());
  auto& [id, body] = *written;
  if (body.find("location") == nullptr) body.set("location", location(call));
  if (body.find("properties") == nullptr) body.set("properties", make_object(call.place()));
  set_list(body, "properties.localNetworkAddressSpace.addressPrefixes", call, "address-prefixes");
  set_text(body, "properties.gatewayIpAddress", call, "gateway-ip-address");
  set_text(body, "properties.fqdn", call, "fqdn");
  set_bgp(call, body);
  set_tags(body, call);
  return store(call, id, std::move(body));
}

// The other end decides what kind of connection it is.
struct End {
  std::string_view option;
  std::string_view type;
  std::string_view path;
  std::string_view kind;
};
constexpr std::array ends{
    End{"local-gateway2", types::local_gateways, "properties.localNetworkGateway2", "IPsec"},
    End{"vnet-gateway2", types::network_gateways, "properties.virtualNetworkGateway2", "Vnet2Vnet"},
    End{"express-route-circuit2", types::circuits, "properties.peer", "ExpressRoute"},
};

Result<Value> set_other_end(Call& call, Value& body) {
  int given = 0;
  for (const End& end : ends) {
    if (!call.has(end.option)) continue;
    ++given;
    auto set = set_reference(call, body, end.path, end.option, end.type);
    if (!set) return set;
    body.set_path("properties.connectionType", make_string(std::string(end.kind), call.place()));
  }
  if (given == 1) return Value{};
  return refuse(call,
                "expected one of --local-gateway2, --vnet-gateway2 and --express-route-circuit2; "
                "found " +
                    std::to_string(given),
                {"I-404"});
}

Result<Value> write_connection(Call& call) {
  auto written = written_by(call);
  if (!written) return tl::unexpected<Error>(written.error());
  auto& [id, body] = *written;
  if (call.command.words.ends_with(" create")) {
    body.set("location", location(call));
    auto own = set_reference(call, body, "properties.virtualNetworkGateway1", "vnet-gateway1",
                             types::network_gateways);
    if (!own) return own;
    auto other = set_other_end(call, body);
    if (!other) return other;
  }
  set_boolean(body, "properties.enableBgp", call, "enable-bgp");
  set_integer(body, "properties.routingWeight", call, "routing-weight");
  set_boolean(body, "properties.usePolicyBasedTrafficSelectors", call,
              "use-policy-based-traffic-selectors");
  note_unread(call, {"ingress-nat-rule", "egress-nat-rule"});
  set_tags(body, call);
  return store(call, id, std::move(body));
}

constexpr std::string_view gateway_options =
    "--name -n ! ^; @G @l @t @u @ids; --vnet; --public-ip-addresses --public-ip-address *; "
    "--gateway-type {Vpn|ExpressRoute|LocalGateway}; --vpn-type {RouteBased|PolicyBased}; --sku; "
    "--sku-tier; --asn; --bgp-peering-address; --peer-weight; --enable-bgp ?; "
    "--address-prefixes *; --custom-routes *; --client-protocol *; --vpn-auth-type *; "
    "--vpn-gateway-generation; --gateway-default-site; --active ?; --ip-configurations *; "
    "--nat-rules *; --enable-private-ip ?; --allow-remote-vnet-traffic ?; "
    "--allow-vwan-traffic ?; --max-scale-unit; --min-scale-unit; --radius-server; "
    "--radius-secret ~; --root-cert-data ~; --root-cert-name; --aad-audience; --aad-issuer; "
    "--aad-tenant; --vpn-client-root-certificates * ~; --edge-zone; --edge-zone-type; "
    "--edge-zone-vnet-id; --identity; --resiliency-model; --user-assigned-identity";
constexpr std::string_view new_gateway_options =
    "--name -n ! ^; @G @l @t; --vnet !; --public-ip-addresses --public-ip-address *; "
    "--gateway-type {Vpn|ExpressRoute|LocalGateway}; --vpn-type {RouteBased|PolicyBased}; --sku; "
    "--sku-tier; --asn; --bgp-peering-address; --peer-weight; --enable-bgp ?; "
    "--address-prefixes *; --custom-routes *; --client-protocol *; --vpn-auth-type *; "
    "--vpn-gateway-generation; --gateway-default-site; --active ?; --ip-configurations *; "
    "--nat-rules *; --enable-private-ip ?; --allow-remote-vnet-traffic ?; "
    "--allow-vwan-traffic ?; --max-scale-unit; --min-scale-unit; --radius-server; "
    "--radius-secret ~; --root-cert-data ~; --root-cert-name; --aad-audience; --aad-issuer; "
    "--aad-tenant; --vpn-client-root-certificates * ~; --edge-zone; --edge-zone-type; "
    "--edge-zone-vnet-id; --identity; --resiliency-model; --user-assigned-identity";
constexpr std::string_view local_options =
    "--name -n ! ^; @G @l @t @u @ids; --address-prefixes --local-address-prefixes *; "
    "--gateway-ip-address; --fqdn; --asn; --bgp-peering-address; --peer-weight";
constexpr std::string_view connection_options =
    "--name -n ! ^; @G @l @t; --vnet-gateway1 !; --local-gateway2; --vnet-gateway2; "
    "--express-route-circuit2; --shared-key ~; --authorization-key ~; --enable-bgp ?; "
    "--routing-weight; --use-policy-based-traffic-selectors ?; --express-route-gateway-bypass ?; "
    "--ingress-nat-rule *; --egress-nat-rule *; --validate ?";
constexpr std::string_view changed_connection =
    "--name -n ! ^; @G @t @u @ids; --shared-key ~; --enable-bgp ?; --routing-weight; "
    "--use-policy-based-traffic-selectors ?; --express-route-gateway-bypass ?";
constexpr std::string_view one_gateway = "--name -n ! ^; @G @ids";

constexpr std::array gateway_rows{
    Command{"network vnet-gateway create", types::network_gateways, new_gateway_options,
            write_gateway},
    Command{"network vnet-gateway update", types::network_gateways, gateway_options, write_gateway},
    Command{"network vnet-gateway show", types::network_gateways, one_gateway, show},
    Command{"network vnet-gateway list", types::network_gateways, "@g", list},
    Command{"network vnet-gateway delete", types::network_gateways, one_gateway, remove},
    Command{"network local-gateway create", types::local_gateways, local_options,
            write_local_gateway},
    Command{"network local-gateway update", types::local_gateways, local_options,
            write_local_gateway},
    Command{"network local-gateway show", types::local_gateways, one_gateway, show},
    Command{"network local-gateway list", types::local_gateways, "@g", list},
    Command{"network local-gateway delete", types::local_gateways, one_gateway, remove},
    Command{"network vpn-connection create", types::connections, connection_options,
            write_connection},
    Command{"network vpn-connection update", types::connections, changed_connection,
            write_connection},
    Command{"network vpn-connection show", types::connections, one_gateway, show},
    Command{"network vpn-connection list", types::connections, "@g; --vnet-gateway", list},
    Command{"network vpn-connection delete", types::connections, one_gateway, remove},
};

}  // namespace

std::span<const Command> gateway_commands() { return gateway_rows; }

}  // namespace airtight::input::az
