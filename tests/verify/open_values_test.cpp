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
