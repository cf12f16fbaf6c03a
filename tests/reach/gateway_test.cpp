#include <airtight/reach/effective_routes.h>

#include "reach/world.h"

using namespace airtight;
using namespace airtight::world;
using azure::GatewayType;
using azure::RouteNextHop;

namespace {

const auto kv = vault("kv1");

azure::Peering transit(azure::Peering link) {
  link.allow_gateway_transit = known(true);
  return link;
}
azure::Peering remote(azure::Peering link) {
  link.use_remote_gateways = known(true);
  return link;
}

// A hub with a gateway, a spoke that uses it, and a site behind it.
Pieces hybrid(const On& spoke = {}, const On& at_gateway = {}) {
  return {vnet("hub", {"10.4.0.0/16"}),
          vnet("a", {"10.1.0.0/16"}),
          subnet("hub/GatewaySubnet", "10.4.0.0/24", at_gateway),
          subnet("hub/s", "10.4.2.0/24"),
          subnet("a/s", "10.1.0.0/24", spoke),
          nic("vmh", "hub/s", "10.4.2.4"),
          nic("vma", "a/s", "10.1.0.4"),
          gateway("gw", "hub"),
          transit(peering_link("hub", "a")),
          remote(peering_link("a", "hub")),
          outside_site("hq", "10.10.0.0/16", "hub", {"10.0.0.0/8"})};
}

std::string from_hq(const Pieces& pieces, const std::string& destination) {
  const auto net = network(pieces);
  return outcome(net, from_site(net, "hq", "10.10.0.20"), to(destination));
}

std::string to_hq(const Pieces& pieces, const std::string& nic_name = "vma") {
  const auto net = network(pieces);
  return outcome(net, sender(net, nic_name), to("10.10.0.4"));
}

}  // namespace

TEST_CASE("a gateway's routes reach its network and the peers that use it",
          "[gateway][N-040][N-156][N-157]") {
  CHECK(to_hq(hybrid(), "vmh") == "allow");
  CHECK(to_hq(hybrid()) == "allow");
  CHECK(from_hq(hybrid(), "10.1.0.4") == "allow");
  CHECK(from_hq(hybrid(), "10.4.2.4") == "allow");
}

TEST_CASE("gateway transit alone gives a spoke no route", "[EX][gateway][N-157]") {
  CHECK(to_hq(hybrid() + Pieces{peering_link("a", "hub")}) == "deny ROUTE_NONE");
  CHECK(to_hq(hybrid() + Pieces{peering_link("hub", "a")}) == "deny ROUTE_NONE");
  CHECK(from_hq(hybrid() + Pieces{peering_link("a", "hub")}, "10.1.0.4") == "deny NO_ROUTE");
}

TEST_CASE("a reply by a gateway comes only to networks that use it", "[gateway][N-156][N-157]") {
  const Pieces replying_by_gateway =
      hybrid() + Pieces{subnet("hub/s", "10.4.2.0/24", {.table = "rth"}),
                        table("rth", {route("10.1.0.0/16", RouteNextHop::gateway)})};
  const auto to_hub = [](const Pieces& pieces) {
    const auto net = network(pieces);
    return outcome(net, sender(net, "vma"), to("10.4.2.4"));
  };
  CHECK(to_hub(replying_by_gateway) == "allow");
  CHECK(to_hub(replying_by_gateway + Pieces{peering_link("a", "hub")}) == "deny NO_ROUTE");
  CHECK(to_hub(replying_by_gateway + Pieces{peering_link("hub", "a")}) == "deny NO_ROUTE");
}

TEST_CASE("a table without propagation has no learned routes", "[EX][gateway][N-043]") {
  auto off = table("rt", {});
  off.disable_bgp_propagation = true;
  const Pieces without = hybrid({.table = "rt"}) + Pieces{off};
  CHECK(to_hq(without) == "deny ROUTE_NONE");
  // The forward packet arrives, and the reply has no way back.
  CHECK(from_hq(without, "10.1.0.4") == "deny ROUTE_NONE");
}

TEST_CASE("a site reaches what it sends to Azure, and nobody reaches space no site has",
          "[gateway][R-14]") {
  CHECK(from_hq(hybrid(), "172.16.0.4") == "deny NO_ROUTE");
  auto silent = outside_site("hq", "10.10.0.0/16", "hub", {});
  Pieces pieces = hybrid();
  pieces.back() = silent;
  CHECK(from_hq(pieces, "10.1.0.4") == "deny NO_ROUTE");
  CHECK(to_hq(pieces) == "deny NO_ROUTE");
  const auto net = network(hybrid() + Pieces{learned("hub", "10.20.0.0/16")});
  CHECK(outcome(net, sender(net, "vma"), to("10.20.0.4")) == "deny NO_ROUTE");
}

