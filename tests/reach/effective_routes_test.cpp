#include <airtight/reach/effective_routes.h>

#include <algorithm>

#include "reach/world.h"

using namespace airtight;
using namespace airtight::world;
using azure::EndpointPolicies;
using azure::RouteNextHop;
using reach::Hop;
using reach::Route;

namespace {

const auto kv = vault("kv1");

// The hop for an address under the nominal reading, in Azure's words; an appliance with its
// address.
std::string hop(const model::Network& network, const std::string& path,
                const std::string& destination) {
  model::Reading reading;
  const auto routes = reach::effective_routes(network, *network.subnet(subnet_id(path)), reading);
  const Route* chosen = reach::select_route(routes, ip(destination), reading);
  if (chosen == nullptr) return "nothing";
  std::string words{reach::to_string(chosen->hop)};
  if (chosen->next_hop_address) words += " " + net::to_string(*chosen->next_hop_address);
  return words;
}

// Every hop that some reading gives.
std::vector<std::string> hops(const model::Network& network, const std::string& path,
                              const std::string& destination) {
  const azure::Subnet& from = *network.subnet(subnet_id(path));
  const auto readings = model::explore([&](model::Reading& reading) {
    const auto routes = reach::effective_routes(network, from, reading);
    const Route* chosen = reach::select_route(routes, ip(destination), reading);
    return chosen == nullptr ? std::string{"nothing"} : std::string{reach::to_string(chosen->hop)};
  });
  std::vector<std::string> result;
  for (const auto& branch : readings.branches) result.push_back(branch.outcome);
  std::ranges::sort(result);
  const auto rest = std::ranges::unique(result);
  result.erase(rest.begin(), rest.end());
  return result;
}

std::vector<Hop> hops_of_prefix(const model::Network& network, const std::string& path,
                                const std::string& block) {
  model::Reading reading;
  std::vector<Hop> result;
  for (const Route& route :
       reach::effective_routes(network, *network.subnet(subnet_id(path)), reading)) {
    if (route.prefix == prefix(block)) result.push_back(route.hop);
  }
  return result;
}

model::Network alone(const std::string& block, const std::string& subnet_block,
                     std::vector<azure::UserRoute> user = {}) {
  return network({vnet("v", {block}), subnet("v/s", subnet_block, {.table = "rt"}),
                  table("rt", std::move(user))});
}

Route system_route(const std::string& block, Hop hop) {
  Route result;
  result.prefix = prefix(block);
  result.hop = hop;
  return result;
}

}  // namespace

TEST_CASE("every subnet has its network, the Internet and the reserved None routes",
          "[routes][N-031][N-054]") {
  const auto net = alone("10.1.0.0/16", "10.1.0.0/24");
  const std::pair<const char*, const char*> cases[] = {
      {"10.1.0.4", "VnetLocal"}, {"10.1.200.4", "VnetLocal"}, {"10.9.0.4", "None"},
      {"172.20.0.4", "None"},    {"192.168.1.4", "None"},     {"100.64.1.1", "None"},
      {"8.8.8.8", "Internet"},   {"172.32.0.1", "Internet"},  {"100.128.0.1", "Internet"}};
  for (const auto& [destination, expected] : cases) {
    CAPTURE(destination);
    CHECK(hop(net, "v/s", destination) == expected);
  }
}

TEST_CASE("a public range inside the network is local", "[EX][routes][N-006]") {
  CHECK(hop(alone("52.10.0.0/16", "52.10.1.0/24"), "v/s", "52.10.1.4") == "VnetLocal");
}

TEST_CASE("a network prefix equal to a reserved one takes its place", "[EX][routes][N-034]") {
  const auto net = alone("10.0.0.0/8", "10.0.0.0/24");
  CHECK(hops_of_prefix(net, "v/s", "10.0.0.0/8") == std::vector{Hop::vnet_local});
}

TEST_CASE("a network prefix that contains a reserved one removes it", "[EX][routes][N-035]") {
  const auto net = alone("192.168.0.0/15", "192.168.0.0/24");
  CHECK(hops_of_prefix(net, "v/s", "192.168.0.0/16").empty());
  CHECK(hop(net, "v/s", "192.168.9.9") == "VnetLocal");
  CHECK(hop(net, "v/s", "192.169.9.9") == "VnetLocal");
}

