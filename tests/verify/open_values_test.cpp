#include <airtight/verify/path.h>

#include "reach/world.h"

using namespace airtight;
using namespace airtight::world;
using verify::Judgement;

// A reading answers each question about an unknown value. Where two questions were one, some values
// were in no reading, and a way that only those have was taken for closed.

namespace {

verify::Verdict judge(const Pieces& pieces, const std::string& from, const std::string& to) {
  const auto net = network(pieces);
  return verify::examine(net, verify::find_workload(net, from).value(),
                         verify::find_target(net, to).value())
      .verdict;
}

Pieces with_rules(const std::vector<RuleLine>& lines) {
  return {vnet("v", {"10.0.0.0/16"}),
          subnet("v/a", "10.0.0.0/24"),
          nsg("n", lines),
          subnet("v/b", "10.0.1.0/24", {.nsg = "n"}),
          nic("nic1", "v/b", "10.0.1.4"),
          machine("vm1", "nic1")};
}

}  // namespace

TEST_CASE("a sender in one half of a subnet is not in the other", "[readings][R-19]") {
  const Pieces halves = with_rules(
      {{100, in, deny, "10.0.0.0/25"}, {200, in, allow, "10.0.0.128/25"}, {300, in, deny, "*"}});
  CHECK(judge(halves, "subnet:v/a", "10.0.1.4").judgement == Judgement::uncertain);
  const Pieces none = with_rules(
      {{100, in, deny, "10.0.0.0/25"}, {200, in, allow, "10.0.2.0/25"}, {300, in, deny, "*"}});
  CHECK(judge(none, "subnet:v/a", "10.0.1.4").judgement == Judgement::deny);
}

TEST_CASE("a rule with two open sides covers less than one with either", "[readings][R-02]") {
  // Of the two, only the first asks for the half as well.
  const Pieces pieces = with_rules({{100, in, deny, "10.0.0.0/25", "FutureTag"},
                                    {200, in, allow, "*", "FutureTag"},
                                    {300, in, deny, "*"}});
  CHECK(judge(pieces, "subnet:v/a", "10.0.1.4").judgement == Judgement::uncertain);
}

TEST_CASE("what is not in VirtualNetwork may be in Internet", "[readings][N-108][N-116]") {
  azure::Subnet sender = subnet("v/s", "10.0.2.0/24", {.nsg = "own"});
  sender.route_table = unknown<azure::ResourceId>("$TABLE");
  const Pieces pieces =
      with_rules({}) +
      Pieces{nsg("own", {}), sender, nic("nic2", "v/s", "10.0.2.4"), machine("vm2", "nic2")};
  CHECK(judge(pieces, "vm2", "198.51.100.7").judgement == Judgement::uncertain);
}

TEST_CASE("network policies may hold for groups and not for routes", "[readings][N-068]") {
  const auto kv = vault("kv1");
  auto ends = subnet("v/pe", "10.0.3.0/24", {.nsg = "n"});
  ends.endpoint_policies = unknown<azure::EndpointPolicies>("$POLICIES");
  const Pieces pieces{vnet("v", {"10.0.0.0/16"}),
                      subnet("v/s", "10.0.2.0/24", {.table = "rt"}),
                      table("rt", {route("10.0.3.0/24", azure::RouteNextHop::none, "")}),
                      nsg("n", {{100, in, deny, "*"}}),
                      ends,
                      nic("nic2", "v/s", "10.0.2.4"),
                      machine("vm2", "nic2"),
                      kv,
                      zone(vault_zone),
                      zone_link(vault_zone, "v"),
                      endpoint("pe1", "v/pe", kv, "vault", "10.0.3.4"),
                      zone_group("pe1", vault_zone)};
  CHECK(judge(pieces, "vm2", "kv1").judgement == Judgement::uncertain);
}

TEST_CASE("an unknown group may pass one way only", "[readings][N-090]") {
  auto sender = subnet("v/s", "10.0.2.0/24");
  sender.network_security_group = unknown<azure::ResourceId>("$GROUP");
  const Pieces pieces =
      with_rules({}) + Pieces{sender, nic("nic2", "v/s", "10.0.2.4"), machine("vm2", "nic2")};
  CHECK(judge(pieces, "vm2", "10.0.1.4").judgement == Judgement::uncertain);
  CHECK(judge(pieces, "subnet:v/a", "10.0.2.4").judgement == Judgement::uncertain);
}

