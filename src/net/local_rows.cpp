#include "local_rows.h"

#include <algorithm>

namespace airtight::net {

LocalRows::LocalRows(const Estate& estate, const Specialiser& specialiser,
                     const std::vector<Piece>& pieces, PacketAtoms& atoms)
    : estate_(&estate),
      specialiser_(&specialiser),
      pieces_(&pieces),
      atoms_(&atoms),
      of_network_(estate.networks.size()) {
  for (std::uint32_t i = 0; i < pieces.size(); ++i)
    of_network_[estate.places[pieces[i].place].network].push_back(i);
}

void LocalRows::turn_to(std::uint32_t network) {
  if (network == network_) return;
  network_ = network;
  spans_.clear();
  addresses_.clear();
  for (const std::uint32_t piece : of_network_[network])
    addresses_.push_back((*pieces_)[piece].addresses);
  inbound_.assign(addresses_.size(), {});
}

const std::vector<Span>& LocalRows::spans_of(std::uint32_t set) {
  const auto known = spans_.find(set);
  if (known != spans_.end()) return known->second;
  return spans_.emplace(set, pieces_in(specialiser_->sets(), addresses_, set)).first->second;
}

std::size_t LocalRows::place_of(std::uint32_t piece) const {
  const auto& all = of_network_[network_];
  return static_cast<std::size_t>(std::ranges::lower_bound(all, piece) - all.begin());
}

// Neighbours mostly have one value, so what was worked out for the last serves the next.
void LocalRows::apply(const Estate::Rule& rule, const std::vector<Span>& peers, Values& values) {
  std::optional<PacketSet> below;
  PacketSet result;
  for (const Span& span : peers) {
    for (std::uint32_t peer = span.first; peer < span.end; ++peer) {
      if (below != values[peer]) {
        below = values[peer];
        result = atoms_->apply(rule.service, rule.allows, *below);
      }
      values[peer] = result;
    }
  }
}

std::vector<PacketSet> LocalRows::row(Direction direction, std::uint32_t piece) {
  const Piece& own = (*pieces_)[piece];
  const Estate::Place& at = estate_->places[own.place];
  turn_to(at.network);
  const bool out = direction == Direction::outbound;
  Values all(addresses_.size(), all_packets);
  for (const std::uint32_t list : out ? at.outbound : at.inbound) {
    Values values(addresses_.size(), no_packets);
    for (std::size_t i = estate_->lists[list].size(); i-- > 0;) {
      const Estate::Rule& rule = estate_->lists[list][i];
      const std::uint32_t own_set = specialiser_->set_of(out ? rule.source : rule.destination, at);
      if (!specialiser_->sets().covers(own_set, own.addresses)) continue;
      apply(rule, spans_of(specialiser_->set_of(out ? rule.destination : rule.source, at)), values);
    }
    for (std::size_t peer = 0; peer < all.size(); ++peer)
      all[peer] = atoms_->both(all[peer], values[peer]);
  }
  return all;
}

std::vector<PacketSet> LocalRows::between(std::uint32_t from,
                                          const std::vector<std::uint32_t>& to) {
  const Values outbound = row(Direction::outbound, from);
  const std::size_t own = place_of(from);
  Values result;
  result.reserve(to.size());
  for (const std::uint32_t piece : to) {
    const std::size_t peer = place_of(piece);
    if (inbound_[peer].empty()) inbound_[peer] = row(Direction::inbound, piece);
    result.push_back(atoms_->both(outbound[peer], inbound_[peer][own]));
  }
  return result;
}

}  // namespace airtight::net