TEST_CASE("longer learned routes lose to the routes of networks, equal ones to user routes",
          "[EX][gateway][routes][N-046][N-047][C-03]") {
  const auto hop_of = [](const Pieces& pieces, const std::string& destination) {
    const auto net = network(pieces);
    model::Reading reading;
    const auto routes = reach::effective_routes(net, *net.subnet(subnet_id("a/s")), reading);
    return reach::select_route(routes, ip(destination), reading)->hop;
  };
  const Pieces inside =
      hybrid() + Pieces{learned("hub", "10.1.5.0/24"), learned("hub", "10.4.9.0/24")};
  CHECK(hop_of(inside, "10.1.5.4") == reach::Hop::vnet_local);
  CHECK(hop_of(inside, "10.4.9.4") == reach::Hop::peering);
  CHECK(hop_of(inside, "10.10.0.4") == reach::Hop::gateway);
  CHECK(hop_of(hybrid({.table = "rt"}) +
                   Pieces{table("rt", {route("10.10.0.0/16", RouteNextHop::none)})},
               "10.10.0.4") == reach::Hop::none);
}

TEST_CASE("a user route leads to a VPN gateway only", "[gateway][N-057]") {
  const auto with = [](const Pieces& more) {
    return to_hq(hybrid({.table = "rt"}) +
                 Pieces{table("rt", {route("10.10.0.0/16", RouteNextHop::gateway)})} + more);
  };
  CHECK(with({}) == "allow");
  CHECK(with({gateway("er", "hub", GatewayType::express_route)}) == "deny NEXT_HOP_INVALID");
  CHECK(with({gateway("gw", "hub", GatewayType::express_route)}) == "deny NEXT_HOP_INVALID");
  CHECK(with({peering_link("a", "hub")}) == "deny NEXT_HOP_INVALID");
}

TEST_CASE("routes of GatewaySubnet steer what comes from a site", "[EX][gateway][N-063][N-155]") {
  const Pieces steered =
      hybrid({}, {.table = "rtg"}) +
      Pieces{table("rtg", {route("10.1.0.0/16", RouteNextHop::appliance, "10.4.2.101")}),
             appliance("nva", "hub/s", "10.4.2.101")};
  const auto open = policy("hub/s", "10.4.2.101", {{}});
  CHECK(from_hq(steered + Pieces{policy("hub/s", "10.4.2.101", {})}, "10.1.0.4") == "deny FW_DENY");
  // The spoke's reply goes straight to the gateway unless its own routes say otherwise.
  CHECK(from_hq(steered + Pieces{open}, "10.1.0.4") == "deny ASYMMETRIC");
  CHECK(from_hq(steered + Pieces{open, subnet("a/s", "10.1.0.0/24", {.table = "rta"}),
                                 table("rta", {route("10.10.0.0/16", RouteNextHop::appliance,
                                                     "10.4.2.101")})},
                "10.1.0.4") == "allow");
}

TEST_CASE("a site reaches an endpoint past the hub's appliance unless GatewaySubnet says otherwise",
          "[gateway][endpoints][N-071][N-163]") {
  const auto with = [](const On& at_gateway, const Pieces& more) {
    const auto net = network(
        hybrid({}, at_gateway) +
        Pieces{subnet("a/pe", "10.1.1.0/24"), kv, endpoint("pe1", "a/pe", kv, "vault", "10.1.1.4"),
               appliance("nva", "hub/s", "10.4.2.101"), policy("hub/s", "10.4.2.101", {})} +
        more);
    return outcome(net, from_site(net, "hq"), to_endpoint(net, "10.1.1.4", kv, "vault"));
  };
  const auto by_nva = [](const char* block) {
    return table("rtg", {route(block, RouteNextHop::appliance, "10.4.2.101")});
  };
  CHECK(with({}, {}) == "allow");
  CHECK(with({.table = "rtg"}, {by_nva("10.1.0.0/16")}) == "allow");
  CHECK(with({.table = "rtg"}, {by_nva("10.1.1.4/32")}) == "deny FW_DENY");
}

TEST_CASE("an appliance before a site filters what leaves it", "[gateway][R-17]") {
  azure::SurroundingAppliance edge;
  edge.address = ip("10.10.0.1");
  edge.site = "hq";
  edge.rules.emplace();
  CHECK(from_hq(hybrid() + Pieces{edge}, "10.1.0.4") == "deny FW_DENY");
  edge.rules->push_back(policy_rule({true, "*", "10.1.0.0/16", 443}));
  CHECK(from_hq(hybrid() + Pieces{edge}, "10.1.0.4") == "allow");
  CHECK(from_hq(hybrid() + Pieces{edge}, "10.4.2.4") == "deny FW_DENY");
}

