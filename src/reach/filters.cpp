#include "filters.h"

#include <airtight/azure/default_rules.h>
#include <airtight/base/text.h>

#include <algorithm>
#include <optional>

#include "admin_rules.h"
#include "rule_match.h"
#include "tags.h"

namespace airtight::reach {
namespace {

using azure::Direction;
using azure::SecurityRule;

// The rules of a list that may cover a packet, in order.
class Candidates {
 public:
  Candidates(const model::RuleList& list, const Packet& packet) : size_(list.rules.size()) {
    if (!list.index) return;
    std::vector<net::Prefix> destinations;
    if (packet.destination) destinations.push_back(net::host_prefix(*packet.destination));
    bits_ = list.index->covering(packet.sources, destinations, packet.protocol, packet.port);
  }

  // The next at or after `from`; the length of the list when there is none.
  std::size_t next(std::size_t from) const {
    return bits_ ? bits_->next(from).value_or(size_) : from;
  }

 private:
  std::size_t size_;
  std::optional<net::RuleBits> bits_;
};

// The first matching rule decides (N-091); the last default rule matches everything.
bool passes(const azure::NetworkSecurityGroup& group, Direction direction, const Packet& packet,
            const TagScope& scope, model::Reading& reading, Trace& trace) {
  const model::RuleList& list = scope.network->rules_of(group, direction);
  const Candidates candidates(list, packet);
  for (std::size_t at = candidates.next(0); at < list.rules.size(); at = candidates.next(at + 1)) {
    const SecurityRule& rule = list.rules[at];
    const std::optional<bool> decided = decision_of(rule, packet, scope, reading);
    if (!decided) continue;
    const bool allowed = *decided;
    const std::string way = direction == Direction::inbound ? "inbound" : "outbound";
    trace.push_back({"nsg",
                     "rule " + rule.name + " (" + std::to_string(rule.priority) + ") of " +
                         group.name + (allowed ? " allows it " : " denies it ") + way,
                     {"N-091", direction == Direction::inbound ? "N-093" : "N-094"},
                     group.id.text(),
                     rule.name,
                     rule.where.file.empty() ? group.where : rule.where});  // a default rule
    return allowed;
  }
  return false;
}

using GroupOf = azure::Property<azure::ResourceId>;

// What tags mean at one attachment in one direction, made when a group asks and kept for the next.
class ScopeAt {
 public:
  ScopeAt(const model::Network& network, const Attachment& at, Direction direction,
          model::Reading& reading)
      : network_(network), at_(at), direction_(direction), reading_(reading) {}

  const TagScope& get() {
    if (!scope_) scope_ = tag_scope(network_, at_, direction_, reading_);
    return *scope_;
  }