TEST_CASE("a network prefix inside a reserved one leaves it in place", "[EX][routes][N-036]") {
  const auto net = alone("10.1.0.0/16", "10.1.0.0/24");
  CHECK(hops_of_prefix(net, "v/s", "10.1.0.0/16") == std::vector{Hop::vnet_local});
  CHECK(hops_of_prefix(net, "v/s", "10.0.0.0/8") == std::vector{Hop::none});
}

TEST_CASE("a user route with exactly a reserved prefix replaces its None route",
          "[EX][routes][N-037]") {
  const auto net = alone("10.1.0.0/16", "10.1.0.0/24",
                         {route("10.0.0.0/8", RouteNextHop::appliance, "10.1.0.9")});
  CHECK(hops_of_prefix(net, "v/s", "10.0.0.0/8") == std::vector{Hop::appliance});
  CHECK(hop(net, "v/s", "10.9.0.4") == "VirtualAppliance 10.1.0.9");
  CHECK(hop(net, "v/s", "172.20.0.4") == "None");
}

TEST_CASE("a default route to an appliance makes every None route vanish",
          "[EX][routes][N-038][C-02]") {
  struct Case {
    std::vector<azure::UserRoute> user;
    std::vector<std::string> expected;  // over all readings
  };
  const Case cases[] = {
      {{}, {"None"}},
      {{route("0.0.0.0/0", RouteNextHop::appliance, "10.4.2.101")}, {"VirtualAppliance"}},
      {{route("0.0.0.0/0", RouteNextHop::internet)}, {"None"}},
      {{route("0.0.0.0/0", RouteNextHop::none)}, {"None"}},
      {{route("0.0.0.0/0", RouteNextHop::gateway)}, {"None", "VirtualNetworkGateway"}}};
  for (const Case& each : cases) {
    const auto net = network({vnet("v", {"10.2.0.0/16"}), vnet("hub", {"10.4.0.0/16"}),
                              subnet("v/s", "10.2.0.0/24", {.table = "rt"}), table("rt", each.user),
                              peering_link("v", "hub"), peering_link("hub", "v")});
    CHECK(hops(net, "v/s", "10.1.1.4") == each.expected);
  }
}

TEST_CASE("a peer's prefixes are routes of every subnet, of a peer's peer none",
          "[routes][N-039][N-151]") {
  const auto net =
      network({vnet("a", {"10.1.0.0/16"}), vnet("b", {"10.2.0.0/16", "10.5.0.0/16"}),
               vnet("c", {"10.3.0.0/16"}), subnet("a/s", "10.1.0.0/24"),
               subnet("a/t", "10.1.1.0/24"), peering_link("a", "b"), peering_link("b", "a"),
               peering_link("b", "c"), peering_link("c", "b")});
  for (const char* from : {"a/s", "a/t"}) {
    CHECK(hop(net, from, "10.2.7.7") == "VNetPeering");
    CHECK(hop(net, from, "10.5.7.7") == "VNetPeering");
    CHECK(hop(net, from, "10.3.0.4") == "None");
  }
}

TEST_CASE("the longest prefix wins", "[EX][routes][N-045]") {
  const std::vector<Route> routes{system_route("10.0.0.0/16", Hop::internet),
                                  system_route("10.0.0.0/24", Hop::peering)};
  model::Reading reading;
  CHECK(reach::select_route(routes, ip("10.0.0.5"), reading) == &routes[1]);
  CHECK(reach::select_route(routes, ip("10.0.1.5"), reading) == &routes[0]);
  CHECK(reach::select_route(routes, ip("10.1.0.5"), reading) == nullptr);
}

TEST_CASE("of equal prefixes the user route wins in either order", "[routes][N-046]") {
  Route user = system_route("0.0.0.0/0", Hop::appliance);
  user.origin = reach::RouteOrigin::user;
  std::vector<Route> routes{system_route("0.0.0.0/0", Hop::internet), user};
  for (int turn = 0; turn < 2; ++turn) {
    model::Reading reading;
    const Route* chosen = reach::select_route(routes, ip("8.8.8.8"), reading);
    REQUIRE(chosen != nullptr);
    CHECK(chosen->hop == Hop::appliance);
    std::ranges::reverse(routes);
  }
}

