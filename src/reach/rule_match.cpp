#include "rule_match.h"

#include <algorithm>
#include <array>

namespace airtight::reach {
namespace {

using azure::SecurityRule;

Match matches_port(const SecurityRule& rule, const Packet& packet) {
  if (!net::has_ports(packet.protocol)) return full_match;  // N-092
  const bool inside = std::ranges::any_of(
      rule.destination_ports, [&](const net::PortRange& r) { return r.contains(packet.port); });
  return inside ? full_match : no_match;
}

// the sender's port is ephemeral.
Match matches_source_port(const SecurityRule& rule, const Packet& packet) {
  if (!net::has_ports(packet.protocol) || packet.any_source_port) return full_match;
  bool touched = false;
  for (const net::PortRange& range : rule.source_ports) {
    if (range.first <= net::ephemeral.first && net::ephemeral.last <= range.last) return full_match;
    touched = touched || (range.first <= net::ephemeral.last && net::ephemeral.first <= range.last);
  }
  return touched ? maybe("the source port (rule " + rule.name + ")") : no_match;
}

// N-021: groups do not support ICMPv6, and nothing says what a rule for ICMP does with it.
Match matches_protocol(const SecurityRule& rule, const Packet& packet) {
  if (!rule.protocol) return full_match;
  if (*rule.protocol != packet.protocol) return no_match;
  const bool v6 = packet.destination && packet.destination->family == net::Family::v6;
  return v6 && packet.protocol == net::Protocol::icmp
             ? maybe("what rule " + rule.name + " for ICMP does with ICMPv6")
             : full_match;
}

bool is_empty(const azure::RuleSide& side) {
  return side.prefixes.empty() && side.tags.empty() && side.groups.empty() && side.unknown.empty();
}

}  // namespace

bool covers(const SecurityRule& rule, const Packet& packet, const TagScope& scope,
            model::Reading& reading) {
  return are_taken(
      {matches_protocol(rule, packet), matches_port(rule, packet),
       matches_source_port(rule, packet), matches_sources(rule.source, packet, scope, reading),
       matches_destination(rule.destination, packet, scope, reading)},
      reading);
}

bool may_cover(const SecurityRule& rule, const Packet& packet, const TagScope& scope,
               model::Reading& reading) {
  return (is_empty(rule.source) ||
          matches_sources(rule.source, packet, scope, reading).kind != Match::Kind::no) &&
         (is_empty(rule.destination) ||
          matches_destination(rule.destination, packet, scope, reading).kind != Match::Kind::no);
}

std::optional<bool> decision_of(const SecurityRule& rule, const Packet& packet,
                                const TagScope& scope, model::Reading& reading) {
  if (rule.unknown.empty()) {
    if (!covers(rule, packet, scope, reading)) return {};
    return rule.access == azure::Access::allow;
  }
  if (!may_cover(rule, packet, scope, reading)) return {};
  const std::size_t outcome = reading.guess(rule.unknown.front(), 3);
  if (outcome == 0) return {};
  return outcome == 1;
}

}  // namespace airtight::reach
