#include "reach/world.h"

using namespace airtight;
using namespace airtight::world;

// Two networks and a site at a hub of a virtual WAN. What is documented of its routing decides; all
// else is uncertain and named.

namespace {

const auto kv = vault("kv1");
const auto hub_id = id("Microsoft.Network/virtualHubs", "hub1");
const auto firewall_id = id("Microsoft.Network/azureFirewalls", "fw");

azure::VirtualHub hub(bool private_traffic = false, bool internet_traffic = false) {
  auto result = named<azure::VirtualHub>("Microsoft.Network/virtualHubs", "hub1");
  result.address_prefixes = written({"10.100.0.0/24"});
  result.routing_intent = private_traffic || internet_traffic;
  if (private_traffic) result.private_next_hop = firewall_id;
  if (internet_traffic) result.internet_next_hop = firewall_id;
  return result;
}

azure::HubConnection connection(const std::string& to) {
  azure::HubConnection result;
  result.id = hub_id.child("hubVirtualNetworkConnections", "to-" + to);
  result.name = "to-" + to;
  result.hub = hub_id;
  result.network = vnet_id(to);
  result.internet_security = known(true);
  return result;
}

azure::AzureFirewall in_hub() {
  auto result = named<azure::AzureFirewall>("Microsoft.Network/azureFirewalls", "fw");
  result.hub = known(hub_id);
  result.policy = known(id("Microsoft.Network/firewallPolicies", "fw"));
  return result;
}

Pieces spokes() {
  return {vnet("a", {"10.1.0.0/16"}),
          vnet("b", {"10.2.0.0/16"}),
          subnet("a/s", "10.1.0.0/24"),
          subnet("b/s", "10.2.0.0/24"),
          nic("vma", "a/s", "10.1.0.4"),
          nic("vmb", "b/s", "10.2.0.4"),
          connection("a"),
          connection("b"),
          outside_site("hq", "192.168.0.0/16", "hub1", {"10.0.0.0/8"})};
}

Pieces guarded(const std::vector<FirewallLine>& lines, bool internet_traffic = false) {
  return spokes() + Pieces{hub(true, internet_traffic), in_hub(), firewall_policy("fw"),
                           rule_group("fw", 200, lines)};
}

std::string across(const Pieces& pieces, const std::string& address = "10.2.0.4") {
  const auto net = network(pieces);
  return outcome(net, sender(net, "vma"), to(address));
}

std::string from_hq(const Pieces& pieces, const std::string& address = "10.2.0.4") {
  const auto net = network(pieces);
  return outcome(net, from_site(net, "hq", "192.168.0.9"), to(address));
}

const FirewallLine everybody{true, "*", "*", 443};

}  // namespace

TEST_CASE("networks and sites at a hub reach each other", "[hub][I-216]") {
  const Pieces open = spokes() + Pieces{hub()};
  CHECK(across(open) == "allow");
  CHECK(across(open, "192.168.0.9") == "allow");
  CHECK(across(open, "10.3.0.4") == "deny ROUTE_NONE");
  CHECK(from_hq(open) == "allow");
  CHECK(from_hq(open, "10.3.0.4") == "deny NO_ROUTE");
}

TEST_CASE("a connected network is in the tag VirtualNetwork of the others", "[hub][N-108]") {
  const auto closed = subnet("b/s", "10.2.0.0/24", {.nsg = "n"});
  const Pieces open = spokes() + Pieces{hub(), closed};
  CHECK(across(open + Pieces{nsg("n", {})}) == "allow");
  CHECK(across(open + Pieces{nsg("n", {{100, in, deny, "VirtualNetwork"}})}) == "deny NSG_IN");
}

TEST_CASE("a routing intent for private traffic puts the firewall in between",
          "[hub][N-072][N-280]") {
  CHECK(across(guarded({everybody})) == "allow");
  CHECK(across(guarded({})) == "deny FW_DENY");
  CHECK(across(guarded({{true, "10.2.0.0/16", "10.1.0.0/16", 443}})) == "deny FW_DENY");
  CHECK(across(guarded({everybody}), "192.168.0.9") == "allow");
  CHECK(across(guarded({}), "192.168.0.9") == "deny FW_DENY");
  CHECK(from_hq(guarded({everybody})) == "allow");
  CHECK(from_hq(guarded({})) == "deny FW_DENY");
  CHECK(across(guarded({everybody}), "10.9.0.4") == "deny NO_ROUTE");
}

TEST_CASE("a network whose route table takes no learned routes does not use the hub",
          "[hub][N-043]") {
  auto closed = table("rt", {});
  closed.disable_bgp_propagation = true;
  const Pieces pieces = spokes() + Pieces{hub(), closed};
  CHECK(across(pieces + Pieces{subnet("a/s", "10.1.0.0/24", {.table = "rt"})}) ==
        "deny ROUTE_NONE");
  CHECK(across(pieces + Pieces{subnet("b/s", "10.2.0.0/24", {.table = "rt"})}) ==
        "deny ROUTE_NONE");
}