TEST_CASE("a user route for the subnet's own prefix acts inside the subnet",
          "[EX][routes][N-010]") {
  const auto net = alone("10.1.0.0/16", "10.1.1.0/24",
                         {route("10.1.1.0/24", RouteNextHop::appliance, "10.4.2.101")});
  CHECK(hop(net, "v/s", "10.1.1.4") == "VirtualAppliance 10.4.2.101");
}

TEST_CASE("which user routes take the place of an endpoint's route", "[routes][N-064]") {
  struct Case {
    std::optional<EndpointPolicies> policies;
    const char* user;
    const char* expected;
  };
  constexpr auto direct = "InterfaceEndpoint";
  constexpr auto appliance_hop = "VirtualAppliance 10.1.9.4";
  const Case cases[] = {{EndpointPolicies::disabled, "0.0.0.0/0", direct},
                        {EndpointPolicies::disabled, "10.1.0.0/16", direct},
                        {EndpointPolicies::disabled, "10.1.1.4/32", appliance_hop},
                        {std::nullopt, "10.1.0.0/16", direct},  // N-068
                        {EndpointPolicies::network_security_group, "10.1.0.0/16", direct},
                        {EndpointPolicies::enabled, "0.0.0.0/0", direct},
                        {EndpointPolicies::enabled, "10.0.0.0/8", direct},
                        {EndpointPolicies::enabled, "10.1.0.0/16", appliance_hop},
                        {EndpointPolicies::enabled, "10.1.1.0/24", appliance_hop},
                        {EndpointPolicies::enabled, "10.1.1.4/32", appliance_hop},
                        {EndpointPolicies::route_table, "0.0.0.0/0", direct},
                        {EndpointPolicies::route_table, "10.0.0.0/8", direct},
                        {EndpointPolicies::route_table, "10.1.0.0/16", appliance_hop},
                        {EndpointPolicies::route_table, "10.1.1.0/24", appliance_hop}};
  for (const Case& each : cases) {
    CAPTURE(each.user);
    const auto net =
        network({vnet("v", {"10.1.0.0/16"}), subnet("v/client", "10.1.0.0/24", {.table = "rt"}),
                 subnet("v/pe", "10.1.1.0/24", {.policies = each.policies}), kv,
                 endpoint("pe1", "v/pe", kv, "vault", "10.1.1.4"),
                 table("rt", {route(each.user, RouteNextHop::appliance, "10.1.9.4")})});
    CHECK(hop(net, "v/client", "10.1.1.4") == each.expected);
  }
}

TEST_CASE("the policy is read at the endpoint's subnet and the route at the client's",
          "[routes][N-067]") {
  const auto user = route("10.1.0.0/16", RouteNextHop::appliance, "10.1.9.4");
  const auto with = [&](const On& client, const On& pe) {
    return network({vnet("v", {"10.1.0.0/16"}), subnet("v/client", "10.1.0.0/24", client),
                    subnet("v/pe", "10.1.1.0/24", pe), kv,
                    endpoint("pe1", "v/pe", kv, "vault", "10.1.1.4"), table("rt", {user})});
  };
  constexpr auto on = EndpointPolicies::enabled;
  CHECK(hop(with({.table = "rt"}, {.policies = on}), "v/client", "10.1.1.4") ==
        "VirtualAppliance 10.1.9.4");
  CHECK(hop(with({.table = "rt", .policies = on}, {}), "v/client", "10.1.1.4") ==
        "InterfaceEndpoint");
  CHECK(hop(with({}, {.table = "rt", .policies = on}), "v/client", "10.1.1.4") ==
        "InterfaceEndpoint");
}

