#include <airtight/base/text.h>
#include <airtight/reach/effective_rules.h>

#include <algorithm>
#include <array>

#include "admin_rules.h"
#include "filters.h"
#include "tags.h"

namespace airtight::reach {
namespace {

using azure::Direction;

constexpr std::array directions{Direction::inbound, Direction::outbound};

bool is_everything(const std::string& tag) { return tag == "*"; }

void add(std::vector<net::Prefix>& prefixes, const std::vector<net::Prefix>& more) {
  prefixes.insert(prefixes.end(), more.begin(), more.end());
}

void expand_tag(const std::string& tag, const TagScope& scope, Expansion& expansion) {
  if (is_everything(tag)) return;
  if (equal_ignoring_case(tag, "VirtualNetwork")) {
    add(expansion.prefixes, scope.virtual_network);
    expansion.unknown.insert(expansion.unknown.end(), scope.unseen.begin(), scope.unseen.end());
  } else if (equal_ignoring_case(tag, "AzureLoadBalancer")) {
    expansion.prefixes.push_back(balancer_probes);
  } else if (const auto* prefixes = prefixes_of_tag(*scope.network, tag)) {
    add(expansion.prefixes, *prefixes);
  } else {
    expansion.symbolic.push_back(tag);
  }
}

void expand_group(const azure::ResourceId& group, const TagScope& scope, Expansion& expansion) {
  const GroupMembers members = members_of_group(group, *scope.network);
  add(expansion.prefixes, members.addresses);
  if (members.unseen) expansion.unknown.push_back(unseen_members(group));
}

void sort_and_unique(std::vector<net::Prefix>& prefixes) {
  std::ranges::sort(prefixes);
  prefixes.erase(std::ranges::unique(prefixes).begin(), prefixes.end());
}

Expansion expand(const azure::RuleSide& side, const TagScope& scope) {
  Expansion expansion;
  for (const std::string& tag : side.tags) expand_tag(tag, scope, expansion);
  for (const azure::ResourceId& group : side.groups) expand_group(group, scope, expansion);
  expansion.unknown.insert(expansion.unknown.end(), side.unknown.begin(), side.unknown.end());
  sort_and_unique(expansion.prefixes);
  return expansion;
}

EffectiveRule effective(const azure::SecurityRule& rule, const TagScope& scope) {
  return {rule, !is_custom_rule(rule.name), expand(rule.source, scope),
          expand(rule.destination, scope)};
}

}  // namespace

std::vector<EffectiveRule> effective_rules(const model::Network& network,
                                           const azure::NetworkSecurityGroup& group,
                                           const Attachment& at, model::Reading& reading) {
  std::vector<EffectiveRule> rules;
  for (const Direction direction : directions) {
    const TagScope scope = tag_scope(network, at, direction, reading);
    for (const azure::SecurityRule& rule : network.rules_of(group, direction).rules)
      rules.push_back(effective(rule, scope));
  }
  return rules;
}

std::vector<EffectiveAdminRule> effective_admin_rules(const model::Network& network,
                                                      const Attachment& at,
                                                      model::Reading& reading) {
  std::vector<EffectiveAdminRule> rules;
  for (const Direction direction : directions) {
    const auto candidates = admin_rules_at(network, at, direction, reading);
    if (candidates.empty()) continue;
    const TagScope scope = tag_scope(network, at, direction, reading);
    for (const AdminCandidate& each : candidates) {
      EffectiveAdminRule rule{effective(each.rule->rule, scope), each.rule->access,
                              each.collection};
      rule.rule.by_default = false;
      rules.push_back(std::move(rule));
    }
  }
  return rules;
}

bool may_cover(const azure::RuleSide& side, const net::Ip& ip, const model::Network& network,
               const Attachment& at, azure::Direction direction, model::Reading& reading) {
  Packet packet;
  packet.destination = ip;
  return matches_destination(side, packet, tag_scope(network, at, direction, reading), reading)
             .kind != Match::Kind::no;
}

}  // namespace airtight::reach
