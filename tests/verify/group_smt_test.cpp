#include <airtight/verify/group_questions.h>
#include <rapidcheck.h>
#include <z3++.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "verify/random_groups.h"

// Two groups as formulas: Z3 finds a packet that they treat differently, or proves that there is
// none. It shares nothing with the diagrams.

using namespace airtight;
using namespace airtight::world;

namespace {

using Rules = std::vector<azure::SecurityRule>;

// An end of a packet: of IPv6 only whether it is private counts, because no rule has its blocks.
struct End {
  z3::expr address;
  z3::expr private_v6;
  z3::expr inside;
};

struct Packet {
  z3::expr v6;
  z3::expr protocol;
  z3::expr source_port;
  z3::expr port;
  End source;
  End destination;
};

Packet any_packet(z3::context& c) {
  const auto end = [&](const std::string& name) {
    return End{c.bv_const(name.c_str(), 32), c.bool_const((name + "_private").c_str()),
               c.bool_const((name + "_inside").c_str())};
  };
  return {c.bool_const("v6"),
          c.bv_const("protocol", 8),
          c.bv_const("source_port", 16),
          c.bv_const("port", 16),
          end("source"),
          end("destination")};
}

z3::expr within(const z3::expr& address, const net::Prefix& block) {
  z3::context& c = address.ctx();
  return z3::ule(c.bv_val(block.base.low, 32), address) &&
         z3::ule(address, c.bv_val(block.last().low, 32));
}

z3::expr is_public(const Packet& packet, const End& end) {
  z3::expr result = z3::ite(packet.v6, !end.private_v6, packet.v6.ctx().bool_val(true));
  for (const char* block : {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"})
    result = result && (packet.v6 || !within(end.address, prefix(block)));
  return result;
}

z3::expr in_side(const azure::RuleSide& side, const Packet& packet, const End& end) {
  z3::context& c = packet.v6.ctx();
  z3::expr result = c.bool_val(false);
  for (const net::Prefix& block : side.prefixes)
    result = result || (!packet.v6 && within(end.address, block));
  for (const std::string& tag : side.tags) {
    if (tag == "*") result = c.bool_val(true);
    if (tag == "VirtualNetwork") result = result || end.inside;
    if (tag == "Internet") result = result || (!end.inside && is_public(packet, end));
    if (tag == "AzureLoadBalancer")
      result = result || (!packet.v6 && within(end.address, prefix("168.63.129.16/32")));
  }
  return result;
}

z3::expr in_ports(const std::vector<net::PortRange>& ranges, const z3::expr& port) {
  z3::context& c = port.ctx();
  z3::expr result = c.bool_val(false);
  for (const net::PortRange& range : ranges)
    result = result || (z3::ule(c.bv_val(range.first.number, 16), port) &&
                        z3::ule(port, c.bv_val(range.last.number, 16)));
  return result;
}

z3::expr covers(const azure::SecurityRule& rule, const Packet& packet) {
  z3::context& c = packet.v6.ctx();
  const auto is = [&](net::Protocol protocol) {
    return packet.protocol == c.bv_val(static_cast<unsigned>(protocol), 8);
  };
  const z3::expr has_ports = is(net::Protocol::tcp) || is(net::Protocol::udp);
  return (rule.protocol ? is(*rule.protocol) : c.bool_val(true)) &&
         (!has_ports || (in_ports(rule.source_ports, packet.source_port) &&
                         in_ports(rule.destination_ports, packet.port))) &&
         in_side(rule.source, packet, packet.source) &&
         in_side(rule.destination, packet, packet.destination);
}

z3::expr allows(const Rules& rules, const Packet& packet) {
  z3::expr allowed = packet.v6.ctx().bool_val(false);
  for (auto rule = rules.rbegin(); rule != rules.rend(); ++rule)
    allowed = z3::ite(covers(*rule, packet),
                      packet.v6.ctx().bool_val(rule->access == azure::Access::allow), allowed);
  return allowed;
}

bool are_equal(const Rules& a, const Rules& b) {
  z3::context c;
  const Packet packet = any_packet(c);
  z3::solver solver(c);
  solver.add(z3::ule(packet.protocol, c.bv_val(6, 8)));
  for (const End* end : {&packet.source, &packet.destination})
    solver.add(packet.v6 || !within(end->address, prefix("168.63.129.16/32")) || end->inside);
  const auto asks_icmp = [](const azure::SecurityRule& rule) {
    return rule.protocol == net::Protocol::icmp;
  };
  if (std::ranges::any_of(a, asks_icmp) || std::ranges::any_of(b, asks_icmp))
    solver.add(!packet.v6 ||
               packet.protocol != c.bv_val(static_cast<unsigned>(net::Protocol::icmp), 8));
  solver.add(allows(a, packet) != allows(b, packet));
  return solver.check() == z3::unsat;
}

void compare_one_pair() {
  const auto [first, second] = random_groups();
  const auto world = network({first, second});
  const auto comparison = verify::compare_groups(world, "a", "b", {});
  RC_ASSERT(comparison.has_value());
  const auto equal = [&](azure::Direction direction) {
    return are_equal(world.rules_of(*world.security_group(first.id), direction).rules,
                     world.rules_of(*world.security_group(second.id), direction).rules);
  };
  RC_ASSERT((comparison->truth == verify::Truth::holds) ==
            (equal(azure::Direction::inbound) && equal(azure::Direction::outbound)));
}

}  // namespace

TEST_CASE("Z3 agrees which groups are the same", "[group_questions][smt][nightly]") {
  CHECK(rc::check([] {  // 100 cases
    compare_one_pair();
    compare_one_pair();
  }));
}
