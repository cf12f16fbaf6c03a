#include <airtight/azure/usable_addresses.h>

#include "model/world.h"

using namespace airtight;

namespace {

// "severity fact pointer" of each diagnostic, in order.
std::vector<std::string> found(const azure::Resources& world) {
  auto diagnostics = world::build(world).diagnostics;
  sort_and_unique(diagnostics);
  std::vector<std::string> lines;
  for (const Diagnostic& diagnostic : diagnostics) {
    for (const std::string& fact : diagnostic.facts)
      lines.push_back(std::string(to_string(diagnostic.severity)) + " " + fact + " " +
                      diagnostic.where.pointer);
  }
  return lines;
}

using Lines = std::vector<std::string>;

azure::Resources with_subnet(const std::string& block = "10.0.0.0/24") {
  azure::Resources world;
  world::vnet(world, "v", {"10.0.0.0/16", "fd00::/48"});
  world::subnet(world, "v", "s", block);
  return world;
}

}  // namespace

TEST_CASE("/24 has .4 to .254, 251 addresses, /29 has 3, .4 to .6", "[EX][N-002]") {
  struct Row {
    const char* block;
    const char* first;
    const char* last;
    std::uint64_t count;
  };
  const auto row = GENERATE(values<Row>({{"10.0.0.0/24", "10.0.0.4", "10.0.0.254", 251},
                                         {"10.0.0.0/29", "10.0.0.4", "10.0.0.6", 3},
                                         {"10.0.0.8/29", "10.0.0.12", "10.0.0.14", 3},
                                         {"10.0.0.0/8", "10.0.0.4", "10.255.255.254", 16777211}}));
  CAPTURE(row.block);
  const auto usable = azure::usable_addresses(net::parse_prefix(row.block).value());
  CHECK(usable.first == world::ip(row.first));
  CHECK(usable.last == world::ip(row.last));
  CHECK(usable.count == row.count);
  CHECK(usable.contains(usable.first));
  CHECK(usable.contains(usable.last));
  CHECK_FALSE(usable.contains(net::advance(usable.last, 1)));
}

TEST_CASE("blocks of five addresses or fewer have none", "[N-002]") {
  for (const char* block : {"10.0.0.0/30", "10.0.0.0/31", "10.0.0.0/32"})
    CHECK(azure::usable_addresses(net::parse_prefix(block).value()).count == 0);
}

TEST_CASE("endpoints take the usable addresses and no other", "[N-002][R-37]") {
  azure::Resources world = with_subnet("10.0.0.0/29");
  world::vault(world, "kv");
  for (const char* name : {"pe1", "pe2", "pe3", "pe4"})
    world::endpoint(world, name, world::subnet_id("v", "s"), world::vault_id("kv"), "vault");
  const auto built = world::build(world);
  std::vector<std::string> addresses;
  for (const model::Endpoint& endpoint : built.network.endpoints()) {
    for (const net::Ip& ip : endpoint.addresses) addresses.push_back(net::to_string(ip));
  }
  CHECK(addresses == std::vector<std::string>{"10.0.0.4", "10.0.0.5", "10.0.0.6"});
}

TEST_CASE("an interface at 10.0.0.3 of 10.0.0.0/24 is an error", "[EX][N-002]") {
  struct Row {
    const char* address;
    Lines lines;
  };
  const auto row = GENERATE(values<Row>({{"10.0.0.3", {"error N-002 /nic"}},
                                         {"10.0.0.0", {"error N-002 /nic"}},
                                         {"10.0.0.255", {"error N-002 /nic"}},
                                         {"10.0.1.4", {"error N-002 /nic"}},
                                         {"10.0.0.4", {}},
                                         {"10.0.0.254", {}},
                                         {"fd00::5", {}}}));
  CAPTURE(row.address);
  azure::Resources world = with_subnet();
  world::nic(world, "nic", world::subnet_id("v", "s"), {row.address});
  CHECK(found(world) == row.lines);
}

TEST_CASE("an endpoint has an address of its subnet", "[N-002][N-023]") {
  azure::Resources world = with_subnet();
  world::vault(world, "kv");
  const auto at = [&](const std::string& address) {
    azure::Resources copy = world;
    world::endpoint(copy, "pe", world::subnet_id("v", "s"), world::vault_id("kv"), "vault",
                    {address});
    return found(copy);
  };
  CHECK(at("10.0.0.4").empty());
  CHECK(at("10.0.9.4") == Lines{"error N-023 /pe"});
  CHECK(at("10.0.0.1") == Lines{"error N-002 /pe"});
}

TEST_CASE("a subnet larger than a /8 is accepted with a warning", "[N-003][C-01]") {
  azure::Resources world;
  world::vnet(world, "v", {"10.0.0.0/7"});
  SECTION("/8") {
    world::subnet(world, "v", "s", "10.0.0.0/8");
    CHECK(found(world).empty());
  }
  SECTION("/7") {
    world::subnet(world, "v", "s", "10.0.0.0/7");
    CHECK(found(world) == Lines{"warning N-003 /v/s/10.0.0.0/7", "warning C-01 /v/s/10.0.0.0/7"});
  }
}

TEST_CASE("two unpeered networks may have one address: two interfaces", "[EX][N-013]") {
  azure::Resources world;
  for (const std::string name : {"v", "w"}) {
    world::vnet(world, name, {"10.0.0.0/16"});
    world::subnet(world, name, "s", "10.0.0.0/24");
    world::nic(world, "nic-" + name, world::subnet_id(name, "s"), {"10.0.0.4"});
  }
  const auto built = world::build(world);
  CHECK(built.diagnostics.empty());
  const auto at = [&](const char* name) {
    return built.network.interface_at(*built.network.virtual_network(world::vnet_id(name)),
                                      world::ip("10.0.0.4"));
  };
  REQUIRE(at("v") != nullptr);
  REQUIRE(at("w") != nullptr);
  CHECK(at("v")->name == "nic-v");
  CHECK(at("w")->name == "nic-w");
}

TEST_CASE("networks with a peering have disjoint spaces, of a subnet peering only its subnets",
          "[N-012][N-166]") {
  azure::Resources world;
  world::vnet(world, "v", {"10.0.0.0/16", "10.5.0.0/16"});
  world::vnet(world, "w", {"10.1.0.0/16", "10.5.128.0/17"});
  auto& link = world::peering(world, "v", "w");
  SECTION("whole networks") { CHECK(found(world) == Lines{"error N-012 /v/to-w"}); }
  SECTION("subnets") {
    link.complete = false;
    CHECK(found(world).empty());
  }
}