TEST_CASE("a route to the network itself may or may not invalidate an endpoint's route",
          "[routes][N-066][C-05][R-16]") {
  const auto with = [](const char* block, RouteNextHop next) {
    return network({vnet("v", {"10.1.0.0/16"}), subnet("v/client", "10.1.0.0/24", {.table = "rt"}),
                    subnet("v/pe", "10.1.1.0/24", {.policies = EndpointPolicies::enabled}), kv,
                    endpoint("pe1", "v/pe", kv, "vault", "10.1.1.4"),
                    table("rt", {route(block, next)})});
  };
  CHECK(hops(with("10.1.0.0/16", RouteNextHop::none), "v/client", "10.1.1.4") ==
        std::vector<std::string>{"InterfaceEndpoint", "None"});
  CHECK(hops(with("10.0.0.0/8", RouteNextHop::none), "v/client", "10.1.1.4") ==
        std::vector<std::string>{"InterfaceEndpoint"});
}

TEST_CASE("an endpoint's route is there in its network and its direct peers, not further",
          "[routes][N-042][N-163]") {
  const auto net =
      network({vnet("a", {"10.0.0.0/16"}), vnet("hub", {"10.1.0.0/16"}), vnet("b", {"10.2.0.0/16"}),
               subnet("a/s", "10.0.0.0/24"), subnet("hub/s", "10.1.0.0/24"),
               subnet("b/s", "10.2.0.0/24"), subnet("b/pe", "10.2.1.0/24"),
               peering_link("a", "hub"), peering_link("hub", "a"), peering_link("b", "hub"),
               peering_link("hub", "b"), kv, endpoint("pe1", "b/pe", kv, "vault", "10.2.1.4")});
  CHECK(hop(net, "b/s", "10.2.1.4") == "InterfaceEndpoint");
  CHECK(hop(net, "hub/s", "10.2.1.4") == "InterfaceEndpoint");
  CHECK(hop(net, "a/s", "10.2.1.4") == "None");
}

TEST_CASE("an unknown endpoint policy leaves both routes possible", "[routes][N-064][R-02]") {
  auto pe_subnet = subnet("v/pe", "10.1.1.0/24");
  pe_subnet.endpoint_policies = unknown<EndpointPolicies>("$POLICIES");
  const auto net =
      network({vnet("v", {"10.1.0.0/16"}), subnet("v/client", "10.1.0.0/24", {.table = "rt"}),
               pe_subnet, kv, endpoint("pe1", "v/pe", kv, "vault", "10.1.1.4"),
               table("rt", {route("10.1.0.0/16", RouteNextHop::appliance, "10.1.9.4")})});
  CHECK(hops(net, "v/client", "10.1.1.4") ==
        std::vector<std::string>{"InterfaceEndpoint", "VirtualAppliance"});
}

TEST_CASE("the rows of a table are in the order of prefix and origin", "[routes][N-030]") {
  const auto net =
      alone("10.1.0.0/16", "10.1.0.0/24",
            {route("8.0.0.0/8", RouteNextHop::none), route("0.0.0.0/0", RouteNextHop::internet)});
  model::Reading reading;
  const auto rows = reach::effective_routes(net, *net.subnet(subnet_id("v/s")), reading);
  CHECK(std::ranges::is_sorted(rows, [](const Route& a, const Route& b) {
    return std::pair{a.prefix, a.origin} < std::pair{b.prefix, b.origin};
  }));
  CHECK(std::ranges::any_of(rows, [](const Route& row) { return row.name == "to-8.0.0.0/8"; }));
}

TEST_CASE("an appliance's route to an endpoint is used beside a longer one to the network itself",
          "[routes][N-066][C-05]") {
  const auto net =
      network({vnet("v", {"10.1.0.0/16"}), subnet("v/client", "10.1.0.0/24", {.table = "rt"}),
               subnet("v/pe", "10.1.1.0/24", {.policies = EndpointPolicies::enabled}), kv,
               endpoint("pe1", "v/pe", kv, "vault", "10.1.1.4"),
               table("rt", {route("10.1.0.0/16", RouteNextHop::appliance, "10.1.9.4"),
                            route("10.1.1.0/24", RouteNextHop::vnet_local)})});
  CHECK(hop(net, "v/client", "10.1.1.4") == "VirtualAppliance 10.1.9.4");
  CHECK(hop(net, "v/client", "10.1.1.5") == "VnetLocal");
  CHECK(hops(net, "v/client", "10.1.1.4") ==
        std::vector<std::string>{"InterfaceEndpoint", "VirtualAppliance", "VnetLocal"});
}
