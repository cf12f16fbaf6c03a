#include "reach/world.h"

using namespace airtight;
using namespace airtight::world;
using azure::RouteNextHop;

namespace {

const auto kv = vault("kv1");
const std::string address = "10.4.1.4";

azure::UserRoute by_firewall(const char* block) {
  return route(block, RouteNextHop::appliance, address);
}

// a – hub with a firewall – b, routes through it on both sides.
Pieces guarded(const std::vector<FirewallLine>& lines) {
  auto fw = firewall("fw", "hub", address);
  fw.public_addresses = {public_id("pip-fw")};
  return {vnet("a", {"10.1.0.0/16"}),
          vnet("hub", {"10.4.0.0/16"}),
          vnet("b", {"10.2.0.0/16"}),
          subnet("a/s", "10.1.0.0/24", {.table = "rta"}),
          subnet("hub/AzureFirewallSubnet", "10.4.1.0/26"),
          subnet("b/s", "10.2.0.0/24", {.table = "rtb"}),
          nic("vma", "a/s", "10.1.0.4"),
          nic("vmb", "b/s", "10.2.0.4"),
          table("rta", {by_firewall("0.0.0.0/0")}),
          table("rtb", {by_firewall("0.0.0.0/0")}),
          fw,
          public_address("pip-fw", "20.1.2.3"),
          firewall_policy("fw"),
          rule_group("fw", 200, lines),
          peering_link("a", "hub"),
          peering_link("hub", "a"),
          peering_link("b", "hub"),
          peering_link("hub", "b")};
}

std::string spoke_to_spoke(const Pieces& pieces) {
  const auto net = network(pieces);
  return outcome(net, sender(net, "vma"), to("10.2.0.4"));
}

reach::Destination by_name(reach::Destination destination, const std::string& host) {
  destination.host = net::parse_dns_name(host).value();
  return destination;
}

}  // namespace

TEST_CASE("a firewall denies what no rule allows", "[firewall][N-280][N-284]") {
  CHECK(spoke_to_spoke(guarded({})) == "deny FW_DENY");
  CHECK(spoke_to_spoke(guarded({{true, "10.1.0.0/16", "10.2.0.0/16", 443}})) == "allow");
  CHECK(spoke_to_spoke(guarded({{true, "10.1.0.0/16", "10.2.0.0/16", 22}})) == "deny FW_DENY");
  CHECK(spoke_to_spoke(guarded({{true, "10.3.0.0/16", "10.2.0.0/16", 443}})) == "deny FW_DENY");
}

TEST_CASE("parent policies come first, whatever the priorities", "[EX][firewall][N-282]") {
  auto child = firewall_policy("fw", "parent");
  const Pieces pieces =
      guarded({{false, "*", "*", 443}}) +
      Pieces{child, firewall_policy("parent"), rule_group("parent", 500, {{true, "*", "*", 443}})};
  CHECK(spoke_to_spoke(pieces) == "allow");
}

TEST_CASE("network rules come before application rules, whatever the priorities",
          "[EX][firewall][N-281][N-282][N-284]") {
  auto pieces = guarded({{false, "*", "*", 443}}) +
                Pieces{rule_group("fw", 100, {{true, "*", "*", 443, "*"}})};
  CHECK(spoke_to_spoke(pieces) == "deny FW_DENY");
  pieces = guarded({{true, "*", "*", 443}}) +
           Pieces{rule_group("fw", 100, {{false, "*", "*", 443, "example.test"}})};
  CHECK(spoke_to_spoke(pieces) == "allow");
}

TEST_CASE("an application rule sees names, an address has none", "[firewall][N-285][R-22]") {
  const auto net = network(guarded({{true, "*", "*", 443, "*.vault.azure.net"}}) + Pieces{kv});
  const auto from = sender(net, "vma");
  auto front_end = by_name(to_front_end(net, kv), "kv1.vault.azure.net");
  CHECK(outcome(net, from, front_end) == "allow");
  front_end.port = net::Port{8443};
  CHECK(outcome(net, from, front_end) == "deny FW_DENY");
  CHECK(outcome(net, from, to("8.8.8.8")) == "deny FW_DENY");
  CHECK(outcome(net, from, by_name(to("8.8.8.8"), "other.test")) == "deny FW_DENY");
}

TEST_CASE("the firewall asks for the name itself and connects to its own answer",
          "[EX][firewall][N-286][N-292]") {
  // The client has the public front end, the firewall's network is linked to the private zone.
  auto closed = vault("kv1");
  closed.public_network_access = known(azure::PublicNetworkAccess::disabled);
  const auto with = [&](const Pieces& more) {
    const auto net = network(guarded({{true, "*", "*", 443, "kv1.vault.azure.net"}}) +
                             Pieces{closed, subnet("hub/pe", "10.4.5.0/24"),
                                    endpoint("pe1", "hub/pe", closed, "vault", "10.4.5.4"),
                                    zone(vault_zone), zone_group("pe1", vault_zone)} +
                             more);
    return outcome(net, sender(net, "vma"),
                   by_name(to_front_end(net, closed), "kv1.vault.azure.net"));
  };
  CHECK(with({}) == "deny PAAS_PUBLIC_DISABLED");
  CHECK(with({zone_link(vault_zone, "hub")}) == "allow");
}

