#include <airtight/verify/probe_plan.h>

#include <algorithm>
#include <set>

#include "reach/world.h"

using namespace airtight;
using namespace airtight::world;
using verify::ProbePlan;

namespace {

// Two vaults behind endpoints in one zone, an app that uses both, and a machine beside it.
Pieces two_vaults() {
  const auto first = vault("kv1", closed_rules());
  const auto second = vault("kv2", closed_rules());
  return {vnet("v", {"10.0.0.0/16"}),
          subnet("v/app", "10.0.0.0/24"),
          subnet("v/pe", "10.0.1.0/24"),
          subnet("v/vms", "10.0.2.0/24", {.nsg = "guard"}),
          nsg("guard", {{100, out, deny, "*", "10.0.1.5", "443", net::Protocol::tcp}}),
          first,
          second,
          app("app1", "v/app"),
          nic("nic1", "v/vms", "10.0.2.4"),
          machine("vm1", "nic1"),
          endpoint("pe1", "v/pe", first, "vault", "10.0.1.4"),
          endpoint("pe2", "v/pe", second, "vault", "10.0.1.5"),
          zone(vault_zone),
          zone_link(vault_zone, "v"),
          zone_group("pe1", vault_zone),
          zone_group("pe2", vault_zone)};
}

ProbePlan plan_for(const model::Network& network, const std::string& from) {
  return verify::probe_plan(network, verify::find_workload(network, from).value());
}

// "kv1.vault.azure.net allow", "kv1.vault.azure.net front end deny".
std::vector<std::string> in_short(const ProbePlan& plan) {
  std::vector<std::string> lines;
  for (const verify::PlannedProbe& each : plan.probes)
    lines.push_back(each.target.host.text() + (each.front_end ? " front end " : " ") +
                    std::string(to_string(each.expected.verdict.judgement)));
  std::ranges::sort(lines);
  return lines;
}

std::set<std::size_t> exercised(const ProbePlan& plan) {
  std::set<std::size_t> parts;
  for (const verify::PlannedProbe& each : plan.probes)
    parts.insert(each.exercises.begin(), each.exercises.end());
  return parts;
}

const verify::DecidingPart* part(const ProbePlan& plan, const std::string& stage,
                                 const std::string& rule) {
  const auto found = std::ranges::find_if(plan.parts, [&](const verify::DecidingPart& each) {
    return each.stage == stage && each.rule == rule;
  });
  return found == plan.parts.end() ? nullptr : &*found;
}

}  // namespace

TEST_CASE("a plan tries each name and each front end whose gate only it meets", "[probe-plan]") {
  const auto net = network(two_vaults());
  const ProbePlan plan = plan_for(net, "app1");
  CHECK(in_short(plan) == std::vector<std::string>{
                              "kv1.vault.azure.net allow", "kv1.vault.azure.net front end deny",
                              "kv2.vault.azure.net allow", "kv2.vault.azure.net front end deny"});
  CHECK(plan.considered >= plan.probes.size());
  for (const verify::PlannedProbe& each : plan.probes)
    CHECK((each.front_end ||
           each.expected.resolution->answer_class == verify::AnswerClass::private_address));
}

TEST_CASE("each record, link and endpoint of the verdicts is a part", "[probe-plan]") {
  const auto net = network(two_vaults());
  const ProbePlan plan = plan_for(net, "app1");
  CHECK(part(plan, "record", "kv1.privatelink.vaultcore.azure.net") != nullptr);
  CHECK(part(plan, "record", "kv2.privatelink.vaultcore.azure.net") != nullptr);
  for (const std::string stage : {"zone", "private endpoint", "service firewall"})
    CHECK(std::ranges::count(plan.parts, stage, &verify::DecidingPart::stage) > 0);
  for (const verify::DecidingPart& each : plan.parts) CHECK_FALSE(each.resource.empty());
}

TEST_CASE("what only others meet is named with them", "[probe-plan]") {
  const auto net = network(two_vaults());
  const ProbePlan plan = plan_for(net, "app1");
  const verify::DecidingPart* rule = part(plan, "nsg", "rule100");
  REQUIRE(rule != nullptr);
  CHECK(rule->seen_by == std::vector<std::string>{"vm1"});
  const auto at = static_cast<std::size_t>(rule - plan.parts.data());
  CHECK(std::ranges::count(plan.untested, at) == 1);
  CHECK_FALSE(exercised(plan).contains(at));

  const ProbePlan from_there = plan_for(net, "vm1");
  const verify::DecidingPart* tested = part(from_there, "nsg", "rule100");
  REQUIRE(tested != nullptr);
  CHECK(exercised(from_there).contains(static_cast<std::size_t>(tested - from_there.parts.data())));
}

TEST_CASE("all parts are exercised or said not to be", "[probe-plan]") {
  const auto net = network(two_vaults());
  for (const std::string from : {"app1", "vm1", "internet"}) {
    CAPTURE(from);
    const ProbePlan plan = plan_for(net, from);
    std::set<std::size_t> all = exercised(plan);
    CHECK(all.size() + plan.untested.size() == plan.parts.size());
    all.insert(plan.untested.begin(), plan.untested.end());
    CHECK(all.size() == plan.parts.size());
  }
}

TEST_CASE("nobody can run a probe where the platform fetches references", "[probe-plan][A-214]") {
  const auto net = network(two_vaults());
  const ProbePlan plan = plan_for(net, "references:app1");
  CHECK(plan.probes.empty());
  CHECK(plan.untested.size() == plan.parts.size());
}
