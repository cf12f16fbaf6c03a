#include <airtight/base/text.h>

#include <array>
#include <optional>

#include "input/resources/fields.h"
#include "input/resources/reading.h"

namespace airtight::input::resources {
namespace {

using azure::EndpointPolicies;

constexpr Word<EndpointPolicies> endpoint_policies[] = {
    {"Disabled", EndpointPolicies::disabled},
    {"Enabled", EndpointPolicies::enabled},
    {"NetworkSecurityGroupEnabled", EndpointPolicies::network_security_group},
    {"RouteTableEnabled", EndpointPolicies::route_table},
};

// Prefixes that are not known would make every address of the network unknown.
void add_prefix(const Value& value, const azure::ResourceId& id,
                std::vector<azure::WrittenPrefix>& out, std::vector<azure::UnknownInput>& unknowns,
                Reading& reading) {
  if (const Unknown* unknown = value.unknown()) {
    const std::string what =
        "the address space of " + std::string(id.name()) + ": " + to_input(*unknown).name;
    reading.not_known(what, {"*"}, value.place);
    unknowns.push_back({what});
    return;
  }
  const auto prefix = to_prefix(value, reading.diagnostics);
  if (!prefix) return;
  // Live exports give a subnet's only prefix in both spellings (I-201).
  for (const azure::WrittenPrefix& known : out) {
    if (known.prefix == *prefix) return;
  }
  out.push_back({*prefix, to_where(value.place)});
}

std::vector<std::string> names(const Value& value, std::string_view list, std::string_view member,
                               Reading& reading, const azure::ResourceId& id) {
  std::vector<std::string> found;
  for (const Value* element : elements(value, list, reading.diagnostics)) {
    const Value* name = element->string() != nullptr || element->unknown() != nullptr
                            ? element
                            : lookup(content(*element), member, reading.diagnostics);
    if (name == nullptr) {
      complain(*element, "an object with \"" + std::string(member) + "\"", reading.diagnostics,
               {"I-201"});
    } else if (const Unknown* unknown = name->unknown()) {
      reading.not_known(
          std::string(member) + " of " + std::string(id.name()) + ": " + to_input(*unknown).name,
          {to_lower(id.type())}, name->place);
    } else if (name->string() != nullptr) {
      found.push_back(*name->string());
    } else {
      complain(*name, "a string", reading.diagnostics, {"I-201"});
    }
  }
  return found;
}

}  // namespace

void read_virtual_network(const azure::ResourceId& id, const Value& value, Reading& reading) {
  azure::VirtualNetwork network;
  read_common(id, value, network);
  for (const Value* prefix :
       elements(value, "properties.addressSpace.addressPrefixes", reading.diagnostics))
    add_prefix(*prefix, id, network.address_prefixes, network.unknown_prefixes, reading);
  network.dns_servers = read_ips(value, "properties.dhcpOptions.dnsServers", reading.diagnostics);
  network.high_scale =
      equal_ignoring_case(text_at(value, "properties.privateEndpointVNetPolicies"), "Basic");
  reading.out.virtual_networks.push_back(std::move(network));
}

void read_subnet(const azure::ResourceId& id, const Value& value, Reading& reading) {
  Diagnostics& diagnostics = reading.diagnostics;
  azure::Subnet subnet;
  read_common(id, value, subnet);
  subnet.virtual_network = id.parent();
  const Value* single = lookup(value, "properties.addressPrefix", diagnostics);
  if (single != nullptr)
    add_prefix(*single, id, subnet.address_prefixes, subnet.unknown_prefixes, reading);
  for (const Value* prefix : elements(value, "properties.addressPrefixes", diagnostics))
    add_prefix(*prefix, id, subnet.address_prefixes, subnet.unknown_prefixes, reading);
  subnet.network_security_group = read_id(value, "properties.networkSecurityGroup.id", diagnostics);
  subnet.route_table = read_id(value, "properties.routeTable.id", diagnostics);
  subnet.nat_gateway = read_id(value, "properties.natGateway.id", diagnostics);
  subnet.delegations = names(value, "properties.delegations", "serviceName", reading, id);
  subnet.service_endpoints = names(value, "properties.serviceEndpoints", "service", reading, id);
  add_ids(value, "properties.serviceEndpointPolicies", subnet.service_endpoint_policies,
          subnet.unknown_policies, diagnostics);
  subnet.endpoint_policies = read_enum(value, "properties.privateEndpointNetworkPolicies",
                                       endpoint_policies, Words::open, diagnostics);
  subnet.default_outbound_access =
      read_bool(value, "properties.defaultOutboundAccess", diagnostics);
  reading.out.subnets.push_back(std::move(subnet));
}

void read_peering(const azure::ResourceId& id, const Value& value, Reading& reading) {
  Diagnostics& diagnostics = reading.diagnostics;
  azure::Peering peering;
  read_common(id, value, peering);
  peering.virtual_network = id.parent();
  const auto remote = read_id(value, "properties.remoteVirtualNetwork.id", diagnostics);
  if (remote.known() != nullptr) {
    peering.remote = *remote.known();
  } else if (remote.unknown() != nullptr) {
    reading.not_known("the other side of peering " + peering.name + ": " + remote.unknown()->name,
                      {"*"}, value.place);
  } else if (!peering.external) {
    complain(value, "\"properties.remoteVirtualNetwork.id\" in it", diagnostics, {"I-202"});
  }
  peering.allow_virtual_network_access =
      read_bool(value, "properties.allowVirtualNetworkAccess", diagnostics);
  peering.allow_forwarded_traffic =
      read_bool(value, "properties.allowForwardedTraffic", diagnostics);
  peering.allow_gateway_transit = read_bool(value, "properties.allowGatewayTransit", diagnostics);
  peering.use_remote_gateways = read_bool(value, "properties.useRemoteGateways", diagnostics);
  peering.state = read_string(value, "properties.peeringState", diagnostics);
  const auto complete = read_bool(value, "properties.peerCompleteVnets", diagnostics);
  peering.complete = complete.absent() || (complete.known() != nullptr && *complete.known());
  if (!peering.complete) {
    peering.local_subnets = names(value, "properties.localSubnetNames", "name", reading, id);
    peering.remote_subnets = names(value, "properties.remoteSubnetNames", "name", reading, id);
  }
  const auto only_ipv6 = read_bool(value, "properties.enableOnlyIPv6Peering", diagnostics);
  peering.only_ipv6 = only_ipv6.known() != nullptr && *only_ipv6.known();
  const std::string level = text_at(value, "properties.peeringSyncLevel");
  if (!level.empty() && !equal_ignoring_case(level, "FullyInSync")) {
    std::vector<azure::UnknownInput> unknown;  // each is a gap as well
    for (const Value* prefix :
         elements(value, "properties.remoteAddressSpace.addressPrefixes", diagnostics))
      add_prefix(*prefix, id, peering.synced_prefixes, unknown, reading);
  }
  reading.out.peerings.push_back(std::move(peering));
}

void read_service_endpoint_policy(const azure::ResourceId& id, const Value& value,
                                  Reading& reading) {
  azure::ServiceEndpointPolicy policy;
  read_common(id, value, policy);
  for (const auto& [definition_id, definition] :
       children(reading.set, id, "serviceEndpointPolicyDefinitions")) {
    for (const Value* element :
         elements(content(*definition), "serviceResources", reading.diagnostics)) {
      if (const Unknown* unknown = element->unknown()) {
        policy.unknown.push_back(to_input(*unknown));
      } else if (element->string() == nullptr) {
        complain(*element, "a string", reading.diagnostics, {"N-186"});
      } else if (starts_with_ignoring_case(*element->string(), "/services/")) {
        policy.aliases.push_back(*element->string());
      } else {
        policy.resources.emplace_back(*element->string());
      }
    }
  }
  reading.out.service_endpoint_policies.push_back(std::move(policy));
}

}  // namespace airtight::input::resources
