#include <airtight/base/text.h>
#include <airtight/dns/resolve.h>

#include <set>

#include "dns/pieces.h"
#include "model/world.h"

// Every open choice of names: the two (or three) answers, each got by fixing it, and all of them
// found when it is left open.

using namespace airtight;
using namespace airtight::pieces;
using azure::RecordType;
using model::Choice;

namespace {

const std::string hop = "kv1." + zkv;

World base() {
  World world;
  world::vnet(world, "vnetA", {"10.0.0.0/16"});
  world::vnet(world, "hub", {"10.10.0.0/16"});
  world::subnet(world, "vnetA", "endpoints", "10.0.1.0/24");
  world::subnet(world, "hub", "dns", "10.10.0.0/24");
  world::vault(world, "kv1");
  world::endpoint(world, "pe", world::subnet_id("vnetA", "endpoints"), world::vault_id("kv1"),
                  "vault", {"10.0.1.4"});
  world.surroundings.public_names_complete = true;
  return world;
}

Piece group(const std::string& zone, const std::string& endpoint = "pe") {
  return [=](World& world) { world::zone_group(world, endpoint, {world::zone_id(zone)}); };
}

Piece pending() {
  return [](World& world) {
    world.private_endpoints.front().state.value = azure::ConnectionState::pending;
  };
}

Piece second_endpoint() {
  return [](World& world) {
    world::endpoint(world, "pe-2", world::subnet_id("vnetA", "endpoints"), world::vault_id("kv1"),
                    "vault", {"10.0.1.5"});
  };
}

// corp.internal with a chain of so many names.
Piece chain(int names) {
  return [=](World& world) {
    Records records{{"n1", "10.0.0.9"}};
    for (int i = 2; i <= names; ++i)
      records.emplace_back("n" + std::to_string(i), "n" + std::to_string(i - 1) + ".corp.internal");
    zone("corp.internal", records, {"vnetA"})(world);
  };
}

std::string text(const dns::Answer& answer) {
  std::vector<std::string> parts{std::string(to_string(answer.rcode))};
  for (const dns::ChainLink& link : answer.chain)
    if (link.type == RecordType::cname) parts.push_back(link.data);
  for (const dns::Address& address : answer.addresses) parts.push_back(to_string(address));
  return join(parts, " ");
}

struct Open {
  Choice choice;
  Pieces world;
  std::string name;
  std::vector<std::string> answers;  // one for each branch
  RecordType type = RecordType::a;
};

std::vector<Open> of_zones() {
  const std::string redirected = "NOERROR FRONTEND(kv1)";
  return {
      {Choice::ch01_empty_non_terminal,
       {zone("corp.internal", {{"a.b", "10.0.0.9"}}, {"vnetA"})},
       "b.corp.internal",
       {"NOERROR", "NXDOMAIN"}},
      {Choice::ch04_zones_that_may_redirect,
       {zone("privatelink.corp.example", {}, {"vnetA"}, true),
        alias("a.privatelink.corp.example", "kv1.vault.azure.net")},
       "a.privatelink.corp.example",
       {"NOERROR kv1.vault.azure.net " + hop + " FRONTEND(kv1)", "NXDOMAIN"}},
      {Choice::ch05_types_that_redirect,
       {zone(zkv, {}, {"vnetA"}, true)},
       hop,
       {"NOERROR", "NXDOMAIN"},
       RecordType::aaaa},
      {Choice::ch06_rules_after_a_redirect,
       {zone(zkv, {}, {"vnetA"}, true), ruleset(zkv, "10.10.0.4", "vnetA"),
        inbound("10.10.0.4", "hub"), zone(zkv, {{"kv1", "10.9.9.9"}}, {"hub"}, false, "hub")},
       hop,
       {redirected, "NOERROR 10.9.9.9"}},
      {Choice::ch07_connections_that_move_the_name,
       {pending(), zone(zkv, {}, {"vnetA"})},
       "kv1.vault.azure.net",
       {"NOERROR FRONTEND(kv1)", "NXDOMAIN " + hop}},
      {Choice::ch10_group_with_a_foreign_zone,
       {zone(zblob, {}, {"vnetA"}), group(zblob)},
       "kv1." + zblob,
       {"NXDOMAIN", "NOERROR 10.0.1.4"}},
      {Choice::ch11_two_endpoints_in_one_zone,
       {zone(zkv, {}, {"vnetA"}), second_endpoint(), group(zkv), group(zkv, "pe-2")},
       hop,
       {"NOERROR 10.0.1.5 10.0.1.4", "NOERROR 10.0.1.5", "NOERROR 10.0.1.4"}},
      {Choice::ch12_group_against_manual_record,
       {zone(zkv, {{"kv1", "10.0.1.99"}}, {"vnetA"}), group(zkv)},
       hop,
       {"NOERROR 10.0.1.4", "NOERROR 10.0.1.99"}},
      {Choice::ch13_records_before_approval,
       {pending(), zone(zkv, {}, {"vnetA"}), group(zkv)},
       hop,
       {"NXDOMAIN", "NOERROR 10.0.1.4"}},
  };
}

std::vector<Open> of_resolvers() {
  const std::string answered = "NOERROR " + hop + " 10.0.1.4";
  const Piece kv_in_hub = zone(zkv, {{"kv1", "10.0.1.4"}}, {"hub"});
  const Piece endpoint = inbound("10.10.0.4", "hub");
  return {
      {Choice::ch02_long_chains, {chain(18)}, "n18.corp.internal", {"SERVFAIL", "NOERROR"}},
      {Choice::ch14_forwarders_examine_aliases,
       {servers_of("vnetA", {"10.10.0.9"}), kv_in_hub,
        server("10.10.0.9", "hub/dns", {{".", "8.8.8.8"}, {zkv, azure_dns}})},
       "kv1.vault.azure.net",
       {"NOERROR " + hop + " FRONTEND(kv1)", answered}},
      {Choice::ch15_rules_on_alias_targets,
       {endpoint, kv_in_hub, ruleset(zkv, "10.10.0.4", "vnetA")},
       "kv1.vault.azure.net",
       {"NOERROR " + hop + " FRONTEND(kv1)", answered}},
      {Choice::ch16_rule_under_a_reserved_parent,
       {endpoint, kv_in_hub, ruleset("vault.azure.net", "10.10.0.4", "vnetA")},
       "kv1.vault.azure.net",
       {answered, "NOERROR " + hop + " FRONTEND(kv1)"}},
      {Choice::ch17_forwarded_answers,
       {endpoint, ruleset("vault.azure.net", "10.10.0.4", "vnetA"), kv_in_hub,
        zone(zkv, {{"kv1", "10.9.9.9"}}, {"vnetA"}, false, "own")},
       "kv1.vault.azure.net",
       {answered, "NOERROR " + hop + " 10.9.9.9"}},
      {Choice::ch18_blocked_answer,
       {blocks(zkv, "vnetA"), zone(zkv, {{"kv1", "10.0.1.4"}}, {"vnetA"})},
       hop,
       {"BLOCKED blockpolicy.azuredns.invalid", "NXDOMAIN blockpolicy.azuredns.invalid",
        "SERVFAIL blockpolicy.azuredns.invalid"}},
  };
}

void check(const std::vector<Open>& rows) {
  for (const Open& row : rows) {
    CAPTURE(describe(row.choice).id);
    World world = base();
    for (const Piece& piece : row.world) piece(world);
    const auto built = world::build(std::move(world));
    const auto& asking = *built.network.virtual_network(world::vnet_id("vnetA"));
    const auto answer = [&](model::Reading& reading) {
      const auto found = dns::resolve(built.network, dns::view_of(asking), world::dns(row.name),
                                      row.type, reading);
      // Of a long chain the code alone.
      return row.choice == Choice::ch02_long_chains ? std::string(to_string(found.rcode))
                                                    : text(found);
    };
    REQUIRE(row.answers.size() == describe(row.choice).branches.size());
    for (std::size_t branch = 0; branch < row.answers.size(); ++branch) {
      model::Reading reading;
      reading.fix(row.choice, branch);
      CHECK(answer(reading) == row.answers[branch]);
    }
    const auto readings = model::explore(answer);
    CHECK(readings.nominal() == row.answers.front());
    std::set<std::string> found;
    for (const auto& branch : readings.branches) found.insert(branch.outcome);
    for (const std::string& each : row.answers) CHECK(found.contains(each));
  }
}

}  // namespace

TEST_CASE("open choices of zones and endpoints answer on every branch",
          "[dns][choices][CH-01][CH-04][CH-05][CH-06][CH-07][CH-10][CH-11][CH-12][CH-13][D-013]"
          "[D-038][D-041][D-043][D-044][D-103][D-154][D-157][D-161][D-165]") {
  check(of_zones());
}

TEST_CASE("open choices of servers and rulesets answer on every branch",
          "[dns][choices][CH-02][CH-14][CH-15][CH-16][CH-17][CH-18][D-020][D-214][D-227][D-229]"
          "[D-233][D-241]") {
  check(of_resolvers());
}
