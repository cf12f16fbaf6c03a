#include "admin_rules.h"

#include <airtight/azure/platform_subnets.h>
#include <airtight/base/text.h>
#include <airtight/reach/effective_rules.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "rule_match.h"

namespace airtight::reach {
namespace {

// N-138: services for which whole networks are left out, unless the configuration says otherwise.
constexpr std::array<std::string_view, 2> exempt_services{"Microsoft.Sql/managedInstances",
                                                          "Microsoft.Databricks/workspaces"};

bool is_exempt(const model::Network& network, const azure::Subnet& subnet,
               model::Reading& reading) {
  if (azure::is_platform_subnet(subnet.name)) return true;
  const auto& hosted = network.written().hosted_workloads;
  const bool has_gateways = std::ranges::any_of(hosted, [&](const azure::HostedWorkload& each) {
    return equal_ignoring_case(each.type, "Microsoft.Network/applicationGateways") &&
           std::ranges::any_of(each.subnets, [&](const auto& id) {
             return id.known() != nullptr && *id.known() == subnet.id;
           });
  });
  return has_gateways && reading.guess({"whether the application gateways of subnet " +
                                        subnet.name + " use network isolation"}) == 0;
}

// Services that bring network intent policies of their own, by the delegations of their subnets.
bool has_intent_policies(const model::Network& network, const azure::VirtualNetwork& home) {
  return std::ranges::any_of(network.written().subnets, [&](const azure::Subnet& subnet) {
    return subnet.virtual_network == home.id &&
           std::ranges::any_of(subnet.delegations, [](const std::string& delegation) {
             return std::ranges::any_of(exempt_services, [&](std::string_view service) {
               return equal_ignoring_case(delegation, service);
             });
           });
  });
}

azure::IntentNetworks intent_of(const azure::AdminRuleCollection& collection,
                                model::Reading& reading) {
  constexpr std::array all{azure::IntentNetworks::left_out, azure::IntentNetworks::allow_rules_only,
                           azure::IntentNetworks::all};
  if (const auto* unknown = collection.intent_networks.unknown())
    return all.at(reading.guess(*unknown, all.size()));
  const auto* known = collection.intent_networks.known();
  return known != nullptr ? *known : azure::IntentNetworks::left_out;
}

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

// Which rules of a collection act at a place in a network with intent policies (N-138).
bool acts_beside_intent(const azure::AdminRule& rule, azure::IntentNetworks intent) {
  switch (intent) {
    case azure::IntentNetworks::left_out:
      return false;
    case azure::IntentNetworks::allow_rules_only:
      return rule.access != azure::AdminAccess::deny;
    case azure::IntentNetworks::all:
      return true;
  }
  return true;
}

// None where the rule leaves the packet alone; one that is not known in full may do anything.
std::optional<azure::AdminAccess> access_of(const azure::AdminRule& admin, const Packet& packet,
                                            const TagScope& scope, model::Reading& reading) {
  constexpr std::array accesses{azure::AdminAccess::deny, azure::AdminAccess::allow,
                                azure::AdminAccess::always_allow};
  if (admin.rule.unknown.empty()) {
    if (!covers(admin.rule, packet, scope, reading)) return {};
    return admin.access;
  }
  if (!may_cover(admin.rule, packet, scope, reading)) return {};
  const std::size_t outcome = reading.guess(admin.rule.unknown.front(), accesses.size() + 1);
  if (outcome == 0) return {};
  return accesses[outcome - 1];
}

std::vector<AdminCandidate> candidates_for(const model::Network& network, const Attachment& at,
                                           azure::Direction direction, model::Reading& reading) {
  std::vector<AdminCandidate> candidates;
  const bool beside_intent = has_intent_policies(network, *at.network);
  for (const azure::AdminRuleCollection& collection : network.written().admin_rule_collections) {
    if (!applies(network, collection, at, reading)) continue;
    const azure::IntentNetworks intent =
        beside_intent ? intent_of(collection, reading) : azure::IntentNetworks::all;
    for (const azure::AdminRule& rule : collection.rules) {
      const bool directed = rule.rule.direction == direction || !rule.rule.unknown.empty();
      if (directed && acts_beside_intent(rule, intent)) candidates.push_back({&rule, &collection});
    }
  }
  return candidates;
}

// N-142: the manager with the higher scope comes first. Scopes are not read, so any may.
std::vector<azure::ResourceId> ranked(std::set<azure::ResourceId> managers,
                                      model::Reading& reading) {
  std::vector<azure::ResourceId> result;
  while (!managers.empty()) {
    std::string names;
    for (const azure::ResourceId& each : managers)
      names += (names.empty() ? "" : ", ") + std::string(each.name());
    const std::size_t index =
        managers.size() == 1
            ? 0
            : reading.guess({"which of the network managers " + names + " has the highest scope"},
                            managers.size());
    const auto next = std::next(managers.begin(), static_cast<std::ptrdiff_t>(index));
    result.push_back(*next);
    managers.erase(next);
  }
  return result;
}

void order(std::vector<AdminCandidate>& candidates, model::Reading& reading) {
  std::set<azure::ResourceId> managers;
  for (const AdminCandidate& each : candidates) managers.insert(each.collection->manager);
  const std::vector<azure::ResourceId> ranks = ranked(std::move(managers), reading);
  std::ranges::stable_sort(candidates, {}, [&](const AdminCandidate& each) {
    return std::pair(std::ranges::find(ranks, each.collection->manager), each.rule->rule.priority);
  });
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

bool is_exempt_from_admin_rules(const Attachment& at) {
  return at.subnet != nullptr && azure::is_platform_subnet(at.subnet->name);
}

std::vector<AdminCandidate> admin_rules_at(const model::Network& network, const Attachment& at,
                                           azure::Direction direction, model::Reading& reading) {
  if (network.written().admin_rule_collections.empty() || at.network == nullptr ||
      (at.subnet != nullptr && is_exempt(network, *at.subnet, reading)))
    return {};
  std::vector<AdminCandidate> candidates = candidates_for(network, at, direction, reading);
  order(candidates, reading);
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
