#include "model/world.h"

using namespace airtight;

namespace {

using world::found;
using world::Lines;

azure::ResourceId asg(const std::string& name) {
  return world::id("Microsoft.Network/applicationSecurityGroups", name);
}

// A world with one rule that allows inbound, everything to everything.
azure::SecurityRule& only_rule(azure::Resources& world) {
  auto& group = world::add(world.network_security_groups,
                           world::id("Microsoft.Network/networkSecurityGroups", "n"), "n");
  azure::SecurityRule rule;
  rule.name = "r";
  rule.where = group.where;
  rule.priority = 100;
  rule.access = azure::Access::allow;
  rule.source_ports = {net::PortRange{}};
  rule.destination_ports = {net::PortRange{}};
  group.rules = {rule};
  return group.rules.front();
}

net::Prefix block(const char* text) { return net::parse_prefix(text).value(); }

}  // namespace

TEST_CASE("a rule has addresses of one family", "[N-021]") {
  azure::Resources world;
  auto& rule = only_rule(world);
  rule.source.prefixes = {block("10.0.0.0/16")};
  SECTION("IPv4 on both sides") {
    rule.destination.prefixes = {block("10.1.0.0/16")};
    CHECK(found(world).empty());
  }
  SECTION("IPv6 on the other side") {
    rule.destination.prefixes = {block("fd00::/48")};
    CHECK(found(world) == Lines{"error N-021"});
  }
  SECTION("both on one side") {
    rule.source.prefixes.push_back(block("fd00::/48"));
    rule.destination.tags = {"*"};
    CHECK(found(world) == Lines{"error N-021"});
  }
}

TEST_CASE("a side has one service tag and at most ten application groups", "[N-102][C-11]") {
  azure::Resources world;
  auto& rule = only_rule(world);
  rule.source.tags = {"Storage"};
  for (int i = 0; i < 10; ++i) rule.destination.groups.push_back(asg("a" + std::to_string(i)));
  SECTION("as many as allowed") { CHECK(found(world).empty()); }
  SECTION("two tags") {
    rule.source.tags.emplace_back("Sql");
    CHECK(found(world) == Lines{"warning N-102"});
  }
  SECTION("eleven groups") {
    rule.destination.groups.push_back(asg("b"));
    CHECK(found(world) == Lines{"warning N-361", "warning N-102", "warning C-11"});
  }
}

TEST_CASE("the application groups of a rule have their members in one network", "[N-103]") {
  azure::Resources world;
  for (const std::string name : {"v", "w"}) {
    world::vnet(world, name, {"10.0.0.0/16"});
    world::subnet(world, name, "s", "10.0.0.0/24");
  }
  auto& rule = only_rule(world);
  rule.source.groups = {asg("logic")};
  rule.destination.groups = {asg("db")};
  world::nic(world, "n1", world::subnet_id("v", "s"), {"10.0.0.4"}).application_groups = {
      asg("logic")};
  SECTION("both here") {
    world::nic(world, "n2", world::subnet_id("v", "s"), {"10.0.0.5"}).application_groups = {
        asg("db")};
    CHECK(found(world).empty());
  }
  SECTION("one there") {
    world::nic(world, "n2", world::subnet_id("w", "s"), {"10.0.0.5"}).application_groups = {
        asg("db")};
    CHECK(found(world) == Lines{"error N-103"});
  }
  SECTION("members of one group here and there") {
    world::nic(world, "n2", world::subnet_id("w", "s"), {"10.0.0.5"}).application_groups = {
        asg("logic")};
    CHECK(found(world) == Lines{"error N-103"});
  }
}

TEST_CASE("letting in AzureCloud lets in every customer", "[N-118]") {
  azure::Resources world;
  auto& rule = only_rule(world);
  rule.source.tags = {"AzureCloud.WestEurope"};
  SECTION("inbound") { CHECK(found(world) == Lines{"warning N-118"}); }
  SECTION("denied") {
    rule.access = azure::Access::deny;
    CHECK(found(world).empty());
  }
  SECTION("outbound") {
    rule.direction = azure::Direction::outbound;
    CHECK(found(world).empty());
  }
}

TEST_CASE("limits of a rule where it filters endpoints", "[N-133]") {
  azure::Resources world;
  auto& rule = only_rule(world);
  rule.source.prefixes = std::vector(501, block("10.0.0.0/16"));
  rule.destination.prefixes = std::vector(500, block("10.0.0.0/16"));
  world::vnet(world, "v", {"10.0.0.0/16"});
  auto& subnet = world::subnet(world, "v", "s", "10.0.0.0/24");
  subnet.network_security_group.value = world::id("Microsoft.Network/networkSecurityGroups", "n");
  SECTION("no endpoint") { CHECK(found(world).empty()); }
  SECTION("too many combinations") {
    world::endpoint(world, "pe", subnet.id, world::vault_id("kv"), "vault", {"10.0.0.4"});
    CHECK(found(world) == Lines{"warning N-133"});
  }
  SECTION("as many as allowed") {
    rule.source.prefixes.pop_back();
    world::endpoint(world, "pe", subnet.id, world::vault_id("kv"), "vault", {"10.0.0.4"});
    CHECK(found(world).empty());
  }
  SECTION("too many members") {
    rule.source = {};
    rule.source.groups = {asg("many")};
    world::endpoint(world, "pe", subnet.id, world::vault_id("kv"), "vault", {"10.0.0.4"});
    for (int i = 0; i < 51; ++i)
      world::nic(world, "n" + std::to_string(i), subnet.id, {"10.0.0." + std::to_string(10 + i)})
          .application_groups = {asg("many")};
    CHECK(found(world) == Lines{"warning N-133"});
  }
}

TEST_CASE("admin rules cannot name the platform's tags", "[N-140]") {
  azure::Resources world;
  auto& collection = world::add(world.admin_rule_collections,
                                world::id("Microsoft.Network/networkManagers", "m"), "m");
  azure::AdminRule admin;
  admin.rule.name = "r";
  admin.rule.where = collection.where;
  admin.rule.destination.tags = {"AzurePlatformDNS"};
  collection.rules = {admin};
  CHECK(found(world) == Lines{"error N-140"});
  collection.rules.front().rule.destination.tags = {"Internet"};
  CHECK(found(world).empty());
}