TEST_CASE("a machine may send from another of its interfaces", "[readings][R-02]") {
  const Pieces pieces = with_rules({{100, in, allow, "10.0.0.9"}, {200, in, deny, "*"}}) +
                        Pieces{nic("nic2", "v/a", "10.0.0.4"), nic("nic3", "v/a", "10.0.0.9")};
  auto two = machine("vm3", "nic2");
  CHECK(judge(pieces + Pieces{two}, "vm3", "10.0.1.4").judgement == Judgement::deny);
  two.network_interfaces.push_back(nic("nic3", "v/a", "10.0.0.9").id);
  CHECK(judge(pieces + Pieces{two}, "vm3", "10.0.1.4").judgement == Judgement::uncertain);
}

TEST_CASE("a service that stands in a subnet may have any free address", "[readings][N-053]") {
  auto cache = named<azure::OtherResource>("Microsoft.NetApp/netAppAccounts", "files");
  cache.type = "Microsoft.NetApp/netAppAccounts";
  const Pieces pieces =
      with_rules({}) + Pieces{nic("nic2", "v/a", "10.0.0.4"), machine("vm2", "nic2")};
  CHECK(judge(pieces, "vm2", "10.0.1.7").judgement == Judgement::deny);
  CHECK(judge(pieces + Pieces{cache}, "vm2", "10.0.1.7").judgement == Judgement::uncertain);
}

TEST_CASE("the deployment site has restrictions of its own", "[readings][N-330]") {
  auto site = app("app1");
  azure::AccessRule everybody;
  everybody.allow = false;
  everybody.priority = 1;
  site.restrictions.rules.push_back(everybody);
  const auto net = network({site});
  reach::Destination destination = to_front_end(net, site);
  destination.host = net::parse_dns_name("app1.azurewebsites.net").value();
  CHECK(outcome(net, internet("203.0.113.7"), destination) == "deny PAAS_FIREWALL");
  destination.host = net::parse_dns_name("app1.scm.azurewebsites.net").value();
  CHECK(outcome(net, internet("203.0.113.7"), destination) != "deny PAAS_FIREWALL");
}

TEST_CASE("an unknown next hop of the default route may be an appliance", "[readings][N-034]") {
  auto unclear = route("0.0.0.0/0", azure::RouteNextHop::none, "");
  unclear.unknown = {{"$HOP"}};
  const Pieces pieces =
      with_rules({}) + Pieces{subnet("v/s", "10.0.2.0/24", {.table = "rt"}), table("rt", {unclear}),
                              nic("nic2", "v/s", "10.0.2.4"), machine("vm2", "nic2")};
  CHECK(judge(pieces, "vm2", "10.9.0.4").judgement == Judgement::uncertain);
}

TEST_CASE("an unknown rule of a subnet may admit it, an unknown rule of a firewall a packet",
          "[readings][N-181][N-280]") {
  auto closed = closed_rules();
  closed.ip_rules.push_back({azure::UnknownInput{"$RULE"}, {}});
  const auto st = storage("st1", closed);
  const Pieces stored{vnet("v", {"10.0.0.0/16"}),
                      subnet("v/s", "10.0.0.0/24", {.service_endpoints = {"Microsoft.Storage"}}),
                      nic("nic1", "v/s", "10.0.0.4"), machine("vm1", "nic1"), st};
  CHECK(judge(stored, "vm1", "st1").judgement == Judgement::uncertain);

  auto rules = rule_group("fw", 200, {{true, "10.0.0.0/16", "198.51.100.0/24", 443}});
  azure::FirewallRule& rule = rules.collections.front().rules.front();
  rule.ports.clear();
  rule.unknown = {{"$PORTS"}};
  const Pieces walled{vnet("v", {"10.0.0.0/16"}),
                      subnet("v/s", "10.0.0.0/24", {.table = "rt"}),
                      subnet("v/AzureFirewallSubnet", "10.0.4.0/26"),
                      table("rt", {route("0.0.0.0/0", azure::RouteNextHop::appliance, "10.0.4.4")}),
                      nic("nic1", "v/s", "10.0.0.4"),
                      machine("vm1", "nic1"),
                      firewall("fw", "v", "10.0.4.4"),
                      firewall_policy("fw"),
                      rules};
  CHECK(judge(walled, "vm1", "198.51.100.7").judgement == Judgement::uncertain);
}
