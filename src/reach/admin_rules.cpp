#include "admin_rules.h"

#include <airtight/base/text.h>
#include <airtight/reach/effective_rules.h>

#include <algorithm>
#include <array>
#include <optional>

#include "rule_match.h"

namespace airtight::reach {
namespace {

// N-139: subnets in which admin rules do not act.
constexpr std::array<std::string_view, 5> exempt_subnets{
    "AzureBastionSubnet", "AzureFirewallSubnet", "AzureFirewallManagementSubnet", "GatewaySubnet",
    "RouteServerSubnet"};

// N-138: services for which whole networks are left out.
constexpr std::array<std::string_view, 2> exempt_services{"Microsoft.Sql/managedInstances",
                                                          "Microsoft.Databricks/workspaces"};

// Whether one of the collection's groups has the network or the subnet; an unknown group may.
bool applies(const model::Network& network, const azure::AdminRuleCollection& collection,
             const Attachment& at, model::Reading& reading) {
  const auto& groups = network.written().network_groups;
  for (const azure::ResourceId& id : collection.groups) {
    const auto group = std::ranges::find(groups, id, &azure::NetworkGroup::id);
    if (group == groups.end()) {
      if (reading.guess({"the members of network group " + std::string(id.name())}) == 0)
        return true;
      continue;
    }
    const bool member = std::ranges::any_of(group->members, [&](const azure::ResourceId& each) {
      return each == at.network->id || (at.subnet != nullptr && each == at.subnet->id);
    });
    if (member) return true;
    for (const azure::UnknownInput& unknown : group->unknown) {
      if (reading.guess(unknown) == 0) return true;
    }
  }
  return false;
}

// None where the rule leaves the packet alone; one that is not known in full may do anything.
std::optional<azure::AdminAccess> access_of(const azure::AdminRule& admin, const Packet& packet,
                                            const TagScope& scope, model::Reading& reading) {
  constexpr std::array accesses{azure::AdminAccess::deny, azure::AdminAccess::allow,
                                azure::AdminAccess::always_allow};
  if (admin.rule.unknown.empty()) {
    if (!is_taken(matches_rule(admin.rule, packet, scope, reading), reading)) return {};
    return admin.access;
  }
  if (!may_cover(admin.rule, packet, scope, reading)) return {};
  const std::size_t outcome = reading.guess(admin.rule.unknown.front(), accesses.size() + 1);
  if (outcome == 0) return {};
  return accesses[outcome - 1];
}

Step step_of(const AdminCandidate& hit, azure::AdminAccess access) {
  const bool denies = access == azure::AdminAccess::deny;
  return {"admin rule",
          "admin rule " + hit.rule->rule.name + (denies ? " denies it" : " lets it pass") +
              ", as if deployed",
          {"N-136", "R-21"},
          hit.collection->id.text(),
          hit.rule->rule.name,
          hit.rule->rule.where};
}

}  // namespace

bool is_exempt_from_admin_rules(const model::Network& network, const Attachment& at) {
  if (at.subnet != nullptr && std::ranges::any_of(exempt_subnets, [&](std::string_view name) {
        return equal_ignoring_case(at.subnet->name, name);
      }))
    return true;
  return std::ranges::any_of(network.written().subnets, [&](const azure::Subnet& subnet) {
    return subnet.virtual_network == at.network->id &&
           std::ranges::any_of(subnet.delegations, [](const std::string& delegation) {
             return std::ranges::any_of(exempt_services, [&](std::string_view service) {
               return equal_ignoring_case(delegation, service);
             });
           });
  });
}

std::vector<AdminCandidate> admin_rules_at(const model::Network& network, const Attachment& at,
                                           azure::Direction direction, model::Reading& reading) {
  std::vector<AdminCandidate> candidates;
  const auto& collections = network.written().admin_rule_collections;
  if (collections.empty() || at.network == nullptr || is_exempt_from_admin_rules(network, at))
    return candidates;
  for (const azure::AdminRuleCollection& collection : collections) {
    if (!applies(network, collection, at, reading)) continue;
    for (const azure::AdminRule& rule : collection.rules) {
      if (rule.rule.direction == direction || !rule.rule.unknown.empty())
        candidates.push_back({&rule, &collection});
    }
  }
  std::ranges::stable_sort(candidates, {},
                           [](const AdminCandidate& each) { return each.rule->rule.priority; });
  return candidates;
}

AdminVerdict judge_admin_rules(const model::Network& network, const Attachment& at,
                               azure::Direction direction, const Packet& packet,
                               model::Reading& reading, Trace& trace) {
  const auto candidates = admin_rules_at(network, at, direction, reading);
  if (candidates.empty()) return AdminVerdict::none;
  const TagScope scope = tag_scope(network, at, direction, reading);
  for (const AdminCandidate& each : candidates) {
    const std::optional<azure::AdminAccess> access = access_of(*each.rule, packet, scope, reading);
    if (!access) continue;
    trace.push_back(step_of(each, *access));
    switch (*access) {
      case azure::AdminAccess::deny:
        return AdminVerdict::deny;
      case azure::AdminAccess::always_allow:
        return AdminVerdict::always_allow;
      case azure::AdminAccess::allow:
        return AdminVerdict::none;
    }
  }
  return AdminVerdict::none;
}

}  // namespace airtight::reach
