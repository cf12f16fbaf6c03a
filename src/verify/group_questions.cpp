#include <airtight/azure/default_rules.h>
#include <airtight/base/text.h>
#include <airtight/verify/group_questions.h>

#include <algorithm>
#include <array>
#include <deque>
#include <memory>
#include <set>

#include "group_comparison.h"
#include "naming.h"
#include "open_points.h"

// A rule is dead if no packet finds it first: a question to the diagram of its list (rule_space.h).

namespace airtight::verify {
namespace {

using azure::Direction;
using azure::SecurityRule;
using net::Diagram;

constexpr std::array directions{Direction::inbound, Direction::outbound};
constexpr const char* without_icmp_v6 =
    "ICMPv6 is left out: nothing says what rules for ICMP do with it (N-021)";

Result<const azure::NetworkSecurityGroup*> group_named(const model::Network& network,
                                                       const std::string& text) {
  std::vector<azure::ResourceId> all;
  std::vector<azure::ResourceId> matching;
  for (const azure::NetworkSecurityGroup& group : network.written().network_security_groups) {
    all.push_back(group.id);
    if (is_named(group.id, text)) matching.push_back(group.id);
  }
  if (matching.size() != 1) return not_one("network security group", text, matching, all);
  return network.security_group(matching.front());
}

void add_place(const std::optional<Place>& at, OpenPoints& points) {
  if (!at) return;
  for (const azure::UnknownInput& unknown : at->unknown) points.add_unknown(unknown.name);
}

GroupComparison concluded(const model::Readings<Compared>& readings,
                          const std::optional<Place>& at) {
  const Compared& nominal = readings.nominal();
  OpenPoints points;
  add_place(at, points);
  points.add(open_points(readings.branches,
                         [](const Compared& a, const Compared& b) { return a.truth != b.truth; }));
  if (!readings.complete) points.add_unknown(std::string(too_many_points));
  for (const std::string& name : nominal.unknowns) {
    if (nominal.truth == Truth::uncertain) points.add_unknown(name);
  }
  GroupComparison comparison;
  comparison.truth = nominal.truth;
  comparison.open = points.list();
  if (nominal.without_icmp_v6) comparison.open.assumptions.emplace_back(without_icmp_v6);
  if (!comparison.open.settled()) comparison.truth = Truth::uncertain;
  if (comparison.truth == Truth::fails) comparison.difference = nominal.difference;
  return comparison;
}

// How far a rule is from ever deciding.
enum class Life : std::uint8_t { decides, may_be_dead, dead };

struct Lives {
  std::map<std::size_t, std::pair<Life, std::vector<std::size_t>>> rules;  // with what covers them
  std::set<std::string> unknowns;
  bool too_large = false;
};

bool names_platform(const SecurityRule& rule) {
  const auto is = [](const std::string& tag) {
    return starts_with_ignoring_case(tag, "AzurePlatform");
  };
  return std::ranges::any_of(rule.source.tags, is) ||
         std::ranges::any_of(rule.destination.tags, is);
}

class Reachability {
 public:
  Reachability(const Rules& rules, RuleSpace& space) : rules_(rules), space_(space) {}

  Lives run() {
    net::PacketSpace& space = space_.space();
    const Compiled list = compile(space_, rules_);
    const Diagram packets = space_.packets(true);
    const auto deciding = [&](Diagram within, Diagram which) {
      const auto values = space.values(space.both(within, which));
      return std::set<std::uint32_t>(values.begin(), values.end());
    };
    // Nothing hides a rule but what surely covers it; where sets of unknown extent hold all that
    // they may, and unknown rules decide all that they may, the most is hidden.
    const auto live = deciding(packets, list.by_rule);
    const Diagram surely = space.minus(list.by_rule, unknown_rules());
    const auto live_whatever = deciding(space.both(packets, space_.in_all_or_none()), surely);
    Lives lives;
    for (std::uint32_t i = 0; i < rules_.size(); ++i) {
      const SecurityRule& rule = rules_[i];
      if (!is_known(rule) || azure::is_default_rule(rule.name) || names_platform(rule)) continue;
      if (live_whatever.contains(i + 1)) continue;
      auto& [life, covering] = lives.rules[i];
      life = live.contains(i + 1) ? Life::may_be_dead : Life::dead;
      const Diagram covered = space.both(packets, space_.rule(rule, 1));
      for (const std::uint32_t place : deciding(covered, list.by_rule)) {
        if (place != 0 && place != i + 1) covering.push_back(place - 1);
      }
      if (life == Life::may_be_dead) note_doubts(rule, covering, lives);
    }
    lives.too_large = space_.is_too_large();
    return lives;
  }

 private:
  Diagram unknown_rules() {
    Diagram all = net::nothing;
    for (const SecurityRule& rule : rules_) {
      if (!is_known(rule)) all = space_.space().either(all, space_.rule(rule, 1));
    }
    return all;
  }

