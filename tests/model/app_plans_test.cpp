#include "model/world.h"

using namespace airtight;

namespace {

constexpr auto apps = "Microsoft.Web/serverFarms";

// Severity and first fact of each diagnostic: "error A-006".
std::vector<std::string> said_of(const azure::Resources& world) {
  auto diagnostics = world::build(world).diagnostics;
  sort_and_unique(diagnostics);
  std::vector<std::string> said;
  for (const Diagnostic& each : diagnostics)
    said.push_back((each.severity == Severity::error ? "error " : "warning ") + each.facts.front());
  return said;
}

using Said = std::vector<std::string>;

azure::Resources with_subnets(const std::vector<std::string>& blocks) {
  azure::Resources world;
  world::vnet(world, "v", {"10.0.0.0/16"});
  for (std::size_t i = 0; i < blocks.size(); ++i)
    world::subnet(world, "v", "s" + std::to_string(i), blocks[i]).delegations = {apps};
  return world;
}

azure::Site& app_on(azure::Resources& world, const std::string& name, const azure::Plan& plan,
                    const std::string& subnet) {
  azure::Site& site = world::site(world, name, world::subnet_id("v", subnet));
  site.plan = plan.id;
  return site;
}

}  // namespace

TEST_CASE("a plan's instances take addresses, twice as many while it changes", "[A-022][N-015]") {
  struct Row {
    std::string block;
    int instances;
    Said said;
  };
  const auto row = GENERATE(values<Row>({{"10.0.0.0/24", 1, {}},
                                         {"10.0.0.0/28", 5, {}},
                                         {"10.0.0.0/28", 6, {"warning A-022"}},
                                         {"10.0.0.0/28", 11, {"warning A-022"}},
                                         {"10.0.0.0/28", 12, {"error A-022"}},
                                         {"10.0.0.0/27", 13, {}},
                                         {"10.0.0.0/27", 14, {"warning A-022"}},
                                         {"10.0.0.0/26", 29, {}},
                                         {"10.0.0.0/26", 30, {"warning A-022"}}}));
  CAPTURE(row.block, row.instances);
  azure::Resources world = with_subnets({row.block});
  azure::Plan& plan = world::plan(world, "plan", "S1");
  plan.instances = row.instances;
  app_on(world, "app", plan, "s0");
  CHECK(said_of(world) == row.said);
}

TEST_CASE("of Windows containers each app takes one more address per instance", "[A-023]") {
  azure::Resources world = with_subnets({"10.0.0.0/26"});  // 59 addresses
  azure::Plan& plan = world::plan(world, "plan", "P1V3");
  plan.instances = 10;
  const auto with_apps = [&](int count) {
    for (int i = 0; i < count; ++i)
      app_on(world, "app" + std::to_string(i), plan, "s0").kind = "app,container,windows";
    return said_of(world);
  };
  SECTION("four apps, 50 addresses") { CHECK(with_apps(4) == Said{"warning A-022"}); }
  SECTION("five apps, 60 addresses") { CHECK(with_apps(5) == Said{"error A-022"}); }
}

TEST_CASE("several plans in one subnet need a /26", "[A-025][A-021][N-016]") {
  const auto with = [](const std::string& block) {
    azure::Resources world = with_subnets({block});
    world::plan(world, "p1", "S1");
    world::plan(world, "p2", "S1");
    app_on(world, "a1", world.plans[0], "s0");
    app_on(world, "a2", world.plans[1], "s0");
    return said_of(world);
  };
  CHECK(with("10.0.0.0/26").empty());
  CHECK(with("10.0.0.0/27") == Said{"warning A-025"});
}

TEST_CASE("a Linux plan takes one subnet, a Windows plan two", "[A-006]") {
  const auto with = [](bool on_linux, int subnets) {
    azure::Resources world = with_subnets({"10.0.0.0/24", "10.0.1.0/24", "10.0.2.0/24"});
    azure::Plan& plan = world::plan(world, "plan", "S1");
    plan.linux_workers.value = on_linux;
    for (int i = 0; i < subnets; ++i)
      app_on(world, "a" + std::to_string(i), plan, "s" + std::to_string(i));
    return said_of(world);
  };
  CHECK(with(true, 1).empty());
  CHECK(with(true, 2) == Said{"error A-006"});
  CHECK(with(false, 2).empty());
  CHECK(with(false, 3) == Said{"error A-006"});
}

