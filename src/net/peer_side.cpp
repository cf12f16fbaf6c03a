#include "peer_side.h"

#include <algorithm>

namespace airtight::net {
namespace {

constexpr std::size_t most_users_of_rare = 2;
constexpr std::size_t most_pieces_of_rare = 256;

std::vector<Span> joined(std::vector<Span> spans) {
  std::ranges::sort(spans, {}, &Span::first);
  std::vector<Span> result;
  for (const Span& span : spans) {
    if (!result.empty() && span.first <= result.back().end) {
      result.back().end = std::max(result.back().end, span.end);
    } else {
      result.push_back(span);
    }
  }
  return result;
}

std::vector<Run> runs_of(const std::vector<Piece>& pieces) {
  std::vector<Run> runs;
  runs.reserve(pieces.size());
  for (const Piece& piece : pieces) runs.push_back(piece.addresses);
  return runs;
}

std::size_t count_of(const std::vector<Span>& spans) {
  std::size_t count = 0;
  for (const Span& span : spans) count += span.end - span.first;
  return count;
}

}  // namespace

PeerSide::PeerSide(const Estate& estate, Direction direction, const std::vector<Piece>& pieces,
                   Specialiser& specialiser) {
  of_piece_.reserve(pieces.size());
  const auto filter_of = [&](const Estate::Place& place,
                             const Run& own) -> std::optional<std::uint32_t> {
    std::vector<std::uint32_t> lists;
    for (const std::uint32_t list :
         direction == Direction::outbound ? place.outbound : place.inbound) {
      const auto left = specialiser.list(estate.lists[list], direction, place, own);
      if (!left) return {};
      lists.push_back(lists_.add(*left));
    }
    return filters_.add(std::move(lists));
  };
  std::optional<std::uint32_t> whole;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const Estate::Place& place = estate.places[pieces[i].place];
    if (i == 0 || pieces[i - 1].place != pieces[i].place) whole = filter_of(place, place.addresses);
    // No rule covers a part of a piece. NOLINTNEXTLINE(bugprone-unchecked-optional-access)
    of_piece_.push_back(whole ? *whole : filter_of(place, pieces[i].addresses).value());
  }
}

// How many lists name each set.
std::vector<std::size_t> PeerSide::users_of(std::size_t sets) const {
  std::vector<std::size_t> users(sets);
  std::vector<std::uint32_t> last_user(sets, UINT32_MAX);
  for (std::uint32_t list = 0; list < lists_.size(); ++list) {
    for (const PeerRule& rule : lists_[list]) {
      if (last_user[rule.peers] != list) ++users[rule.peers];
      last_user[rule.peers] = list;
    }
  }
  return users;
}

void PeerSide::find_rare_pieces(const SpansOfSets& spans, const std::vector<bool>& is_rare) {
  rare_.resize(filters_.size());
  for (std::uint32_t filter = 0; filter < filters_.size(); ++filter) {
    std::vector<Span> rare;
    for (const std::uint32_t list : filters_[filter]) {
      for (const PeerRule& rule : lists_[list]) {
        if (!is_rare[rule.peers]) continue;
        rare.insert(rare.end(), spans[rule.peers].begin(), spans[rule.peers].end());
      }
    }
    rare_[filter] = joined(std::move(rare));
  }
}

void PeerSide::add_list_row(const PeerList& list, PacketAtoms& atoms) {
  const std::size_t at = values_.size();
  values_.resize(at + classes_.size(), no_packets);
  for (std::size_t i = list.size(); i-- > 0;) {
    const PeerRule& rule = list[i];
    // Classes side by side have mostly the same value below.
    PacketSet below{UINT32_MAX};
    PacketSet above;
    for (const std::uint32_t peer_class : classes_.classes_in(rule.peers)) {
      PacketSet& value = values_[at + peer_class];
      if (value != below) {
        below = value;
        above = atoms.apply(rule.service, rule.allows, below);
      }
      value = above;
    }
  }
}

