#include "verify/random_groups.h"

#include <rapidcheck.h>

#include <algorithm>

#include "net/random.h"

namespace airtight::world {
namespace {

using net::Family;
using net::Port;
using net::PortRange;

const net::Prefix probes = net::Prefix{net::ipv4(168, 63, 129, 16), 32};

PortRange some_ports() {
  const auto port = [] {
    return Port{*rc::gen::element<std::uint16_t>(0, 22, 80, 443, 444, 65535)};
  };
  const Port a = port();
  const Port b = port();
  return {std::min(a, b), std::max(a, b)};
}

azure::RuleSide some_side() {
  azure::RuleSide side;
  if (*rc::gen::inRange(0, 3) == 0) {
    side.tags = {*rc::gen::element<std::string>("*", "*", "VirtualNetwork", "Internet")};
    return side;
  }
  for (int i = *rc::gen::inRange(1, 4); i > 0; --i)
    side.prefixes.push_back(net::near_block(Family::v4));
  return side;
}

azure::SecurityRule some_rule(int priority) {
  azure::SecurityRule rule;
  rule.name = "rule" + std::to_string(priority);
  rule.priority = priority;
  rule.direction = *rc::gen::arbitrary<bool>() ? in : out;
  rule.access = *rc::gen::arbitrary<bool>() ? allow : deny;
  if (*rc::gen::arbitrary<bool>())
    rule.protocol = *rc::gen::element(net::Protocol::tcp, net::Protocol::udp, net::Protocol::icmp);
  rule.source = some_side();
  rule.destination = some_side();
  rule.source_ports = {*rc::gen::inRange(0, 4) == 0 ? some_ports() : PortRange{}};
  rule.destination_ports = {*rc::gen::arbitrary<bool>() ? some_ports() : PortRange{}};
  return rule;
}

// Each rule for each of its blocks, and a rule that repeats the last one of its direction.
void rewrite(azure::NetworkSecurityGroup& group) {
  std::vector<azure::SecurityRule> rules;
  for (const azure::SecurityRule& rule : group.rules) {
    const std::size_t parts = std::max<std::size_t>(rule.source.prefixes.size(), 1);
    for (std::size_t i = 0; i < parts; ++i) {
      rules.push_back(rule);
      rules.back().priority = 100 + 5 * static_cast<int>(rules.size());
      rules.back().name = "part" + std::to_string(rules.size());
      if (!rule.source.prefixes.empty()) rules.back().source.prefixes = {rule.source.prefixes[i]};
    }
  }
  group.rules = std::move(rules);
}

bool is_in(const azure::RuleSide& side, const net::Ip& ip, bool inside) {
  if (std::ranges::any_of(side.prefixes, [&](const net::Prefix& p) { return p.contains(ip); }))
    return true;
  const bool is_public =
      !net::is_private(ip) && !net::Prefix{net::ipv4(100, 64, 0, 0), 10}.contains(ip);
  return std::ranges::any_of(side.tags, [&](const std::string& tag) {
    return tag == "*" || (tag == "VirtualNetwork" && inside) ||
           (tag == "Internet" && !inside && is_public) ||
           (tag == "AzureLoadBalancer" && probes.contains(ip));
  });
}

bool has(const std::vector<PortRange>& ranges, Port port) {
  return std::ranges::any_of(ranges, [&](const PortRange& range) { return range.contains(port); });
}

}  // namespace

std::pair<azure::NetworkSecurityGroup, azure::NetworkSecurityGroup> random_groups() {
  auto first = nsg("a", {});
  for (int i = *rc::gen::inRange(0, 10); i > 0; --i) first.rules.push_back(some_rule(100 + 10 * i));
  auto second = nsg("b", {});
  second.rules = first.rules;
  if (*rc::gen::arbitrary<bool>()) rewrite(second);
  if (!second.rules.empty() && *rc::gen::arbitrary<bool>()) {
    auto& rule = second.rules[*rc::gen::inRange<std::size_t>(0, second.rules.size())];
    rule.access = rule.access == allow ? deny : allow;
  }
  return {std::move(first), std::move(second)};
}

RandomPacket random_packet() {
  RandomPacket packet;
  packet.direction = *rc::gen::arbitrary<bool>() ? azure::Direction::inbound : out;
  packet.source = net::near_ip(Family::v4);
  packet.destination = net::near_ip(Family::v4);
  packet.protocol = *rc::gen::element(net::Protocol::tcp, net::Protocol::udp, net::Protocol::icmp,
                                      net::Protocol::esp);
  const auto port = [] {
    return Port{*rc::gen::element<std::uint16_t>(0, 1, 22, 79, 80, 443, 444, 50000, 65535)};
  };
  packet.source_port = port();
  packet.port = port();
  packet.source_inside = *rc::gen::arbitrary<bool>();
  packet.destination_inside = *rc::gen::arbitrary<bool>();
  return packet;
}

RandomPacket packet_of(const verify::GroupDifference& difference) {
  return {difference.direction,
          difference.source,
          difference.destination,
          difference.protocol,
          difference.source_port.value_or(Port{0}),
          difference.port.value_or(Port{0}),
          difference.source_inside.value_or(false),
          difference.destination_inside.value_or(false)};
}

bool covers(const azure::SecurityRule& rule, const RandomPacket& packet) {
  if (rule.protocol && *rule.protocol != packet.protocol) return false;
  if (net::has_ports(packet.protocol) &&
      (!has(rule.source_ports, packet.source_port) || !has(rule.destination_ports, packet.port)))
    return false;
  return is_in(rule.source, packet.source, packet.source_inside) &&
         is_in(rule.destination, packet.destination, packet.destination_inside);
}

}  // namespace airtight::world
