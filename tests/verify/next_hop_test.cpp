#include <airtight/verify/next_hop.h>

#include "reach/world.h"

using namespace airtight;
using namespace airtight::world;
using azure::RouteNextHop;

namespace {

verify::NextHop ask(const Pieces& pieces, const std::string& from, const std::string& to,
                    const verify::Assumptions& assumptions = {}) {
  const auto net = network(pieces);
  return verify::next_hop(net, verify::find_place(net, from).value(), ip(to), assumptions);
}

// "VirtualAppliance 10.0.9.4", "None ?" where the answer is open.
std::string in_short(const verify::NextHop& answer) {
  std::string text = answer.hop;
  if (answer.address) text += " " + net::to_string(*answer.address);
  return text + (answer.open.settled() ? "" : " ?");
}

Pieces behind_appliance() {
  return {vnet("v", {"10.0.0.0/16"}), subnet("v/s", "10.0.0.0/24", {.table = "rt"}),
          nic("vm", "v/s", "10.0.0.4"),
          table("rt", {route("10.1.0.0/16", RouteNextHop::appliance, "10.0.9.4")})};
}

}  // namespace

TEST_CASE("the longest route decides, with its table", "[next-hop][N-045][N-046]") {
  const std::pair<const char*, const char*> cases[] = {{"10.0.7.7", "VnetLocal"},
                                                       {"10.1.0.4", "VirtualAppliance 10.0.9.4"},
                                                       {"10.2.0.4", "None"},
                                                       {"8.8.8.8", "Internet"}};
  for (const auto& [to, expected] : cases)
    CHECK(in_short(ask(behind_appliance(), "vm", to)) == expected);
  const auto user = ask(behind_appliance(), "vm", "10.1.0.4");
  CHECK(user.table == table_id("rt"));
  REQUIRE(user.route);
  CHECK(user.route->route.name == "to-10.1.0.0/16");
  CHECK(ask(behind_appliance(), "vm", "10.0.7.7").table.empty());
}

TEST_CASE("platform addresses are in no route", "[next-hop][N-025]") {
  for (const char* address : {"168.63.129.16", "169.254.169.254"}) {
    const auto answer = ask(behind_appliance(), "vm", address);
    CHECK(in_short(answer) == "Platform");
    CHECK_FALSE(answer.route);
  }
}

TEST_CASE("an app's traffic enters the network, or passes it by", "[next-hop][N-233][C-15]") {
  const Pieces pieces{vnet("v", {"10.0.0.0/16"}), subnet("v/s", "10.0.0.0/24", {.table = "rt"}),
                      table("rt", {route("0.0.0.0/0", RouteNextHop::appliance, "10.0.9.4")}),
                      app("all", "v/s"), app("private", "v/s", false)};
  CHECK(in_short(ask(pieces, "all", "8.8.8.8")) == "VirtualAppliance 10.0.9.4");
  CHECK(in_short(ask(pieces, "private", "8.8.8.8")) == "Internet");
  CHECK_FALSE(ask(pieces, "private", "8.8.8.8").route);
  CHECK(in_short(ask(pieces, "private", "10.3.0.4")) == "VirtualAppliance 10.0.9.4");
}

TEST_CASE("an open choice that changes the hop says what each branch gives",
          "[next-hop][N-038][C-02]") {
  const Pieces pieces = behind_appliance() + Pieces{subnet("v/GatewaySubnet", "10.0.255.0/27"),
                                                    gateway("gw", "v"), learned("v", "0.0.0.0/0")};
  const auto answer = ask(pieces, "vm", "10.2.0.4");
  CHECK(in_short(answer) == "VirtualNetworkGateway ?");
  CHECK(answer.open.choices == std::vector<std::string>{"C-02"});
  REQUIRE(answer.forks.size() == 1);
  CHECK(answer.forks.front().branches ==
        std::vector<verify::Fork::Branch>{{"vanish", "VirtualNetworkGateway", ""},
                                          {"stay", "None", ""}});
  CHECK(in_short(ask(pieces, "vm", "8.8.8.8")) == "VirtualNetworkGateway");
  constexpr auto c02 = model::Choice::c02_none_routes_under_a_redirected_default;
  CHECK(in_short(ask(pieces, "vm", "10.2.0.4", {{c02, 1}})) == "None");
}

TEST_CASE("a route that the input does not show leaves the hop open", "[next-hop][I-005]") {
  const Pieces unseen{vnet("v", {"10.0.0.0/16"}),
                      subnet("v/s", "10.0.0.0/24", {.table = "elsewhere"}),
                      nic("vm", "v/s", "10.0.0.4")};
  const auto answer = ask(unseen, "vm", "8.8.8.8");
  CHECK(in_short(answer) == "Internet ?");
  CHECK(answer.open.unknowns == std::vector<std::string>{"the routes of elsewhere"});

  const Pieces peer = behind_appliance() + Pieces{peering_link("v", "elsewhere")};
  CHECK(in_short(ask(peer, "vm", "10.2.0.4")) == "None ?");
  CHECK(in_short(ask(peer, "vm", "10.0.0.9")) == "VnetLocal");
  CHECK(in_short(ask(peer, "vm", "8.8.8.8")) == "Internet");
}
