#include "model/world.h"

using namespace airtight;

namespace {

using world::found;
using world::Lines;

azure::Subnet& only_subnet(azure::Resources& world, const std::string& name,
                           const std::string& block) {
  world::vnet(world, "v", {"10.0.0.0/8", "172.16.0.0/12"});
  return world::subnet(world, "v", name, block);
}

azure::HostedWorkload& environment(azure::Resources& world, const azure::ResourceId& subnet) {
  auto& added = world::add(world.hosted_workloads,
                           world::id("Microsoft.App/managedEnvironments", "env"), "env");
  added.type = "Microsoft.App/managedEnvironments";
  added.subnets.push_back({{subnet}, {}});
  return added;
}

azure::RouteTable& table(azure::Resources& world, azure::Subnet& of, const char* block) {
  auto& added =
      world::add(world.route_tables, world::id("Microsoft.Network/routeTables", "rt"), "rt");
  azure::UserRoute route;
  route.name = "r";
  route.where = added.where;
  route.prefix = net::parse_prefix(block).value();
  route.next_hop = azure::RouteNextHop::internet;
  added.routes = {route};
  of.route_table.value = added.id;
  return added;
}

void gateway(azure::Resources& world, const azure::Subnet& in, azure::GatewayType type) {
  auto& added =
      world::add(world.gateways, world::id("Microsoft.Network/virtualNetworkGateways", "gw"), "gw");
  added.type.value = type;
  added.subnet.value = in.id;
}

}  // namespace

TEST_CASE("subnets whose name is their role have a smallest size", "[N-020]") {
  struct Row {
    const char* name;
    const char* block;
    Lines lines;
  };
  const auto row = GENERATE(values<Row>({
      {"AzureFirewallSubnet", "10.0.0.0/26", {}},
      {"AzureFirewallSubnet", "10.0.0.0/27", {"warning N-020"}},
      {"RouteServerSubnet", "10.0.0.0/27", {}},
      {"RouteServerSubnet", "10.0.0.0/28", {"warning N-020"}},
      {"GatewaySubnet", "10.0.0.0/29", {}},
      {"web", "10.0.0.0/29", {}},
  }));
  CAPTURE(row.name, row.block);
  azure::Resources world;
  only_subnet(world, row.name, row.block);
  CHECK(found(world) == row.lines);
}

TEST_CASE("a security group on a gateway's or firewall's subnet is not supported", "[N-105]") {
  const std::pair<const char*, Lines> cases[] = {{"GatewaySubnet", {"warning N-105"}},
                                                 {"AzureFirewallSubnet", {"warning N-105"}},
                                                 {"web", {}}};
  for (const auto& [name, lines] : cases) {
    CAPTURE(name);
    azure::Resources world;
    only_subnet(world, name, "10.0.0.0/24").network_security_group.value =
        world::id("Microsoft.Network/networkSecurityGroups", "n");
    CHECK(found(world) == lines);
  }
}

TEST_CASE("GatewaySubnet keeps its default route and its learned routes", "[N-043][N-062]") {
  azure::Resources world;
  auto& subnet = only_subnet(world, "GatewaySubnet", "10.0.0.0/24");
  SECTION("a default route before a VPN gateway") {
    gateway(world, subnet, azure::GatewayType::vpn);
    table(world, subnet, "0.0.0.0/0");
    CHECK(found(world) == Lines{"warning N-062"});
  }
  SECTION("another route before a VPN gateway") {
    gateway(world, subnet, azure::GatewayType::vpn);
    table(world, subnet, "10.1.0.0/16");
    CHECK(found(world).empty());
  }
  SECTION("a default route before an ExpressRoute gateway") {
    gateway(world, subnet, azure::GatewayType::express_route);
    table(world, subnet, "0.0.0.0/0");
    CHECK(found(world).empty());
  }
  SECTION("no propagation") {
    table(world, subnet, "10.1.0.0/16").disable_bgp_propagation = true;
    CHECK(found(world) == Lines{"warning N-043"});
  }
}

TEST_CASE("Container Apps: a /27 that is delegated or a /23, apart from its own space",
          "[N-018][N-019]") {
  struct Row {
    const char* block;
    bool delegated;
    Lines lines;
  };
  const auto row = GENERATE(values<Row>({
      {"10.0.0.0/27", true, {}},
      {"10.0.0.0/28", true, {"warning N-018"}},
      {"10.0.0.0/23", false, {}},
      {"10.0.0.0/27", false, {"warning N-018"}},
      {"172.30.4.0/23", true, {"warning N-019"}},
      {"172.28.4.0/23", true, {}},
  }));
  CAPTURE(row.block, row.delegated);
  azure::Resources world;
  auto& subnet = only_subnet(world, "s", row.block);
  if (row.delegated) subnet.delegations = {"Microsoft.App/environments"};
  environment(world, subnet.id);
  CHECK(found(world) == row.lines);
}

TEST_CASE("a subnet delegated to environments has no endpoint of either kind", "[N-017]") {
  azure::Resources world;
  auto& subnet = only_subnet(world, "s", "10.0.0.0/24");
  subnet.delegations = {"microsoft.app/environments"};
  SECTION("a private endpoint") {
    world::vault(world, "kv");
    world::endpoint(world, "pe", subnet.id, world::vault_id("kv"), "vault", {"10.0.0.4"});
    CHECK(found(world) == Lines{"error N-017"});
  }
  SECTION("a service endpoint") {
    subnet.service_endpoints = {"Microsoft.Storage"};
    CHECK(found(world) == Lines{"warning N-017"});
  }
}

TEST_CASE("an app's subnet is delegated to its kind of plan", "[N-014][N-015][N-017]") {
  struct Row {
    const char* delegation;
    bool flex;
    Lines lines;
  };
  const auto row = GENERATE(values<Row>({
      {"Microsoft.Web/serverFarms", false, {}},
      {"Microsoft.App/environments", true, {}},
      {"Microsoft.App/environments", false, {"error A-020", "error N-015"}},
      {"Microsoft.Web/serverFarms", true, {"error A-020", "error N-017"}},
      {"Microsoft.Sql/managedInstances", false, {"error A-020", "error N-015"}},
  }));
  CAPTURE(row.delegation, row.flex);
  azure::Resources world;
  auto& subnet = only_subnet(world, "s", "10.0.0.0/24");
  subnet.delegations = {row.delegation};
  world::site(world, "app", subnet.id).flex = row.flex;
  CHECK(found(world) == row.lines);
}

TEST_CASE("integration with a network that has IPv6 may not work", "[N-022]") {
  azure::Resources world;
  world::vnet(world, "v", {"10.0.0.0/16", "fd00::/48"});
  world::subnet(world, "v", "s", "10.0.0.0/24");
  world::site(world, "app", world::subnet_id("v", "s"));
  CHECK(found(world) == Lines{"warning N-022"});
}

TEST_CASE("an endpoint in another subscription than its network is noted", "[N-023]") {
  azure::Resources world;
  auto& subnet = only_subnet(world, "s", "10.0.0.0/24");
  world::vault(world, "kv");
  auto& pe = world::endpoint(world, "pe", subnet.id, world::vault_id("kv"), "vault", {"10.0.0.4"});
  CHECK(found(world).empty());
  pe.id = azure::make_id("other", "g", "Microsoft.Network/privateEndpoints", "pe");
  CHECK(found(world) == Lines{"warning N-023"});
}