void PeerSide::add_rows(const std::vector<bool>& is_rare, PacketAtoms& atoms) {
  PeerLists base_lists;
  Filters base_filters;
  std::vector<std::uint32_t> base_of(lists_.size());
  for (std::uint32_t list = 0; list < lists_.size(); ++list) {
    PeerList common;
    for (const PeerRule& rule : lists_[list])
      if (!is_rare[rule.peers]) common.push_back(rule);
    base_of[list] = base_lists.add(common);
  }
  for (std::uint32_t list = 0; list < base_lists.size(); ++list)
    add_list_row(base_lists[list], atoms);
  base_lists_ = base_lists.size();
  std::map<std::uint32_t, std::uint32_t> row_of_filter;
  for (std::uint32_t filter = 0; filter < filters_.size(); ++filter) {
    std::vector<std::uint32_t> lists;
    for (const std::uint32_t list : filters_[filter]) lists.push_back(base_of[list]);
    const std::uint32_t base = base_filters.add(std::move(lists));
    const auto& together = base_filters[base];
    if (together.size() == 1) {
      rows_.push_back(together.front());
      continue;
    }
    const auto [known, is_new] = row_of_filter.try_emplace(
        base, static_cast<std::uint32_t>(base_lists_ + row_of_filter.size()));
    rows_.push_back(known->second);
    if (!is_new) continue;
    for (std::uint32_t peer_class = 0; peer_class < classes_.size(); ++peer_class) {
      PacketSet all = all_packets;
      for (const std::uint32_t list : together) all = atoms.both(all, this->base(list, peer_class));
      values_.push_back(all);
    }
  }
}

void PeerSide::compile(const AddressSets& sets, const std::vector<Piece>& pieces,
                       const std::vector<std::uint32_t>& on_the_way, PacketAtoms& atoms) {
  const std::vector<Run> runs = runs_of(pieces);
  const std::vector<std::size_t> users = users_of(sets.size());
  SpansOfSets spans(sets.size());
  std::vector<bool> is_rare(sets.size());
  std::vector<std::uint32_t> telling = on_the_way;
  for (std::uint32_t set = 0; set < sets.size(); ++set) {
    if (users[set] == 0) continue;
    spans[set] = pieces_in(sets, runs, set);
    const bool is_on_the_way = std::ranges::binary_search(on_the_way, set);
    const std::size_t count = count_of(spans[set]);
    is_rare[set] =
        !is_on_the_way &&
        (count == 0 || (users[set] <= most_users_of_rare && count <= most_pieces_of_rare));
    if (!is_rare[set] && !is_on_the_way) telling.push_back(set);
  }
  classes_ = PeerClasses(sets, runs, telling);
  find_rare_pieces(spans, is_rare);
  add_rows(is_rare, atoms);
}

bool PeerSide::is_rare(std::uint32_t filter, std::uint32_t peer) const {
  const auto after = std::ranges::upper_bound(rare_[filter], peer, {}, &Span::first);
  return after != rare_[filter].begin() && peer < std::prev(after)->end;
}

PacketSet PeerSide::exact(std::uint32_t filter, std::uint32_t peer, const Run& addresses,
                          const AddressSets& sets, PacketAtoms& atoms) const {
  const std::uint32_t peer_class = classes_.of(peer);
  PacketSet all = all_packets;
  for (const std::uint32_t list : filters_[filter]) {
    PacketSet value = no_packets;
    for (std::size_t i = lists_[list].size(); i-- > 0;) {
      const PeerRule& rule = lists_[list][i];
      const bool covers = classes_.has(rule.peers) ? classes_.contains(rule.peers, peer_class)
                                                   : sets.covers(rule.peers, addresses);
      if (covers) value = atoms.apply(rule.service, rule.allows, value);
    }
    all = atoms.both(all, value);
  }
  return all;
}

}  // namespace airtight::net
