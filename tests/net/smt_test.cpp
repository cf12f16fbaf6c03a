#include <airtight/net/rule_diagram.h>
#include <z3++.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <iostream>

#include "net/random.h"

// A list of rules as written and its diagram, both as formulas: Z3 proves that no packet tells them
// apart. It shares nothing with the diagrams but the boxes they say they are.

using namespace airtight::net;

namespace {

using Set = std::shared_ptr<const PrefixSet>;

struct Packet {
  z3::expr protocol;
  z3::expr source_port;
  z3::expr port;
  z3::expr source;
  z3::expr destination;
};

Packet any_packet(z3::context& context) {
  return {context.bv_const("protocol", 32), context.bv_const("source_port", 32),
          context.bv_const("port", 32), context.bv_const("source", 32),
          context.bv_const("destination", 32)};
}

z3::expr between(const z3::expr& value, std::uint64_t first, std::uint64_t last) {
  z3::context& context = value.ctx();
  return z3::ule(context.bv_val(first, 32), value) && z3::ule(value, context.bv_val(last, 32));
}

z3::expr any_of(z3::context& context, const std::vector<z3::expr>& list) {
  z3::expr_vector all(context);
  for (const z3::expr& each : list) all.push_back(each);
  return z3::mk_or(all);
}

z3::expr within(const z3::expr& value, const Set& set) {
  if (set == nullptr) return value.ctx().bool_val(true);
  std::vector<z3::expr> ranges;
  for (const PrefixSet::Range& range : set->ranges()) {
    if (range.first.family == Family::v4)
      ranges.push_back(between(value, range.first.low, range.last.low));
  }
  return any_of(value.ctx(), ranges);
}

z3::expr within(const z3::expr& value, const std::vector<PortRange>& ports) {
  if (ports.empty()) return value.ctx().bool_val(true);
  std::vector<z3::expr> ranges;
  for (const PortRange& range : ports)
    ranges.push_back(between(value, range.first.number, range.last.number));
  return any_of(value.ctx(), ranges);
}

// N-092: a rule's ports say nothing about protocols that have none.
z3::expr covers(const FilterRule& rule, const Packet& packet) {
  z3::context& context = packet.port.ctx();
  const auto is = [&](Protocol protocol) {
    return packet.protocol == context.bv_val(static_cast<std::uint64_t>(protocol), 32);
  };
  const z3::expr ports =
      within(packet.port, rule.criteria.ports) && within(packet.source_port, rule.source_ports);
  const z3::expr has_none = !(is(Protocol::tcp) || is(Protocol::udp));
  const z3::expr protocol =
      rule.criteria.protocol ? is(*rule.criteria.protocol) : context.bool_val(true);
  return protocol && (has_none || ports) && within(packet.source, rule.criteria.source) &&
         within(packet.destination, rule.criteria.destination);
}

// The place of the first rule that covers the packet, plus one.
z3::expr as_written(const std::vector<FilterRule>& rules, const Packet& packet) {
  z3::context& context = packet.port.ctx();
  z3::expr place = context.int_val(0);
  for (std::size_t i = rules.size(); i-- > 0;)
    place = z3::ite(covers(rules[i], packet), context.int_val(static_cast<int>(i) + 1), place);
  return place;
}

z3::expr as_compiled(const PacketSpace& space, Diagram diagram, const Packet& packet) {
  z3::context& context = packet.port.ctx();
  z3::expr place = context.int_val(0);
  space.for_each_box(diagram, [&](const std::array<Run, fields>& box, std::uint32_t value) {
    const auto in = [&](Field field, const z3::expr& header) {
      const Run& run = box[static_cast<std::size_t>(field)];
      return between(header, run.first, run.last);
    };
    place = z3::ite(
        in(Field::protocol, packet.protocol) && in(Field::source_port, packet.source_port) &&
            in(Field::destination_port, packet.port) &&
            in(Field::destination, packet.destination) && in(Field::source, packet.source),
        context.int_val(value), place);
    return true;
  });
  return place;
}

std::vector<FilterRule> some_rules() {
  const auto port = [] { return Port{*rc::gen::element<std::uint16_t>(0, 22, 443, 444, 65535)}; };
  const auto set = [] {
    if (*rc::gen::inRange(0, 3) == 0) return Set();
    std::vector<Prefix> blocks(*rc::gen::inRange<std::size_t>(1, 4));
    for (Prefix& block : blocks) block = near_block(Family::v4);
    return std::make_shared<const PrefixSet>(blocks);
  };
  std::vector<FilterRule> rules(*rc::gen::inRange<std::size_t>(1, 9));
  for (FilterRule& rule : rules) {
    if (*rc::gen::arbitrary<bool>())
      rule.criteria.protocol = *rc::gen::element(Protocol::tcp, Protocol::udp, Protocol::icmp);
    if (*rc::gen::arbitrary<bool>()) {
      const Port a = port();
      const Port b = port();
      rule.criteria.ports = {{std::min(a, b), std::max(a, b)}};
    }
    if (*rc::gen::inRange(0, 4) == 0) rule.source_ports = {{Port{1024}, Port{65535}}};
    rule.criteria.source = set();
    rule.criteria.destination = set();
  }
  return rules;
}

void prove_one_list() {
  const std::vector<FilterRule> rules = some_rules();
  PacketSpace space;
  const AddressLine plain;
  RuleCompiler compiler(space, plain);
  const Diagram diagram = compiler.list(rules);
  z3::context context;
  const Packet packet = any_packet(context);
  z3::solver solver(context);
  solver.add(between(packet.port, 0, UINT16_MAX) && between(packet.source_port, 0, UINT16_MAX));
  solver.add(as_written(rules, packet) != as_compiled(space, diagram, packet));
  RC_ASSERT(solver.check() == z3::unsat);
}

}  // namespace

TEST_CASE("Z3 proves compiled lists equal to written ones", "[net][flow_set][smt][nightly]") {
  CHECK(rc::check([] {  // 100 cases
    prove_one_list();
    prove_one_list();
  }));
}
