#include <airtight/lab/lab.h>
#include <airtight/lab/traffic.h>

#include "reach/world.h"

namespace airtight::lab {
namespace {

using namespace airtight::world;

azure::Resources two_peers(bool both) {
  Pieces pieces{vnet("a", {"10.1.0.0/16"}),
                vnet("b", {"10.2.0.0/16"}),
                subnet("a/s", "10.1.0.0/24"),
                subnet("b/s", "10.2.0.0/24", {.nsg = "n"}),
                nsg("n", {{100, in, deny, "10.1.0.0/24", "*", "22"}}),
                nic("x", "a/s", "10.1.0.4"),
                nic("y", "b/s", "10.2.0.4"),
                peering_link("a", "b")};
  if (both) pieces.push_back(peering_link("b", "a"));
  return resources(pieces);
}

bool has_route(const Space& space, const std::string& block, const std::string& device) {
  return std::ranges::any_of(space.routes, [&](const Route& each) {
    return each.prefix == prefix(block) && each.device == device;
  });
}

const Space* space_at(const Plan& plan, const std::string& name) {
  const auto found = std::ranges::find(plan.spaces, name, &Space::name);
  return found == plan.spaces.end() ? nullptr : &*found;
}

}  // namespace

TEST_CASE("a plan has a link between networks only where both halves of a peering are",
          "[lab][N-150]") {
  const Plan one = plan(two_peers(false));
  const Plan both = plan(two_peers(true));
  CHECK(both.links.size() == one.links.size() + 1);
  const Space* network = space_at(both, "network/a");
  REQUIRE(network != nullptr);
  const Link& between = *std::ranges::find_if(both.links, [](const Link& each) {
    return each.first == "network/a" && each.second == "network/b";
  });
  CHECK(has_route(*network, "10.2.0.0/16", between.first_device));
}

TEST_CASE("a gateway goes by the networks that use it before what it learned",
          "[lab][N-047][R-14]") {
  auto there = peering_link("hub", "a");
  there.allow_gateway_transit = known(true);
  auto here = peering_link("a", "hub");
  here.use_remote_gateways = known(true);
  const Plan made =
      plan(resources({vnet("hub", {"10.4.0.0/16"}), vnet("a", {"10.1.0.0/16"}),
                      subnet("hub/GatewaySubnet", "10.4.0.0/24"), gateway("gw", "hub"), there, here,
                      learned("hub", "10.1.0.0/28"), learned("hub", "10.9.0.0/16")}));
  const Space* gateway = space_at(made, "gateway/hub");
  REQUIRE(gateway != nullptr);
  const auto dropped = [&](const std::string& block) {
    return std::ranges::any_of(gateway->routes, [&](const Route& each) {
      return each.prefix == prefix(block) && each.leads == Leads::to_nobody;
    });
  };
  CHECK(has_route(*gateway, "10.1.0.0/16", "eth0"));
  CHECK_FALSE(dropped("10.1.0.0/28"));
  CHECK(dropped("10.9.0.0/16"));
}

TEST_CASE("the kernel does what the group says", "[lab][N-091][N-098]") {
  const auto code = in_own_namespaces([] {
    Lab lab;
    if (!lab.become(plan(two_peers(true)))) return 2;
    Traffic traffic(lab, {22, 443});
    const std::vector<Trial> trials{
        {"machine/x", {}, ip("10.2.0.4"), net::Protocol::tcp, net::Port{443}},
        {"machine/x", {}, ip("10.2.0.4"), net::Protocol::tcp, net::Port{22}}};
    const auto seen = traffic.run(trials, std::chrono::milliseconds(500));
    return seen[0].outcome == Outcome::answered && seen[0].by == "machine/y" &&
                   seen[1].outcome == Outcome::timed_out
               ? 0
               : 1;
  });
  if (!code || *code == 2) {
    WARN("skipped: no namespaces here, or no ip or nft");
    return;
  }
  CHECK(*code == 0);
}

}  // namespace airtight::lab