 private:
  const model::Network& network_;
  const Attachment& at_;
  Direction direction_;
  model::Reading& reading_;
  std::optional<TagScope> scope_;
};

bool passes_group(const model::Network& network, const GroupOf& attached, Direction direction,
                  ScopeAt& scope, const Packet& packet, model::Reading& reading, Trace& trace) {
  const std::string_view about = direction == Direction::inbound ? "inbound" : "outbound";
  if (const auto* unknown = attached.unknown()) return reading.guess(*unknown, 2, about) == 0;
  if (attached.known() == nullptr) return true;  // N-090
  const azure::NetworkSecurityGroup* group = network.security_group(*attached.known());
  if (group == nullptr || group->external)
    return reading.guess(
               {"the rules of network security group " + std::string(attached.known()->name())}, 2,
               about) == 0;
  return passes(*group, direction, packet, scope.get(), reading, trace);
}

// In the order of a packet that leaves.
std::vector<const GroupOf*> groups_at(const Attachment& at) {
  std::vector<const GroupOf*> groups;
  if (at.interface != nullptr) groups.push_back(&at.interface->network_security_group);
  if (at.subnet != nullptr) groups.push_back(&at.subnet->network_security_group);
  return groups;
}

// At each end of its own, also inside one subnet (N-097, N-137). N-136: admin rules run first; one
// that always allows leaves the groups out.
bool passes_all(const model::Network& network, Direction direction, const Attachment& at,
                const Packet& packet, model::Reading& reading, Trace& trace) {
  switch (judge_admin_rules(network, at, direction, packet, reading, trace)) {
    case AdminVerdict::deny:
      return false;
    case AdminVerdict::always_allow:
      return true;
    case AdminVerdict::none:
      break;
  }
  std::vector<const GroupOf*> groups = groups_at(at);
  if (direction == Direction::inbound) std::ranges::reverse(groups);
  ScopeAt scope(network, at, direction, reading);
  return std::ranges::all_of(groups, [&](const GroupOf* group) {
    return passes_group(network, *group, direction, scope, packet, reading, trace);
  });
}

constexpr net::Ip metadata = net::ipv4(169, 254, 169, 254);

// The tag of a platform service by its address and port; DNS at 53 (N-128).
std::string_view platform_tag(const Packet& packet) {
  if (packet.destination == balancer_probes.base && packet.port == net::Port{53})
    return "AzurePlatformDNS";
  if (packet.destination == metadata) return "AzurePlatformIMDS";
  return "";
}

bool names_tag(const SecurityRule& rule, std::string_view tag) {
  return std::ranges::any_of(rule.destination.tags, [&](const std::string& written) {
    return equal_ignoring_case(written, tag);
  });
}

bool filters_endpoints(const azure::Subnet& subnet, model::Reading& reading) {
  if (const auto* unknown = subnet.endpoint_policies.unknown())
    return reading.guess(*unknown, 2, "groups") == 1;
  const auto* policies = subnet.endpoint_policies.known();
  return policies != nullptr && (*policies == azure::EndpointPolicies::enabled ||
                                 *policies == azure::EndpointPolicies::network_security_group);
}

}  // namespace

bool is_custom_rule(std::string_view name) {
  return !name.empty() && !azure::is_default_rule(name);
}

bool is_platform(const net::Ip& ip) { return ip == balancer_probes.base || ip == metadata; }

bool passes_to_platform(const model::Network& network, const Attachment& at, const Packet& packet,
                        model::Reading& reading, Trace& trace) {
  const std::string_view tag = platform_tag(packet);
  if (tag.empty()) return true;
  const TagScope scope = tag_scope(network, at, Direction::outbound, reading);
  return std::ranges::all_of(groups_at(at), [&](const GroupOf* attached) {
    const azure::NetworkSecurityGroup* group =
        attached->known() == nullptr ? nullptr : network.security_group(*attached->known());
    if (group == nullptr) return true;
    for (const SecurityRule& rule : network.rules_of(*group, Direction::outbound).rules) {
      if (!names_tag(rule, tag)) continue;
      SecurityRule named = rule;
      named.destination.tags = {"*"};  // here the tag is the address that was asked for
      const std::optional<bool> allowed = decision_of(named, packet, scope, reading);
      if (!allowed) continue;
      trace.push_back({"nsg",
                       "rule " + rule.name + " of " + group->name + " names " + std::string(tag),
                       {"N-125"},
                       group->id.text(),
                       rule.name,
                       rule.where});
      return *allowed;
    }
    return true;
  });
}

bool passes_outbound(const model::Network& network, const Attachment& at, const Packet& packet,
                     model::Reading& reading, Trace& trace) {
  return passes_all(network, Direction::outbound, at, packet, reading, trace);
}

bool passes_inbound(const model::Network& network, const Attachment& at, const Packet& packet,
                    model::Reading& reading, Trace& trace) {
  return passes_all(network, Direction::inbound, at, packet, reading, trace);
}

// The client's own outbound rules have been asked (N-132); the source is whoever sends it now, such
// as a firewall that translates (N-134).
bool passes_into_endpoint(const model::Network& network, const model::Endpoint& endpoint,
                          const Packet& packet, model::Reading& reading, Trace& trace) {
  if (endpoint.subnet == nullptr) return true;
  const Attachment at{endpoint.network, endpoint.subnet, nullptr};
  Packet arriving = packet;
  arriving.any_source_port = true;
  Trace by_admin;  // N-141
  const AdminVerdict admin =
      judge_admin_rules(network, at, Direction::inbound, arriving, reading, by_admin);
  if (admin != AdminVerdict::none &&
      reading.branch(model::Choice::c12_admin_rules_at_endpoints) == 1) {
    trace.insert(trace.end(), by_admin.begin(), by_admin.end());
    return admin == AdminVerdict::always_allow;
  }
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
  ScopeAt scope(network, at, Direction::inbound, reading);
  return passes_group(network, endpoint.subnet->network_security_group, Direction::inbound, scope,
                      arriving, reading, trace);
}

}  // namespace airtight::reach
