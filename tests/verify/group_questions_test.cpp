#include <airtight/verify/group_questions.h>
#include <rapidcheck.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "reach/world.h"
#include "verify/random_groups.h"

using namespace airtight;
using namespace airtight::world;
using verify::GroupComparison;
using verify::GroupRules;
using verify::Truth;

namespace {

GroupComparison compared(const Pieces& pieces, const std::string& at = "") {
  const auto world = network(pieces);
  std::optional<verify::Place> place;
  if (!at.empty()) place = verify::find_place(world, at).value();
  const auto comparison = verify::compare_groups(world, "a", "b", place);
  REQUIRE(comparison.has_value());
  return *comparison;
}

GroupComparison compared(const std::vector<RuleLine>& a, const std::vector<RuleLine>& b) {
  return compared(Pieces{nsg("a", a), nsg("b", b)});
}

GroupRules dead_rules(const Pieces& pieces) {
  const auto groups = verify::unreachable_rules(network(pieces), "a", {});
  REQUIRE(groups.has_value());
  return groups->front();
}

const auto tcp = net::Protocol::tcp;

}  // namespace

TEST_CASE("a rule cut in two, renamed and moved is the same group", "[group_questions]") {
  const GroupComparison same = compared({{100, in, allow, "10.0.0.0/8", "*", "80-90", tcp}},
                                        {{200, in, allow, "10.0.0.0/9", "*", "80-90", tcp},
                                         {300, in, allow, "10.128.0.0/9", "*", "80-85", tcp},
                                         {310, in, allow, "10.128.0.0/9", "*", "86-90", tcp}});
  CHECK(same.truth == Truth::holds);
  CHECK(same.open.settled());
}

TEST_CASE("groups that differ are told apart by a packet and two rules", "[group_questions]") {
  const GroupComparison other = compared({{100, in, allow, "10.0.0.0/8", "*", "80-90", tcp}},
                                         {{100, in, allow, "10.0.0.0/8", "*", "80-89", tcp}});
  CHECK(other.truth == Truth::fails);
  REQUIRE(other.difference);
  CHECK(other.difference->port == net::Port{90});
  CHECK(prefix("10.0.0.0/8").contains(other.difference->source));
  CHECK(other.difference->source_inside == false);
  CHECK(other.difference->first.name == "rule100");
  CHECK(other.difference->second.name == "DenyAllInBound");
}

TEST_CASE("what the network of a place has is not what any network has",
          "[group_questions][N-109]") {
  const Pieces pieces{
      vnet("net", {"10.0.0.0/16"}), subnet("net/s", "10.0.0.0/24"),
      nsg("a", {{100, in, allow, "VirtualNetwork", "*", "22"}, {200, in, deny, "*", "*"}}),
      nsg("b", {{100, in, allow, "10.0.0.0/16", "*", "22"},
                {110, in, allow, "168.63.129.16", "*", "22"},
                {200, in, deny, "*", "*"}})};
  CHECK(compared(pieces).truth == Truth::fails);
  CHECK(compared(pieces, "subnet:net/s").truth == Truth::holds);
}

TEST_CASE("tags that no file lists leave it open, by name", "[group_questions][N-122]") {
  const GroupComparison open =
      compared({{100, out, deny, "*", "Storage"}}, {{100, out, deny, "*", "20.60.0.0/16"}});
  CHECK(open.truth == Truth::uncertain);
  CHECK(open.open.unknowns == std::vector<std::string>{"the addresses of service tag Storage"});
  CHECK_FALSE(open.difference);

  // In the same way they are no doubt.
  CHECK(compared({{100, out, deny, "*", "Storage"}, {110, out, deny, "*", "Sql"}},
                 {{100, out, deny, "*", "Sql"}, {120, out, deny, "*", "Storage"}})
            .truth == Truth::holds);
  // Order matters where an address may be in both.
  CHECK(compared({{100, out, deny, "*", "Storage"}, {110, out, allow, "*", "AzureCloud"}},
                 {{100, out, allow, "*", "AzureCloud"}, {110, out, deny, "*", "Storage"}})
            .truth == Truth::uncertain);
}

