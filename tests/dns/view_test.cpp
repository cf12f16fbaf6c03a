#include <airtight/dns/view.h>

#include "model/world.h"

using namespace airtight;

namespace {

azure::Resources two_networks() {
  azure::Resources world;
  world::vnet(world, "plain", {"10.0.0.0/16"});
  world::vnet(world, "custom", {"10.1.0.0/16"}, {"10.1.0.4", "10.1.0.5"});
  world::subnet(world, "plain", "default", "10.0.0.0/24");
  world::subnet(world, "custom", "default", "10.1.0.0/24");
  return world;
}

dns::View view_of_site(const azure::Resources& world) {
  const auto network = world::build(world).network;
  return dns::view_of(network, *network.site(world::site_id("app")));
}

// The network's name, or "-"; then the servers.
std::string text(const dns::View& view) {
  std::string text = view.context.network == nullptr ? "-" : view.context.network->name;
  for (const net::Ip& server : view.servers) text += " " + to_string(server);
  return text;
}

}  // namespace

TEST_CASE("the public view has no network", "[D-301]") { CHECK(text(dns::public_view()) == "-"); }

TEST_CASE("a network's clients use its servers, Azure's where it lists none", "[D-202][D-207]") {
  const auto network = world::build(two_networks()).network;
  CHECK(text(dns::view_of(*network.virtual_network(world::vnet_id("plain")))) == "plain");
  CHECK(text(dns::view_of(*network.virtual_network(world::vnet_id("custom")))) ==
        "custom 10.1.0.4 10.1.0.5");
}

TEST_CASE("an interface's servers go before its network's", "[D-207]") {
  auto world = two_networks();
  const auto subnet = world::subnet_id("custom", "default");
  world::nic(world, "own", subnet, {"10.1.0.10"}).dns_servers.value = world::ips({"9.9.9.9"});
  world::nic(world, "inherits", subnet, {"10.1.0.11"});
  const auto network = world::build(world).network;
  const auto view = [&](const char* name) {
    return text(dns::view_of(network, *network.network_interface(
                                          world::id("Microsoft.Network/networkInterfaces", name))));
  };
  CHECK(view("own") == "custom 9.9.9.9");
  CHECK(view("inherits") == "custom 10.1.0.4 10.1.0.5");
}

TEST_CASE("an app asks from the network it is integrated with, on that network's servers",
          "[D-301][D-302][D-303][A-070][N-250]") {
  auto world = two_networks();
  SECTION("not integrated") {
    world::site(world, "app");
    CHECK(text(view_of_site(world)) == "-");
  }
  SECTION("default DNS") {
    world::site(world, "app", world::subnet_id("plain", "default"));
    CHECK(view_of_site(world).servers.empty());
  }
  SECTION("custom DNS") {
    world::site(world, "app", world::subnet_id("custom", "default"));
    CHECK(view_of_site(world).servers == world::ips({"10.1.0.4", "10.1.0.5"}));
  }
  SECTION("its own servers replace the network's") {
    world::site(world, "app", world::subnet_id("custom", "default")).dns_servers.value =
        world::ips({"10.1.0.9"});
    CHECK(view_of_site(world).servers == world::ips({"10.1.0.9"}));
  }
}

TEST_CASE("older Windows sites sort the servers and ask two", "[A-072]") {
  azure::Resources world;
  world::vnet(world, "v", {"10.0.0.0/8"}, {"10.9.0.4", "10.1.0.4", "10.5.0.4"});
  world::subnet(world, "v", "s", "10.0.0.0/24");
  azure::Site& site = world::site(world, "app", world::subnet_id("v", "s"));
  const auto asked = [&] { return view_of_site(world).servers; };
  SECTION("others keep the order and use all") {
    CHECK(asked() == world::ips({"10.9.0.4", "10.1.0.4", "10.5.0.4"}));
    site.legacy_dns_order.value = false;
    CHECK(asked() == world::ips({"10.9.0.4", "10.1.0.4", "10.5.0.4"}));
  }
  SECTION("older ones") {
    site.legacy_dns_order.value = true;
    CHECK(asked() == world::ips({"10.1.0.4", "10.5.0.4"}));
  }
  SECTION("not known") {
    site.legacy_dns_order.value = azure::UnknownInput{"$LEGACY"};
    CHECK_FALSE(view_of_site(world).unknowns.empty());
  }
}

TEST_CASE("servers that are not known are named, never taken for Azure's", "[D-207][D-306]") {
  const azure::UnknownInput unset{"$DNS (the variable is never set)"};
  auto world = two_networks();
  SECTION("of a network") {
    world.virtual_networks[0].dns_servers.value = unset;
    const auto network = world::build(world).network;
    CHECK(dns::view_of(*network.virtual_network(world::vnet_id("plain"))).unknowns ==
          std::vector{unset});
  }
  SECTION("of an app") {
    world::site(world, "app", world::subnet_id("plain", "default")).dns_servers.value = unset;
    CHECK(view_of_site(world).unknowns == std::vector{unset});
  }
  SECTION("of an app's network") {
    world.virtual_networks[0].dns_servers.value = unset;
    world::site(world, "app", world::subnet_id("plain", "default"));
    CHECK(view_of_site(world).unknowns == std::vector{unset});
  }
  SECTION("of an app whose integration is not known") {
    world::site(world, "app").integration_subnet.value = unset;
    CHECK_FALSE(view_of_site(world).unknowns.empty());
  }
  SECTION("of a network outside the input") {
    world.virtual_networks[0].external = true;
    const auto network = world::build(world).network;
    CHECK_FALSE(dns::view_of(*network.virtual_network(world::vnet_id("plain"))).unknowns.empty());
  }
}
