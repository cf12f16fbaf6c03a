#include <airtight/base/text.h>

#include <algorithm>

#include "input/resources/fields.h"
#include "input/resources/reading.h"

namespace airtight::input::resources {
namespace {

constexpr std::string_view scope = "microsoft.network/networkinterfaces";

bool is_primary(const Value& configuration, Diagnostics& diagnostics) {
  const auto primary = read_bool(content(configuration), "primary", diagnostics);
  return primary.known() != nullptr && *primary.known();
}

// The IP configurations, the primary one first.
std::vector<const Value*> configurations(const Value& interface, Diagnostics& diagnostics) {
  auto found = elements(interface, "properties.ipConfigurations", diagnostics);
  std::ranges::stable_partition(found, [&](const Value* value) {
    return value->unknown() == nullptr && is_primary(*value, diagnostics);
  });
  return found;
}

void add_ids(const Value& body, std::string_view list, const std::string& what,
             std::vector<azure::ResourceId>& out, Reading& reading) {
  for (const Value* element : elements(body, list, reading.diagnostics)) {
    if (const Unknown* unknown = element->unknown()) {
      reading.not_known(what + ": " + to_input(*unknown).name, {std::string(scope)},
                        element->place);
      continue;
    }
    auto id = reading.id_or_gap(*element, "id", what, {std::string(scope)});
    if (!id.empty()) out.push_back(std::move(id));
  }
}

void read_configuration(const Value& value, azure::NetworkInterface& out, Reading& reading) {
  if (const Unknown* unknown = value.unknown()) {
    reading.not_known("an IP configuration of " + out.name + ": " + to_input(*unknown).name,
                      {std::string(scope)}, value.place);
    return;
  }
  const Value& body = content(value);
  if (out.subnet.empty())
    out.subnet =
        reading.known_or_gap(read_id(body, "subnet.id", reading.diagnostics),
                             "the subnet of " + out.name, {std::string(scope)}, value.place);
  add_ids(body, "applicationSecurityGroups", "an application security group of " + out.name,
          out.application_groups, reading);
  add_ids(body, "loadBalancerBackendAddressPools", "a pool of " + out.name, out.pools, reading);
  auto public_ip = read_id(body, "publicIPAddress.id", reading.diagnostics);
  if (out.public_ip.absent() && !public_ip.absent()) out.public_ip = std::move(public_ip);
}

// N-077: the tag's name is case-sensitive, so it is not looked up as other members are.
bool has_snat_tag(const Value& interface) {
  const Value* tags = interface.find("tags");
  if (tags == nullptr || tags->object() == nullptr) return false;
  return std::ranges::any_of(*tags->object(), [](const Member& tag) {
    return tag.key == "disableSnatOnPL" && tag.value.string() != nullptr &&
           equal_ignoring_case(*tag.value.string(), "true");
  });
}

}  // namespace

std::vector<net::Ip> interface_addresses(const Value& interface, Diagnostics& diagnostics) {
  // What a script's interpreter predicts for dynamic addresses: one for each configuration.
  const auto predicted = elements(interface, "$addresses", diagnostics);
  const auto written = elements(interface, "properties.ipConfigurations", diagnostics);
  std::vector<net::Ip> addresses;
  const auto primaries = [&](bool wanted) {
    for (std::size_t i = 0; i < written.size(); ++i) {
      if (written[i]->unknown() != nullptr || is_primary(*written[i], diagnostics) != wanted)
        continue;
      const Value* address = lookup(content(*written[i]), "privateIPAddress", diagnostics);
      const bool empty =
          address == nullptr || (address->string() != nullptr && address->string()->empty());
      if (empty) address = i < predicted.size() ? predicted[i] : nullptr;
      if (address == nullptr || address->unknown() != nullptr) continue;
      if (const auto ip = to_ip(*address, diagnostics)) addresses.push_back(*ip);
    }
  };
  primaries(true);
  primaries(false);
  for (std::size_t i = written.size(); i < predicted.size(); ++i) {
    if (predicted[i]->unknown() != nullptr) continue;
    if (const auto ip = to_ip(*predicted[i], diagnostics)) addresses.push_back(*ip);
  }
  return addresses;
}

void read_network_interface(const azure::ResourceId& id, const Value& value, Reading& reading) {
  Diagnostics& diagnostics = reading.diagnostics;
  azure::NetworkInterface interface;
  read_common(id, value, interface);
  interface.public_ip.where = interface.where;
  for (const Value* configuration : configurations(value, diagnostics))
    read_configuration(*configuration, interface, reading);
  interface.addresses = interface_addresses(value, diagnostics);
  interface.network_security_group =
      read_id(value, "properties.networkSecurityGroup.id", diagnostics);
  interface.dns_servers = read_ips(value, "properties.dnsSettings.dnsServers", diagnostics);
  const auto forwarding = read_bool(value, "properties.enableIPForwarding", diagnostics);
  interface.ip_forwarding = forwarding.known() != nullptr && *forwarding.known();
  if (forwarding.unknown() != nullptr)
    reading.not_known("IP forwarding of " + interface.name + ": " + forwarding.unknown()->name,
                      {std::string(scope)}, value.place);
  interface.snat_disabled = has_snat_tag(value);
  interface.private_endpoint =
      reading.id_or_gap(value, "properties.privateEndpoint.id", "the endpoint of " + interface.name,
                        {std::string(scope)});
  reading.out.network_interfaces.push_back(std::move(interface));
}

void read_virtual_machine(const azure::ResourceId& id, const Value& value, Reading& reading) {
  azure::VirtualMachine machine;
  read_common(id, value, machine);
  for (const Value* element :
       elements(value, "properties.networkProfile.networkInterfaces", reading.diagnostics)) {
    auto interface =
        reading.id_or_gap(*element, "id", "an interface of " + machine.name, {std::string(scope)});
    if (!interface.empty()) machine.network_interfaces.push_back(std::move(interface));
  }
  reading.out.virtual_machines.push_back(std::move(machine));
}

}  // namespace airtight::input::resources
