#include "estate_pieces.h"

#include <algorithm>

namespace airtight::net {
namespace {

bool lie_apart(std::vector<Run> runs) {
  std::ranges::sort(runs, {}, &Run::first);
  return std::ranges::adjacent_find(
             runs, [](const Run& a, const Run& b) { return b.first <= a.last; }) == runs.end();
}

class Check {
 public:
  explicit Check(const Estate& estate) : estate_(&estate) {}

  std::string faults() const {
    std::vector<Run> networks;
    for (const PrefixSet& network : estate_->networks)
      for (const Run& run : ipv4_runs(network)) networks.push_back(run);
    if (!lie_apart(std::move(networks))) return "two networks share addresses";
    if (estate_->passages.size() != std::size_t{estate_->forms} * estate_->forms)
      return "there must be a passage, or none, for each pair of forms";
    for (const auto& passage : estate_->passages) {
      if (!passage) continue;
      if (!are_lists(*passage)) return "a passage names a list that there is not";
      if (std::ranges::any_of(*passage, [&](std::uint32_t list) { return says_around(list); }))
        return "a rule of a passage says `around`, which has no meaning on the way";
    }
    for (const Estate::List& list : estate_->lists)
      if (!std::ranges::all_of(list, [&](const Estate::Rule& rule) { return is_rule(rule); }))
        return "a rule names a set or a service that there is not";
    return faults_of_places();
  }

 private:
  std::string faults_of_places() const {
    std::vector<Run> places;
    for (const Estate::Place& place : estate_->places) {
      if (place.network >= estate_->networks.size() || place.form >= estate_->forms)
        return "a place names a network or a form that there is not";
      if (!is_set(place.around) || place.around == Estate::around)
        return "a place names a set that there is not";
      if (!are_lists(place.outbound) || !are_lists(place.inbound))
        return "a place names a list that there is not";
      if (place.addresses.last < place.addresses.first || place.hosts.last < place.hosts.first ||
          place.hosts.first < place.addresses.first || place.addresses.last < place.hosts.last)
        return "hosts of a place are not among its addresses";
      if (!is_in_its_network(place)) return "a place lies outside its network";
      places.push_back(place.addresses);
    }
    return lie_apart(std::move(places)) ? "" : "two places share addresses";
  }

  bool is_in_its_network(const Estate::Place& place) const {
    return std::ranges::any_of(
        estate_->networks[place.network].ranges(), [&](const PrefixSet::Range& range) {
          return range.first.family == Family::v4 && range.first.low <= place.addresses.first &&
                 place.addresses.last <= range.last.low;
        });
  }
  bool is_set(std::uint32_t set) const {
    return set == Estate::anywhere || set == Estate::around || set < estate_->sets.size();
  }
  bool is_rule(const Estate::Rule& rule) const {
    return is_set(rule.source) && is_set(rule.destination) &&
           rule.service < estate_->services.size();
  }
  bool are_lists(const Estate::Lists& lists) const {
    return std::ranges::all_of(lists,
                               [&](std::uint32_t list) { return list < estate_->lists.size(); });
  }
  bool says_around(std::uint32_t list) const {
    return std::ranges::any_of(estate_->lists[list], [](const Estate::Rule& rule) {
      return rule.source == Estate::around || rule.destination == Estate::around;
    });
  }

  const Estate* estate_;
};

// The addresses at which some set begins or has ended.
std::vector<std::uint32_t> cuts_of(const AddressSets& sets) {
  std::vector<std::uint32_t> cuts;
  for (std::uint32_t set = 0; set < sets.size(); ++set) {
    for (const Run& run : sets.runs(set)) {
      cuts.push_back(run.first);
      if (run.last != UINT32_MAX) cuts.push_back(run.last + 1);
    }
  }
  std::ranges::sort(cuts);
  cuts.erase(std::ranges::unique(cuts).begin(), cuts.end());
  return cuts;
}

std::uint32_t hosts_in(const Run& addresses, const Run& hosts) {
  const std::uint32_t first = std::max(addresses.first, hosts.first);
  const std::uint32_t last = std::min(addresses.last, hosts.last);
  return last < first ? 0 : last - first + 1;
}

}  // namespace

std::string faults(const Estate& estate) { return Check(estate).faults(); }

std::vector<Piece> pieces_of(const Estate& estate, const AddressSets& sets) {
  const std::vector<std::uint32_t> cuts = cuts_of(sets);
  std::vector<Piece> pieces;
  for (std::uint32_t i = 0; i < estate.places.size(); ++i) {
    const Estate::Place& place = estate.places[i];
    Run run = place.addresses;
    for (auto cut = std::ranges::upper_bound(cuts, run.first);; ++cut) {
      const bool is_last = cut == cuts.end() || *cut > place.addresses.last;
      run.last = is_last ? place.addresses.last : *cut - 1;
      pieces.push_back({run, i, hosts_in(run, place.hosts)});
      if (is_last) break;
      run.first = *cut;
    }
  }
  std::ranges::sort(pieces, {}, [](const Piece& piece) { return piece.addresses.first; });
  return pieces;
}

}  // namespace airtight::net