TEST_CASE("two spokes behind a VPN gateway need user routes in both", "[gateway][N-158]") {
  const auto with = [](const On& far) {
    const auto net =
        network(hybrid({.table = "rta"}) +
                Pieces{vnet("b", {"10.2.0.0/16"}), subnet("b/s", "10.2.0.0/24", far),
                       nic("vmb", "b/s", "10.2.0.4"), transit(peering_link("hub", "b")),
                       remote(peering_link("b", "hub")),
                       table("rta", {route("10.2.0.0/16", RouteNextHop::gateway)}),
                       table("rtb", {route("10.1.0.0/16", RouteNextHop::gateway)})});
    return outcome(net, sender(net, "vma"), to("10.2.0.4"));
  };
  CHECK(with({.table = "rtb"}) == "allow");
  CHECK(with({}) == "deny ROUTE_NONE");
}

TEST_CASE("a gateway with BGP may have learned anything nobody wrote", "[gateway][R-02]") {
  azure::GatewayConnection circuit;
  circuit.id = id("Microsoft.Network/connections", "c");
  circuit.name = "c";
  circuit.gateway = id("Microsoft.Network/virtualNetworkGateways", "gw");
  circuit.circuit = id("Microsoft.Network/expressRouteCircuits", "er1");
  Pieces pieces = hybrid() + Pieces{gateway("gw", "hub", GatewayType::express_route), circuit};
  CHECK(to_hq(pieces) == "allow");
  std::erase_if(pieces,
                [](const Piece& piece) { return piece.as<azure::SurroundingSite>() != nullptr; });
  CHECK(to_hq(pieces).starts_with("uncertain"));
}

TEST_CASE("a local network gateway's prefixes are routes of its connection", "[gateway][N-040]") {
  auto local = named<azure::LocalNetworkGateway>("Microsoft.Network/localNetworkGateways", "lng");
  local.address_prefixes = written({"10.10.0.0/16"});
  auto connection = named<azure::GatewayConnection>("Microsoft.Network/connections", "c");
  connection.gateway = id("Microsoft.Network/virtualNetworkGateways", "gw");
  connection.local_network = local.id;
  auto hq = outside_site("hq", "10.10.0.0/16", "hub", {"10.0.0.0/8"});
  hq.advertised.clear();
  Pieces pieces = hybrid();
  pieces.back() = hq;
  CHECK(to_hq(pieces) == "deny ROUTE_NONE");
  CHECK(to_hq(pieces + Pieces{local, connection}) == "allow");
}

TEST_CASE("a peering that is down carries no gateway's routes", "[gateway][N-150][N-156]") {
  auto down = remote(peering_link("a", "hub"));
  down.state = known(std::string{"Disconnected"});
  const Pieces pieces = hybrid() + Pieces{learned("hub", "0.0.0.0/0"), down};
  const auto net = network(pieces);
  CHECK(outcome(net, sender(net, "vma"), to("8.8.8.8")) == "allow assuming C-18");
  CHECK(to_hq(pieces) == "deny ROUTE_NONE");
}

TEST_CASE("a learned default route does not hide the spokes behind the gateway",
          "[gateway][N-047][N-158]") {
  const auto net =
      network(hybrid({.table = "rta"}) +
              Pieces{learned("hub", "0.0.0.0/0"), vnet("b", {"10.2.0.0/16"}),
                     subnet("b/s", "10.2.0.0/24", {.table = "rtb"}), nic("vmb", "b/s", "10.2.0.4"),
                     transit(peering_link("hub", "b")), remote(peering_link("b", "hub")),
                     table("rta", {route("10.2.0.0/16", RouteNextHop::gateway)}),
                     table("rtb", {route("10.1.0.0/16", RouteNextHop::gateway)})});
  CHECK(outcome(net, sender(net, "vma"), to("10.2.0.4")) == "allow");
}

TEST_CASE("a site's reply may find its way to one address of a sender only",
          "[gateway][R-14][R-19]") {
  auto two = nic("vma", "a/s", "10.1.0.4");
  two.addresses.push_back(ip("10.1.0.5"));
  Pieces pieces = hybrid() + Pieces{two};
  std::erase_if(pieces,
                [](const Piece& piece) { return piece.as<azure::SurroundingSite>() != nullptr; });
  const auto with = [&](const std::vector<std::string>& routes) {
    return to_hq(pieces + Pieces{outside_site("hq", "10.10.0.0/16", "hub", routes)});
  };
  CHECK(with({"10.1.0.0/24"}) == "allow");
  CHECK(with({"10.1.0.5/32"}).starts_with("uncertain"));
  CHECK(with({"10.9.0.0/16"}) == "deny NO_ROUTE");
}
