#include <airtight/azure/default_rules.h>
#include <airtight/base/text.h>
#include <airtight/verify/group_questions.h>

#include <algorithm>
#include <array>
#include <memory>
#include <set>

#include "naming.h"
#include "open_points.h"
#include "rule_space.h"

// Two lists are the same if no packet finds rules of different access in them; a rule is dead if no
// packet finds it first. Both are questions to the diagrams of the lists (rule_space.h). A rule
// that is not known in full decides nothing for certain: what it may cover is open.

namespace airtight::verify {
namespace {

using azure::Direction;
using azure::SecurityRule;
using net::Diagram;
using net::Field;
using net::Header;

constexpr std::array directions{Direction::inbound, Direction::outbound};
constexpr const char* too_large = "the lists are too large to be compared as sets";
constexpr const char* without_icmp_v6 =
    "ICMPv6 is left out: nothing says what rules for ICMP do with it (N-021)";

using Rules = std::vector<SecurityRule>;

// Values of lists whose rules are reduced to what they do.
constexpr std::uint32_t allows = 1;
constexpr std::uint32_t denies = 2;
constexpr std::uint32_t open = 3;

bool asks_internet(const Rules& rules) {
  return std::ranges::any_of(rules, [](const SecurityRule& rule) {
    const auto is = [](const std::string& tag) { return equal_ignoring_case(tag, "Internet"); };
    return std::ranges::any_of(rule.source.tags, is) ||
           std::ranges::any_of(rule.destination.tags, is);
  });
}

bool asks_icmp(const Rules& rules) {
  return std::ranges::any_of(rules, [](const SecurityRule& rule) {
    return rule.protocol == net::Protocol::icmp && rule.unknown.empty();
  });
}

TagMeaning meaning_of(const model::Network& network, const std::optional<Place>& at,
                      Direction direction, const Rules& rules, model::Reading& reading) {
  TagMeaning meaning;
  meaning.network = &network;
  if (at) meaning.at = reach::tags_at(network, at->at, direction, reading);
  if (!asks_internet(rules)) return meaning;
  if (meaning.at && !meaning.at->routed_tags.empty())
    meaning.routed_in_internet =
        reading.branch(model::Choice::c08_tagged_routes_in_internet_tag) == 1;
  if (network.tagged_addresses() != nullptr)
    meaning.others_in_internet = reading.branch(model::Choice::c09_other_tags_in_internet_tag) == 0;
  return meaning;
}

RuleName name_of(const SecurityRule& rule) { return {rule.name, rule.priority, rule.access}; }

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

// A list as diagrams: which rule decides (its place plus one), what that comes to, and where rules
// that are not known in full may decide.
struct Compiled {
  const Rules* rules = nullptr;
  Diagram by_rule;
  Diagram by_access;
};

bool is_known(const SecurityRule& rule) { return rule.unknown.empty(); }

Compiled compile(RuleSpace& space, const Rules& rules) {
  Rules known;
  std::vector<std::uint32_t> places;
  Diagram unknown = net::nothing;
  std::vector<std::uint32_t> access(rules.size() + 1);
  for (std::uint32_t i = 0; i < rules.size(); ++i) {
    access[i + 1] = rules[i].access == azure::Access::allow ? allows : denies;
    if (is_known(rules[i])) {
      known.push_back(rules[i]);
      places.push_back(i + 1);
    } else {
      unknown = space.space().over(unknown, space.rule(rules[i], open));
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

// What the two groups do, under one reading.
struct Compared {
  Truth truth = Truth::holds;
  std::optional<GroupDifference> difference;
  std::set<std::string> unknowns;
  bool without_icmp_v6 = false;
};

class Comparison {
 public:
  Comparison(const model::Network& network, const std::optional<Place>& at, Direction direction,
             const Rules& first, const Rules& second, model::Reading& reading)
      : first_rules_(first), second_rules_(second), direction_(direction), placed_(at.has_value()) {
    Rules both = first;
    both.insert(both.end(), second.begin(), second.end());
    icmp_ = asks_icmp(both);
    TagMeaning meaning = meaning_of(network, at, direction, both, reading);
    if (meaning.at) {
      for (const azure::UnknownInput& unseen : meaning.at->unseen) unseen_.insert(unseen.name);
    }
    space_ = std::make_unique<RuleSpace>(both, std::move(meaning));
  }

  Compared run() {
    Compared result;
    result.without_icmp_v6 = icmp_;
    first_ = compile(*space_, first_rules_);
    second_ = compile(*space_, second_rules_);
    net::PacketSpace& space = space_->space();
    const Diagram packets = space_->packets(!icmp_);
    const Diagram differing =
        space.both(packets, space.differ(first_.by_access, second_.by_access));
    const Diagram unsaid = space.both(
        packets, space.either(only(first_.by_access, open), only(second_.by_access, open)));
    const Diagram wrong = space.either(differing, unsaid);
    if (space_->is_too_large()) {
      result.truth = Truth::uncertain;
      result.unknowns.insert(too_large);
    } else if (wrong != net::nothing) {
      search(space.minus(differing, unsaid), result);
      if (!result.difference) note_doubts(wrong, unsaid, result);
    }
    return result;
  }

 private:
  static constexpr std::size_t most_boxes = 20'000;
  static constexpr std::size_t most_questions = 4'000'000;

  Diagram only(Diagram list, std::uint32_t value) {
    std::array<std::uint32_t, open + 1> is{};
    is[value] = 1;
    return space_->space().mapped(list, is);
  }

  // A packet that differs whatever the sets of unknown extent hold.
  void search(Diagram differing, Compared& result) {
    net::PacketSpace& space = space_->space();
    std::size_t boxes = 0;
    space.for_each_box(space.both(differing, space_->in_no_set()),
                       [&](const std::array<net::Run, net::fields>& box, std::uint32_t) {
                         Header header{};
                         for (std::size_t i = 0; i < net::fields; ++i) header[i] = box[i].first;
                         if (differs_whatever(header, result)) {
                           result.truth = Truth::fails;
                           result.difference = described(header, box);
                           return false;
                         }
                         return ++boxes < most_boxes && questions_ < most_questions;
                       });
  }

  bool differs_whatever(const Header& header, Compared& result) {
    const auto& space = space_->space();
    const auto at = [](Field field) { return static_cast<std::size_t>(field); };
    for (const std::uint32_t source : space_->others_of(header[at(Field::source)])) {
      for (const std::uint32_t destination : space_->others_of(header[at(Field::destination)])) {
        Header other = header;
        other[at(Field::source)] = source;
        other[at(Field::destination)] = destination;
        ++questions_;
        const std::uint32_t a = space.value_at(first_.by_access, other);
        const std::uint32_t b = space.value_at(second_.by_access, other);
        if (a != b && a != open && b != open) continue;
        note_sets(source, header[at(Field::source)], result);
        note_sets(destination, header[at(Field::destination)], result);
        return false;
      }
    }
    return true;
  }

  void note_sets(std::uint32_t position, std::uint32_t asked, Compared& result) {
    for (const std::size_t set : space_->atom(position).sets)
      result.unknowns.insert(space_->set_names()[set]);
    if (space_->atom(position).inside != space_->atom(asked).inside)
      result.unknowns.insert(unseen_.begin(), unseen_.end());
  }

  // Names what the difference hangs on.
  void note_doubts(Diagram wrong, Diagram unsaid, Compared& result) {
    result.truth = Truth::uncertain;
    std::size_t boxes = 0;
    space_->space().for_each_box(
        wrong, [&](const std::array<net::Run, net::fields>& box, std::uint32_t) {
          for (const Field field : {Field::source, Field::destination}) {
            const std::uint32_t position = box[static_cast<std::size_t>(field)].first;
            note_sets(position, position, result);
          }
          return ++boxes < most_boxes;
        });
    if (unsaid != net::nothing) {
      add_unknown_rules(first_rules_, result.unknowns);
      add_unknown_rules(second_rules_, result.unknowns);
    }
    if (result.unknowns.empty()) result.unknowns.insert(unseen_.begin(), unseen_.end());
    if (result.unknowns.empty()) result.unknowns.insert(too_large);
  }

  GroupDifference described(Header header, const std::array<net::Run, net::fields>& box) {
    const auto at = [](Field field) { return static_cast<std::size_t>(field); };
    GroupDifference difference;
    difference.direction = direction_;
    difference.protocol = static_cast<net::Protocol>(header[at(Field::protocol)]);
    const Atom& source = space_->atom(header[at(Field::source)]);
    const Atom& destination = space_->atom(header[at(Field::destination)]);
    difference.source = space_->addresses(source).first();
    difference.destination = space_->addresses(destination).first();
    if (!placed_) {
      difference.source_inside = source.inside;
      difference.destination_inside = destination.inside;
    }
    if (net::has_ports(difference.protocol)) {
      const auto pick = [&](Field field, std::uint32_t liked) {
        const net::Run& run = box[at(field)];
        const bool has = run.first <= liked && liked <= run.last;
        header[at(field)] = has ? liked : run.first;
        return net::Port{static_cast<std::uint16_t>(header[at(field)])};
      };
      difference.source_port = pick(Field::source_port, net::ephemeral.first.number);
      difference.port = pick(Field::destination_port, 443);
    }
    difference.first = decided(first_, header);
    difference.second = decided(second_, header);
    return difference;
  }

  RuleName decided(const Compiled& list, const Header& header) const {
    const std::uint32_t place = space_->space().value_at(list.by_rule, header);
    return place == 0 ? RuleName{} : name_of((*list.rules)[place - 1]);
  }

  const Rules& first_rules_;
  const Rules& second_rules_;
  Direction direction_;
  bool placed_;
  bool icmp_ = false;
  std::set<std::string> unseen_;
  std::unique_ptr<RuleSpace> space_;  // made when it is known what tags mean
  Compiled first_;
  Compiled second_;
  std::size_t questions_ = 0;
};

Compared worse(const Compared& a, const Compared& b) {
  if (a.truth == Truth::fails) return a;
  if (b.truth == Truth::fails) return b;
  Compared both = a;
  both.truth = a.truth == Truth::uncertain ? a.truth : b.truth;
  both.unknowns.insert(b.unknowns.begin(), b.unknowns.end());
  both.without_icmp_v6 = a.without_icmp_v6 || b.without_icmp_v6;
  return both;
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
  Reachability(const model::Network& network, const std::optional<Place>& at, Direction direction,
               const Rules& rules, model::Reading& reading)
      : rules_(rules), space_(rules, meaning_of(network, at, direction, rules, reading)) {}

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
  RuleSpace space_;
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
    const auto readings = model::explore(
        [&](model::Reading& reading) {
          return Reachability(network, at, direction, rules, reading).run();
        },
        reading_under(assumptions));
    points.add(open_points(readings.branches, differ));
    const Lives& nominal = readings.nominal();
    if (nominal.too_large || !readings.complete) {
      result.complete = false;
      points.add_unknown(too_large);
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
    comparison = concluded(model::explore(
                               [&](model::Reading& reading) {
                                 Compared all;
                                 for (const Direction direction : directions) {
                                   Comparison each(network, at, direction,
                                                   network.rules_of(**a, direction).rules,
                                                   network.rules_of(**b, direction).rules, reading);
                                   all = worse(all, each.run());
                                   if (all.truth == Truth::fails) break;
                                 }
                                 return all;
                               },
                               reading_under(assumptions)),
                           at);
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
