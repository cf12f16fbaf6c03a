#include <algorithm>

#include "reach/world.h"

using namespace airtight;
using namespace airtight::world;
using azure::RouteNextHop;

namespace {

const auto kv = vault("kv1");
const std::string nva_address = "10.4.2.101";
const std::vector<PolicyLine> anything{{}};

azure::UserRoute by_nva(const char* block) {
  return route(block, RouteNextHop::appliance, nva_address);
}

// a – hub – b, with an appliance in the hub and routes to it as the cases say.
Pieces through_the_hub(std::vector<azure::UserRoute> of_a, std::vector<azure::UserRoute> of_b) {
  return {vnet("a", {"10.1.0.0/16"}),
          vnet("hub", {"10.4.0.0/16"}),
          vnet("b", {"10.2.0.0/16"}),
          subnet("a/s", "10.1.0.0/24", {.table = "rta"}),
          subnet("hub/s", "10.4.2.0/24"),
          subnet("b/s", "10.2.0.0/24", {.table = "rtb"}),
          nic("vma", "a/s", "10.1.0.4"),
          nic("vmb", "b/s", "10.2.0.4"),
          table("rta", std::move(of_a)),
          table("rtb", std::move(of_b)),
          appliance("nva", "hub/s", nva_address),
          peering_link("a", "hub"),
          peering_link("hub", "a"),
          peering_link("b", "hub"),
          peering_link("hub", "b")};
}

std::string spoke_to_spoke(const Pieces& pieces, net::Protocol protocol = net::Protocol::tcp) {
  const auto net = network(pieces);
  return outcome(net, sender(net, "vma"), to("10.2.0.4", 443, protocol));
}

}  // namespace

TEST_CASE("spoke to spoke through an appliance needs routes on both sides",
          "[EX][appliance][reply][N-074][N-159]") {
  const auto both = through_the_hub({by_nva("10.2.0.0/16")}, {by_nva("10.1.0.0/16")});
  const auto one = through_the_hub({by_nva("10.2.0.0/16")}, {});
  const auto open = policy("hub/s", nva_address, anything);
  CHECK(spoke_to_spoke(both + Pieces{open}) == "allow");
  CHECK(spoke_to_spoke(one + Pieces{open}) == "deny ROUTE_NONE");
  // One that puts its own address in gets the reply without a route (N-075).
  CHECK(spoke_to_spoke(one + Pieces{policy("hub/s", nva_address, anything, true)}) == "allow");
  // Nobody wrote its policy: it may pass, drop or translate (C-22).
  CHECK(spoke_to_spoke(both) == "uncertain C-22");
  CHECK(spoke_to_spoke(one) == "uncertain C-22");
}

TEST_CASE("a reply that goes through an appliance without the request is dropped",
          "[appliance][reply][N-080][C-22]") {
  Pieces only_back = through_the_hub({}, {by_nva("10.1.0.0/16")}) +
                     Pieces{policy("hub/s", nva_address, anything), peering_link("a", "b"),
                            peering_link("b", "a")};
  CHECK(spoke_to_spoke(only_back) == "deny ASYMMETRIC");
  CHECK(spoke_to_spoke(only_back, net::Protocol::icmp) == "deny ASYMMETRIC");
  CHECK(spoke_to_spoke(only_back, net::Protocol::udp) == "uncertain C-22");
}

TEST_CASE("a reply that misses the appliance of the request is dropped",
          "[appliance][reply][N-080]") {
  const Pieces only_out = through_the_hub({by_nva("10.2.0.0/16")}, {}) +
                          Pieces{peering_link("a", "b"), peering_link("b", "a")};
  CHECK(spoke_to_spoke(only_out + Pieces{policy("hub/s", nva_address, anything)}) ==
        "deny ASYMMETRIC");
  CHECK(spoke_to_spoke(only_out + Pieces{policy("hub/s", nva_address, anything, true)}) == "allow");
}

TEST_CASE("an appliance's rules: the first match decides, no match denies", "[appliance][R-17]") {
  const auto both = through_the_hub({by_nva("10.2.0.0/16")}, {by_nva("10.1.0.0/16")});
  const auto with = [&](const std::vector<PolicyLine>& lines) {
    return spoke_to_spoke(both + Pieces{policy("hub/s", nva_address, lines)});
  };
  CHECK(with({}) == "deny FW_DENY");
  CHECK(with({{true, "10.1.0.0/16", "10.2.0.0/16", 443}}) == "allow");
  CHECK(with({{true, "10.1.0.0/16", "10.2.0.0/16", 22}}) == "deny FW_DENY");
  CHECK(with({{false, "*", "10.2.0.4/32", 0}, {}}) == "deny FW_DENY");
  CHECK(with({{true, "10.3.0.0/16"}}) == "deny FW_DENY");
  // A rule by name matches the name the client used, and an address has none.
  CHECK(with({{true, "*", "*", 0, "*.vault.azure.net"}}) == "deny FW_DENY");
}

