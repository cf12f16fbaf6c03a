#include "filters.h"

#include <airtight/base/text.h>

#include <algorithm>
#include <array>
#include <optional>

#include "tags.h"

namespace airtight::reach {
namespace {

using azure::Access;
using azure::Direction;
using azure::SecurityRule;

// N-093, N-094, spelled as the platform spells them.
struct DefaultRule {
  Direction direction;
  int priority;
  std::string_view name;
  std::string_view source;
  std::string_view destination;
  Access access;
};
constexpr std::array default_rules{
    DefaultRule{Direction::inbound, 65000, "AllowVnetInBound", "VirtualNetwork", "VirtualNetwork",
                Access::allow},
    DefaultRule{Direction::inbound, 65001, "AllowAzureLoadBalancerInBound", "AzureLoadBalancer",
                "*", Access::allow},
    DefaultRule{Direction::inbound, 65500, "DenyAllInBound", "*", "*", Access::deny},
    DefaultRule{Direction::outbound, 65000, "AllowVnetOutBound", "VirtualNetwork", "VirtualNetwork",
                Access::allow},
    DefaultRule{Direction::outbound, 65001, "AllowInternetOutBound", "*", "Internet",
                Access::allow},
    DefaultRule{Direction::outbound, 65500, "DenyAllOutBound", "*", "*", Access::deny},
};

SecurityRule as_rule(const DefaultRule& row) {
  SecurityRule rule;
  rule.name = std::string(row.name);
  rule.priority = row.priority;
  rule.direction = row.direction;
  rule.access = row.access;
  rule.source.tags = {std::string(row.source)};
  rule.destination.tags = {std::string(row.destination)};
  rule.source_ports = {net::PortRange{}};
  rule.destination_ports = {net::PortRange{}};
  return rule;
}

std::vector<SecurityRule> rules_in_order(const azure::NetworkSecurityGroup& group,
                                         Direction direction) {
  std::vector<SecurityRule> rules;
  for (const SecurityRule& rule : group.rules) {
    if (rule.direction == direction || !rule.unknown.empty()) rules.push_back(rule);
  }
  for (const DefaultRule& row : default_rules) {
    if (row.direction == direction) rules.push_back(as_rule(row));
  }
  std::ranges::stable_sort(rules, {}, &SecurityRule::priority);
  return rules;
}

bool has_ports(net::Protocol protocol) {
  return protocol == net::Protocol::tcp || protocol == net::Protocol::udp;
}

Match matches_port(const SecurityRule& rule, const Packet& packet) {
  if (!has_ports(packet.protocol)) return full_match;  // N-092
  const bool inside = std::ranges::any_of(
      rule.destination_ports, [&](const net::PortRange& r) { return r.contains(packet.port); });
  return inside ? full_match : no_match;
}

// the sender's port is ephemeral.
Match matches_source_port(const SecurityRule& rule, const Packet& packet) {
  if (!has_ports(packet.protocol) || packet.any_source_port) return full_match;
  bool touched = false;
  for (const net::PortRange& range : rule.source_ports) {
    if (range.first <= net::ephemeral.first && net::ephemeral.last <= range.last) return full_match;
    touched = touched || (range.first <= net::ephemeral.last && net::ephemeral.first <= range.last);
  }
  return touched ? maybe("the source port (rule " + rule.name + ")") : no_match;
}

Match matches(const SecurityRule& rule, const Packet& packet,
              const std::vector<net::Prefix>& virtual_network) {
  const std::array parts{
      rule.protocol && *rule.protocol != packet.protocol ? no_match : full_match,
      matches_port(rule, packet),
      matches_source_port(rule, packet),
      matches_sources(rule.source, packet, virtual_network),
      matches_destination(rule.destination, packet, virtual_network),
  };
  Match result = full_match;
  for (const Match& part : parts) {
    if (part.kind == Match::Kind::no) return part;
    if (part.kind == Match::Kind::maybe) result = part;
  }
  return result;
}

bool is_taken(const Match& match, model::Reading& reading) {
  switch (match.kind) {
    case Match::Kind::no:
      return false;
    case Match::Kind::yes:
      return true;
    case Match::Kind::maybe:
      return reading.guess(match.unknown) == 0;
  }
  return false;
}

bool is_empty(const azure::RuleSide& side) {
  return side.prefixes.empty() && side.tags.empty() && side.groups.empty() && side.unknown.empty();
}

// A side that is written and does not match keeps even a rule out whose other parts are not known.
bool is_kept_out(const SecurityRule& rule, const Packet& packet,
                 const std::vector<net::Prefix>& virtual_network) {
  const bool source = !is_empty(rule.source) &&
                      matches_sources(rule.source, packet, virtual_network).kind == Match::Kind::no;
  const bool destination =
      !is_empty(rule.destination) &&
      matches_destination(rule.destination, packet, virtual_network).kind == Match::Kind::no;
  return source || destination;
}

// What a rule does to a packet: nothing, allow or deny. One whose priority, direction, access,
// protocol or ports are not known may do any of these wherever it may stand.
std::optional<bool> decision(const SecurityRule& rule, const Packet& packet,
                             const std::vector<net::Prefix>& virtual_network,
                             model::Reading& reading) {
  if (rule.unknown.empty()) {
    if (!is_taken(matches(rule, packet, virtual_network), reading)) return {};
    return rule.access == Access::allow;
  }
  if (is_kept_out(rule, packet, virtual_network)) return {};
  const std::size_t outcome = reading.guess(rule.unknown.front(), 3);
  if (outcome == 0) return {};
  return outcome == 1;
}

// The first matching rule decides (N-091); the last default rule matches everything.
bool passes(const azure::NetworkSecurityGroup& group, Direction direction, const Packet& packet,
            const std::vector<net::Prefix>& virtual_network, model::Reading& reading,
            Trace& trace) {
  for (const SecurityRule& rule : rules_in_order(group, direction)) {
    const std::optional<bool> decided = decision(rule, packet, virtual_network, reading);
    if (!decided) continue;
    const bool allowed = *decided;
    const std::string way = direction == Direction::inbound ? "inbound" : "outbound";
    trace.push_back({"nsg",
                     "rule " + rule.name + " (" + std::to_string(rule.priority) + ") of " +
                         group.name + (allowed ? " allows it " : " denies it ") + way,
                     {"N-091", direction == Direction::inbound ? "N-093" : "N-094"},
                     group.id.text(),
                     rule.name,
                     rule.where});
    return allowed;
  }
  return false;
}

using GroupOf = azure::Property<azure::ResourceId>;

bool passes_group(const model::Network& network, const GroupOf& attached, Direction direction,
                  const Attachment& at, const Packet& packet, model::Reading& reading,
                  Trace& trace) {
  if (const auto* unknown = attached.unknown()) return reading.guess(*unknown) == 0;
  if (attached.known() == nullptr) return true;  // N-090
  const azure::NetworkSecurityGroup* group = network.security_group(*attached.known());
  if (group == nullptr || group->external)
    return reading.guess({"the rules of network security group " +
                          std::string(attached.known()->name())}) == 0;
  return passes(*group, direction, packet, virtual_network_tag(network, at, reading), reading,
                trace);
}

bool passes_groups(const model::Network& network, Direction direction, const Attachment& at,
                   const Packet& packet, model::Reading& reading, Trace& trace) {
  std::vector<const GroupOf*> groups;
  if (at.interface != nullptr) groups.push_back(&at.interface->network_security_group);
  if (at.subnet != nullptr) groups.push_back(&at.subnet->network_security_group);
  if (direction == Direction::inbound) std::ranges::reverse(groups);
  return std::ranges::all_of(groups, [&](const GroupOf* group) {
    return passes_group(network, *group, direction, at, packet, reading, trace);
  });
}

bool filters_endpoints(const azure::Subnet& subnet, model::Reading& reading) {
  if (const auto* unknown = subnet.endpoint_policies.unknown()) return reading.guess(*unknown) == 1;
  const auto* policies = subnet.endpoint_policies.known();
  return policies != nullptr && (*policies == azure::EndpointPolicies::enabled ||
                                 *policies == azure::EndpointPolicies::network_security_group);
}

}  // namespace

bool passes_outbound(const model::Network& network, const Attachment& at, const Packet& packet,
                     model::Reading& reading, Trace& trace) {
  return passes_groups(network, Direction::outbound, at, packet, reading, trace);
}

bool passes_inbound(const model::Network& network, const Attachment& at, const Packet& packet,
                    model::Reading& reading, Trace& trace) {
  return passes_groups(network, Direction::inbound, at, packet, reading, trace);
}

bool passes_into_endpoint(const model::Network& network, const model::Endpoint& endpoint,
                          const Packet& packet, model::Reading& reading, Trace& trace) {
  if (endpoint.subnet == nullptr) return true;
  if (endpoint.subnet->network_security_group.absent()) return true;
  if (!filters_endpoints(*endpoint.subnet, reading)) {
    trace.push_back({"nsg",
                     "the network policies of subnet " + endpoint.subnet->name +
                         " leave private endpoints unfiltered",
                     {"N-130", "N-068"},
                     endpoint.subnet->id.text(),
                     "",
                     endpoint.subnet->endpoint_policies.where});
    return true;
  }
  Packet arriving = packet;
  arriving.any_source_port = true;
  return passes_inbound(network, {endpoint.network, endpoint.subnet, nullptr}, arriving, reading,
                        trace);
}

}  // namespace airtight::reach
