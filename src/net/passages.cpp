#include "passages.h"

#include <algorithm>
#include <map>

namespace airtight::net {
namespace {

const Estate::Place no_place;  // rules on the way say no_packets that depends on one

// Classes that are in the same of some sets.
struct Grouped {
  std::vector<std::uint32_t> of_class;
  std::vector<std::vector<bool>> covered;  // of each group, by rule
};

Grouped grouped(const PeerClasses& classes, const std::vector<std::uint32_t>& sets) {
  Grouped result;
  std::map<std::vector<bool>, std::uint32_t> known;
  for (std::uint32_t each = 0; each < classes.size(); ++each) {
    std::vector<bool> covered;
    for (const std::uint32_t set : sets) covered.push_back(classes.contains(set, each));
    const auto made = static_cast<std::uint32_t>(result.covered.size());
    const auto [entry, is_new] = known.try_emplace(covered, made);
    if (is_new) result.covered.push_back(covered);
    result.of_class.push_back(entry->second);
  }
  return result;
}

}  // namespace

std::vector<std::uint32_t> Passages::sets_named(const Estate& estate,
                                                const Specialiser& specialiser,
                                                Direction direction) {
  std::vector<std::uint32_t> sets;
  for (const auto& passage : estate.passages) {
    for (const std::uint32_t list : passage.value_or(Estate::Lists{})) {
      for (const Estate::Rule& rule : estate.lists[list])
        sets.push_back(specialiser.set_of(
            direction == Direction::outbound ? rule.destination : rule.source, no_place));
    }
  }
  std::ranges::sort(sets);
  sets.erase(std::ranges::unique(sets).begin(), sets.end());
  return sets;
}

Passages::Way Passages::compile(const Estate& estate, const Estate::Lists& lists,
                                const Specialiser& specialiser, const PeerClasses& sources,
                                const PeerClasses& destinations, PacketAtoms& atoms) {
  std::vector<const Estate::Rule*> rules;
  std::vector<std::uint32_t> from;
  std::vector<std::uint32_t> to;
  for (const std::uint32_t list : lists) {
    for (const Estate::Rule& rule : estate.lists[list]) {
      rules.push_back(&rule);
      from.push_back(specialiser.set_of(rule.source, no_place));
      to.push_back(specialiser.set_of(rule.destination, no_place));
    }
  }
  const Grouped rows = grouped(sources, from);
  const Grouped columns = grouped(destinations, to);
  Way way{rows.of_class, columns.of_class, columns.covered.size(), {}};
  for (const auto& row : rows.covered) {
    for (const auto& column : columns.covered) {
      PacketSet all = all_packets;
      std::size_t first = 0;
      for (const std::uint32_t list : lists) {
        PacketSet value = no_packets;
        for (std::size_t i = first + estate.lists[list].size(); i-- > first;)
          if (row[i] && column[i]) value = atoms.apply(rules[i]->service, rules[i]->allows, value);
        first += estate.lists[list].size();
        all = atoms.both(all, value);
      }
      way.values.push_back(all);
    }
  }
  return way;
}

Passages::Passages(const Estate& estate, const Specialiser& specialiser, const PeerClasses& sources,
                   const PeerClasses& destinations, PacketAtoms& atoms)
    : forms_(estate.forms) {
  std::map<Estate::Lists, std::uint32_t> known;
  for (const auto& passage : estate.passages) {
    if (!passage) {
      of_forms_.push_back(no_way);
      continue;
    }
    const auto [way, is_new] =
        known.try_emplace(*passage, static_cast<std::uint32_t>(ways_.size()));
    if (is_new)
      ways_.push_back(compile(estate, *passage, specialiser, sources, destinations, atoms));
    of_forms_.push_back(way->second);
  }
}

}  // namespace airtight::net
