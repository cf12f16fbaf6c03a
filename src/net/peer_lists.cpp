#include "peer_lists.h"

#include <algorithm>

namespace airtight::net {
namespace {

std::uint64_t hash_of(const PeerList& list) {
  std::uint64_t hash = list.size();
  for (const PeerRule& rule : list) {
    const std::uint64_t word = std::uint64_t{rule.peers} << 32U |
                               std::uint64_t{rule.service} << 1U |
                               static_cast<std::uint64_t>(rule.allows);
    hash = (hash ^ word) * 0x9e3779b97f4a7c15ULL;
    hash ^= hash >> 32U;
  }
  return hash;
}

bool is_any(const Service& service) {
  return !service.protocol && service.ports.empty() && service.source_ports.empty();
}

bool is_within(const Run& inner, const Run& outer) {
  return outer.first <= inner.first && inner.last <= outer.last;
}

// Whether a run of a set lies within a run of the network.
bool has_run_within(std::span<const Run> runs, const Run& network) {
  const auto found = std::ranges::lower_bound(runs, network.first, {}, &Run::first);
  return found != runs.end() && found->last <= network.last;
}

void cut_out(const Run& run, std::span<const Run> network, std::vector<Run>& left) {
  std::uint64_t next = run.first;
  for (const Run& hole : network) {
    if (hole.last < next || hole.first > run.last) continue;
    if (hole.first > next) left.push_back({static_cast<std::uint32_t>(next), hole.first - 1});
    next = std::uint64_t{hole.last} + 1;
  }
  if (next <= run.last) left.push_back({static_cast<std::uint32_t>(next), run.last});
}

}  // namespace

std::uint32_t PeerLists::add(const PeerList& list) {
  const std::uint64_t hash = hash_of(list);
  const auto [first, last] = by_hash_.equal_range(hash);
  for (auto known = first; known != last; ++known)
    if (lists_[known->second] == list) return known->second;
  const auto made = static_cast<std::uint32_t>(lists_.size());
  lists_.push_back(list);
  by_hash_.emplace(hash, made);
  return made;
}

std::uint32_t Filters::add(std::vector<std::uint32_t> lists) {
  std::ranges::sort(lists);
  lists.erase(std::ranges::unique(lists).begin(), lists.end());
  const auto [known, is_new] =
      numbers_.try_emplace(std::move(lists), static_cast<std::uint32_t>(filters_.size()));
  if (is_new) filters_.push_back(&known->first);
  return known->second;
}

Specialiser::Specialiser(const Estate& estate) {
  for (const PrefixSet& set : estate.sets) numbers_.push_back(sets_.add(ipv4_runs(set)));
  for (const PrefixSet& network : estate.networks) networks_.push_back(ipv4_runs(network));
  for (const Service& service : estate.services) is_any_service_.push_back(is_any(service));
}

std::uint32_t Specialiser::set_of(std::uint32_t written, const Estate::Place& place) const {
  if (written == Estate::around) written = place.around;
  return written == Estate::anywhere ? AddressSets::all : numbers_[written];
}

// Runs of a set within the network are left out, for no peer is there. A run that only reaches into
// it stays as it is and so stays equal for all networks, but for what `around` means, which differs
// from network to network anyway.
std::uint32_t Specialiser::without(std::uint32_t set, std::span<const Run> network,
                                   bool is_around) {
  const auto runs = sets_.runs(set);
  const bool changes = std::ranges::any_of(network, [&](const Run& part) {
    return is_around ? sets_.meets(set, part) : has_run_within(runs, part);
  });
  if (!changes) return set;
  std::vector<Run> left;
  for (const Run& run : runs) {
    if (is_around) {
      cut_out(run, network, left);
    } else if (std::ranges::none_of(network,
                                    [&](const Run& part) { return is_within(run, part); })) {
      left.push_back(run);
    }
  }
  return sets_.add(left);
}

std::uint32_t Specialiser::elsewhere(std::uint32_t set, std::uint32_t network, bool is_around) {
  const auto runs = sets_.runs(set);
  if (set == AddressSets::all || runs.empty()) return set;
  const auto& own = networks_[network];
  if (runs.size() == 1 && !is_around) {
    const bool gone =
        std::ranges::any_of(own, [&](const Run& part) { return is_within(runs.front(), part); });
    return gone ? AddressSets::empty : set;
  }
  if (own.empty() || runs.back().last < own.front().first || own.back().last < runs.front().first)
    return set;
  const std::uint64_t key = (std::uint64_t{set} << 32U | network) << 1U | (is_around ? 1U : 0U);
  if (const auto known = elsewhere_.find(key); known != elsewhere_.end()) return known->second;
  return elsewhere_[key] = without(set, own, is_around);
}

std::optional<PeerList> Specialiser::list(const Estate::List& written, Direction direction,
                                          const Estate::Place& place, const Run& own) {
  PeerList list;
  for (const Estate::Rule& rule : written) {
    const bool out = direction == Direction::outbound;
    const std::uint32_t own_set = set_of(out ? rule.source : rule.destination, place);
    const std::uint32_t peer = out ? rule.destination : rule.source;
    if (!sets_.covers(own_set, own)) {
      if (sets_.meets(own_set, own)) return {};
      continue;
    }
    const std::uint32_t peers =
        elsewhere(set_of(peer, place), place.network, peer == Estate::around);
    if (peers == AddressSets::empty) continue;
    list.push_back({peers, rule.service, rule.allows});
    if (peers == AddressSets::all && is_any_service_[rule.service]) break;
  }
  return list;
}

}  // namespace airtight::net
