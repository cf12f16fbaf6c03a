#pragma once

#include <map>
#include <optional>
#include <vector>

#include "estate_pieces.h"
#include "packet_atoms.h"
#include "peer_classes.h"
#include "peer_lists.h"

namespace airtight::net {

// What the lists of one piece say of each piece of its own network, by whole lists: there the rules
// that templates have about their network do tell pieces apart. Everything is borrowed.
class LocalRows {
 public:
  LocalRows(const Estate& estate, const Specialiser& specialiser, const std::vector<Piece>& pieces,
            PacketAtoms& atoms);

  // The pieces of a network, in order.
  const std::vector<std::uint32_t>& pieces_of(std::uint32_t network) const {
    return of_network_[network];
  }
  std::size_t networks() const { return of_network_.size(); }

  // For each piece of its network, in order, what the lists of a piece let pass.
  std::vector<PacketSet> row(Direction direction, std::uint32_t piece);

  // What may pass from one piece to some others of its network. Rows of those are kept until
  // another network is asked about.
  std::vector<PacketSet> between(std::uint32_t from, const std::vector<std::uint32_t>& to);

 private:
  using Values = std::vector<PacketSet>;
  const std::vector<Span>& spans_of(std::uint32_t set);
  void turn_to(std::uint32_t network);
  void apply(const Estate::Rule& rule, const std::vector<Span>& peers, Values& values);
  std::size_t place_of(std::uint32_t piece) const;

  const Estate* estate_;
  const Specialiser* specialiser_;
  const std::vector<Piece>* pieces_;
  PacketAtoms* atoms_;
  std::vector<std::vector<std::uint32_t>> of_network_;

  // Of the network that was asked about last.
  std::uint32_t network_ = UINT32_MAX;
  std::vector<Run> addresses_;
  std::map<std::uint32_t, std::vector<Span>> spans_;  // of sets, among its pieces
  std::vector<Values> inbound_;                       // empty: not asked for yet
};

}  // namespace airtight::net
