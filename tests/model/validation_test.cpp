#include "model/world.h"

using namespace airtight;

namespace {

// "fact pointer" of each error, in order.
std::vector<std::string> errors_of(const azure::Resources& world) {
  auto diagnostics = world::build(world).diagnostics;
  sort_and_unique(diagnostics);
  std::vector<std::string> errors;
  for (const Diagnostic& diagnostic : diagnostics) {
    if (diagnostic.severity != Severity::error) continue;
    CHECK(diagnostic.where.file == "world");
    CHECK_FALSE(diagnostic.message.empty());
    for (const std::string& fact : diagnostic.facts)
      errors.push_back(fact + " " + diagnostic.where.pointer);
  }
  return errors;
}

using Errors = std::vector<std::string>;

struct Subnets {
  std::string story;
  std::vector<std::string> space;
  std::vector<std::string> subnets;  // s0, s1, …
  Errors errors;
};

}  // namespace

TEST_CASE("subnets lie inside their network, apart, and have a size Azure allows",
          "[EX][N-001][N-003][N-004][N-006]") {
  const auto row = GENERATE(values<Subnets>({
      {"inside", {"10.0.0.0/16"}, {"10.0.0.0/24", "10.0.1.0/24"}, {}},
      {"in the second block", {"10.0.0.0/16", "10.2.0.0/16"}, {"10.2.3.0/24"}, {}},
      {"the whole space", {"10.0.0.0/16"}, {"10.0.0.0/16"}, {}},
      {"public space", {"52.10.0.0/16"}, {"52.10.1.0/24"}, {}},
      {"outside", {"10.0.0.0/16"}, {"10.1.0.0/24"}, {"N-001 /v/s0/10.1.0.0/24"}},
      {"larger than its space", {"10.0.0.0/24"}, {"10.0.0.0/23"}, {"N-001 /v/s0/10.0.0.0/23"}},
      {"overlapping",
       {"10.0.0.0/16"},
       {"10.0.0.0/24", "10.0.0.128/25"},
       {"N-001 /v/s1/10.0.0.128/25"}},
      {"equal", {"10.0.0.0/16"}, {"10.0.0.0/24", "10.0.0.0/24"}, {"N-001 /v/s1/10.0.0.0/24"}},
      {"smallest", {"10.0.0.0/16"}, {"10.0.0.0/29"}, {}},
      {"too small", {"10.0.0.0/16"}, {"10.0.0.0/30"}, {"N-003 /v/s0/10.0.0.0/30"}},
      {"IPv6", {"10.0.0.0/16", "fd00::/48"}, {"fd00::/64"}, {}},
      {"IPv6, too large", {"10.0.0.0/16", "fd00::/48"}, {"fd00::/63"}, {"N-004 /v/s0/fd00::/63"}},
      {"IPv6, too small", {"10.0.0.0/16", "fd00::/48"}, {"fd00::/65"}, {"N-004 /v/s0/fd00::/65"}},
      {"two faults",
       {"10.0.0.0/16"},
       {"10.0.0.0/30", "10.9.0.0/24"},
       {"N-003 /v/s0/10.0.0.0/30", "N-001 /v/s1/10.9.0.0/24"}},
  }));
  CAPTURE(row.story);
  azure::Resources world;
  world::vnet(world, "v", row.space);
  for (std::size_t i = 0; i < row.subnets.size(); ++i)
    world::subnet(world, "v", "s" + std::to_string(i), row.subnets[i]);
  CHECK(errors_of(world) == row.errors);
}

TEST_CASE("subnets of two networks may be equal", "[N-001][N-013]") {
  azure::Resources world;
  for (const char* vnet : {"v", "w"}) {
    world::vnet(world, vnet, {"10.0.0.0/16"});
    world::subnet(world, vnet, "s", "10.0.0.0/24");
  }
  CHECK(errors_of(world).empty());
}

TEST_CASE("a network's space has no block that the platform keeps", "[N-005]") {
  const auto prefix = GENERATE(as<std::string>{}, "224.0.0.0/4", "239.1.0.0/16",
                               "255.255.255.255/32", "127.0.0.0/8", "127.1.0.0/16",
                               "169.254.0.0/16", "168.63.129.16/32", "168.63.0.0/16");
  CAPTURE(prefix);
  azure::Resources world;
  world::vnet(world, "v", {"10.0.0.0/16", prefix});
  CHECK(errors_of(world) == Errors{"N-005 /v/" + prefix});
}

TEST_CASE("a subnet delegated to apps takes no private endpoint", "[EX][N-014]") {
  azure::Resources world;
  world::vnet(world, "v", {"10.0.0.0/16"});
  auto& subnet = world::subnet(world, "v", "s", "10.0.0.0/24");
  world::vault(world, "kv1");
  world::endpoint(world, "pe", subnet.id, world::vault_id("kv1"), "vault", {"10.0.0.4"});
  SECTION("not delegated") { CHECK(errors_of(world).empty()); }
  SECTION("delegated") {
    subnet.delegations = {"Microsoft.Web/serverFarms"};
    CHECK(errors_of(world) == Errors{"N-014 /pe"});
  }
  SECTION("delegated, and the endpoint is what an export shows of a refusal") {
    subnet.delegations = {"Microsoft.Web/serverFarms"};
    world.private_endpoints.front().state.value = azure::ConnectionState::pending;
    CHECK(errors_of(world).empty());
    world.private_endpoints.front().state.value = azure::ConnectionState::approved;
    CHECK(errors_of(world) == Errors{"N-014 /pe"});
  }
  SECTION("delegated, in another letter case") {
    subnet.delegations = {"microsoft.web/SERVERFARMS"};
    CHECK(errors_of(world) == Errors{"N-014 /pe"});
  }
}

