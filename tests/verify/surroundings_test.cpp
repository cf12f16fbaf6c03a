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

TEST_CASE("what a gateway learned or a site has is never a denial", "[surroundings][R-02][N-040]") {
  CHECK(judge(town(), {}, "vm1", "192.168.0.4").judgement == Judgement::deny);
  azure::Surroundings site;
  site.sites.emplace_back();
  site.sites.back().name = "hq";
  site.sites.back().prefixes = {prefix("192.168.0.0/16")};
  CHECK(judge(town(), site, "vm1", "192.168.0.4").judgement == Judgement::uncertain);
  CHECK(judge(town(), site, "vm1", "172.16.0.4").judgement == Judgement::deny);
  azure::Surroundings learned;
  learned.learned_routes.push_back({"v", prefix("172.16.0.0/12"), {}});
  CHECK(judge(town(), learned, "vm1", "172.16.0.4").judgement == Judgement::uncertain);
}

TEST_CASE("a longer learned route beats a user route", "[surroundings][N-045][N-046]") {
  const auto routed = [](const char* covered) {
    return town() +
           Pieces{subnet("v/s", "10.0.0.0/24", {.table = "rt"}),
                  table("rt", {route(covered, azure::RouteNextHop::appliance, "10.0.0.9")})};
  };
  azure::Surroundings learned;
  learned.learned_routes.push_back({"v", prefix("192.168.0.0/24"), {}});
  CHECK(judge(routed("192.168.0.0/24"), learned, "vm1", "192.168.0.4").judgement ==
        Judgement::deny);
  CHECK(judge(routed("192.168.0.0/16"), learned, "vm1", "192.168.0.4").judgement ==
        Judgement::uncertain);
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

TEST_CASE("an appliance that only the surroundings have is not followed",
          "[surroundings][R-02][R-17]") {
  const Pieces redirected =
      town() +
      Pieces{subnet("v/s", "10.0.0.0/24", {.table = "rt"}),
             table("rt", {route("192.168.0.0/16", azure::RouteNextHop::appliance, "10.0.0.9")})};
  CHECK(judge(redirected, {}, "vm1", "192.168.0.4").judgement == Judgement::deny);
  azure::Surroundings around;
  around.appliances.emplace_back();
  around.appliances.back().address = ip("10.0.0.9");
  CHECK(judge(redirected, around, "vm1", "192.168.0.4").judgement == Judgement::uncertain);
}

TEST_CASE("platform traffic of an app is not its own", "[surroundings][R-02][N-239]") {
  CHECK(judge(town(), {}, "app1", "kv1").judgement == Judgement::allow);
  azure::Surroundings around;
  around.workloads.emplace_back();
  around.workloads.back().name = "pull";
  around.workloads.back().kind = azure::SurroundingWorkload::Kind::managed_service;
  around.workloads.back().app = "app1";
  around.workloads.back().traffic = "imagePullTraffic";
  CHECK(judge(town(), around, "pull", "kv1").judgement == Judgement::uncertain);
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