TEST_CASE("the policy for Internet traffic reaches connections that take it", "[hub][N-072]") {
  CHECK(across(guarded({everybody}, true), "8.8.8.8") == "allow");
  CHECK(across(guarded({}, true), "8.8.8.8") == "deny FW_DENY");
  CHECK(across(guarded({}), "8.8.8.8") == "allow assuming C-18");
  auto without = connection("a");
  without.internet_security = known(false);
  CHECK(across(guarded({}, true) + Pieces{without}, "8.8.8.8") == "allow assuming C-18");
  without.internet_security = {};
  CHECK(across(guarded({}, true) + Pieces{without}, "8.8.8.8") ==
        "uncertain C-18 enableInternetSecurity of hub connection to-a");
}

TEST_CASE("endpoints of a connected network are reached through the hub", "[hub][N-163][C-06]") {
  const Pieces shelf{subnet("b/pe", "10.2.1.0/24"), kv,
                     endpoint("pe1", "b/pe", kv, "vault", "10.2.1.4")};
  const auto reach = [&](const Pieces& pieces) {
    const auto net = network(pieces + shelf);
    return outcome(net, sender(net, "vma"), to_endpoint(net, "10.2.1.4", kv, "vault"));
  };
  CHECK(reach(spokes() + Pieces{hub()}) == "allow");
  CHECK(reach(guarded({everybody})) == "uncertain C-06");
  CHECK(reach(guarded({})) == "deny FW_DENY");
}

TEST_CASE("from a site to an endpoint past the firewall, the replies may be lost", "[hub][N-072]") {
  const auto shelf = [](azure::EndpointPolicies policies) {
    return Pieces{subnet("b/pe", "10.2.1.0/24", {.policies = policies}), kv,
                  endpoint("pe1", "b/pe", kv, "vault", "10.2.1.4")};
  };
  const auto reach = [&](const std::vector<FirewallLine>& lines, azure::EndpointPolicies policies) {
    const auto net = network(guarded(lines) + shelf(policies));
    return outcome(net, from_site(net, "hq", "192.168.0.9"),
                   to_endpoint(net, "10.2.1.4", kv, "vault"));
  };
  using azure::EndpointPolicies;
  CHECK(reach({}, EndpointPolicies::disabled) ==
        "uncertain whether replies of pe1 miss their way past fw");
  CHECK(reach({everybody}, EndpointPolicies::route_table) == "uncertain C-06");
  CHECK(reach({}, EndpointPolicies::route_table) == "deny FW_DENY");
}

TEST_CASE("what is not documented of a hub is uncertain by its name", "[hub][R-02]") {
  auto ruled = hub();
  ruled.routing_rules = true;
  CHECK(across(spokes() + Pieces{ruled}) == "uncertain the routes of virtual hub hub1");
  auto elsewhere = hub(true);
  elsewhere.private_next_hop = id("Microsoft.Network/networkVirtualAppliances", "nva");
  CHECK(across(spokes() + Pieces{elsewhere}) ==
        "uncertain what nva, the next hop of virtual hub hub1, lets pass");
  auto strange = connection("b");
  strange.unknown.push_back({"$ROUTING"});
  CHECK(across(spokes() + Pieces{hub(), strange}) == "uncertain $ROUTING");
  auto other = named<azure::VirtualHub>("Microsoft.Network/virtualHubs", "hub2");
  CHECK(across(spokes() + Pieces{hub(), other}) == "allow");
  CHECK(across(spokes() + Pieces{hub(), other}, "10.9.0.4") ==
        "uncertain the routes between virtual hubs hub1 and hub2");
}

TEST_CASE("a network that is no spoke does not see the hub", "[hub][R-02]") {
  const auto net =
      network(guarded({}) + Pieces{vnet("c", {"10.3.0.0/16"}), subnet("c/s", "10.3.0.0/24"),
                                   nic("vmc", "c/s", "10.3.0.4")});
  CHECK(outcome(net, sender(net, "vmc"), to("10.2.0.4")) == "deny ROUTE_NONE");
  CHECK(outcome(net, sender(net, "vma"), to("10.3.0.4")) == "deny FW_DENY");
}

TEST_CASE("public space in a spoke under a policy for private traffic is not known",
          "[hub][N-072]") {
  CHECK(across(guarded({everybody}) + Pieces{vnet("b", {"10.2.0.0/16", "52.10.0.0/16"})},
               "52.10.0.4") ==
        "uncertain how virtual hub hub1 routes 52.10.0.0/16, which is not RFC 1918 space");
}