TEST_CASE("what the surroundings say of forwarding overrides the interface",
          "[appliance][R-17][N-024]") {
  auto said = policy("hub/s", nva_address, anything);
  said.forwards = true;
  const auto both = through_the_hub({by_nva("10.2.0.0/16")}, {by_nva("10.1.0.0/16")}) +
                    Pieces{nic("nva", "hub/s", nva_address)};
  CHECK(spoke_to_spoke(both) == "deny NVA_NO_FORWARDING");
  CHECK(spoke_to_spoke(both + Pieces{said}) == "allow");
  said.forwards = false;
  CHECK(spoke_to_spoke(both + Pieces{appliance("nva", "hub/s", nva_address), said}) ==
        "deny NVA_NO_FORWARDING");
}

TEST_CASE("an appliance that only the surroundings know is a next hop", "[appliance][N-056]") {
  Pieces both = through_the_hub({by_nva("10.2.0.0/16")}, {by_nva("10.1.0.0/16")});
  std::erase_if(both, [](const Piece& piece) {
    const auto* nic = piece.as<azure::NetworkInterface>();
    return nic != nullptr && nic->name == "nva";
  });
  CHECK(spoke_to_spoke(both) == "deny NEXT_HOP_INVALID");
  CHECK(spoke_to_spoke(both + Pieces{policy("hub/s", nva_address, anything)}) == "allow");
}

TEST_CASE("groups at an appliance see the original addresses", "[appliance][N-295]") {
  const auto both = through_the_hub({by_nva("0.0.0.0/0")}, {}) +
                    Pieces{policy("hub/s", nva_address, anything, true), nsg("n", {})};
  auto filtered = appliance("nva", "hub/s", nva_address);
  filtered.network_security_group = known(nsg_id("n"));
  const auto with = [&](const Pieces& more) {
    const auto net = network(both + more);
    return outcome(net, sender(net, "vma"), to("8.8.8.8"));
  };
  CHECK(with({}) == "allow assuming C-18");
  CHECK(with({filtered}) == "deny NSG_IN");
}

TEST_CASE("the tag VirtualNetwork is computed for each interface from its own routes",
          "[appliance][nsg][N-109]") {
  // The client's table knows the block, the appliance's does not: only the second group refuses.
  auto filtered = appliance("nva", "hub/s", nva_address);
  filtered.network_security_group = known(nsg_id("n"));
  const auto net = network(through_the_hub({by_nva("203.0.113.0/24")}, {}) +
                           Pieces{policy("hub/s", nva_address, anything), nsg("n", {}), filtered,
                                  subnet("a/s", "10.1.0.0/24", {.nsg = "n", .table = "rta"})});
  const auto verdict = judge(net, sender(net, "vma"), to("203.0.113.9"));
  CHECK(in_words(verdict) == "deny NSG_IN");
}

TEST_CASE("an endpoint's reply through an appliance: C-06, SNAT and the tag",
          "[EX][appliance][endpoints][C-06][N-076][N-077][N-078]") {
  const auto to_endpoint_by = [](const char* client_network, bool snat, bool tagged) {
    auto box = appliance("nva", "hub/s", nva_address);
    box.snat_disabled = tagged;
    const auto net = network(through_the_hub({by_nva("10.2.1.4/32")}, {}) +
                             Pieces{box, policy("hub/s", nva_address, anything, snat),
                                    subnet("b/pe", "10.2.1.0/24"), kv,
                                    endpoint("pe1", "b/pe", kv, "vault", "10.2.1.4"),
                                    subnet("hub/clients", "10.4.3.0/24", {.table = "rta"}),
                                    nic("vmhub", "hub/clients", "10.4.3.4")});
    const auto from = sender(net, std::string(client_network) == "hub" ? "vmhub" : "vma");
    return judge(net, from, to_endpoint(net, "10.2.1.4", kv, "vault"));
  };
  CHECK(in_words(to_endpoint_by("a", true, false)) == "allow");
  CHECK(in_words(to_endpoint_by("a", false, true)) == "allow");
  CHECK(in_words(to_endpoint_by("hub", true, false)) == "allow");
  const auto apart = to_endpoint_by("a", false, false);
  CHECK(in_words(apart) == "uncertain C-06");
  CHECK(apart.reason == reach::Reason::none);  // different networks: nominally symmetric
  const auto together = to_endpoint_by("hub", false, false);
  CHECK(in_words(together) == "uncertain C-06");
  CHECK(together.reason == reach::Reason::asymmetric);
}

