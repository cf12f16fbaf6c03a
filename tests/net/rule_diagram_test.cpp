#include <airtight/net/rule_diagram.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "net/random.h"

using namespace airtight::net;

namespace {

using Set = std::shared_ptr<const PrefixSet>;

Protocol any_protocol() {
  return *rc::gen::element(Protocol::tcp, Protocol::udp, Protocol::icmp, Protocol::esp);
}

Port near_port() {
  return Port{*rc::gen::element<std::uint16_t>(0, 22, 80, 81, 443, 444, 65534, 65535)};
}

PortRange near_ports() {
  const Port a = near_port();
  const Port b = near_port();
  return {std::min(a, b), std::max(a, b)};
}

struct World {
  std::vector<Set> sets{nullptr};
  std::vector<FilterRule> rules;
  AddressLine line;
};

World some_world() {
  World world;
  std::vector<const PrefixSet*> shared;
  for (int i = 0; i < 5; ++i) {
    std::vector<Prefix> blocks(*rc::gen::inRange<std::size_t>(0, 6));
    for (Prefix& block : blocks) block = near_block(Family::v4);
    world.sets.push_back(std::make_shared<const PrefixSet>(blocks));
    if (i < 3) shared.push_back(world.sets.back().get());
  }
  world.line = AddressLine(shared);
  world.rules.resize(*rc::gen::inRange<std::size_t>(0, 40));
  for (FilterRule& rule : world.rules) {
    if (*rc::gen::inRange(0, 3) > 0) rule.criteria.protocol = any_protocol();
    for (int i = *rc::gen::inRange(0, 3); i > 0; --i) rule.criteria.ports.push_back(near_ports());
    if (*rc::gen::inRange(0, 4) == 0) rule.source_ports.push_back(near_ports());
    rule.criteria.source = world.sets[*rc::gen::inRange<std::size_t>(0, world.sets.size())];
    rule.criteria.destination = world.sets[*rc::gen::inRange<std::size_t>(0, world.sets.size())];
  }
  return world;
}

struct Sent {
  Flow flow;
  Port source_port;
};

Sent some_packet() {
  return {{near_ip(Family::v4), near_ip(Family::v4), any_protocol(), near_port()}, near_port()};
}

Header header_of(const AddressLine& line, const Sent& sent) {
  return {static_cast<std::uint32_t>(sent.flow.protocol), sent.source_port.number,
          sent.flow.port.number, line.position(sent.flow.destination),
          line.position(sent.flow.source)};
}

bool covers(const std::vector<PortRange>& ports, Port port) {
  return ports.empty() ||
         std::ranges::any_of(ports, [&](const PortRange& range) { return range.contains(port); });
}

bool covers(const Set& set, const Ip& ip) { return set == nullptr || set->contains(ip); }

bool covers(const FilterRule& rule, const Sent& sent) {
  const Criteria& criteria = rule.criteria;
  if (criteria.protocol && *criteria.protocol != sent.flow.protocol) return false;
  if (has_ports(sent.flow.protocol) &&
      (!covers(criteria.ports, sent.flow.port) || !covers(rule.source_ports, sent.source_port)))
    return false;
  return covers(criteria.source, sent.flow.source) &&
         covers(criteria.destination, sent.flow.destination);
}

std::uint32_t scan(const std::vector<FilterRule>& rules, const Sent& sent) {
  for (std::uint32_t i = 0; i < rules.size(); ++i) {
    if (covers(rules[i], sent)) return i + 1;
  }
  return 0;
}

}  // namespace

TEST_CASE("the diagram of a list has the rule that a scan finds", "[net][flow_set][N-091][N-092]") {
  CHECK(rc::check([] {
    const World world = some_world();
    PacketSpace space;
    RuleCompiler compiler(space, world.line);
    const Diagram list = compiler.list(world.rules);
    RC_ASSERT(!space.is_exhausted());
    for (int i = 0; i < 50; ++i) {
      const Sent sent = some_packet();
      RC_ASSERT(space.value_at(list, header_of(world.line, sent)) == scan(world.rules, sent));
    }
  }));
}

TEST_CASE("an edited list is the list compiled anew", "[net][flow_set]") {
  CHECK(rc::check([] {
    const World world = some_world();
    PacketSpace space;
    RuleCompiler compiler(space, world.line);
    RuleTree tree(space);
    std::vector<std::optional<FilterRule>> slots(64);
    for (const FilterRule& rule : world.rules) {
      const auto slot = *rc::gen::inRange<std::uint32_t>(0, 64);
      const bool removes = *rc::gen::inRange(0, 4) == 0;
      slots[slot] = removes ? std::nullopt : std::optional(rule);
      tree.put(slot * 64, removes ? nothing : compiler.rule(rule, slot + 1));
    }
    std::vector<FilterRule> rules;
    std::vector<std::uint32_t> values;
    for (std::uint32_t slot = 0; slot < slots.size(); ++slot) {
      if (!slots[slot]) continue;
      rules.push_back(*slots[slot]);
      values.push_back(slot + 1);
    }
    RC_ASSERT(tree.root() == compiler.list(rules, values));
  }));
}

TEST_CASE("lists are equal where no packet tells them apart", "[net][flow_set]") {
  CHECK(rc::check([] {
    World world = some_world();
    RC_PRE(!world.rules.empty());
    PacketSpace space;
    RuleCompiler compiler(space, world.line);
    std::vector<std::uint32_t> access(world.rules.size());
    for (auto& value : access) value = *rc::gen::inRange(1U, 3U);
    const Diagram before = compiler.list(world.rules, access);

    // A rule cut in two by its ports, and a rule repeated at the end, change nothing.
    auto rules = world.rules;
    auto values = access;
    const auto at = *rc::gen::inRange<std::size_t>(0, rules.size());
    if (rules[at].criteria.ports.empty()) rules[at].criteria.ports = {PortRange{}};
    FilterRule low = rules[at];
    low.criteria.ports = {{Port{0}, Port{443}}};
    FilterRule high = rules[at];
    high.criteria.ports = {{Port{444}, Port{65535}}};
    if (rules[at].criteria.ports == std::vector{PortRange{}}) {
      rules[at] = low;
      rules.insert(rules.begin() + static_cast<std::ptrdiff_t>(at), high);
      values.insert(values.begin() + static_cast<std::ptrdiff_t>(at), values[at]);
    }
    rules.push_back(world.rules[at]);
    values.push_back(3 - access[at]);
    RC_ASSERT(compiler.list(rules, values) == before);

    // Where an action is turned, exactly the packets that the rule decided differ.
    auto turned = access;
    turned[at] = 3 - turned[at];
    const Diagram after = compiler.list(world.rules, turned);
    const Diagram by_rule = compiler.list(world.rules);
    const bool is_dead = std::ranges::count(space.values(by_rule), at + 1) == 0;
    RC_ASSERT((before == after) == is_dead);
    for (int i = 0; i < 30; ++i) {
      const Sent sent = some_packet();
      const Header header = header_of(world.line, sent);
      RC_ASSERT((space.value_at(before, header) != space.value_at(after, header)) ==
                (scan(world.rules, sent) == at + 1));
    }
  }));
}