TEST_CASE("a difference that no tag can hide is certain", "[group_questions][N-122]") {
  const GroupComparison other =
      compared({{100, out, deny, "*", "Storage"}, {110, out, deny, "*", "10.0.0.0/8"}},
               {{100, out, deny, "*", "Storage"}});
  CHECK(other.truth == Truth::fails);  // private addresses are in no tag (N-115)
}

TEST_CASE("a part of a rule that is not known leaves it open", "[group_questions][R-02]") {
  auto a = nsg("a", {{100, in, allow, "*", "*", "443", tcp}});
  auto other = nsg("b", {{100, in, allow, "*", "*", "443", tcp}});
  other.rules.front().unknown = {{"$PORT"}};
  const GroupComparison open = compared(Pieces{a, other});
  CHECK(open.truth == Truth::uncertain);
  CHECK(open.open.unknowns == std::vector<std::string>{"$PORT"});
}

TEST_CASE("groups are found by name, and candidates are named", "[group_questions]") {
  const auto world = network({nsg("a", {}), nsg("b", {})});
  const auto none = verify::compare_groups(world, "a", "c", {});
  REQUIRE_FALSE(none.has_value());
  CHECK(none.error().message.find("candidates") != std::string::npos);
}

TEST_CASE("rules behind wider ones never decide", "[group_questions]") {
  const GroupRules rules = dead_rules({nsg("a", {{100, in, allow, "10.0.0.0/9", "*", "*"},
                                                 {110, in, deny, "10.128.0.0/9", "*", "*"},
                                                 {120, in, allow, "10.0.0.0/8", "*", "443", tcp},
                                                 {130, in, deny, "*", "*", "22", tcp}})});
  REQUIRE(rules.unreachable.size() == 1);
  const verify::UnreachableRule& dead = rules.unreachable.front();
  CHECK(dead.certain);
  CHECK(dead.rule.name == "rule120");
  CHECK(dead.contradicted);
  REQUIRE(dead.covered_by.size() == 2);
  CHECK(dead.covered_by[0].name == "rule100");
  CHECK(dead.covered_by[1].name == "rule110");
}

TEST_CASE("a tag that may be within another may never decide", "[group_questions][N-122]") {
  const GroupRules rules = dead_rules(
      {nsg("a", {{100, out, allow, "*", "AzureCloud"}, {110, out, deny, "*", "Storage"}})});
  REQUIRE(rules.unreachable.size() == 1);
  CHECK_FALSE(rules.unreachable.front().certain);
  CHECK(rules.open.unknowns == std::vector<std::string>{"the addresses of service tag AzureCloud",
                                                        "the addresses of service tag Storage"});
  CHECK(dead_rules(
            {nsg("a", {{100, out, allow, "*", "Sql", "1433"}, {110, out, deny, "*", "Storage"}})})
            .unreachable.empty());
}

TEST_CASE("a rule on the unknown block of a route may decide", "[group_questions][R-02][N-109]") {
  const azure::UnknownInput block{"$PREFIX"};
  auto routes = table("t", {route("10.9.0.0/16", azure::RouteNextHop::appliance, "10.0.0.4")});
  routes.routes.front().prefix.reset();
  routes.routes.front().unknown = {block};
  auto group = nsg("a", {{100, in, allow, "*", "*", "443", tcp}, {200, in, deny, "*", "*"}});
  group.rules.front().source = {{}, {}, {}, {block}};
  const auto world = network({vnet("net", {"10.0.0.0/16"}),
                              subnet("net/s", "10.0.0.0/24", {.table = "t"}), routes, group});
  const auto place = verify::find_place(world, "subnet:net/s").value();
  for (const auto& at : {std::optional<verify::Place>(), std::optional(place)}) {
    const auto groups = verify::unreachable_rules(world, "a", at);
    REQUIRE(groups.has_value());
    CHECK(groups->front().unreachable.empty());
  }
}

