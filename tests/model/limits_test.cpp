#include <airtight/azure/limits.h>

#include <algorithm>
#include <set>

#include "model/world.h"

using namespace airtight;

namespace {

// "fact message" of each warning about a number, in order of text.
std::vector<std::string> warnings_of(const azure::Resources& world) {
  const auto diagnostics = world::build(world).diagnostics;
  std::vector<std::string> warnings;
  for (const Diagnostic& diagnostic : diagnostics) {
    if (diagnostic.severity != Severity::warning || diagnostic.facts.size() != 1) continue;
    warnings.push_back(diagnostic.facts.front() + " " + diagnostic.message);
  }
  std::ranges::sort(warnings);
  return warnings;
}

using Warnings = std::vector<std::string>;

std::set<std::string> facts_of(const Warnings& warnings) {
  std::set<std::string> facts;
  for (const std::string& warning : warnings) facts.insert(warning.substr(0, 5));
  return facts;
}

std::size_t most(std::string_view of, std::string_view what) {
  const azure::Limit* limit = azure::limit_of(of, what);
  REQUIRE(limit != nullptr);
  return limit->most;
}

net::Prefix block(std::size_t index) {
  return net::host_prefix(net::Ip{net::Family::v4, 0, 0x0a000000U + index});
}

azure::Resources one_network() {
  azure::Resources world;
  world::vnet(world, "v", {"10.0.0.0/8"});
  world::subnet(world, "v", "s", "10.0.0.0/16");
  return world;
}

azure::NetworkInterface& interface(azure::Resources& world, const std::string& name,
                                   std::size_t addresses) {
  auto& added = world::add(world.network_interfaces,
                           world::id("Microsoft.Network/networkInterfaces", name), name);
  added.subnet = world::subnet_id("v", "s");
  for (std::size_t i = 0; i < addresses; ++i)
    added.addresses.push_back(block(world.network_interfaces.size() * 1000 + i).base);
  return added;
}

std::string numbered(const std::string& name, std::size_t i) { return name + std::to_string(i); }

}  // namespace

TEST_CASE("the table of limits has the rows of the reference, each once", "[limits]") {
  const auto all = azure::limits();
  CHECK(all.size() == 41);
  for (const azure::Limit& limit : all) {
    CAPTURE(limit.of, limit.what);
    CHECK(azure::limit_of(limit.of, limit.what) == &limit);
    CHECK(limit.most > 0);
    CHECK((limit.fact.starts_with("N-3") || limit.fact == "D-150"));
  }
  CHECK(azure::limit_of("network", "towers") == nullptr);
}

TEST_CASE("peerings of a network are counted, and the most is not too many", "[limits][N-352]") {
  const auto with = [](std::size_t count) {
    azure::Resources world = one_network();
    for (std::size_t i = 0; i < count; ++i) {
      auto& link =
          world::add(world.peerings,
                     world::vnet_id("v").child("virtualNetworkPeerings", numbered("p", i)), "p");
      link.virtual_network = world::vnet_id("v");
      link.remote = world::vnet_id(numbered("far", i));
    }
    return warnings_of(world);
  };
  const std::size_t limit = most("network", "peerings");
  CHECK(limit == 500);
  CHECK(with(limit).empty());
  CHECK(with(limit + 1) == Warnings{"N-352 v has 501 peerings, more than 500"});
}

TEST_CASE("networks count in their region and subscription", "[limits][N-350]") {
  const auto with = [](const std::string& region) {
    azure::Resources world;
    for (std::size_t i = 0; i <= most("region", "virtual networks"); ++i)
      world::vnet(world, numbered("v", i), {"10.0.0.0/16"});
    world.virtual_networks.back().location = region;
    return warnings_of(world);
  };
  CHECK(with("westeurope") ==
        Warnings{"N-350 region westeurope has 1001 virtual networks, more than 1000"});
  CHECK(with("northeurope").empty());
}

