#include "model/world.h"

using namespace airtight;

namespace {

azure::Resources small() {
  azure::Resources world;
  world::vnet(world, "vnetA", {"10.0.0.0/16", "10.1.0.0/16"});
  world::vnet(world, "hub", {"10.2.0.0/16"});
  world::subnet(world, "vnetA", "default", "10.0.0.0/24");
  world::vault(world, "kv1");
  world::site(world, "app1");
  return world;
}

}  // namespace

TEST_CASE("resources are found by id in any letter case", "[I-121]") {
  const auto network = world::build(small()).network;
  CHECK(network.virtual_network(world::vnet_id("VNETA"))->name == "vnetA");
  CHECK(network.subnet(world::subnet_id("vneta", "DEFAULT"))->name == "default");
  CHECK(network.site(world::site_id("APP1"))->name == "app1");
  CHECK(network.virtual_network(world::vnet_id("other")) == nullptr);
  CHECK(network.subnet(world::vnet_id("vnetA")) == nullptr);
}

TEST_CASE("services and apps are back ends, found by both of their names", "[D-101]") {
  const auto network = world::build(small()).network;
  CHECK(network.back_ends().size() == 2);
  const auto* by_public = network.by_public_name(world::dns("KV1.vault.azure.net"));
  REQUIRE(by_public != nullptr);
  CHECK(by_public->back_end == network.back_end(world::vault_id("kv1")));
  CHECK(by_public->name.group_id == "vault");
  const auto* by_private =
      network.by_private_name(world::dns("app1.scm.privatelink.azurewebsites.net"));
  REQUIRE(by_private != nullptr);
  CHECK(by_private->back_end->site == network.site(world::site_id("app1")));
  CHECK(network.by_public_name(world::dns("kv2.vault.azure.net")) == nullptr);
  CHECK(network.by_public_name(by_private->name.private_name) == nullptr);
}

TEST_CASE("back ends are found by a name in any letter case, all that have it") {
  auto world = small();
  world::vault(world, "APP1");
  const auto network = world::build(world).network;
  const auto& called = network.back_ends_called("App1");
  REQUIRE(called.size() == 2);
  CHECK(called[0]->id() < called[1]->id());
  CHECK(network.back_ends_called("kv1").size() == 1);
  CHECK(network.back_ends_called("kv").empty());
}

TEST_CASE("names of a zone are in canonical order", "[D-013]") {
  // RFC 4034, section 6.1, without its last labels.
  const std::vector<std::string> names{"a", "yljkjljk.a", "z.a", "zabc.a", "z", "*.z", "200.z"};
  auto sorted = names;
  std::ranges::reverse(sorted);
  std::ranges::sort(sorted, model::CanonicalOrder());
  CHECK(sorted == names);
}

TEST_CASE("a peering is seen with both of its halves", "[N-150]") {
  auto world = small();
  world::peering(world, "vnetA", "hub");
  SECTION("one half is written") {
    const auto network = world::build(world).network;
    const auto& seen = network.neighbours_of(*network.virtual_network(world::vnet_id("vnetA")));
    REQUIRE(seen.size() == 1);
    CHECK(seen[0].network == network.virtual_network(world::vnet_id("hub")));
    CHECK(seen[0].back == nullptr);
  }
  SECTION("both are") {
    world::peering(world, "hub", "vnetA");
    const auto network = world::build(world).network;
    const auto& seen = network.neighbours_of(*network.virtual_network(world::vnet_id("vnetA")));
    REQUIRE(seen.size() == 1);
    REQUIRE(seen[0].back != nullptr);
    CHECK(seen[0].back->virtual_network == world::vnet_id("hub"));
  }
}

TEST_CASE("an interface is found by its address in its own network", "[N-013]") {
  auto world = small();
  world::nic(world, "vm", world::subnet_id("vnetA", "default"), {"10.0.0.4", "10.0.0.5"});
  const auto network = world::build(world).network;
  const auto& vnet = *network.virtual_network(world::vnet_id("vnetA"));
  const auto& hub = *network.virtual_network(world::vnet_id("hub"));
  REQUIRE(network.interface_at(vnet, world::ip("10.0.0.5")) != nullptr);
  CHECK(network.interface_at(vnet, world::ip("10.0.0.5"))->name == "vm");
  CHECK(network.interface_at(vnet, world::ip("10.0.0.6")) == nullptr);
  CHECK(network.interface_at(hub, world::ip("10.0.0.4")) == nullptr);
}

TEST_CASE("pointers into a network outlive the copy they came from") {
  const azure::VirtualNetwork* vnet = nullptr;
  model::Network copy = world::build(azure::Resources{}).network;
  {
    const model::Network network = world::build(small()).network;
    vnet = network.virtual_network(world::vnet_id("vnetA"));
    copy = network;
  }
  CHECK(vnet->name == "vnetA");
  CHECK(copy.virtual_network(world::vnet_id("vnetA")) == vnet);
}

TEST_CASE("the prefixes of a network come without their places") {
  const auto network = world::build(small()).network;
  CHECK(model::prefixes(*network.virtual_network(world::vnet_id("vnetA"))) ==
        std::vector{net::parse_prefix("10.0.0.0/16").value(),
                    net::parse_prefix("10.1.0.0/16").value()});
}

TEST_CASE("an empty input is an empty network") {
  const auto built = world::build({});
  CHECK(built.diagnostics.empty());
  CHECK(built.network.back_ends().empty());
  CHECK(built.network.endpoints().empty());
}

TEST_CASE("of groups that share a name the one with an endpoint speaks for it", "[D-104][D-152]") {
  const auto group_of = [](const std::string& with_endpoint) {
    azure::Resources world;
    auto& vault = world::service(world, "Microsoft.RecoveryServices/vaults", "rsv1");
    vault.placeholders = {{"vaultEndpointLabel", "rsv1-a"}, {"regionCode", "we"}};
    if (!with_endpoint.empty())
      world::endpoint(world, "pe", world::subnet_id("v", "s"), vault.id, with_endpoint);
    const auto network = world::build(world).network;
    const auto* named = network.by_public_name(world::dns("rsv1-a.we.backup.windowsazure.com"));
    REQUIRE(named != nullptr);
    return named->name.group_id;
  };
  CHECK(group_of("") == "AzureBackup");
  CHECK(group_of("AzureBackup") == "AzureBackup");
  CHECK(group_of("azurebackup_secondary") == "AzureBackup_secondary");
}
