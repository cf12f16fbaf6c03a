#include "group_lists.h"

#include <airtight/base/text.h>

#include <algorithm>

namespace airtight::verify {
namespace {

using azure::SecurityRule;
using net::Diagram;

bool asks_internet(const Rules& rules) {
  return std::ranges::any_of(rules, [](const SecurityRule& rule) {
    const auto is = [](const std::string& tag) { return equal_ignoring_case(tag, "Internet"); };
    return std::ranges::any_of(rule.source.tags, is) ||
           std::ranges::any_of(rule.destination.tags, is);
  });
}

}  // namespace

bool asks_icmp(const Rules& rules) {
  return std::ranges::any_of(rules, [](const SecurityRule& rule) {
    return rule.protocol == net::Protocol::icmp && rule.unknown.empty();
  });
}

TagMeaning meaning_of(const model::Network& network, const std::optional<Place>& at,
                      azure::Direction direction, model::Reading& reading) {
  TagMeaning meaning;
  meaning.network = &network;
  if (at) meaning.at = reach::tags_at(network, at->at, direction, reading);
  return meaning;
}

InternetTag internet_of(const TagMeaning& meaning, const Rules& rules, model::Reading& reading) {
  InternetTag internet;
  if (!asks_internet(rules)) return internet;
  if (meaning.at && !meaning.at->routed_tags.empty())
    internet.has_routed = reading.branch(model::Choice::c08_tagged_routes_in_internet_tag) == 1;
  if (meaning.network->tagged_addresses() != nullptr)
    internet.has_others = reading.branch(model::Choice::c09_other_tags_in_internet_tag) == 0;
  return internet;
}

RuleName name_of(const SecurityRule& rule) { return {rule.name, rule.priority, rule.access}; }

bool is_known(const SecurityRule& rule) { return rule.unknown.empty(); }

Compiled compile(RuleSpace& space, const Rules& rules) {
  Rules known;
  std::vector<std::uint32_t> places;
  Diagram unknown = net::nothing;
  std::vector<std::uint32_t> access(rules.size() + 1);
  for (std::uint32_t i = 0; i < rules.size(); ++i) {
    access[i + 1] = rules[i].access == azure::Access::allow ? ListValue::allows : ListValue::denies;
    if (is_known(rules[i])) {
      known.push_back(rules[i]);
      places.push_back(i + 1);
    } else {
      unknown = space.space().over(unknown, space.rule(rules[i], ListValue::open));
    }
  }
  Compiled compiled;
  compiled.rules = &rules;
  compiled.by_rule = space.list(known, places);
  compiled.by_access = space.space().over(unknown, space.space().mapped(compiled.by_rule, access));
  return compiled;
}

void add_unknown_rules(const Rules& rules, std::set<std::string>& names) {
  for (const SecurityRule& rule : rules) {
    for (const azure::UnknownInput& unknown : rule.unknown) names.insert(unknown.name);
  }
}

}  // namespace airtight::verify
