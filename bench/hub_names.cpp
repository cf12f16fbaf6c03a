#include "hub_names.h"

#include <algorithm>

#include "resource.h"

namespace airtight::bench {
namespace {

constexpr auto vault_zone = "privatelink.vaultcore.azure.net";

std::string digits(std::uint32_t number) { return std::to_string(100'000 + number); }

azure::ResourceId id_of(const std::string& group, const std::string& type,
                        const std::string& name) {
  return azure::make_id("s", group, type, name);
}

azure::ResourceId zone_id(std::uint32_t environment) {
  return id_of("env" + std::to_string(environment), "Microsoft.Network/privateDnsZones",
               vault_zone);
}

void add_zone(azure::Resources& all, std::uint32_t environment) {
  auto zone = named<azure::PrivateDnsZone>(zone_id(environment));
  zone.zone = net::parse_dns_name(zone.name).value();
  all.private_dns_zones.push_back(std::move(zone));
}

void add_network(azure::Resources& all, std::uint32_t number, std::uint32_t environment,
                 const net::PrefixSet& addresses) {
  auto network = named<azure::VirtualNetwork>(HubNames::network_id(number));
  const net::Ip first = addresses.ranges().front().first;
  const bool is_hub = number < HubEstate::environments;
  network.address_prefixes.push_back({{first, is_hub ? 22 : 23}, {}});
  auto link = named<azure::VirtualNetworkLink>(
      zone_id(environment).child("virtualNetworkLinks", "to" + digits(number)));
  link.zone = zone_id(environment);
  link.virtual_network = network.id;
  all.links.push_back(std::move(link));
  all.virtual_networks.push_back(std::move(network));
}

azure::Subnet subnet_of(std::uint32_t network, const net::Estate::Place& place) {
  auto subnet = named<azure::Subnet>(HubNames::network_id(network).child("subnets", "endpoints"));
  subnet.virtual_network = HubNames::network_id(network);
  int length = 32;
  for (std::uint32_t size = place.addresses.last - place.addresses.first + 1; size > 1; size /= 2)
    --length;
  subnet.address_prefixes.push_back({{{net::Family::v4, 0, place.addresses.first}, length}, {}});
  return subnet;
}

std::string vault_of(std::uint32_t place, std::uint32_t number) {
  return "kv" + digits(place) + "x" + std::to_string(number);
}

void add_endpoint(azure::Resources& all, const azure::Subnet& subnet, const std::string& name,
                  const net::Ip& ip, std::uint32_t environment) {
  auto vault = named<azure::Service>(id_of("g", "Microsoft.KeyVault/vaults", name));
  vault.type = "Microsoft.KeyVault/vaults";
  auto endpoint =
      named<azure::PrivateEndpoint>(id_of("g", "Microsoft.Network/privateEndpoints", "pe-" + name));
  endpoint.subnet = subnet.id;
  endpoint.target = vault.id;
  endpoint.group_ids = {"vault"};
  endpoint.addresses = {ip};
  auto group = named<azure::ZoneGroup>(endpoint.id.child("privateDnsZoneGroups", "default"));
  group.endpoint = endpoint.id;
  group.zones = {zone_id(environment)};
  all.services.push_back(std::move(vault));
  all.private_endpoints.push_back(std::move(endpoint));
  all.zone_groups.push_back(std::move(group));
}

// Resources are in order of id.
template <class T>
void sort(std::vector<T>& list) {
  std::ranges::sort(list, {}, &T::id);
}

}  // namespace

net::DnsName HubNames::name_of(std::uint32_t place, std::uint32_t number) {
  return net::parse_dns_name(vault_of(place, number) + ".vault.azure.net").value();
}

azure::ResourceId HubNames::network_id(std::uint32_t number) {
  return id_of("g", "Microsoft.Network/virtualNetworks", "network" + digits(number));
}

HubNames::HubNames(const HubEstate& world) {
  const net::Estate& estate = world.estate();
  azure::Resources all;
  for (std::uint32_t i = 0; i < HubEstate::environments; ++i) add_zone(all, i);
  std::vector<std::uint32_t> environments(estate.networks.size());
  for (const net::Estate::Place& place : estate.places)
    environments[place.network] = place.label % HubEstate::environments;
  for (std::uint32_t i = 0; i < estate.networks.size(); ++i) {
    add_network(all, i, environments[i], estate.networks[i]);
    networks_.emplace("vm in network" + digits(i), i);
  }
  for (std::uint32_t i = 0; i < estate.places.size(); ++i) {
    const net::Estate::Place& place = estate.places[i];
    if (place.sends) continue;
    const azure::Subnet subnet = subnet_of(place.network, place);
    for (std::uint32_t host = place.hosts.first; host <= place.hosts.last; ++host) {
      const net::Ip ip{net::Family::v4, 0, host};
      add_endpoint(all, subnet, vault_of(i, host - place.hosts.first), ip,
                   environments[place.network]);
      endpoints_.emplace(ip, i);
    }
    all.subnets.push_back(subnet);
  }
  sort(all.private_dns_zones);
  sort(all.links);
  sort(all.services);
  sort(all.private_endpoints);
  sort(all.zone_groups);
  sort(all.subnets);
  Diagnostics diagnostics;
  model_ = model::build(std::move(all), diagnostics);
}

}  // namespace airtight::bench