TEST_CASE("apps of a plan share its one subnet", "[A-006]") {
  azure::Resources world = with_subnets({"10.0.0.0/24"});
  azure::Plan& plan = world::plan(world, "plan", "S1");
  plan.linux_workers.value = true;
  app_on(world, "a1", plan, "s0");
  app_on(world, "a2", plan, "s0");
  CHECK(said_of(world).empty());
}

TEST_CASE("a Docker Compose app cannot be integrated", "[A-007]") {
  azure::Resources world = with_subnets({"10.0.0.0/24"});
  azure::Plan& plan = world::plan(world, "plan", "S1");
  azure::Site& site = app_on(world, "a1", plan, "s0");
  SECTION("a language") { site.stack = "PHP|8.2"; }
  SECTION("one container") { site.stack = "DOCKER|nginx"; }
  SECTION("several") { site.stack = "COMPOSE|dmVyc2lvbg=="; }
  CHECK(said_of(world) == (site.stack.starts_with("COMPOSE") ? Said{"error A-007"} : Said{}));
}

TEST_CASE("an integration subnet is no other service's", "[A-020]") {
  azure::Resources world = with_subnets({"10.0.0.0/24"});
  azure::Plan& plan = world::plan(world, "plan", "EP1");
  azure::Site& site = app_on(world, "a1", plan, "s0");
  auto& delegations = world.subnets[0].delegations;
  SECTION("in another letter case") {
    delegations = {"microsoft.web/serverfarms"};
    CHECK(said_of(world).empty());
  }
  SECTION("of another service") {
    delegations = {"Microsoft.Sql/managedInstances"};
    CHECK(said_of(world) == Said{"error A-020"});
  }
  SECTION("Flex has a delegation of its own") {
    delegations = {"Microsoft.App/environments"};
    CHECK(said_of(world) == Said{"error A-020"});
    site.flex = true;
    CHECK(said_of(world).empty());
  }
}

TEST_CASE("Functions on Consumption stay outside, Premium and Logic Apps Standard integrate",
          "[A-260][A-263][N-257]") {
  const auto with = [](const std::string& sku) {
    azure::Resources world = with_subnets({"10.0.0.0/24"});
    app_on(world, "a1", world::plan(world, "plan", sku), "s0");
    return said_of(world);
  };
  CHECK(with("Y1") == Said{"error A-002"});
  CHECK(with("EP1").empty());
  CHECK(with("WS1").empty());
}

TEST_CASE("the smallest integration subnet is a /28, in the app's region",
          "[A-021][A-005][N-249]") {
  azure::Resources world = with_subnets({"10.0.0.0/29"});
  azure::Plan& plan = world::plan(world, "plan", "S1");
  azure::Site& site = app_on(world, "a1", plan, "s0");
  SECTION("too small") { CHECK(said_of(world) == Said{"error A-021"}); }
  SECTION("elsewhere") {
    world.subnets[0].address_prefixes = {
        world::written_prefix("10.0.0.0/28", world.subnets[0].where)};
    site.location = "northeurope";
    CHECK(said_of(world) == Said{"error A-005"});
  }
}

TEST_CASE("apps of an App Service Environment are in its network", "[A-001]") {
  azure::Resources world = with_subnets({"10.0.0.0/24"});
  world.subnets[0].delegations = {"Microsoft.Web/hostingEnvironments"};
  azure::Plan& plan = world::plan(world, "plan", "I1V2");
  world::site(world, "a1").plan = plan.id;
  const auto environment = world::id("Microsoft.Web/hostingEnvironments", "ase");
  const auto integration = [&] {
    const auto built = world::build(world);
    CHECK(built.diagnostics.empty());
    return built.network.site(world::site_id("a1"))->integration_subnet;
  };
  SECTION("of whose subnet nothing is said") { CHECK(integration().unknown() != nullptr); }
  SECTION("which is in the input") {
    plan.environment.value = environment;
    auto& hosted = world::add(world.hosted_workloads, environment, "ase");
    hosted.subnets.emplace_back().value = world::subnet_id("v", "s0");
    REQUIRE(integration().known() != nullptr);
    CHECK(*integration().known() == world::subnet_id("v", "s0"));
  }
}