TEST_CASE("rules for the platform are met apart from the list", "[group_questions][N-125]") {
  CHECK(dead_rules(
            {nsg("a", {{100, out, allow, "*", "*"}, {110, out, deny, "*", "AzurePlatformDNS"}})})
            .unreachable.empty());
}

namespace {

// The rule that decides, found by scanning: tags are VirtualNetwork at a place, or none.
const azure::SecurityRule& decides(const std::vector<azure::SecurityRule>& rules,
                                   const RandomPacket& packet) {
  return *std::ranges::find_if(
      rules, [&](const azure::SecurityRule& rule) { return covers(rule, packet); });
}

}  // namespace

TEST_CASE("groups are the same where no packet tells them apart", "[group_questions][oracle]") {
  std::size_t same = 0;
  std::size_t different = 0;
  CHECK(rc::check([&] {
    for (int twice = 0; twice < 2; ++twice) {
      const auto [first, second] = random_groups();
      const auto world = network({first, second});
      const auto comparison = verify::compare_groups(world, "a", "b", {});
      RC_ASSERT(comparison.has_value());
      RC_ASSERT(comparison->truth != Truth::uncertain);
      const auto rules_of = [&](const char* name, azure::Direction direction) -> const auto& {
        return world.rules_of(*world.security_group(nsg_id(name)), direction).rules;
      };
      for (int i = 0; i < 200; ++i) {
        const RandomPacket packet = random_packet();
        const bool alike = decides(rules_of("a", packet.direction), packet).access ==
                           decides(rules_of("b", packet.direction), packet).access;
        if (comparison->truth == Truth::holds) RC_ASSERT(alike);
      }
      ++(comparison->truth == Truth::holds ? same : different);
      if (!comparison->difference) continue;
      const RandomPacket witness = packet_of(*comparison->difference);
      const auto& a = decides(rules_of("a", witness.direction), witness);
      const auto& b = decides(rules_of("b", witness.direction), witness);
      RC_ASSERT(a.access != b.access);
      RC_ASSERT(a.name == comparison->difference->first.name);
      RC_ASSERT(b.name == comparison->difference->second.name);
    }
  }));
  CHECK(same > 0);
  CHECK(different > 0);
}

TEST_CASE("rules that decide some packet are not called dead", "[group_questions][oracle]") {
  std::size_t dead = 0;
  CHECK(rc::check([&] {
    const auto group = random_groups().first;
    const auto world = network({group});
    const auto all = verify::unreachable_rules(world, "", {});
    RC_ASSERT(all.has_value() && all->size() == 1U);
    const auto& found = all->front().unreachable;
    dead += found.size();
    const auto is_dead = [&](const azure::SecurityRule& rule) {
      return std::ranges::any_of(
          found, [&](const verify::UnreachableRule& each) { return each.rule.name == rule.name; });
    };
    for (int i = 0; i < 300; ++i) {
      const RandomPacket packet = random_packet();
      const auto& rules = world.rules_of(*world.security_group(group.id), packet.direction).rules;
      RC_ASSERT(!is_dead(decides(rules, packet)));
    }
    // What covers a dead rule covers all of it: without these rules it decides something.
    if (found.empty() || found.front().covered_by.empty()) return;
    auto bared = group;
    std::erase_if(bared.rules, [&](const azure::SecurityRule& rule) {
      return std::ranges::any_of(found.front().covered_by, [&](const verify::RuleName& name) {
        return name.name == rule.name;
      });
    });
    const auto again = verify::unreachable_rules(network({bared}), "", {});
    RC_ASSERT(std::ranges::none_of(again->front().unreachable, [&](const auto& each) {
      return each.rule.name == found.front().rule.name;
    }));
  }));
  CHECK(dead > 0);
}
