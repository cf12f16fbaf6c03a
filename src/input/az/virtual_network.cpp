// Virtual networks and peerings.

#include <airtight/azure/address_block.h>
#include <airtight/base/text.h>

#include <array>

#include "generic.h"
#include "input/types.h"
#include "prefixes.h"
#include "subnet.h"

namespace airtight::input::az {
namespace {

Result<Value> address_space(Call& call) {
  Value list = list_value(call, "address-prefixes");
  const auto prefixes = read_prefixes(list);
  if (!prefixes) return tl::unexpected<Error>(prefixes.error());
  for (const net::Prefix& prefix : *prefixes) {
    for (const azure::AddressBlock& block : azure::address_blocks()) {
      if (block.use == azure::BlockUse::forbidden && block.prefix.overlaps(prefix))
        return refuse(call.place_of("address-prefixes"),
                      net::to_string(prefix) + " overlaps " + net::to_string(block.prefix) +
                          ", which no virtual network may have",
                      {"N-005"});
    }
  }
  return list;
}

// Default of --subnet-prefixes: the network's own prefix, cut to /24.
std::string first_slice(const Value& address_prefixes) {
  const auto prefixes = read_prefixes(address_prefixes);
  if (!prefixes || prefixes->empty()) return "10.0.0.0/24";
  net::Prefix first = prefixes->front();
  if (first.length < 24) first.length = 24;
  return net::to_string(first);
}

Result<Value> add_first_subnet(Call& call, const azure::ResourceId& network,
                               const Value& address_prefixes) {
  const shell::Word* name = call.options.word("subnet-name");
  Value prefixes =
      call.has("subnet-prefixes") ? list_value(call, "subnet-prefixes") : make_array(name->place);
  if (prefixes.array()->empty())
    prefixes.array()->push_back(make_string(first_slice(address_prefixes), name->place));
  const azure::ResourceId id = network.child("subnets", name->text);
  auto checked = check_subnet_prefixes(call, id, prefixes);
  if (!checked) return checked;
  Value subnet = make_object(name->place);
  set_subnet_prefixes(subnet, prefixes);
  if (const shell::Word* group = call.options.word("network-security-group")) {
    const auto nsg = reference(call, *group, "Microsoft.Network/networkSecurityGroups");
    if (!nsg) return tl::unexpected<Error>(nsg.error());
    subnet.set_path("properties.networkSecurityGroup", id_object(*nsg, group->place));
  }
  put(call.session, id, std::move(subnet));
  return Value{};
}

void note_unread_subnets(Call& call) {
  if (!call.has("subnets")) return;
  warn(call.session, call.place_of("subnets"), "the value of --subnets is not read", {"I-404"});
  add_gap(call.session, call.place_of("subnets"), "az network vnet create --subnets",
          {"microsoft.network/virtualnetworks/subnets"});
}

// Releases differ in whether they send "subnets", which would delete those that exist (I-263).
void note_second_creation(Call& call, const azure::ResourceId& id) {
  if (children(call.session, id, "subnets").empty()) return;
  warn(call.session, call.place(),
       "\"" + std::string(id.name()) +
           "\" exists already; whether its subnets survive depends on the release",
       {"I-263"});
  add_gap(call.session, call.place(), "az network vnet create",
          {"microsoft.network/virtualnetworks/subnets"});
}

Result<Value> create_network(Call& call) {
  const auto id = target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  auto prefixes = address_space(call);
  if (!prefixes) return prefixes;
  if (prefixes->array()->empty())
    prefixes->array()->push_back(make_string("10.0.0.0/16", call.place()));
  note_second_creation(call, *id);
  Value body = make_object(call.place_of("name"));
  body.set("location", location(call));
  set_tags(body, call);
  body.set_path("properties.addressSpace.addressPrefixes", *prefixes);
  body.set_path("properties.dhcpOptions", make_object());
  set_list(body, "properties.dhcpOptions.dnsServers", call, "dns-servers");
  body.set_path("properties.enableDdosProtection", boolean_value(call, "ddos-protection", false));
  body.set_path("properties.enableVmProtection", boolean_value(call, "vm-protection", false));
  put(call.session, *id, std::move(body));
  note_unread_subnets(call);
  if (call.has("subnet-name")) {
    auto added = add_first_subnet(call, *id, *prefixes);
    if (!added) return added;
  }
  return shown_as(call, *id, "newVNet");
}

// Subnets stay inside the address space, whichever of the two changes (N-001).
Result<Value> check_subnets_inside(Call& call, const azure::ResourceId& id, const Value& prefixes) {
  const auto space = read_prefixes(prefixes);
  if (!space || has_unknown(prefixes)) return Value{};
  for (const azure::ResourceId& subnet : children(call.session, id, "subnets")) {
    for (const net::Prefix& prefix : subnet_prefixes(call.session, subnet)) {
      bool inside = false;
      for (const net::Prefix& block : *space) inside = inside || block.contains(prefix);
      if (!inside)
        return refuse(call.place_of("address-prefixes"),
                      "subnet \"" + std::string(subnet.name()) + "\" has " +
                          net::to_string(prefix) + ", outside the new address space",
                      {"N-001"});
    }
  }
  return Value{};
}

Result<Value> update_network(Call& call) {
  const auto id = existing_target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  Value body = current(call.session, *id);
  if (call.has("address-prefixes")) {
    auto prefixes = address_space(call);
    if (!prefixes) return prefixes;
    auto inside = check_subnets_inside(call, *id, *prefixes);
    if (!inside) return inside;
    body.set_path("properties.addressSpace.addressPrefixes", *prefixes);
  }
  set_list(body, "properties.dhcpOptions.dnsServers", call, "dns-servers");
  set_boolean(body, "properties.enableDdosProtection", call, "ddos-protection");
  set_boolean(body, "properties.enableVmProtection", call, "vm-protection");
  set_tags(body, call);
  return store(call, *id, std::move(body));
}

struct Flag {
  std::string_view option;
  std::string_view property;
};
constexpr std::array<Flag, 4> peering_flags{{
    {"allow-vnet-access", "properties.allowVirtualNetworkAccess"},
    {"allow-forwarded-traffic", "properties.allowForwardedTraffic"},
    {"allow-gateway-transit", "properties.allowGatewayTransit"},
    {"use-remote-gateways", "properties.useRemoteGateways"},
}};

// I-446: every flag defaults to false here, although the API's default of the first is true.
Result<Value> create_peering(Call& call) {
  const auto id = target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  const auto local = require(call, id->parent(), call.place_of("vnet-name"), false);
  if (!local) return tl::unexpected<Error>(local.error());
  const auto remote = reference(call, *call.options.word("remote-vnet"), types::networks);
  if (!remote) return tl::unexpected<Error>(remote.error());
  if (*remote == *local) return refuse(call, "a virtual network cannot be its own peer");
  Value body = make_object(call.place_of("name"));
  for (const Flag& flag : peering_flags)
    body.set_path(flag.property, boolean_value(call, flag.option, false));
  body.set_path("properties.remoteVirtualNetwork",
                id_object(*remote, call.place_of("remote-vnet")));
  // N-166: a peering of some subnets, or for IPv6 only.
  set_boolean(body, "properties.peerCompleteVnets", call, "peer-complete-vnets");
  set_boolean(body, "properties.enableOnlyIPv6Peering", call, "enable-only-ipv6");
  set_list(body, "properties.localSubnetNames", call, "local-subnet-names");
  set_list(body, "properties.remoteSubnetNames", call, "remote-subnet-names");
  put(call.session, *id, std::move(body));
  return shown(call, *id);
}

Result<Value> update_peering(Call& call) {
  const auto id = existing_target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  Value body = current(call.session, *id);
  for (const Flag& flag : peering_flags) set_boolean(body, flag.property, call, flag.option);
  return store(call, *id, std::move(body));
}

constexpr std::array virtual_network_rows{
    Command{"network vnet create", types::networks,
            "--name -n ! ^; @G @l @t; --address-prefixes *; --dns-servers *; --subnet-name; "
            "--subnet-prefixes *; --network-security-group --nsg; --ddos-protection ?; "
            "--ddos-protection-plan; --vm-protection ?; --bgp-community; --edge-zone; "
            "--enable-encryption ?; --encryption-enforcement-policy --encryption-policy; "
            "--flowtimeout; --subnets *; --private-endpoint-vnet-policies --pe-vnet-policies; "
            "--extended-location",
            create_network},
    Command{"network vnet update", types::networks,
            "--name -n ! ^; @G @t @u @ids; --address-prefixes *; --dns-servers *; "
            "--ddos-protection ?; --ddos-protection-plan; --vm-protection ?; --bgp-community; "
            "--enable-encryption ?; --encryption-enforcement-policy --encryption-policy; "
            "--flowtimeout; --private-endpoint-vnet-policies --pe-vnet-policies",
            update_network},
    Command{"network vnet show", types::networks, "--name -n ! ^; @G @ids; --expand", show},
    Command{"network vnet list", types::networks, "@g", list},
    Command{"network vnet delete", types::networks, "--name -n ! ^; @G @ids", remove},
    Command{"network vnet peering create", types::peerings,
            "--vnet-name ! ^; --name -n ! ^; @G; --remote-vnet --remote-vnet-id !; "
            "--allow-vnet-access ?; --allow-forwarded-traffic ?; --allow-gateway-transit ?; "
            "--use-remote-gateways ?; --peer-complete-vnets ?; --local-subnet-names *; "
            "--remote-subnet-names *; --sync-remote; --enable-only-ipv6 ?",
            create_peering},
    Command{"network vnet peering update", types::peerings,
            "--vnet-name ! ^; --name -n ! ^; @G @u @ids; --allow-vnet-access ?; "
            "--allow-forwarded-traffic ?; --allow-gateway-transit ?; --use-remote-gateways ?; "
            "--remote-vnet; --peer-complete-vnets ?; --sync-remote",
            update_peering},
    Command{"network vnet peering show", types::peerings, "--vnet-name ! ^; --name -n ! ^; @G @ids",
            show},
    Command{"network vnet peering list", types::peerings, "--vnet-name ! ^; @G", list},
    Command{"network vnet peering delete", types::peerings,
            "--vnet-name ! ^; --name -n ! ^; @G @ids", remove},
    Command{"network vnet subnet create", types::subnets,
            "--vnet-name ! ^; --name -n ! ^; @G; "
            "--address-prefixes --address-prefix *; --network-security-group --nsg; --route-table; "
            "--nat-gateway; --delegations *; --service-endpoints *; --service-endpoint-policy *; "
            "--disable-private-endpoint-network-policies ?; "
            "--disable-private-link-service-network-policies ?; "
            "--private-endpoint-network-policies --ple-network-policies "
            "{Disabled|Enabled|NetworkSecurityGroupEnabled|RouteTableEnabled}; "
            "--private-link-service-network-policies --pls-network-policies {Disabled|Enabled}; "
            "--default-outbound-access --default-outbound ?; --sharing-scope",
            create_subnet},
    Command{"network vnet subnet update", types::subnets,
            "--vnet-name ! ^; --name -n ! ^; @G @u @ids; "
            "--address-prefixes --address-prefix *; --network-security-group --nsg; --route-table; "
            "--nat-gateway; --delegations *; --service-endpoints *; --service-endpoint-policy *; "
            "--disable-private-endpoint-network-policies ?; "
            "--disable-private-link-service-network-policies ?; "
            "--private-endpoint-network-policies --ple-network-policies "
            "{Disabled|Enabled|NetworkSecurityGroupEnabled|RouteTableEnabled}; "
            "--private-link-service-network-policies --pls-network-policies {Disabled|Enabled}; "
            "--default-outbound-access --default-outbound ?; --sharing-scope",
            update_subnet},
    Command{"network vnet subnet show", types::subnets,
            "--vnet-name ! ^; --name -n ! ^; @G @ids; --expand", show},
    Command{"network vnet subnet list", types::subnets, "--vnet-name ! ^; @G", list},
    Command{"network vnet subnet delete", types::subnets, "--vnet-name ! ^; --name -n ! ^; @G @ids",
            remove},
};

}  // namespace

std::span<const Command> virtual_network_commands() { return virtual_network_rows; }

}  // namespace airtight::input::az