  static void note_side(const azure::RuleSide& side, const std::vector<std::string>& sets,
                        Lives& lives) {
    for (const std::string& name : sets) {
      const bool tagged = std::ranges::any_of(side.tags, [&](const std::string& tag) {
        return equal_ignoring_case(name, name_of_unlisted(tag));
      });
      const bool grouped = std::ranges::any_of(side.groups, [&](const azure::ResourceId& group) {
        return reach::unseen_members(group).name == name;
      });
      if (tagged || grouped) lives.unknowns.insert(name);
    }
    for (const azure::UnknownInput& unknown : side.unknown) lives.unknowns.insert(unknown.name);
  }

  void note_doubts(const SecurityRule& rule, const std::vector<std::size_t>& covering,
                   Lives& lives) {
    std::vector<const SecurityRule*> all{&rule};
    for (const std::size_t place : covering) all.push_back(&rules_[place]);
    for (const SecurityRule* each : all) {
      note_side(each->source, space_.set_names(), lives);
      note_side(each->destination, space_.set_names(), lives);
    }
    add_unknown_rules(rules_, lives.unknowns);
  }

  const Rules& rules_;
  RuleSpace& space_;
};

bool differ(const Lives& a, const Lives& b) {
  return !std::ranges::equal(a.rules, b.rules, [](const auto& x, const auto& y) {
    return x.first == y.first && x.second.first == y.second.first;
  });
}

UnreachableRule described(const Rules& rules, std::size_t place, Direction direction, Life life,
                          const std::vector<std::size_t>& covering) {
  UnreachableRule dead;
  dead.rule = name_of(rules[place]);
  dead.direction = direction;
  dead.where = rules[place].where;
  dead.certain = life == Life::dead;
  for (const std::size_t each : covering) {
    dead.covered_by.push_back(name_of(rules[each]));
    dead.contradicted = dead.contradicted || rules[each].access != rules[place].access;
  }
  return dead;
}

GroupRules rules_of(const model::Network& network, const azure::NetworkSecurityGroup& group,
                    const std::optional<Place>& at, const Assumptions& assumptions) {
  GroupRules result;
  result.group = group.id;
  OpenPoints points;
  add_place(at, points);
  if (group.external) {
    result.complete = false;
    points.add_unknown("the rules of network security group " + group.name);
  }
  for (const Direction direction : directions) {
    const Rules& rules = network.rules_of(group, direction).rules;
    if (group.external) continue;
    RuleSpaces spaces(rules);
    const auto readings = model::explore(
        [&](model::Reading& reading) {
          const TagMeaning meaning = meaning_of(network, at, direction, reading);
          RuleSpace& space = spaces.of(meaning, internet_of(meaning, rules, reading));
          return Reachability(rules, space).run();
        },
        reading_under(assumptions));
    points.add(open_points(readings.branches, differ));
    const Lives& nominal = readings.nominal();
    if (nominal.too_large || !readings.complete) {
      result.complete = false;
      points.add_unknown(lists_too_large);
      continue;
    }
    for (const auto& [place, life] : nominal.rules) {
      const bool whatever = std::ranges::all_of(readings.branches, [&](const auto& branch) {
        const auto found = branch.outcome.rules.find(place);
        return found != branch.outcome.rules.end() && found->second.first == Life::dead;
      });
      result.unreachable.push_back(described(
          rules, place, direction, whatever ? Life::dead : Life::may_be_dead, life.second));
    }
    for (const std::string& name : nominal.unknowns) points.add_unknown(name);
  }
  result.open = points.list();
  return result;
}

}  // namespace

Result<GroupComparison> compare_groups(const model::Network& network, const std::string& first,
                                       const std::string& second, const std::optional<Place>& at,
                                       const Assumptions& assumptions) {
  const auto a = group_named(network, first);
  if (!a) return tl::unexpected(a.error());
  const auto b = group_named(network, second);
  if (!b) return tl::unexpected(b.error());
  GroupComparison comparison;
  std::set<std::string> hidden;
  for (const azure::NetworkSecurityGroup* group : {*a, *b}) {
    if (group->external) hidden.insert("the rules of network security group " + group->name);
  }
  if (hidden.empty()) {
    std::deque<TwoLists> lists;
    for (const Direction direction : directions)
      lists.emplace_back(direction, network.rules_of(**a, direction).rules,
                         network.rules_of(**b, direction).rules);
    const auto readings = model::explore(
        [&](model::Reading& reading) {
          Compared all;
          for (TwoLists& each : lists) {
            all = worse(all, compare(network, at, each, reading));
            if (all.truth == Truth::fails) break;
          }
          return all;
        },
        reading_under(assumptions));
    comparison = concluded(readings, at);
  } else {
    comparison.open.unknowns.assign(hidden.begin(), hidden.end());
  }
  comparison.first = (*a)->name;
  comparison.second = (*b)->name;
  return comparison;
}

Result<std::vector<GroupRules>> unreachable_rules(const model::Network& network,
                                                  const std::string& group,
                                                  const std::optional<Place>& at,
                                                  const Assumptions& assumptions) {
  std::vector<GroupRules> all;
  if (!group.empty()) {
    const auto named = group_named(network, group);
    if (!named) return tl::unexpected(named.error());
    all.push_back(rules_of(network, **named, at, assumptions));
    return all;
  }
  for (const azure::NetworkSecurityGroup& each : network.written().network_security_groups)
    all.push_back(rules_of(network, each, at, assumptions));
  return all;
}

}  // namespace airtight::verify
