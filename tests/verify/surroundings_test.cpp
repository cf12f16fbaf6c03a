#include <airtight/verify/path.h>

#include <algorithm>

#include "reach/world.h"

using namespace airtight;
using namespace airtight::world;
using verify::Judgement;

namespace {

const auto kv = vault("kv1");

Pieces town() {
  return {vnet("v", {"10.0.0.0/16"}),
          subnet("v/s", "10.0.0.0/24"),
          subnet("v/pe", "10.0.1.0/24"),
          nic("nic1", "v/s", "10.0.0.4"),
          machine("vm1", "nic1"),
          app("app1", "v/s"),
          kv,
          zone(vault_zone),
          zone_link(vault_zone, "v"),
          endpoint("pe1", "v/pe", kv, "vault", "10.0.1.4"),
          zone_group("pe1", vault_zone)};
}

verify::Verdict judge(const Pieces& pieces, const azure::Surroundings& around,
                      const std::string& from, const std::string& to) {
  azure::Resources all = resources(pieces);
  all.surroundings = around;
  Diagnostics diagnostics;
  const auto net = model::build(std::move(all), diagnostics);
  CHECK_FALSE(has_errors(diagnostics));
  const auto workload = verify::find_workload(net, from);
  const auto target = verify::find_target(net, to);
  REQUIRE(workload.has_value());
  REQUIRE(target.has_value());
  return verify::examine(net, *workload, *target).verdict;
}

}  // namespace

azure::Surroundings with_site(azure::SurroundingSite::Connection connection,
                              const std::string& gateway_network) {
  azure::Surroundings around;
  around.sites.emplace_back();
  around.sites.back().name = "hq";
  around.sites.back().prefixes = {prefix("192.168.0.0/16")};
  around.sites.back().advertised = {prefix("192.168.0.0/16")};
  around.sites.back().routes_to_azure = {prefix("10.0.0.0/8")};
  around.sites.back().connection = connection;
  around.sites.back().gateway_network = gateway_network;
  return around;
}

TEST_CASE("a site is reached through its gateway", "[surroundings][R-02][R-14][N-040]") {
  using Connection = azure::SurroundingSite::Connection;
  CHECK(judge(town(), {}, "vm1", "192.168.0.4").judgement == Judgement::deny);
  const auto site = with_site(Connection::vpn, "v");
  CHECK(judge(town(), site, "vm1", "192.168.0.4").judgement == Judgement::allow);
  CHECK(judge(town(), site, "vm1", "172.16.0.4").judgement == Judgement::deny);
  CHECK(judge(town(), with_site(Connection::none, ""), "vm1", "192.168.0.4").judgement ==
        Judgement::deny);
  CHECK(judge(town(), with_site(Connection::vpn, ""), "vm1", "192.168.0.4").judgement ==
        Judgement::uncertain);
  // a learned prefix that no site owns leads nowhere.
  azure::Surroundings learned;
  learned.learned_routes.push_back({"v", prefix("172.16.0.0/12"), {}});
  CHECK(judge(town(), learned, "vm1", "172.16.0.4").judgement == Judgement::deny);
}

TEST_CASE("a longer learned route beats a user route", "[surroundings][N-045][N-046]") {
  const auto routed = [](const char* covered) {
    return town() +
           Pieces{subnet("v/s", "10.0.0.0/24", {.table = "rt"}),
                  table("rt", {route(covered, azure::RouteNextHop::appliance, "10.0.0.9")})};
  };
  const auto site = with_site(azure::SurroundingSite::Connection::vpn, "v");
  CHECK(judge(routed("192.168.0.0/16"), site, "vm1", "192.168.0.4").reason ==
        reach::Reason::next_hop_invalid);
  azure::Surroundings learned = site;
  learned.learned_routes.push_back({"v", prefix("192.168.0.0/24"), {}});
  CHECK(judge(routed("192.168.0.0/24"), learned, "vm1", "192.168.0.4").reason ==
        reach::Reason::next_hop_invalid);
  CHECK(judge(routed("192.168.0.0/16"), learned, "vm1", "192.168.0.4").judgement ==
        Judgement::allow);
  learned.learned_routes.front().prefix = prefix("10.0.1.0/28");
  CHECK(judge(town(), learned, "vm1", "kv1").judgement == Judgement::allow);
}

TEST_CASE("a learned default route may take public traffic", "[surroundings][N-040]") {
  const Pieces open = town() + Pieces{vault("kv2")};
  CHECK(judge(open, {}, "vm1", "kv2").judgement == Judgement::allow);
  azure::Surroundings learned;
  learned.learned_routes.push_back({"v", prefix("192.168.0.0/16"), {}});
  CHECK(judge(open, learned, "vm1", "kv2").judgement == Judgement::allow);
  learned.learned_routes.push_back({"v", prefix("0.0.0.0/0"), {}});
  CHECK(judge(open, learned, "vm1", "kv2").judgement == Judgement::uncertain);
}