TEST_CASE("an app is integrated only on a plan that allows it", "[A-002]") {
  struct Row {
    std::string sku;
    bool allowed;
  };
  const auto row = GENERATE(values<Row>({{"F1", false},
                                         {"f1", false},
                                         {"D1", false},
                                         {"B1", true},
                                         {"b1", true},
                                         {"S1", true},
                                         {"P1v3", true},
                                         {"EP1", true},
                                         {"WS1", true}}));
  CAPTURE(row.sku);
  azure::Resources world;
  world::vnet(world, "v", {"10.0.0.0/16"});
  world::subnet(world, "v", "s", "10.0.0.0/24").delegations = {"Microsoft.Web/serverFarms"};
  const auto plan = world::plan(world, "plan", row.sku).id;
  world::site(world, "app", world::subnet_id("v", "s")).plan = plan;
  CHECK(errors_of(world) == (row.allowed ? Errors{} : Errors{"A-002 /app"}));
}

TEST_CASE("what looks narrower than it is is named", "[N-186][N-316][N-332]") {
  azure::Resources world;
  const auto warned = [&] {
    std::vector<std::string> found;
    for (const Diagnostic& each : world::build(world).diagnostics)
      found.push_back(each.facts.front() + " " + each.where.pointer);
    std::ranges::sort(found);
    return found;
  };
  SECTION("a policy of an integration's subnet") {
    world::vnet(world, "v", {"10.0.0.0/16"});
    auto& subnet = world::subnet(world, "v", "s", "10.0.0.0/24");
    subnet.delegations = {"Microsoft.Web/serverFarms"};
    world::site(world, "app", world::subnet_id("v", "s"));
    CHECK(warned().empty());
    subnet.service_endpoint_policies = {
        world::id("Microsoft.Network/serviceEndpointPolicies", "p")};
    CHECK(warned() == Errors{"N-186 /app"});
  }
  SECTION("the range 0.0.0.0 of a server") {
    auto& sql = world::add(world.services, world::id("Microsoft.Sql/servers", "sql"), "sql");
    sql.type = "Microsoft.Sql/servers";
    azure::NetworkRules rules;
    rules.ip_rules.push_back({net::parse_prefix("0.0.0.0/0").value(), {"world", 0, 0, "/rule"}});
    sql.network_rules.value = rules;
    CHECK(warned().empty());
    rules.ip_rules.front().value = net::parse_prefix("0.0.0.0/32").value();
    sql.network_rules.value = rules;
    CHECK(warned() == Errors{"N-316 /rule"});
  }
  SECTION("AnyVnets of an app") {
    azure::AccessRule anybody;
    anybody.any_network = true;
    anybody.where = {"world", 0, 0, "/any"};
    auto& site = world::site(world, "app");
    site.restrictions.rules = {anybody};
    CHECK(warned().empty());
    site.restrictions.rules.front().allow = true;
    CHECK(warned() == Errors{"N-332 /any"});
  }
}

TEST_CASE("an app on a free plan may stay outside", "[A-002]") {
  azure::Resources world;
  const auto plan = world::plan(world, "plan", "F1").id;
  world::site(world, "app").plan = plan;
  CHECK(errors_of(world).empty());
}

TEST_CASE("a network is linked to one zone of a name, and the first stays", "[D-008][D-034]") {
  const std::string zkv = "privatelink.vaultcore.azure.net";
  azure::Resources world;
  world::vnet(world, "v", {"10.0.0.0/16"});
  world::vnet(world, "w", {"10.1.0.0/16"});
  const auto first = world::zone(world, zkv, "g1").id;
  const auto second = world::zone(world, zkv, "g2").id;
  world::link(world, first, "v");
  SECTION("twice") {
    world::link(world, second, "v").where.pointer = "/second";
    CHECK(errors_of(world) == Errors{"D-008 /second", "D-413 /second"});
    const auto network = world::build(world).network;
    const auto& zones = network.zones_of(*network.virtual_network(world::vnet_id("v")));
    REQUIRE(zones.size() == 1);
    CHECK(zones[0].zone->written->id == first);
  }
  SECTION("from two networks") {
    world::link(world, second, "w");
    CHECK(errors_of(world).empty());
  }
  SECTION("beside a child zone") {
    world::link(world, world::zone(world, "a." + zkv).id, "v");
    CHECK(errors_of(world).empty());
  }
}

TEST_CASE("beside a prefix that is not known nothing is outside for sure",
          "[N-001][N-002][N-023][A-022][R-02]") {
  azure::Resources world;
  world::vnet(world, "v", {}).unknown_prefixes.push_back({"$SPACE"});
  world::subnet(world, "v", "s", "10.0.0.0/24");
  auto& unsized = world::subnet(world, "v", "t", "10.0.1.0/24");
  unsized.address_prefixes.clear();
  unsized.unknown_prefixes.push_back({"$PREFIX"});
  CHECK(errors_of(world).empty());
  world.virtual_networks.front().unknown_prefixes.clear();
  CHECK_FALSE(errors_of(world).empty());
}