TEST_CASE("a reply is for the network of the client, whoever else has its address",
          "[appliance][reply][N-013]") {
  // b has the client's space itself, so its reply never leaves it.
  const auto net = network(
      through_the_hub({by_nva("10.2.0.0/16")}, {}) +
      Pieces{vnet("b", {"10.2.0.0/16", "10.1.0.0/16"}), policy("hub/s", nva_address, anything)});
  CHECK(outcome(net, sender(net, "vma"), to("10.2.0.4")) == "deny NO_ROUTE");
}

TEST_CASE("an appliance of known policy among its clients loops", "[appliance][N-059]") {
  const auto net = network(
      {vnet("v", {"10.0.0.0/16"}), subnet("v/a", "10.0.0.0/24", {.table = "rt"}),
       subnet("v/b", "10.0.1.0/24"), nic("vm1", "v/a", "10.0.0.4"), nic("vm2", "v/b", "10.0.1.4"),
       appliance("nva", "v/a", "10.0.0.9"), policy("v/a", "10.0.0.9", anything),
       table("rt", {route("10.0.1.0/24", RouteNextHop::appliance, "10.0.0.9")})});
  CHECK(outcome(net, sender(net, "vm1"), to("10.0.1.4")) == "deny LOOP");
}

TEST_CASE("an appliance that only the surroundings know has its address", "[appliance][R-17]") {
  Pieces pieces = through_the_hub({}, {});
  std::erase_if(pieces, [](const Piece& piece) {
    const auto* nic = piece.as<azure::NetworkInterface>();
    return nic != nullptr && nic->name == "nva";
  });
  const auto with = [&](const Pieces& more) {
    const auto net = network(pieces + more);
    return outcome(net, sender(net, "vma"), to(nva_address));
  };
  CHECK(with({}) == "deny NO_ROUTE");
  CHECK(with({policy("hub/s", nva_address, anything)}) == "allow");
}

TEST_CASE("a reply to a device that translated misses the one behind it",
          "[appliance][reply][N-074][N-080]") {
  // c has a translating appliance, b one that passes; the server's own route knows neither.
  const auto world = [](const std::string& client_network) {
    const std::string client_subnet = client_network + "/clients";
    return Pieces{vnet("a", {"10.1.0.0/16"}),
                  vnet("c", {"10.3.0.0/16"}),
                  vnet("d", {"10.4.0.0/16"}),
                  subnet("a/s", "10.1.0.0/24"),
                  subnet("a/nva", "10.1.1.0/24"),
                  subnet("c/nva", "10.3.0.0/24", {.table = "second"}),
                  subnet("c/clients", "10.3.1.0/24", {.table = "first"}),
                  subnet("d/clients", "10.4.1.0/24", {.table = "first"}),
                  nic("server", "a/s", "10.1.0.4"),
                  nic("client", client_subnet, client_network == "c" ? "10.3.1.4" : "10.4.1.4"),
                  appliance("translates", "c/nva", "10.3.0.9"),
                  appliance("passes", "a/nva", "10.1.1.9"),
                  policy("c/nva", "10.3.0.9", anything, true),
                  policy("a/nva", "10.1.1.9", anything),
                  table("first", {route("10.1.0.4/32", RouteNextHop::appliance, "10.3.0.9")}),
                  table("second", {route("10.1.0.4/32", RouteNextHop::appliance, "10.1.1.9")}),
                  peering_link("a", "c"),
                  peering_link("c", "a"),
                  peering_link("d", "c"),
                  peering_link("c", "d")};
  };
  const auto ask = [&](const std::string& client_network, net::Protocol protocol) {
    const auto net = network(world(client_network));
    return outcome(net, sender(net, "client"), to("10.1.0.4", 443, protocol));
  };
  for (const char* client : {"c", "d"}) {
    CHECK(ask(client, net::Protocol::tcp) == "deny ASYMMETRIC");
    CHECK(ask(client, net::Protocol::udp) == "uncertain C-22");
  }
}