TEST_CASE("addresses of an interface and of a machine are counted", "[limits][N-356]") {
  azure::Resources world = one_network();
  interface(world, "n1", 200);
  interface(world, "n2", 57);
  auto& machine = world::add(world.virtual_machines,
                             world::id("Microsoft.Compute/virtualMachines", "vm"), "vm");
  machine.network_interfaces = {world.network_interfaces[0].id, world.network_interfaces[1].id};
  CHECK(warnings_of(world) == Warnings{"N-356 vm has 257 private addresses, more than 256"});
  interface(world, "n3", 257);
  CHECK(warnings_of(world).size() == 2);
}

TEST_CASE("a group's rules, addresses and application groups are counted",
          "[limits][N-359][N-360][N-361]") {
  azure::Resources world;
  auto& group = world::add(world.network_security_groups,
                           world::id("Microsoft.Network/networkSecurityGroups", "n"), "n");
  for (std::size_t i = 0; i < 11; ++i) {
    azure::SecurityRule rule;
    rule.name = numbered("r", i);
    for (std::size_t k = 0; k < 400; ++k) rule.source.prefixes.push_back(block(i * 400 + k));
    for (std::size_t k = 0; k < 10; ++k)
      rule.destination.groups.push_back(
          world::id("Microsoft.Network/applicationSecurityGroups", numbered("g", i * 10 + k)));
    group.rules.push_back(rule);
  }
  CHECK(warnings_of(world) ==
        Warnings{"N-360 n has 4400 addresses and ranges as sources, more than 4000",
                 "N-361 n has 110 application security groups, more than 100"});
  group.rules.resize(1);
  group.rules.resize(1001, group.rules.front());
  for (std::size_t i = 1; i < group.rules.size(); ++i) group.rules[i].source.prefixes.clear();
  group.rules.front().destination.groups.push_back(
      world::id("Microsoft.Network/applicationSecurityGroups", "one-more"));
  CHECK(warnings_of(world) ==
        Warnings{"N-359 n has 1001 rules, more than 1000",
                 "N-361 r0 has 11 application security groups on one side, more than 10"});
}

TEST_CASE("routes of a table are counted, and those by service tag apart", "[limits][N-362]") {
  azure::Resources world;
  auto& table =
      world::add(world.route_tables, world::id("Microsoft.Network/routeTables", "rt"), "rt");
  for (std::size_t i = 0; i < 26; ++i) {
    table.routes.emplace_back();
    table.routes.back().tag = "Storage";
  }
  CHECK(warnings_of(world) == Warnings{"N-362 rt has 26 routes by service tag, more than 25"});
  table.routes.resize(401);
  CHECK(warnings_of(world).size() == 2);
}

TEST_CASE("endpoints count in a network, with its peers, and at their app",
          "[limits][N-365][N-366][N-370]") {
  azure::Resources world = one_network();
  world::vnet(world, "w", {"11.0.0.0/8"});
  for (const auto& [from, remote] : {std::pair{"v", "w"}, std::pair{"w", "v"}}) {
    auto& link =
        world::add(world.peerings, world::vnet_id(from).child("virtualNetworkPeerings", "p"), from);
    link.virtual_network = world::vnet_id(from);
    link.remote = world::vnet_id(remote);
  }
  world::site(world, "app1");
  const auto add = [&](std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t index = world.private_endpoints.size();
      auto& endpoint =
          world::add(world.private_endpoints, world::endpoint_id(numbered("pe", index)), "pe");
      endpoint.subnet = world::subnet_id("v", "s");
      endpoint.target = world::site_id("app1");
      endpoint.group_ids = {"sites"};
      endpoint.addresses = {block(1000 + index).base};
    }
  };
  add(101);
  CHECK(warnings_of(world) == Warnings{"N-370 app1 has 101 private endpoints, more than 100"});
  add(900);
  CHECK(warnings_of(world).size() == 2);
  world.virtual_networks.front().high_scale = true;
  CHECK(warnings_of(world).size() == 1);
  add(3000);
  CHECK(warnings_of(world) ==
        Warnings{"N-366 w with its peers has 4001 private endpoints, more than 4000",
                 "N-370 app1 has 4001 private endpoints, more than 100"});
}

