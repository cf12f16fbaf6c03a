#pragma once

#include <airtight/azure/resources.h>
#include <airtight/model/network.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Small worlds, written down as data. Everything lies in one subscription; a resource's place is
// the file "world" with its path of names as the pointer, a prefix's has "/prefix" behind it.
// Each function adds one resource and returns it; the reference holds until the next of its kind.
namespace airtight::world {

inline net::Ip ip(std::string_view text) { return net::parse_ip(text).value(); }
inline net::DnsName dns(std::string_view text) { return net::parse_dns_name(text).value(); }

inline azure::ResourceId id(std::string_view type, std::string_view name,
                            std::string_view group = "g") {
  return azure::make_id("s", group, type, name);
}
inline azure::ResourceId vnet_id(std::string_view name) {
  return id("Microsoft.Network/virtualNetworks", name);
}
inline azure::ResourceId subnet_id(std::string_view vnet, std::string_view name) {
  return vnet_id(vnet).child("subnets", name);
}
inline azure::ResourceId zone_id(std::string_view name, std::string_view group = "g") {
  return id("Microsoft.Network/privateDnsZones", name, group);
}
inline azure::ResourceId vault_id(std::string_view name) {
  return id("Microsoft.KeyVault/vaults", name);
}
inline azure::ResourceId site_id(std::string_view name) { return id("Microsoft.Web/sites", name); }
inline azure::ResourceId endpoint_id(std::string_view name) {
  return id("Microsoft.Network/privateEndpoints", name);
}

template <class T>
T& add(std::vector<T>& list, const azure::ResourceId& id, const std::string& pointer) {
  T& resource = list.emplace_back();
  resource.id = id;
  resource.name = std::string(resource.id.name());
  resource.location = "westeurope";
  resource.where = {"world", 0, 0, "/" + pointer};
  return resource;
}

inline azure::WrittenPrefix written_prefix(std::string_view text, const Where& resource) {
  Where where = resource;
  where.pointer += "/" + std::string(text);
  return {net::parse_prefix(text).value(), where};
}

inline std::vector<net::Ip> ips(const std::vector<std::string>& texts) {
  std::vector<net::Ip> addresses;
  for (const std::string& text : texts) addresses.push_back(ip(text));
  return addresses;
}

inline azure::VirtualNetwork& vnet(azure::Resources& world, const std::string& name,
                                   const std::vector<std::string>& prefixes,
                                   const std::vector<std::string>& dns_servers = {}) {
  auto& added = add(world.virtual_networks, vnet_id(name), name);
  for (const auto& text : prefixes)
    added.address_prefixes.push_back(written_prefix(text, added.where));
  if (!dns_servers.empty()) added.dns_servers.value = ips(dns_servers);
  return added;
}

inline azure::Subnet& subnet(azure::Resources& world, const std::string& vnet,
                             const std::string& name, const std::string& prefix) {
  auto& added = add(world.subnets, subnet_id(vnet, name), vnet + "/" + name);
  added.virtual_network = vnet_id(vnet);
  added.address_prefixes.push_back(written_prefix(prefix, added.where));
  return added;
}

inline azure::Peering& peering(azure::Resources& world, const std::string& from,
                               const std::string& to) {
  auto& added = add(world.peerings, vnet_id(from).child("virtualNetworkPeerings", "to-" + to),
                    from + "/to-" + to);
  added.virtual_network = vnet_id(from);
  added.remote = vnet_id(to);
  return added;
}

inline azure::NetworkInterface& nic(azure::Resources& world, const std::string& name,
                                    const azure::ResourceId& subnet,
                                    const std::vector<std::string>& addresses) {
  auto& added =
      add(world.network_interfaces, id("Microsoft.Network/networkInterfaces", name), name);
  added.subnet = subnet;
  added.addresses = ips(addresses);
  return added;
}

inline azure::VirtualMachine& machine(azure::Resources& world, const std::string& name,
                                      const std::string& nic) {
  auto& added = add(world.virtual_machines, id("Microsoft.Compute/virtualMachines", name), name);
  added.network_interfaces = {id("Microsoft.Network/networkInterfaces", nic)};
  return added;
}

inline azure::PrivateDnsZone& zone(azure::Resources& world, const std::string& name,
                                   const std::string& group = "g") {
  auto& added = add(world.private_dns_zones, zone_id(name, group), name);
  added.zone = dns(name);
  return added;
}

inline azure::VirtualNetworkLink& link(azure::Resources& world, const azure::ResourceId& zone,
                                       const std::string& vnet) {
  auto& added = add(world.links, zone.child("virtualNetworkLinks", "to-" + vnet),
                    std::string(zone.name()) + "/to-" + vnet);
  added.zone = zone;
  added.virtual_network = vnet_id(vnet);
  return added;
}

inline azure::RecordSet& record(azure::Resources& world, const azure::ResourceId& zone,
                                const std::string& name, azure::RecordType type,
                                const std::string& data) {
  const std::string kind = type == azure::RecordType::a      ? "A"
                           : type == azure::RecordType::aaaa ? "AAAA"
                                                             : "CNAME";
  auto& added =
      add(world.record_sets, zone.child(kind, name), std::string(zone.name()) + "/" + name);
  added.zone = zone;
  added.relative_name = name;
  added.type = type;
  if (type == azure::RecordType::cname)
    added.target = dns(data);
  else
    added.addresses = {ip(data)};
  return added;
}

inline azure::Service& service(azure::Resources& world, const std::string& type,
                               const std::string& name) {
  auto& added = add(world.services, id(type, name), name);
  added.type = type;
  return added;
}

inline azure::Service& vault(azure::Resources& world, const std::string& name) {
  return service(world, "Microsoft.KeyVault/vaults", name);
}

inline azure::Service& ai_account(azure::Resources& world, const std::string& name,
                                  const std::string& kind) {
  auto& added = service(world, "Microsoft.CognitiveServices/accounts", name);
  added.kind = kind;
  added.custom_subdomain.value = name;
  return added;
}

inline azure::Plan& plan(azure::Resources& world, const std::string& name, const std::string& sku) {
  auto& added = add(world.plans, id("Microsoft.Web/serverfarms", name), name);
  added.sku.value = sku;
  return added;
}

inline azure::Site& site(azure::Resources& world, const std::string& name,
                         const azure::ResourceId& integration_subnet = {}) {
  auto& added = add(world.sites, site_id(name), name);
  added.kind = "app";
  if (!integration_subnet.empty()) added.integration_subnet.value = integration_subnet;
  added.integration_subnet.where = added.where;
  return added;
}

inline azure::PrivateEndpoint& endpoint(azure::Resources& world, const std::string& name,
                                        const azure::ResourceId& subnet,
                                        const azure::ResourceId& target,
                                        const std::string& group_id,
                                        const std::vector<std::string>& addresses = {}) {
  auto& added = add(world.private_endpoints, endpoint_id(name), name);
  added.subnet = subnet;
  added.target = target;
  added.group_ids = {group_id};
  added.addresses = ips(addresses);
  return added;
}

inline azure::ZoneGroup& zone_group(azure::Resources& world, const std::string& endpoint,
                                    std::vector<azure::ResourceId> zones) {
  auto& added =
      add(world.zone_groups, endpoint_id(endpoint).child("privateDnsZoneGroups", "default"),
          endpoint + "/default");
  added.endpoint = endpoint_id(endpoint);
  added.zones = std::move(zones);
  return added;
}

// Puts every list in order of id, as readers hand them over.
inline azure::Resources in_order(azure::Resources world) {
  const auto sort = [](auto&... lists) {
    (std::ranges::sort(lists, {}, [](const auto& resource) { return resource.id; }), ...);
  };
  sort(world.virtual_networks, world.subnets, world.peerings, world.network_interfaces,
       world.private_endpoints, world.zone_groups, world.private_dns_zones, world.links,
       world.record_sets, world.services, world.plans, world.sites);
  return world;
}

struct Built {
  model::Network network;
  Diagnostics diagnostics;
};

inline Built build(azure::Resources world) {
  Diagnostics diagnostics;
  model::Network network = model::build(in_order(std::move(world)), diagnostics);
  return {std::move(network), std::move(diagnostics)};
}

using Lines = std::vector<std::string>;

// "severity fact" of each diagnostic, in order of place.
inline Lines found(const azure::Resources& world) {
  auto diagnostics = build(world).diagnostics;
  sort_and_unique(diagnostics);
  Lines lines;
  for (const Diagnostic& diagnostic : diagnostics) {
    for (const std::string& fact : diagnostic.facts)
      lines.push_back(std::string(to_string(diagnostic.severity)) + " " + fact);
  }
  return lines;
}

}  // namespace airtight::world