TEST_CASE("an application rule translates, so an endpoint's reply comes back",
          "[firewall][endpoints][N-078][C-06]") {
  const auto with = [](const FirewallLine& line) {
    const auto net = network(
        guarded({line}) + Pieces{kv, subnet("b/pe", "10.2.5.0/24"),
                                 endpoint("pe1", "b/pe", kv, "vault", "10.2.5.4"), zone(vault_zone),
                                 zone_group("pe1", vault_zone), zone_link(vault_zone, "hub")});
    return outcome(net, sender(net, "vma"),
                   by_name(to_endpoint(net, "10.2.5.4", kv, "vault"), "kv1.vault.azure.net"));
  };
  CHECK(with({true, "*", "*", 443, "kv1.vault.azure.net"}) == "allow");
  CHECK(with({true, "*", "10.2.0.0/16", 443}) == "uncertain C-06");
}

TEST_CASE("private ranges keep their source, others are translated", "[firewall][N-289][N-290]") {
  // b lets only the client in, or only the firewall.
  const auto with = [](const std::string& allowed, std::optional<net::Prefix> ranges) {
    auto policy = firewall_policy("fw");
    if (ranges) policy.private_ranges = known(std::vector<net::Prefix>{*ranges});
    return spoke_to_spoke(
        guarded({{}}) +
        Pieces{policy, subnet("b/s", "10.2.0.0/24", {.nsg = "n", .table = "rtb"}),
               nsg("n", {{100, in, allow, allowed + "/32", "*", "443"}, {200, in, deny}})});
  };
  CHECK(with("10.1.0.4", {}) == "allow");
  CHECK(with("10.4.1.4", {}) == "deny NSG_IN");
  CHECK(with("10.4.1.4", prefix("255.255.255.255/32")) == "allow");
  CHECK(with("10.1.0.4", prefix("0.0.0.0/0")) == "allow");
}

TEST_CASE("what leaves a firewall has its public address", "[firewall][N-289][E-033]") {
  const auto with = [](const std::string& listed) {
    const auto target = vault("kv1", rules(azure::DefaultAction::deny, {listed}));
    const auto net = network(guarded({{}}) + Pieces{target});
    return outcome(net, sender(net, "vma"), to_front_end(net, target));
  };
  CHECK(with("20.1.2.3") == "allow");
  CHECK(with("20.1.2.4") == "deny PAAS_FIREWALL");
}

TEST_CASE("a policy that the input does not have may allow or deny", "[firewall][R-02]") {
  auto fw = firewall("fw", "hub", address);
  fw.policy = known(id("Microsoft.Network/firewallPolicies", "elsewhere"));
  CHECK(spoke_to_spoke(guarded({}) + Pieces{fw}).starts_with("uncertain"));
}

TEST_CASE("only a translation takes what comes from outside", "[firewall][N-283][N-287]") {
  azure::RuleCollection translation;
  translation.name = "dnat";
  translation.stage = azure::FirewallStage::translation;
  translation.allow = true;
  translation.priority = 100;
  azure::FirewallRule rule;
  rule.name = "to-b";
  rule.source = side("*");
  rule.destination = side("20.1.2.3");
  rule.ports = {{net::Port{443}, net::Port{443}}};
  rule.translated_address = ip("10.2.0.4");
  translation.rules.push_back(rule);
  const auto with = [&](bool translated, int port) {
    auto group = rule_group("fw", 100, {{}});
    if (translated) group.collections.push_back(translation);
    const auto net = network(guarded({}) + Pieces{group});
    return outcome(net, internet(), to("20.1.2.3", port));
  };
  CHECK(with(true, 443) == "allow");
  CHECK(with(true, 22) == "deny FW_DENY");
  CHECK(with(false, 443) == "deny FW_DENY");
}

TEST_CASE("threat intelligence and intrusion detection that deny are named, and nothing else",
          "[firewall][N-281]") {
  using azure::ThreatMode;
  const std::vector<FirewallLine> open{{true, "*", "*", 443}};
  auto policy_with = [](ThreatMode intelligence, ThreatMode detection) {
    auto result = firewall_policy("fw");
    result.threat_intelligence = known(intelligence);
    result.intrusion_detection = known(detection);
    return result;
  };
  const auto outside = [&](const azure::FirewallPolicy& policy) {
    const auto net = network(guarded(open) + Pieces{policy});
    return outcome(net, sender(net, "vma"), to("8.8.8.8"));
  };
  CHECK(outside(policy_with(ThreatMode::alert, ThreatMode::alert)) == "allow");
  CHECK(outside(policy_with(ThreatMode::deny, ThreatMode::off)) ==
        "uncertain whom threat intelligence of fw denies");
  CHECK(outside(policy_with(ThreatMode::off, ThreatMode::deny)) ==
        "uncertain what intrusion detection of fw drops");
  // Lists of attackers have public addresses only; signatures act on all traffic.
  CHECK(spoke_to_spoke(guarded(open) + Pieces{policy_with(ThreatMode::deny, ThreatMode::off)}) ==
        "allow");
  CHECK(spoke_to_spoke(guarded(open) + Pieces{policy_with(ThreatMode::off, ThreatMode::deny)}) ==
        "uncertain what intrusion detection of fw drops");
  // What no rule allows is denied either way.
  CHECK(spoke_to_spoke(guarded({}) + Pieces{policy_with(ThreatMode::off, ThreatMode::deny)}) ==
        "deny FW_DENY");
  auto parent = policy_with(ThreatMode::deny, ThreatMode::off);
  parent.id = id("Microsoft.Network/firewallPolicies", "parent");
  const auto net = network(guarded(open) + Pieces{parent, firewall_policy("fw", "parent")});
  CHECK(outcome(net, sender(net, "vma"), to("8.8.8.8")) ==
        "uncertain whom threat intelligence of fw denies");
}