TEST_CASE("an appliance that only the surroundings have forwards by its rules",
          "[surroundings][R-17]") {
  const Pieces redirected =
      town() +
      Pieces{subnet("v/dev", "10.0.2.0/24"), subnet("v/s", "10.0.0.0/24", {.table = "rt"}),
             table("rt", {route("10.0.1.0/24", azure::RouteNextHop::appliance, "10.0.2.9")}),
             nic("nic2", "v/pe", "10.0.1.9"), machine("vm2", "nic2")};
  CHECK(judge(redirected, {}, "vm1", "10.0.1.9").reason == reach::Reason::next_hop_invalid);
  azure::Surroundings around;
  around.appliances.emplace_back();
  around.appliances.back().address = ip("10.0.2.9");
  around.appliances.back().snat = true;
  CHECK(judge(redirected, around, "vm1", "10.0.1.9").judgement == Judgement::uncertain);
  around.appliances.back().rules = std::vector<azure::ApplianceRule>{};
  CHECK(judge(redirected, around, "vm1", "10.0.1.9").reason == reach::Reason::fw_deny);
}

TEST_CASE("platform traffic of an app is not its own", "[surroundings][R-02][N-239]") {
  CHECK(judge(town(), {}, "app1", "kv1").judgement == Judgement::allow);
  azure::Surroundings around;
  around.workloads.emplace_back();
  around.workloads.back().name = "pull";
  around.workloads.back().kind = azure::SurroundingWorkload::Kind::managed_service;
  around.workloads.back().app = "app1";
  around.workloads.back().traffic = "imagePullTraffic";
  // Its switch is off: by the public path, with public names (D-318).
  CHECK(judge(town(), around, "pull", "kv1").judgement == Judgement::allow);
  auto closed = kv;
  closed.public_network_access = known(azure::PublicNetworkAccess::disabled);
  const auto refused = judge(town() + Pieces{closed}, around, "pull", "kv1");
  CHECK(refused.judgement == Judgement::deny);
  CHECK(refused.reason == reach::Reason::paas_public_disabled);
  auto routed = app("app1", "v/s");
  routed.outbound_routing.image_pull = known(true);
  CHECK(judge(town() + Pieces{closed, routed}, around, "pull", "kv1").judgement ==
        Judgement::allow);
  routed.outbound_routing.image_pull = unknown<bool>("$PULL");
  CHECK(judge(town() + Pieces{closed, routed}, around, "pull", "kv1").judgement ==
        Judgement::uncertain);
  around.workloads.back().traffic = "futureTraffic";
  CHECK(judge(town(), around, "pull", "kv1").judgement == Judgement::uncertain);
  around.workloads.back().app = "app9";
  around.workloads.back().traffic = "imagePullTraffic";
  CHECK(judge(town(), around, "pull", "kv1").judgement == Judgement::uncertain);
}

TEST_CASE("a site is a vantage without a host that anybody wrote",
          "[surroundings][R-14][R-19][D-248]") {
  using Connection = azure::SurroundingSite::Connection;
  auto around = with_site(Connection::vpn, "v");
  around.sites.back().public_address = ip("203.0.113.9");
  CHECK(judge(town(), around, "on-premises:hq", "10.0.0.4").judgement == Judgement::allow);
  CHECK(judge(town(), around, "on-premises:hq", "172.16.0.4").judgement == Judgement::deny);
  // Some of its addresses are refused.
  const Pieces half = town() + Pieces{subnet("v/s", "10.0.0.0/24", {.nsg = "n"}),
                                      nsg("n", {{100, in, deny, "192.168.0.0/24"}})};
  CHECK(judge(half, around, "on-premises:hq", "10.0.0.4").judgement == Judgement::uncertain);
  // Names are asked of its servers; without one they are public, and so is its address.
  const Pieces listed =
      town() + Pieces{vault("kv1", rules(azure::DefaultAction::deny, {"203.0.113.9/32"}))};
  CHECK(judge(listed, around, "on-premises:hq", "kv1").judgement == Judgement::allow);
  around.sites.back().public_address = ip("203.0.113.10");
  CHECK(judge(listed, around, "on-premises:hq", "kv1").judgement == Judgement::deny);
  around.sites.back().dns_servers = {ip("192.168.0.53")};
  CHECK(judge(listed, around, "on-premises:hq", "kv1").reason == reach::Reason::name_timeout);
}

TEST_CASE("an unknown site is an error with the sites there are", "[surroundings]") {
  azure::Resources all = resources(town());
  all.surroundings = with_site(azure::SurroundingSite::Connection::vpn, "v");
  all.surroundings.workloads.emplace_back();
  all.surroundings.workloads.back().name = "laptop";
  all.surroundings.workloads.back().kind = azure::SurroundingWorkload::Kind::on_premises;
  all.surroundings.workloads.back().site = "hq";
  Diagnostics diagnostics;
  const auto net = model::build(std::move(all), diagnostics);
  CHECK(verify::find_workload(net, "on-premises:laptop").has_value());
  const auto found = verify::find_workload(net, "on-premises:nowhere");
  REQUIRE_FALSE(found.has_value());
  CHECK_THAT(found.error().message, Catch::Contains("hq"));
}

TEST_CASE("a place that is nowhere is an error", "[surroundings]") {
  for (const bool of_site : {false, true}) {
    azure::Resources all = resources(town());
    all.surroundings.workloads.emplace_back();
    all.surroundings.workloads.back().name = "runner";
    (of_site ? all.surroundings.workloads.back().site : all.surroundings.workloads.back().subnet) =
        "nowhere";
    Diagnostics diagnostics;
    model::build(std::move(all), diagnostics);
    CHECK(has_errors(diagnostics));
  }
}
