#include <airtight/verify/session.h>
#include <rapidcheck.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "effort.h"
#include "reach/world.h"
#include "verify/random_edits.h"

using namespace airtight;
using namespace airtight::world;
using verify::Part;
using verify::Proof;
using verify::Question;
using verify::Session;
using verify::Truth;

namespace {

// Two networks that nothing joins, each with clients and a server behind a group.
Pieces islands() {
  Pieces pieces;
  for (const char* name : {"a", "b"}) {
    const std::string net = name;
    const std::string block = net == "a" ? "10.1." : "10.2.";
    pieces = pieces + Pieces{vnet(net, {block + "0.0/16"}),
                             subnet(net + "/clients", block + "1.0/24"),
                             subnet(net + "/servers", block + "2.0/24", {.nsg = "guard-" + net}),
                             nsg("guard-" + net, {{100, in, deny, "*", "*"}}),
                             nic("client-" + net, net + "/clients", block + "1.4"),
                             nic("server-" + net, net + "/servers", block + "2.4")};
  }
  return pieces;
}

Question between(const std::string& network) {
  return {{"subnet:" + network + "/clients"}, "subnet:" + network + "/servers", {}};
}

Truth truth_of(Session& session, std::size_t question) {
  const auto& answer = session.answer(question);
  REQUIRE(answer.has_value());
  return answer->truth;
}

bool has(const std::vector<net::PrefixSet::Range>& ranges, const net::Ip& ip) {
  return std::ranges::any_of(
      ranges, [&](const auto& range) { return range.first <= ip && ip <= range.last; });
}

// The first packet of each part of one proof fares alike in the other.
void compare(const Proof& kept, const Proof& fresh) {
  RC_ASSERT(kept.truth == fresh.truth);
  RC_ASSERT(kept.open == fresh.open);
  RC_ASSERT(kept.witness.has_value() == fresh.witness.has_value());
  for (const Part& part : fresh.partition) {
    const auto same = std::ranges::count_if(kept.partition, [&](const Part& other) {
      return other.from == part.from && other.verdict.judgement == part.verdict.judgement &&
             (part.sources.empty() || has(other.sources, part.sources.front().first)) &&
             (part.destinations.empty()
                  ? other.destination == part.destination
                  : has(other.destinations, part.destinations.front().first)) &&
             std::ranges::count(other.protocols, part.protocols.front()) > 0 &&
             std::ranges::any_of(other.ports, [&](const net::PortRange& range) {
               return range.contains(part.ports.front().first);
             });
    });
    RC_ASSERT(same >= 1);
  }
}

}  // namespace

TEST_CASE("an edit answers again what depends on it, and nothing else", "[session]") {
  Session session(resources(islands()));
  const auto a = session.ask(between("a"));
  const auto b = session.ask(between("b"));
  CHECK(truth_of(session, a) == Truth::holds);
  CHECK(truth_of(session, b) == Truth::holds);
  CHECK(session.proofs() == 2);

  session.put(nsg("guard-a", {{100, in, allow, "*", "*", "22", net::Protocol::tcp},
                              {110, in, deny, "*", "*"}}));
  CHECK(truth_of(session, a) == Truth::fails);
  CHECK(truth_of(session, b) == Truth::holds);
  CHECK(session.proofs() == 3);

  // A peering joins them.
  session.put(peering_link("a", "b"));
  session.put(peering_link("b", "a"));
  truth_of(session, a);
  truth_of(session, b);
  CHECK(session.proofs() == 5);
  CHECK(session.remove(nsg_id("guard-a")));
  CHECK_FALSE(session.remove(nsg_id("guard-a")));
  CHECK(truth_of(session, a) != Truth::holds);  // the rules are not in the input any more
  truth_of(session, b);
  CHECK(session.proofs() == 7);
}

TEST_CASE("a group that nobody uses, and names, bear on no packet", "[session]") {
  Session session(resources(islands()));
  const auto a = session.ask(between("a"));
  truth_of(session, a);
  session.put(nsg("idle", {{100, in, deny, "*", "*"}}));
  session.put(zone(vault_zone));
  truth_of(session, a);
  CHECK(session.proofs() == 1);
  // Rules that ask about source ports are among the assumptions of every proof.
  auto group = nsg("idle", {{100, in, deny, "*", "*"}});
  group.rules.front().source_ports = {{net::Port{1}, net::Port{1023}}};
  session.put(group);
  truth_of(session, a);
  CHECK(session.proofs() == 2);
}

namespace {

constexpr int one_drawn_in =
    effort::has_sanitizers ? 8 : 2;  // each takes up to ten seconds with sanitizers

}  // namespace

TEST_CASE("after every edit the answers are those of the network as it is", "[session][oracle]") {
  CHECK(rc::check([] {
    if (*rc::gen::inRange(0, one_drawn_in) != 0) return;
    const auto drawn = random_resources();
    if (!drawn || drawn->subnets.size() < 2) return;
    Session session(*drawn);
    std::vector<Question> questions;
    for (int i = 0; i < 3; ++i) {
      const auto name = [&] {
        const auto& subnet =
            drawn->subnets[*rc::gen::inRange<std::size_t>(0, drawn->subnets.size())];
        return "subnet:" + std::string(subnet.virtual_network.name()) + "/" + subnet.name;
      };
      questions.push_back({{name()}, name(), {}});
      questions.back().protocols = {net::Protocol::tcp};
      session.ask(questions.back());
    }
    azure::Resources now = *drawn;
    for (int i = 0; i < 4; ++i) {
      if (now.network_security_groups.empty()) return;
      auto& group = now.network_security_groups[*rc::gen::inRange<std::size_t>(
          0, now.network_security_groups.size())];
      if (!group.rules.empty() && *rc::gen::arbitrary<bool>()) {
        auto& rule = group.rules[*rc::gen::inRange<std::size_t>(0, group.rules.size())];
        rule.access = rule.access == allow ? deny : allow;
      } else {
        group.rules.clear();
      }
      session.put(group);
      const auto fresh = built(now);
      RC_ASSERT(fresh.has_value());
      for (std::size_t q = 0; q < questions.size(); ++q) {
        const auto proof = verify::prove(*fresh, questions[q]);
        RC_ASSERT(proof.has_value() && session.answer(q).has_value());
        compare(*session.answer(q), *proof);
      }
    }
  }));
}
