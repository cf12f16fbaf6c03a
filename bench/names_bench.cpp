#include <airtight/dns/resolve.h>
#include <airtight/model/network.h>
#include <airtight/verify/forecast.h>
#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

// Names in an estate: a hub with 1,000 spokes, 200 zones with 500 records each, and 1,000 vaults
// whose names everybody may ask. Either each spoke has links of its own to a tenth of the zones, or
// only the hub has links and the spokes ask the resolver in it.
namespace airtight::verify {
namespace {

constexpr int spokes = 1000;
constexpr int zones = 200;
constexpr int records_in_each = 500;
constexpr int vaults = 1000;
constexpr int zones_of_each_spoke = 20;
constexpr auto vault_zone = "privatelink.vaultcore.azure.net";

enum class Shape { links, resolver };

azure::ResourceId id_of(const std::string& type, const std::string& name) {
  return azure::make_id("s", "g", type, name);
}

template <class T>
T named(const std::string& type, const std::string& name) {
  T resource;
  resource.id = id_of(type, name);
  resource.name = name;
  resource.location = "westeurope";
  return resource;
}

std::string number(int i) { return std::to_string(10000 + i); }

azure::ResourceId zone_id(int i) {
  const std::string name = i == 0 ? vault_zone : "privatelink.zone" + number(i) + ".example";
  return id_of("Microsoft.Network/privateDnsZones", name);
}

azure::ResourceId network_id(int i) {
  return id_of("Microsoft.Network/virtualNetworks", i == 0 ? "hub" : "spoke" + number(i));
}

azure::VirtualNetwork network_of(int i, Shape shape) {
  azure::VirtualNetwork network;
  network.id = network_id(i);
  network.name = std::string(network.id.name());
  network.address_prefixes.push_back(
      {{net::advance(net::ipv4(10, 0, 0, 0), std::uint64_t{static_cast<unsigned>(i)} << 12U), 20},
       {}});
  if (i > 0 && shape == Shape::resolver)
    network.dns_servers = {{std::vector{net::ipv4(10, 0, 0, 4)}}, {}};
  return network;
}

void add_link(azure::Resources& all, int zone, int network) {
  azure::VirtualNetworkLink link;
  link.zone = zone_id(zone);
  link.id = link.zone.child("virtualNetworkLinks", "to" + number(network));
  link.name = std::string(link.id.name());
  link.virtual_network = network_id(network);
  all.links.push_back(link);
}

void add_zone(azure::Resources& all, int i) {
  azure::PrivateDnsZone zone;
  zone.id = zone_id(i);
  zone.name = std::string(zone.id.name());
  zone.zone = net::parse_dns_name(zone.name).value();
  all.private_dns_zones.push_back(zone);
  const int records = i == 0 ? vaults / 2 : records_in_each;
  for (int j = 0; j < records; ++j) {
    azure::RecordSet record;
    record.zone = zone.id;
    record.relative_name = "kv" + number(j);
    record.id = zone.id.child("A", record.relative_name);
    record.name = record.relative_name;
    record.type = azure::RecordType::a;
    record.addresses = {net::ipv4(10, 0, 1, static_cast<std::uint8_t>(j % 200))};
    all.record_sets.push_back(record);
  }
}

void add_resolver(azure::Resources& all) {
  auto subnet = named<azure::Subnet>("", "");
  subnet.id = network_id(0).child("subnets", "dns");
  subnet.name = "dns";
  subnet.virtual_network = network_id(0);
  subnet.address_prefixes.push_back({{net::ipv4(10, 0, 0, 0), 28}, {}});
  all.subnets.push_back(subnet);
  auto resolver = named<azure::DnsResolver>("Microsoft.Network/dnsResolvers", "r");
  resolver.virtual_network = network_id(0);
  all.dns_resolvers.push_back(resolver);
  azure::InboundEndpoint inbound;
  inbound.resolver = resolver.id;
  inbound.id = resolver.id.child("inboundEndpoints", "in");
  inbound.name = "in";
  inbound.subnet = subnet.id;
  inbound.addresses = {net::ipv4(10, 0, 0, 4)};
  all.inbound_endpoints.push_back(inbound);
}

void add_peerings(azure::Resources& all, int spoke) {
  for (const auto& [from, to] : {std::pair(0, spoke), std::pair(spoke, 0)}) {
    azure::Peering peering;
    peering.virtual_network = network_id(from);
    peering.remote = network_id(to);
    peering.id = peering.virtual_network.child("virtualNetworkPeerings", "to" + number(to));
    peering.name = std::string(peering.id.name());
    all.peerings.push_back(peering);
  }
}

// Resources are in order of id.
template <class T>
void sort(std::vector<T>& list) {
  std::ranges::sort(list, {}, &T::id);
}

// One link less before: of the vaults' zone to the last spoke, or to the hub.
model::Network estate(Shape shape, bool with_last_link) {
  azure::Resources all;
  for (int i = 0; i <= spokes; ++i) all.virtual_networks.push_back(network_of(i, shape));
  for (int i = 1; i <= spokes; ++i) add_peerings(all, i);
  for (int i = 0; i < zones; ++i) add_zone(all, i);
  for (int i = 0; i < vaults; ++i) {
    auto vault = named<azure::Service>("Microsoft.KeyVault/vaults", "kv" + number(i));
    vault.type = "Microsoft.KeyVault/vaults";
    vault.approved_elsewhere = {"vault"};
    all.services.push_back(vault);
  }
  if (shape == Shape::resolver) {
    add_resolver(all);
    for (int zone = with_last_link ? 0 : 1; zone < zones; ++zone) add_link(all, zone, 0);
  } else {
    for (int spoke = 1; spoke <= spokes; ++spoke) {
      if (spoke < spokes || with_last_link) add_link(all, 0, spoke);
      for (int i = 0; i < zones_of_each_spoke; ++i)
        add_link(all, 1 + (spoke * 7 + i) % (zones - 1), spoke);
    }
  }
  sort(all.peerings);
  sort(all.links);
  sort(all.record_sets);
  Diagnostics diagnostics;
  return model::build(std::move(all), diagnostics);
}

// Built once, because it takes longer than what is measured.
const model::Network& estate_of(Shape shape, bool with_last_link) {
  static std::map<std::pair<Shape, bool>, model::Network> built;
  const auto key = std::pair(shape, with_last_link);
  if (!built.contains(key)) built.emplace(key, estate(shape, with_last_link));
  return built.at(key);
}

double peak_memory() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024.0;
}

void forecast_one_link(benchmark::State& state, Shape shape, std::size_t changes) {
  const model::Network& before = estate_of(shape, false);
  const model::Network& after = estate_of(shape, true);
  Forecast result;
  for ([[maybe_unused]] auto _ : state) result = forecast(before, after);
  if (result.pairs < 1'000'000 || result.changed != changes)
    state.SkipWithError(("expected " + std::to_string(changes) + " changes of 1,000,000, found " +
                         std::to_string(result.changed) + " of " + std::to_string(result.pairs))
                            .c_str());
  state.counters["pairs"] = static_cast<double>(result.pairs);
  state.counters["resolved"] = static_cast<double>(result.resolved);
  state.counters["peak_MiB"] = peak_memory();
}

void resolve_one_name(benchmark::State& state, Shape shape) {
  const model::Network& network = estate_of(shape, true);
  std::mt19937 random(7);
  std::vector<std::pair<dns::View, net::DnsName>> questions;
  for (int i = 0; i < 4096; ++i) {
    const auto spoke = network_id(1 + static_cast<int>(random() % spokes));
    const auto name = "kv" + number(static_cast<int>(random() % vaults)) + ".vault.azure.net";
    questions.emplace_back(dns::view_of(*network.virtual_network(spoke)),
                           net::parse_dns_name(name).value());
  }
  std::size_t next = 0;
  for ([[maybe_unused]] auto _ : state) {
    const auto& [view, name] = questions[next];
    model::Reading reading;
    benchmark::DoNotOptimize(
        dns::resolve(network, view, name, azure::RecordType::a, reading).addresses.size());
    next = (next + 1) % questions.size();
  }
  state.SetItemsProcessed(state.iterations());
  state.counters["peak_MiB"] = peak_memory();
}

// Every vault has an endpoint elsewhere and half of them a record: with the new link one half is
// answered with a private address, and the other is NXDOMAIN.
BENCHMARK_CAPTURE(forecast_one_link, links_of_spokes, Shape::links, 1000)
    ->Unit(benchmark::kSecond)
    ->Iterations(1);
BENCHMARK_CAPTURE(forecast_one_link, resolver_in_hub, Shape::resolver, 1'001'000)
    ->Unit(benchmark::kSecond)
    ->Iterations(1);
BENCHMARK_CAPTURE(resolve_one_name, links_of_spokes, Shape::links);
BENCHMARK_CAPTURE(resolve_one_name, resolver_in_hub, Shape::resolver);

}  // namespace
}  // namespace airtight::verify
