#pragma once

#include <vector>

#include "estate_pieces.h"
#include "packet_atoms.h"
#include "peer_classes.h"
#include "peer_lists.h"

namespace airtight::net {

// The lists of all places in one direction, as a set of packets for each class of peers: from its
// last rule to its first, a rule that allows adds its service and one that denies takes it away.
//
// A set that few lists name would cut the classes of all of them. So it is rare, and rules about
// rare sets are left out of the base lists, on which classes and their values rest. Outside the
// rare sets of a list it and its base list agree; inside them a pair of pieces is looked at by
// itself.
class PeerSide {
 public:
  PeerSide(const Estate& estate, Direction direction, const std::vector<Piece>& pieces,
           Specialiser& specialiser);

  // Sets that rules on the way name are never rare. Requires that no more sets are added.
  void compile(const AddressSets& sets, const std::vector<Piece>& pieces,
               const std::vector<std::uint32_t>& on_the_way, PacketAtoms& atoms);

  // The filter of a piece is what it has of lists; a row is that of a base filter.
  std::uint32_t filter(std::uint32_t piece) const { return of_piece_[piece]; }
  std::uint32_t row(std::uint32_t filter) const { return rows_[filter]; }
  const PeerClasses& classes() const { return classes_; }
  PacketSet base(std::uint32_t row, std::uint32_t peer_class) const {
    return values_[row * classes_.size() + peer_class];
  }

  const std::vector<Span>& rare(std::uint32_t filter) const { return rare_[filter]; }
  bool is_rare(std::uint32_t filter, std::uint32_t peer) const;

  // What passes the filter for this peer, rare or not.
  PacketSet exact(std::uint32_t filter, std::uint32_t peer, const Run& addresses,
                  const AddressSets& sets, PacketAtoms& atoms) const;

  std::size_t lists() const { return lists_.size(); }
  std::size_t base_lists() const { return base_lists_; }

 private:
  using SpansOfSets = std::vector<std::vector<Span>>;  // of each set that a list names
  std::vector<std::size_t> users_of(std::size_t sets) const;
  void find_rare_pieces(const SpansOfSets& spans, const std::vector<bool>& is_rare);
  void add_rows(const std::vector<bool>& is_rare, PacketAtoms& atoms);
  void add_list_row(const PeerList& list, PacketAtoms& atoms);

  PeerLists lists_;
  Filters filters_;
  std::vector<std::uint32_t> of_piece_;
  PeerClasses classes_;
  std::vector<std::uint32_t> rows_;
  std::size_t base_lists_ = 0;
  std::vector<PacketSet> values_;
  std::vector<std::vector<Span>> rare_;
};

}  // namespace airtight::net
