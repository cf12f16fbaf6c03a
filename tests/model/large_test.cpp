#include <airtight/azure/private_link.h>
#include <airtight/input/two_threads.h>

#include <catch2/catch.hpp>

#include "model/world.h"

// A network of so many resources that two threads build it.
using namespace airtight;

namespace {

constexpr int vaults = 3'000;
constexpr int vaults_of_a_zone = 10;

std::string group_of(int vault) { return "g" + std::to_string(vault / vaults_of_a_zone); }
std::string vault_name(int vault) { return "kv" + std::to_string(10'000 + vault); }
std::string address_of(int vault) {
  return "10.0." + std::to_string(vault / 200) + "." + std::to_string(10 + vault % 200);
}

azure::Resources many_vaults() {
  constexpr const char* zone = "privatelink.vaultcore.azure.net";
  azure::Resources world;
  world::vnet(world, "vnetA", {"10.0.0.0/16"});
  world::subnet(world, "vnetA", "endpoints", "10.0.0.0/16");
  for (int i = 0; i < vaults; ++i) {
    const std::string name = vault_name(i);
    world::vault(world, name);
    if (i % vaults_of_a_zone == 0) world::zone(world, zone, group_of(i));
    world::endpoint(world, "pe-" + name, world::subnet_id("vnetA", "endpoints"),
                    world::vault_id(name), "vault", {address_of(i)});
    world::zone_group(world, "pe-" + name, {world::zone_id(zone, group_of(i))});
  }
  return world;
}

model::Network built_by_two_threads(azure::Resources world) {
  Diagnostics diagnostics;
  return model::build(world::in_order(std::move(world)), diagnostics, input::in_two_threads);
}

}  // namespace

TEST_CASE("each of thousands of back ends is found by its names") {
  const auto network = built_by_two_threads(many_vaults());
  REQUIRE(network.back_ends().size() == vaults);
  for (int i = 0; i < vaults; ++i) {
    const std::string name = vault_name(i);
    const model::BackEnd* back_end = network.back_end(world::vault_id(name));
    REQUIRE(back_end != nullptr);
    REQUIRE(back_end->names == azure::host_names(back_end->service));
    const auto* by_public = network.by_public_name(world::dns(name + ".vault.azure.net"));
    const auto* by_private =
        network.by_private_name(world::dns(name + ".privatelink.vaultcore.azure.net"));
    REQUIRE(by_public != nullptr);
    REQUIRE(by_private != nullptr);
    REQUIRE(by_public->back_end == back_end);
    REQUIRE(by_private->back_end == back_end);
    REQUIRE(by_public->name == back_end->names.front());
  }
  CHECK(network.by_public_name(world::dns("kv9999.vault.azure.net")) == nullptr);
}

TEST_CASE("each of hundreds of zones has the records of its own groups", "[D-152]") {
  const auto network = built_by_two_threads(many_vaults());
  for (int i = 0; i < vaults; i += vaults_of_a_zone) {
    const model::Zone* zone =
        network.zone(world::zone_id("privatelink.vaultcore.azure.net", group_of(i)));
    REQUIRE(zone != nullptr);
    REQUIRE(zone->names.size() == vaults_of_a_zone);
    for (int k = i; k < i + vaults_of_a_zone; ++k) {
      const auto& entries = zone->names.at(vault_name(k));
      REQUIRE(entries.size() == 1);
      REQUIRE(entries.front().addresses == world::ips({address_of(k)}));
    }
  }
}
