#include <airtight/base/text.h>
#include <airtight/verify/effective_rules.h>

#include <algorithm>

#include "doubts.h"
#include "open_points.h"
#include "route_types.h"

namespace airtight::verify {
namespace {

using reach::EffectiveAdminRule;
using reach::EffectiveRule;

// What one reading has at a place.
struct RulesAt {
  std::vector<EffectiveAdminRule> admin;
  std::vector<EffectiveGroup> groups;
};

bool differ(const RulesAt& a, const RulesAt& b) {
  return a.admin != b.admin || !std::ranges::equal(a.groups, b.groups, {}, &EffectiveGroup::rules,
                                                   &EffectiveGroup::rules);
}

using Attached = azure::Property<azure::ResourceId>;

void add_group(const model::Network& network, const Attached& attached, EffectiveGroup::At at,
               const azure::ResourceId& to, const Place& place, model::Reading& reading,
               std::vector<EffectiveGroup>& groups) {
  if (attached.known() == nullptr) return;  // N-090
  EffectiveGroup effective;
  effective.at = at;
  effective.attached_to = to;
  effective.group = *attached.known();
  const azure::NetworkSecurityGroup* group = network.security_group(effective.group);
  effective.shown = group != nullptr && !group->external;
  if (effective.shown) {
    effective.where = group->where;
    effective.rules = reach::effective_rules(network, *group, place.at, reading);
  }
  groups.push_back(std::move(effective));
}

RulesAt rules_at(const model::Network& network, const Place& place, model::Reading& reading) {
  RulesAt rules;
  rules.admin = reach::effective_admin_rules(network, place.at, reading);
  const azure::Subnet& subnet = *place.at.subnet;
  add_group(network, subnet.network_security_group, EffectiveGroup::At::subnet, subnet.id, place,
            reading, rules.groups);
  if (const azure::NetworkInterface* interface = place.at.interface)
    add_group(network, interface->network_security_group, EffectiveGroup::At::interface,
              interface->id, place, reading, rules.groups);
  return rules;
}

void add_unknowns(const std::vector<azure::UnknownInput>& unknown, OpenPoints& points) {
  for (const azure::UnknownInput& each : unknown) points.add_unknown(each.name);
}

void add_unknowns(const EffectiveRule& rule, OpenPoints& points) {
  add_unknowns(rule.rule.unknown, points);
  add_unknowns(rule.source.unknown, points);
  add_unknowns(rule.destination.unknown, points);
}

// What is said nowhere in the input and would be rows or parts of them.
void add_missing(const Place& place, const RulesAt& rules, OpenPoints& points) {
  std::vector<const Attached*> attached{&place.at.subnet->network_security_group};
  if (place.at.interface != nullptr)
    attached.push_back(&place.at.interface->network_security_group);
  for (const Attached* each : attached) {
    if (each->unknown() != nullptr) points.add_unknown(each->unknown()->name);
  }
  if (place.at.subnet->external) points.add_unknown("subnet " + place.at.subnet->name);
  for (const EffectiveGroup& group : rules.groups) {
    if (!group.shown)
      points.add_unknown("the rules of network security group " + std::string(group.group.name()));
    for (const EffectiveRule& rule : group.rules) add_unknowns(rule, points);
  }
  for (const EffectiveAdminRule& rule : rules.admin) add_unknowns(rule.rule, points);
}

void keep_those_towards(const net::Ip& to, const model::Network& network, const Place& place,
                        model::Reading& reading, RulesAt& rules) {
  const auto other = [&](const EffectiveRule& rule) {
    return (rule.rule.direction != azure::Direction::outbound && rule.rule.unknown.empty()) ||
           !reach::may_cover(rule.rule.destination, to, network, place.at,
                             azure::Direction::outbound, reading);
  };
  std::erase_if(rules.admin, [&](const EffectiveAdminRule& rule) { return other(rule.rule); });
  for (EffectiveGroup& group : rules.groups) std::erase_if(group.rules, other);
}

bool names_platform(const azure::SecurityRule& rule) {
  return std::ranges::any_of(rule.destination.tags, [](const std::string& tag) {
    return starts_with_ignoring_case(tag, "AzurePlatform");
  });
}

std::vector<std::string> platform_rules(const std::vector<EffectiveGroup>& groups) {
  std::vector<std::string> found;
  for (const EffectiveGroup& group : groups) {
    for (const EffectiveRule& rule : group.rules) {
      if (names_platform(rule.rule))
        found.push_back(std::string(group.group.name()) + "/" + rule.rule.name);
    }
  }
  return found;
}

std::optional<bool> filters_endpoints(const azure::Subnet& subnet) {
  using azure::EndpointPolicies;
  const auto& policies = subnet.endpoint_policies;
  if (policies.unknown() != nullptr) return {};
  const EndpointPolicies known =
      policies.known() == nullptr ? EndpointPolicies::disabled : *policies.known();  // N-068
  return known == EndpointPolicies::enabled || known == EndpointPolicies::network_security_group;
}

void describe_place(const model::Network& network, EffectiveRules& result) {
  const reach::Attachment& at = result.place.at;
  result.exempt_from_admin_rules =
      !network.written().admin_rule_collections.empty() && reach::is_exempt_from_admin_rules(at);
  result.has_endpoints = std::ranges::any_of(
      network.endpoints(), [&](const model::Endpoint& e) { return e.subnet == at.subnet; });
  result.filters_endpoints = filters_endpoints(*at.subnet);
  result.integration = result.place.workload.site != nullptr;
}

}  // namespace

EffectiveRules effective_rules(const model::Network& network, const Place& place,
                               const std::optional<net::Ip>& to, const Assumptions& assumptions) {
  EffectiveRules result;
  result.place = place;
  result.to = to;
  OpenPoints points;
  add_unknowns(place.unknown, points);
  add_unknowns(doubts(network, place.workload, filter_types(place.workload)), points);
  if (place.is_known()) {
    const auto readings =
        model::explore([&](model::Reading& reading) { return rules_at(network, place, reading); },
                       reading_under(assumptions));
    points.add(open_points(readings.branches, differ));
    if (!readings.complete) points.add_unknown(std::string(too_many_points));
    RulesAt rules = readings.nominal();
    add_missing(place, rules, points);
    describe_place(network, result);
    result.platform_rules = platform_rules(rules.groups);
    model::Reading nominal = reading_under(assumptions);
    if (to) keep_those_towards(*to, network, place, nominal, rules);
    result.admin_rules = std::move(rules.admin);
    result.groups = std::move(rules.groups);
  }
  result.open = points.list();
  return result;
}

}  // namespace airtight::verify
