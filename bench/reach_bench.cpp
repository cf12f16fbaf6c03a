#include <airtight/model/network.h>
#include <airtight/reach/effective_routes.h>
#include <airtight/reach/reach.h>
#include <benchmark/benchmark.h>

#include <algorithm>
#include <string>

#include "resource.h"
#include "rule_lists.h"

// One flow through a network as estates have it: a security group of 1,000 rules that name service
// tags, and 400 user routes.
namespace airtight::reach {
namespace {

constexpr std::uint64_t seed = 11;
constexpr int routes = 400;
constexpr std::size_t some_flows = 1024;

using bench::named;

std::string tag_name(std::size_t i) { return "servicetag" + std::to_string(i); }

azure::SecurityRule as_rule(const bench::TaggedRule& written, int priority) {
  azure::SecurityRule rule;
  rule.name = "rule" + std::to_string(priority);
  rule.priority = priority;
  rule.direction = azure::Direction::outbound;
  rule.access = priority % 3 == 0 ? azure::Access::deny : azure::Access::allow;
  rule.protocol = written.protocol;
  rule.source.tags = {"*"};
  rule.destination.tags = {tag_name(written.tag)};
  rule.source_ports = {net::PortRange{}};
  rule.destination_ports = {written.ports};
  return rule;
}

struct World {
  model::Network network;
  Workload sender;
  std::vector<net::Ip> targets;
};

World make_world(std::size_t rule_count) {
  std::mt19937_64 random(seed);
  azure::Resources all;
  const auto vnet = bench::network_resource("virtualNetworks", "v");
  auto home = named<azure::VirtualNetwork>(vnet);
  home.address_prefixes.push_back({*net::parse_prefix("10.0.0.0/16"), {}});
  all.virtual_networks.push_back(home);

  auto group =
      named<azure::NetworkSecurityGroup>(bench::network_resource("networkSecurityGroups", "n"));
  const auto tags = bench::service_tags(random);
  all.surroundings.service_tags.emplace();
  for (std::size_t i = 0; i < tags.size(); ++i)
    all.surroundings.service_tags->tags[tag_name(i)] = tags[i];
  for (const auto& written : bench::tagged_rules(rule_count, tags.size(), random))
    group.rules.push_back(as_rule(written, 100 + static_cast<int>(group.rules.size())));
  all.network_security_groups.push_back(group);

  auto table = named<azure::RouteTable>(bench::network_resource("routeTables", "r"));
  for (int i = 0; i < routes; ++i) {
    azure::UserRoute route;
    route.name = "route" + std::to_string(i);
    route.prefix = bench::some_block(random, 12, 28);
    route.next_hop = azure::RouteNextHop::internet;
    table.routes.push_back(route);
  }
  all.route_tables.push_back(table);

  auto subnet = named<azure::Subnet>(vnet.child("subnets", "s"));
  subnet.virtual_network = vnet;
  subnet.address_prefixes.push_back({*net::parse_prefix("10.0.0.0/24"), {}});
  subnet.network_security_group = {{group.id}, {}};
  subnet.route_table = {{table.id}, {}};
  all.subnets.push_back(subnet);
  auto interface =
      named<azure::NetworkInterface>(bench::network_resource("networkInterfaces", "i"));
  interface.subnet = subnet.id;
  interface.addresses = {net::ipv4(10, 0, 0, 4)};
  all.network_interfaces.push_back(interface);

  std::vector<net::Ip> targets;
  for (std::size_t i = 0; i < some_flows; ++i) {
    const auto& blocks = tags[random() % tags.size()];
    targets.push_back(i % 2 == 0 ? blocks[random() % blocks.size()].base : bench::some_ip(random));
  }
  Diagnostics diagnostics;
  model::Network network = model::build(std::move(all), diagnostics);
  Workload sender;
  sender.kind = Workload::Kind::machine;
  sender.interface = network.network_interface(interface.id);
  sender.subnet = network.subnet(subnet.id);
  sender.network = network.virtual_network(vnet);
  return {std::move(network), sender, std::move(targets)};
}

void reach_one_flow(benchmark::State& state, std::size_t rule_count) {
  const World world = make_world(rule_count);
  std::size_t next = 0;
  for ([[maybe_unused]] auto _ : state) {
    Destination destination;
    destination.ip = world.targets[next];
    destination.port = net::Port{443};
    model::Reading reading;
    benchmark::DoNotOptimize(reach(world.network, world.sender, destination, reading).allowed);
    next = (next + 1) % world.targets.size();
  }
  state.SetItemsProcessed(state.iterations());
}

void build_network(benchmark::State& state) {
  for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(make_world(1000).targets.size());
}

BENCHMARK_CAPTURE(reach_one_flow, rules_50_routes_400, 50);
BENCHMARK_CAPTURE(reach_one_flow, rules_1000_routes_400, 1000);
BENCHMARK(build_network)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace airtight::reach
