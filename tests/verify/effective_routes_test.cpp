#include <airtight/verify/effective_routes.h>

#include <algorithm>

#include "reach/world.h"

using namespace airtight;
using namespace airtight::world;
using azure::EndpointPolicies;
using azure::RouteNextHop;
using model::Choice;
using verify::EffectiveRoutes;
using verify::RouteRow;

namespace {

EffectiveRoutes routes(const Pieces& pieces, const std::string& from = "subnet:v/s",
                       const verify::Assumptions& assumptions = {}) {
  const auto net = network(pieces);
  return verify::effective_routes(net, verify::find_place(net, from).value(), {}, assumptions);
}

// "User Active VirtualAppliance 10.0.9.4" for each row of a prefix, in order.
std::vector<std::string> at(const EffectiveRoutes& all, const std::string& block) {
  std::vector<std::string> found;
  for (const RouteRow& row : all.rows) {
    if (row.prefixes != std::vector{prefix(block)}) continue;
    const std::string state(row.open.settled() ? to_string(row.state) : "Uncertain");
    const auto& address = row.route.next_hop_address;
    found.push_back(row.source + " " + state + " " + row.hop +
                    (address ? " " + net::to_string(*address) : ""));
  }
  return found;
}

const RouteRow& row(const EffectiveRoutes& all, const std::string& block,
                    const std::string& source) {
  const auto found = std::ranges::find_if(all.rows, [&](const RouteRow& each) {
    return each.source == source && each.prefixes == std::vector{prefix(block)};
  });
  REQUIRE(found != all.rows.end());
  return *found;
}

Pieces alone(std::vector<azure::UserRoute> user = {}) {
  return {vnet("v", {"10.0.0.0/16"}), subnet("v/s", "10.0.0.0/24", {.table = "rt"}),
          table("rt", std::move(user))};
}

const auto to_appliance = route("0.0.0.0/0", RouteNextHop::appliance, "10.0.9.4");
using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("a subnet alone has its network, the Internet and the None routes",
          "[effective][N-030][N-031][N-032]") {
  const EffectiveRoutes all = routes(alone());
  CHECK(at(all, "10.0.0.0/16") == Lines{"Default Active VnetLocal"});
  CHECK(at(all, "0.0.0.0/0") == Lines{"Default Active Internet"});
  CHECK(at(all, "10.0.0.0/8") == Lines{"Default Active None"});
  CHECK(row(all, "10.0.0.0/8", "Default").facts == Lines{"N-031"});
  CHECK(row(all, "25.48.0.0/12", "Default").facts == Lines{"N-032"});
  CHECK(all.rows.front().hop == "VnetLocal");
  CHECK(all.open.settled());
}

TEST_CASE("what a user route overrides stays as an Invalid row", "[effective][N-046][N-037]") {
  const EffectiveRoutes all =
      routes(alone({to_appliance, route("10.0.0.0/16", RouteNextHop::vnet_local)}));
  CHECK(at(all, "0.0.0.0/0") ==
        Lines{"Default Invalid Internet", "User Active VirtualAppliance 10.0.9.4"});
  CHECK(at(all, "10.0.0.0/16") == Lines{"Default Invalid VnetLocal", "User Active VnetLocal"});
  CHECK(at(all, "10.0.0.0/8").empty());  // N-038
  const RouteRow& loser = row(all, "0.0.0.0/0", "Default");
  CHECK(loser.overridden_by == "User 0.0.0.0/0 to-0.0.0.0/0");
  CHECK(loser.facts == Lines{"N-031", "N-046"});
  CHECK(row(all, "0.0.0.0/0", "User").resource == table_id("rt"));

  // A None route is replaced and leaves no row.
  const EffectiveRoutes replaced =
      routes(alone({route("10.0.0.0/8", RouteNextHop::appliance, "10.0.9.4")}));
  CHECK(at(replaced, "10.0.0.0/8") == Lines{"User Active VirtualAppliance 10.0.9.4"});
}

TEST_CASE("peers give rows, across regions by another name, and half a peering none",
          "[effective][N-039][N-150]") {
  auto far = vnet("far", {"10.2.0.0/16"});
  far.location = "eastus";
  const Pieces pieces = alone() + Pieces{vnet("near", {"10.1.0.0/16"}), far,
                                         vnet("half", {"10.3.0.0/16"}), peering_link("v", "near"),
                                         peering_link("near", "v"),     peering_link("v", "far"),
                                         peering_link("far", "v"),      peering_link("v", "half")};
  const EffectiveRoutes all = routes(pieces);
  CHECK(at(all, "10.1.0.0/16") == Lines{"Default Active VNetPeering"});
  CHECK(at(all, "10.2.0.0/16") == Lines{"Default Active VNetGlobalPeering"});
  CHECK(at(all, "10.3.0.0/16").empty());
  CHECK(row(all, "10.1.0.0/16", "Default").resource ==
        vnet_id("v").child("virtualNetworkPeerings", "to-near"));
  CHECK(all.open.settled());
}

TEST_CASE("a peer outside the input is a row that is not known", "[effective][N-039][I-005]") {
  const EffectiveRoutes all = routes(alone() + Pieces{peering_link("v", "elsewhere")});
  CHECK(all.open.unknowns == Lines{"the virtual network elsewhere"});
}

TEST_CASE("learned routes are there unless the table disables propagation",
          "[effective][N-040][N-043]") {
  Pieces pieces = alone() + Pieces{subnet("v/GatewaySubnet", "10.0.255.0/27"), gateway("gw", "v"),
                                   learned("v", "192.168.0.0/24")};
  CHECK(at(routes(pieces), "192.168.0.0/24") ==
        Lines{"VirtualNetworkGateway Active VirtualNetworkGateway"});
  CHECK(routes(pieces).takes_learned);
  auto closed = table("rt", {});
  closed.disable_bgp_propagation = true;
  const EffectiveRoutes without = routes(pieces + Pieces{closed});
  CHECK(at(without, "192.168.0.0/24").empty());
  CHECK_FALSE(without.takes_learned);
}

TEST_CASE("rows that an open choice gives or takes are uncertain, each branch said",
          "[effective][N-038][C-02]") {
  // A learned default redirects everything; whether the None routes vanish then is open.
  const Pieces pieces = alone() + Pieces{subnet("v/GatewaySubnet", "10.0.255.0/27"),
                                         gateway("gw", "v"), learned("v", "0.0.0.0/0")};
  const EffectiveRoutes all = routes(pieces);
  CHECK(at(all, "10.0.0.0/8") == Lines{"Default Uncertain None"});
  CHECK(at(all, "10.0.0.0/16") == Lines{"Default Active VnetLocal"});
  CHECK(all.open.choices == Lines{"C-02"});
  const RouteRow& none = row(all, "10.0.0.0/8", "Default");
  CHECK(none.state == verify::RouteState::absent);
  REQUIRE(none.forks.size() == 1);
  CHECK(none.forks.front().id == "C-02");
  CHECK(none.forks.front().branches ==
        std::vector<verify::Fork::Branch>{{"vanish", "Absent", ""}, {"stay", "Active", ""}});

  constexpr auto c02 = Choice::c02_none_routes_under_a_redirected_default;
  const EffectiveRoutes stay = routes(pieces, "subnet:v/s", {{c02, 1}});
  CHECK(at(stay, "10.0.0.0/8") == Lines{"Default Active None"});
  CHECK(stay.open.settled());
  CHECK(at(routes(pieces, "subnet:v/s", {{c02, 0}}), "10.0.0.0/8").empty());
}

TEST_CASE("an endpoint's route gives way as its subnet's policies say",
          "[effective][N-042][N-064]") {
  const auto kv = vault("kv1");
  const auto with = [&](EndpointPolicies policies) {
    return routes(alone({route("10.0.0.0/16", RouteNextHop::appliance, "10.0.9.4")}) +
                  Pieces{kv, subnet("v/pe", "10.0.1.0/24", {.policies = policies}),
                         endpoint("pe1", "v/pe", kv, "vault", "10.0.1.4")});
  };
  CHECK(at(with(EndpointPolicies::disabled), "10.0.1.4/32") ==
        Lines{"Default Active InterfaceEndpoint"});
  const EffectiveRoutes enabled = with(EndpointPolicies::route_table);
  CHECK(at(enabled, "10.0.1.4/32") == Lines{"Default Invalid InterfaceEndpoint"});
  CHECK(row(enabled, "10.0.1.4/32", "Default").facts == Lines{"N-042", "N-064"});
}

TEST_CASE("service tags are rows with the file's prefixes, without it with their names",
          "[effective][N-041][N-050][N-122]") {
  azure::UserRoute tagged = route("0.0.0.0/0", RouteNextHop::internet);
  tagged.prefix.reset();
  tagged.tag = "Storage";
  tagged.name = "by-tag";
  const Pieces pieces{
      vnet("v", {"10.0.0.0/16"}),
      subnet("v/s", "10.0.0.0/24", {.table = "rt", .service_endpoints = {"Microsoft.KeyVault"}}),
      table("rt", {tagged})};
  const auto count = [](const EffectiveRoutes& all, const std::string& tag) {
    std::vector<std::size_t> sizes;
    for (const RouteRow& each : all.rows) {
      if (each.route.tag == tag) sizes.push_back(each.prefixes.size());
    }
    return sizes;
  };
  const EffectiveRoutes symbolic = routes(pieces);
  CHECK(count(symbolic, "Storage") == std::vector<std::size_t>{0});
  CHECK(count(symbolic, "AzureKeyVault") == std::vector<std::size_t>{0});

  azure::ServiceTags file;
  file.tags["storage"] = {prefix("20.0.0.0/24"), prefix("20.0.1.0/24")};
  file.tags["azurekeyvault"] = {prefix("20.1.0.0/24")};
  const EffectiveRoutes listed = routes(pieces + Pieces{file});
  CHECK(count(listed, "Storage") == std::vector<std::size_t>{2});
  CHECK(at(listed, "20.1.0.0/24") == Lines{"Default Active VirtualNetworkServiceEndpoint"});
}

TEST_CASE("an equal user route against a service endpoint is open", "[effective][N-048][C-04]") {
  azure::ServiceTags file;
  file.tags["storage"] = {prefix("20.0.0.0/24")};
  const EffectiveRoutes all = routes(
      {vnet("v", {"10.0.0.0/16"}), file,
       subnet("v/s", "10.0.0.0/24", {.table = "rt", .service_endpoints = {"Microsoft.Storage"}}),
       table("rt", {route("20.0.0.0/24", RouteNextHop::internet)})});
  CHECK(at(all, "20.0.0.0/24") ==
        Lines{"Default Uncertain VirtualNetworkServiceEndpoint", "User Uncertain Internet"});
  CHECK(all.open.choices == Lines{"C-04"});
}

TEST_CASE("what the input does not say of routes is named", "[effective][I-005]") {
  auto half_known = route("10.9.0.0/16", RouteNextHop::appliance);
  half_known.unknown = {{"$NVA"}};
  const EffectiveRoutes all = routes(alone({half_known}));
  CHECK(all.open.unknowns == Lines{"$NVA"});
  CHECK(at(all, "10.9.0.0/16") == Lines{"User Uncertain VirtualAppliance"});

  const Pieces elsewhere{vnet("v", {"10.0.0.0/16"}),
                         subnet("v/s", "10.0.0.0/24", {.table = "elsewhere"})};
  CHECK(routes(elsewhere).open.unknowns == Lines{"the routes of elsewhere"});
  const azure::Gap gap{"a loop", {"microsoft.network/routetables"}, {}};
  CHECK(routes(alone() + Pieces{gap}).open.unknowns == Lines{"a loop"});
  const azure::Gap other{"a loop", {"microsoft.network/privatednszones"}, {}};
  CHECK(routes(alone() + Pieces{other}).open.settled());
}

TEST_CASE("an integrated app has the routes of its subnet, others have none",
          "[effective][N-230][N-231]") {
  const Pieces pieces = alone() + Pieces{app("app1", "v/s"), app("app2")};
  CHECK(at(routes(pieces, "app1"), "10.0.0.0/16") == Lines{"Default Active VnetLocal"});
  const auto net = network(pieces);
  for (const char* outside : {"app2", "internet"}) {
    const auto place = verify::find_place(net, outside);
    REQUIRE_FALSE(place.has_value());
    CHECK(place.error().message.find("no effective routes") != std::string::npos);
  }
}

TEST_CASE("a machine's interfaces are places of their own", "[effective][N-010]") {
  auto two = machine("vm1", "nic1");
  two.network_interfaces.push_back(id("Microsoft.Network/networkInterfaces", "nic2"));
  const auto net =
      network(alone() + Pieces{subnet("v/t", "10.0.1.0/24"), two, nic("nic1", "v/s", "10.0.0.4"),
                               nic("nic2", "v/t", "10.0.1.4")});
  const auto first = verify::find_place(net, "vm1").value();
  CHECK(first.at.subnet->name == "s");
  REQUIRE(first.other_interfaces.size() == 1);
  CHECK(verify::find_place(net, "nic2").value().at.subnet->name == "t");
}
