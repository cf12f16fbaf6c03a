#include <airtight/azure/default_rules.h>
#include <airtight/base/text.h>

#include <algorithm>

#include "index.h"

namespace airtight::model {
namespace {

using azure::Direction;
using azure::SecurityRule;
using Set = std::shared_ptr<const net::PrefixSet>;

constexpr std::size_t long_list = 16;  // rules; a scan is as fast for fewer

std::vector<SecurityRule> in_order(const azure::NetworkSecurityGroup& group, Direction direction) {
  std::vector<SecurityRule> rules;
  for (const SecurityRule& rule : group.rules) {
    if (rule.direction == direction || !rule.unknown.empty()) rules.push_back(rule);
  }
  std::ranges::move(azure::default_rules(direction), std::back_inserter(rules));
  std::ranges::stable_sort(rules, {}, &SecurityRule::priority);
  return rules;
}

// The set of a service tag; null where the file does not have it. The same tag is one set.
Set set_of_tag(Network::Index& index, const std::string& tag) {
  const auto& file = index.written.surroundings.service_tags;
  if (!file) return nullptr;
  const std::string name = to_lower(tag);
  if (const auto known = index.tag_sets.find(name); known != index.tag_sets.end())
    return known->second;
  const auto blocks = file->tags.find(name);
  if (blocks == file->tags.end()) return nullptr;
  return index.tag_sets[name] = std::make_shared<const net::PrefixSet>(blocks->second);
}

// Null where the side may cover any address: a tag that depends on the place (VirtualNetwork,
// Internet) or is not in the file, members of groups, whatever is not known.
Set set_of_side(Network::Index& index, const azure::RuleSide& side) {
  if (!side.unknown.empty() || !side.groups.empty()) return nullptr;
  std::vector<Set> tags;
  for (const std::string& tag : side.tags) {
    tags.push_back(set_of_tag(index, tag));
    if (tags.back() == nullptr) return nullptr;
  }
  if (tags.size() == 1 && side.prefixes.empty()) return tags.front();
  std::vector<net::Prefix> all = side.prefixes;
  const auto& file = index.written.surroundings.service_tags;
  if (!file) return std::make_shared<const net::PrefixSet>(all);  // then it has no tags
  for (const std::string& tag : side.tags) {
    const auto& blocks = file->tags.at(to_lower(tag));
    all.insert(all.end(), blocks.begin(), blocks.end());
  }
  return std::make_shared<const net::PrefixSet>(all);
}

net::Criteria criteria_of(Network::Index& index, const SecurityRule& rule) {
  if (!rule.unknown.empty()) return {};
  return {rule.protocol, rule.destination_ports, set_of_side(index, rule.source),
          set_of_side(index, rule.destination)};
}

RuleList list_of(Network::Index& index, const azure::NetworkSecurityGroup& group,
                 Direction direction) {
  RuleList list{in_order(group, direction), {}};
  if (list.rules.size() < long_list) return list;
  std::vector<net::Criteria> criteria;
  for (const SecurityRule& rule : list.rules) criteria.push_back(criteria_of(index, rule));
  list.index.emplace(criteria);
  return list;
}

net::PrefixSet all_addresses(const azure::ServiceTags& file) {
  std::vector<net::Prefix> all;
  for (const auto& [tag, blocks] : file.tags) {
    if (tag != "internet") all.insert(all.end(), blocks.begin(), blocks.end());
  }
  return net::PrefixSet(all);
}

}  // namespace

void list_rules(Network::Index& index) {
  if (const auto& file = index.written.surroundings.service_tags)
    index.tagged_addresses = all_addresses(*file);
  for (const azure::NetworkSecurityGroup& group : index.written.network_security_groups) {
    index.rule_lists.emplace(group.id, RuleLists{list_of(index, group, Direction::inbound),
                                                 list_of(index, group, Direction::outbound)});
  }
}

}  // namespace airtight::model