TEST_CASE("rules of services and of apps are counted", "[limits][N-378][N-379][N-380][N-381]") {
  struct Row {
    const char* type;
    std::size_t addresses;
    std::size_t subnets;
    Warnings warnings;
  };
  const Row rows[] = {
      {"Microsoft.Storage/storageAccounts", 201, 300, {"N-378 x has 201 ipRules, more than 200"}},
      {"Microsoft.KeyVault/vaults",
       1001,
       201,
       {"N-379 x has 1001 ipRules, more than 1000",
        "N-379 x has 201 virtualNetworkRules, more than 200"}},
      {"Microsoft.CognitiveServices/accounts",
       201,
       101,
       {"N-380 x has 101 virtualNetworkRules, more than 100"}}};
  for (const Row& row : rows) {
    CAPTURE(row.type);
    azure::Resources world;
    auto& service = world::add(world.services, world::id(row.type, "x"), "x");
    service.type = row.type;
    azure::NetworkRules rules;
    for (std::size_t i = 0; i < row.addresses; ++i)
      rules.ip_rules.push_back({net::Prefix{net::ipv4(20, 0, 0, 0), 32}, {}});
    rules.subnet_rules.resize(row.subnets);
    service.network_rules.value = rules;
    CHECK(warnings_of(world) == row.warnings);
  }
  azure::Resources world;
  auto& site = world::site(world, "app1");
  site.restrictions.rules.resize(513);
  site.restrictions.rules.back().name = "many";
  for (std::size_t i = 0; i < 9; ++i) site.restrictions.rules.back().prefixes.push_back(block(i));
  CHECK(warnings_of(world) == Warnings{"N-381 app1 has 513 access restrictions, more than 512",
                                       "N-381 many has 9 sources, more than 8"});
}

TEST_CASE("a zone group has at most five zones", "[limits][D-150]") {
  azure::Resources world = one_network();
  auto& group = world::zone_group(world, "pe", {});
  for (std::size_t i = 0; i < 5; ++i) group.zones.push_back(world::zone_id(numbered("z", i)));
  CHECK(warnings_of(world).empty());
  world.zone_groups.front().zones.push_back(world::zone_id("z5"));
  CHECK(warnings_of(world).size() == 1);
  CHECK(warnings_of(world).front().starts_with("D-150 "));
}

TEST_CASE("what a zone has and is linked to is counted", "[limits][N-371][N-372][D-021]") {
  azure::Resources world;
  const auto zone = world::zone(world, "z.example").id;
  auto& set = world::add(world.record_sets, zone.child("A", "many"), "many");
  set.zone = zone;
  set.relative_name = "many";
  set.type = azure::RecordType::a;
  for (std::size_t i = 0; i < 21; ++i) set.addresses.push_back(block(i).base);
  for (std::size_t i = 0; i < 101; ++i) {
    auto& link = world::add(world.links, zone.child("virtualNetworkLinks", numbered("l", i)), "l");
    link.zone = zone;
    link.virtual_network = world::vnet_id(numbered("v", i));
    link.registration_enabled.value = true;
  }
  const auto warnings = warnings_of(world);
  const auto has = [&](const char* text) { return std::ranges::count(warnings, text) == 1; };
  CHECK(has("N-371 many has 21 records, more than 20"));
  CHECK(has("N-372 z.example has 101 virtual network links with registration, more than 100"));
}

