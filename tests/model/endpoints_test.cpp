#include "model/world.h"

using namespace airtight;

namespace {

azure::Resources three_vaults() {
  azure::Resources world;
  world::vnet(world, "vnetA", {"10.0.0.0/16"});
  world::subnet(world, "vnetA", "endpoints", "10.0.1.0/24");
  for (const char* name : {"kv1", "kv2", "kv3"}) world::vault(world, name);
  return world;
}

azure::PrivateEndpoint& add_endpoint(azure::Resources& world, const std::string& name,
                                     const std::string& vault,
                                     const std::vector<std::string>& addresses = {}) {
  return world::endpoint(world, name, world::subnet_id("vnetA", "endpoints"),
                         world::vault_id(vault), "vault", addresses);
}

const model::Endpoint* find(const model::Network& network, const std::string& name) {
  for (const model::Endpoint& endpoint : network.endpoints())
    if (endpoint.written->name == name) return &endpoint;
  return nullptr;
}

std::vector<net::Ip> addresses(const model::Network& network, const std::string& name) {
  return find(network, name)->addresses;
}

}  // namespace

TEST_CASE("addresses not given are the lowest free ones in order of creation", "[R-37][N-002]") {
  auto world = three_vaults();
  add_endpoint(world, "a", "kv1").creation_order = 30;
  add_endpoint(world, "b", "kv2").creation_order = 10;
  add_endpoint(world, "c", "kv3").creation_order = 20;
  const auto network = world::build(world).network;
  CHECK(addresses(network, "b") == world::ips({"10.0.1.4"}));
  CHECK(addresses(network, "c") == world::ips({"10.0.1.5"}));
  CHECK(addresses(network, "a") == world::ips({"10.0.1.6"}));
  for (const char* name : {"a", "b", "c"}) CHECK(find(network, name)->predicted);
}

TEST_CASE("a prediction skips the addresses that others have", "[R-37][N-013]") {
  auto world = three_vaults();
  world::nic(world, "vm", world::subnet_id("vnetA", "endpoints"), {"10.0.1.4"});
  add_endpoint(world, "a", "kv1").creation_order = 1;
  add_endpoint(world, "b", "kv2", {"10.0.1.6"}).creation_order = 2;
  add_endpoint(world, "c", "kv3").creation_order = 3;
  const auto network = world::build(world).network;
  CHECK(addresses(network, "a") == world::ips({"10.0.1.5"}));
  CHECK(addresses(network, "b") == world::ips({"10.0.1.6"}));
  CHECK(addresses(network, "c") == world::ips({"10.0.1.7"}));
  CHECK_FALSE(find(network, "b")->predicted);
}

TEST_CASE("a full subnet has no address to predict", "[R-37][N-002]") {
  auto world = three_vaults();
  world.subnets[0].address_prefixes = {world::written_prefix("10.0.1.0/29", {})};
  world::vault(world, "kv4");
  for (const char* number : {"1", "2", "3", "4"})
    add_endpoint(world, std::string("pe") + number, std::string("kv") + number).creation_order =
        number[0];
  const auto network = world::build(world).network;
  CHECK(addresses(network, "pe3") == world::ips({"10.0.1.6"}));
  CHECK(addresses(network, "pe4").empty());
}

TEST_CASE("an app's endpoint has two names and one address", "[D-155][R-37]") {
  auto world = three_vaults();
  world::site(world, "app1");
  world::endpoint(world, "pe-app", world::subnet_id("vnetA", "endpoints"), world::site_id("app1"),
                  "sites")
      .creation_order = 1;
  add_endpoint(world, "pe-kv", "kv1").creation_order = 2;
  const auto network = world::build(world).network;
  CHECK(addresses(network, "pe-app") == world::ips({"10.0.1.4"}));
  CHECK(addresses(network, "pe-kv") == world::ips({"10.0.1.5"}));
}

TEST_CASE("an endpoint knows its subnet, network and target", "[N-023][D-171]") {
  auto world = three_vaults();
  auto& written = add_endpoint(world, "pe", "KV1", {"10.0.1.9"});
  written.group_ids = {"VAULT"};
  const auto network = world::build(world).network;
  const auto* endpoint = find(network, "pe");
  REQUIRE(endpoint != nullptr);
  REQUIRE(endpoint->target != nullptr);
  CHECK(endpoint->target->id() == world::vault_id("kv1"));
  CHECK(endpoint->subnet == network.subnet(world::subnet_id("vnetA", "endpoints")));
  CHECK(endpoint->network == network.virtual_network(world::vnet_id("vnetA")));
  CHECK(network.endpoints_of(*endpoint->target) == std::vector{endpoint});
  CHECK(network.endpoint_at(*endpoint->network, world::ip("10.0.1.9")) == endpoint);
}

TEST_CASE("references that lead out of the input are null, not dropped") {
  azure::Resources world;
  world::endpoint(world, "pe", world::subnet_id("away", "s"), world::vault_id("away"), "vault",
                  {"10.9.0.4"});
  const auto network = world::build(world).network;
  REQUIRE(network.endpoints().size() == 1);
  CHECK(network.endpoints()[0].subnet == nullptr);
  CHECK(network.endpoints()[0].network == nullptr);
  CHECK(network.endpoints()[0].target == nullptr);
}

TEST_CASE("an address alone names nothing: networks may use the same space", "[N-013]") {
  auto world = three_vaults();
  world::vnet(world, "vnetB", {"10.0.0.0/16"});
  world::subnet(world, "vnetB", "endpoints", "10.0.1.0/24");
  add_endpoint(world, "pe-a", "kv1", {"10.0.1.4"});
  world::endpoint(world, "pe-b", world::subnet_id("vnetB", "endpoints"), world::vault_id("kv2"),
                  "vault", {"10.0.1.4"});
  const auto network = world::build(world).network;
  const auto owner = [&](const char* vnet) {
    return network.endpoint_at(*network.virtual_network(world::vnet_id(vnet)),
                               world::ip("10.0.1.4"));
  };
  CHECK(owner("vnetA") == find(network, "pe-a"));
  CHECK(owner("vnetB") == find(network, "pe-b"));
}
