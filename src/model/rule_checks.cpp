#include <airtight/base/text.h>

#include <algorithm>
#include <map>
#include <set>

#include "index.h"

// What a rule may name: one family of addresses, one tag, application groups of one network.
namespace airtight::model {
namespace {

using azure::SecurityRule;

constexpr std::size_t most_groups = 10;               // C-11: the limits table
constexpr std::uint64_t most_combinations = 250'000;  // N-133
constexpr std::size_t most_group_members = 50;        // N-133

// Where the members of an application group are, and how many.
struct Members {
  std::set<azure::ResourceId> networks;
  std::size_t addresses = 0;
};
using GroupMembers = std::map<azure::ResourceId, Members>;

template <class T>
void add_members(const std::vector<T>& list, GroupMembers& members) {
  for (const T& each : list) {
    for (const azure::ResourceId& group : each.application_groups) {
      Members& of_group = members[group];
      if (!each.subnet.empty()) of_group.networks.insert(each.subnet.parent());
      of_group.addresses += std::max<std::size_t>(1, each.addresses.size());
    }
  }
}

GroupMembers group_members(const azure::Resources& written) {
  GroupMembers members;
  add_members(written.network_interfaces, members);
  add_members(written.private_endpoints, members);
  return members;
}

bool has_family(const SecurityRule& rule, net::Family family) {
  const auto in = [&](const azure::RuleSide& side) {
    return std::ranges::any_of(
        side.prefixes, [&](const net::Prefix& prefix) { return prefix.base.family == family; });
  };
  return in(rule.source) || in(rule.destination);
}

void check_families(const SecurityRule& rule, Diagnostics& diagnostics) {
  if (has_family(rule, net::Family::v4) && has_family(rule, net::Family::v6))
    error(diagnostics, rule.where,
          "rule " + rule.name + " has IPv4 and IPv6 prefixes; a rule has one family", {"N-021"});
}

// N-102: always one service tag; up to ten application groups (C-11).
void check_side(const SecurityRule& rule, const azure::RuleSide& side, Diagnostics& diagnostics) {
  if (side.tags.size() > 1)
    warning(diagnostics, rule.where,
            "rule " + rule.name + " names " + std::to_string(side.tags.size()) +
                " service tags on one side; Azure may take one only",
            {"N-102"});
  if (side.groups.size() > most_groups)
    warning(diagnostics, rule.where,
            "rule " + rule.name + " names more than " + std::to_string(most_groups) +
                " application security groups on one side",
            {"N-102", "C-11"});
}

// N-103: a rule's groups all have their members in one network.
void check_groups(const SecurityRule& rule, const GroupMembers& members, Diagnostics& diagnostics) {
  std::set<azure::ResourceId> networks;
  for (const azure::RuleSide* side : {&rule.source, &rule.destination}) {
    for (const azure::ResourceId& group : side->groups) {
      const auto found = members.find(group);
      if (found != members.end())
        networks.insert(found->second.networks.begin(), found->second.networks.end());
    }
  }
  if (networks.size() > 1)
    error(diagnostics, rule.where,
          "the application security groups of rule " + rule.name +
              " have members in several virtual networks",
          {"N-103"});
}

// N-118: the tag has the addresses of every customer.
void check_cloud_tag(const SecurityRule& rule, Diagnostics& diagnostics) {
  const bool open = rule.access == azure::Access::allow &&
                    rule.direction == azure::Direction::inbound && rule.unknown.empty();
  if (open && std::ranges::any_of(rule.source.tags, [](const std::string& tag) {
        return equal_ignoring_case(split(tag, '.').front(), "AzureCloud");
      }))
    warning(diagnostics, rule.where,
            "rule " + rule.name + " lets in AzureCloud, which is every customer of Azure",
            {"N-118"});
}

void check_rule(const SecurityRule& rule, const GroupMembers& members, Diagnostics& diagnostics) {
  check_families(rule, diagnostics);
  check_side(rule, rule.source, diagnostics);
  check_side(rule, rule.destination, diagnostics);
  check_groups(rule, members, diagnostics);
  check_cloud_tag(rule, diagnostics);
}

std::uint64_t entries(const azure::RuleSide& side) {
  return std::max<std::size_t>(1, side.prefixes.size() + side.tags.size() + side.groups.size());
}

// N-133: limits that only hold where a group filters private endpoints.
void check_at_endpoints(const azure::NetworkSecurityGroup& group, const GroupMembers& members,
                        Diagnostics& diagnostics) {
  for (const SecurityRule& rule : group.rules) {
    const std::uint64_t ports = std::max<std::size_t>(1, rule.destination_ports.size());
    if (entries(rule.source) * entries(rule.destination) * ports > most_combinations)
      warning(diagnostics, rule.where,
              "rule " + rule.name + " has more than " + std::to_string(most_combinations) +
                  " combinations of sources, destinations and ports",
              {"N-133"});
    for (const azure::RuleSide* side : {&rule.source, &rule.destination}) {
      for (const azure::ResourceId& named : side->groups) {
        const auto found = members.find(named);
        if (found != members.end() && found->second.addresses > most_group_members)
          warning(diagnostics, rule.where,
                  "application security group " + std::string(named.name()) + " has more than " +
                      std::to_string(most_group_members) + " members",
                  {"N-133"});
      }
    }
  }
}

void check_endpoint_subnets(const Network::Index& index, const GroupMembers& members,
                            Diagnostics& diagnostics) {
  std::set<azure::ResourceId> groups;
  for (const azure::PrivateEndpoint& endpoint : index.written.private_endpoints) {
    const azure::Subnet* subnet = find(index.subnets, endpoint.subnet);
    if (subnet != nullptr && subnet->network_security_group.known() != nullptr)
      groups.insert(*subnet->network_security_group.known());
  }
  for (const azure::ResourceId& id : groups) {
    const azure::NetworkSecurityGroup* group = find(index.security_groups, id);
    if (group != nullptr) check_at_endpoints(*group, members, diagnostics);
  }
}

// N-140.
void check_admin_rule(const SecurityRule& rule, Diagnostics& diagnostics) {
  for (const azure::RuleSide* side : {&rule.source, &rule.destination}) {
    for (const std::string& tag : side->tags) {
      if (starts_with_ignoring_case(tag, "AzurePlatform"))
        error(diagnostics, rule.where,
              "admin rule " + rule.name + " names " + tag + ", which admin rules cannot",
              {"N-140"});
    }
  }
}

}  // namespace

void validate_rules(const Network::Index& index, Diagnostics& diagnostics) {
  const GroupMembers members = group_members(index.written);
  for (const azure::NetworkSecurityGroup& group : index.written.network_security_groups) {
    for (const SecurityRule& rule : group.rules) check_rule(rule, members, diagnostics);
  }
  check_endpoint_subnets(index, members, diagnostics);
  for (const azure::AdminRuleCollection& collection : index.written.admin_rule_collections) {
    for (const azure::AdminRule& admin : collection.rules)
      check_admin_rule(admin.rule, diagnostics);
  }
}

}  // namespace airtight::model