TEST_CASE("a network has one gateway of a kind", "[limits][N-364]") {
  azure::Resources world = one_network();
  world::subnet(world, "v", "GatewaySubnet", "10.1.0.0/24");
  const auto add = [&](const char* name, azure::GatewayType type) {
    auto& gateway = world::add(world.gateways,
                               world::id("Microsoft.Network/virtualNetworkGateways", name), name);
    gateway.type.value = type;
    gateway.subnet.value = world::subnet_id("v", "GatewaySubnet");
  };
  add("gw1", azure::GatewayType::vpn);
  add("gw2", azure::GatewayType::express_route);
  CHECK(warnings_of(world).empty());
  add("gw3", azure::GatewayType::vpn);
  CHECK(warnings_of(world) == Warnings{"N-364 v has 2 VPN gateways, more than 1"});
}

TEST_CASE("subnets, addresses, DNS servers and zones of a network are counted",
          "[limits][N-351][N-353][N-363][N-373]") {
  azure::Resources world = one_network();
  SECTION("subnets") {
    for (std::size_t i = 0; i <= most("network", "subnets"); ++i) {
      auto& subnet = world::add(world.subnets, world::subnet_id("v", numbered("more", i)),
                                numbered("more", i));
      subnet.virtual_network = world::vnet_id("v");
    }
    CHECK(facts_of(warnings_of(world)).contains("N-351"));
  }
  SECTION("addresses") {
    for (std::size_t i = 0; i < 257; ++i) interface(world, numbered("nic", i), 256);
    CHECK(facts_of(warnings_of(world)).contains("N-353"));
  }
  SECTION("DNS servers") {
    std::vector<net::Ip> servers;
    for (std::size_t i = 0; i <= most("network", "DNS servers"); ++i)
      servers.push_back(block(i + 100).base);
    world.virtual_networks.front().dns_servers.value = servers;
    CHECK(facts_of(warnings_of(world)).contains("N-363"));
  }
  SECTION("zones") {
    for (std::size_t i = 0; i <= most("network", "linked private DNS zones"); ++i) {
      const auto zone =
          world::id("Microsoft.Network/privateDnsZones", numbered("z", i) + ".example");
      auto& link = world::add(world.links, zone.child("virtualNetworkLinks", "l"), "l");
      link.zone = zone;
      link.virtual_network = world::vnet_id("v");
    }
    CHECK(facts_of(warnings_of(world)).contains("N-373"));
  }
  CHECK(warnings_of(one_network()).empty());
}

TEST_CASE("subnets on one side of a subnet peering are counted", "[limits][N-375]") {
  azure::Resources world = one_network();
  auto& link =
      world::add(world.peerings, world::vnet_id("v").child("virtualNetworkPeerings", "p"), "p");
  link.virtual_network = world::vnet_id("v");
  link.remote = world::vnet_id("far");
  link.complete = false;
  for (std::size_t i = 0; i <= most("subnet peering", "subnets on one side"); ++i)
    link.local_subnets.push_back(numbered("s", i));
  CHECK(facts_of(warnings_of(world)).contains("N-375"));
}

TEST_CASE("addresses of a network and its peers are counted together", "[limits][N-354]") {
  azure::Resources world = one_network();
  world::vnet(world, "w", {"11.0.0.0/8"});
  world::subnet(world, "w", "s", "11.0.0.0/16");
  for (const auto& [from, to] : {std::pair("v", "w"), std::pair("w", "v")}) {
    auto& link =
        world::add(world.peerings, world::vnet_id(from).child("virtualNetworkPeerings", to), to);
    link.virtual_network = world::vnet_id(from);
    link.remote = world::vnet_id(to);
  }
  for (std::size_t i = 0; i < 251; ++i) interface(world, numbered("nic", i), 256);
  for (std::size_t i = 0; i < 251; ++i)
    interface(world, numbered("far", i), 256).subnet = world::subnet_id("w", "s");
  const auto facts = facts_of(warnings_of(world));
  CHECK(facts.contains("N-354"));
  CHECK_FALSE(facts.contains("N-353"));
}
