#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "address_sets.h"

namespace airtight::net {

// From `first` up to `end`, which is not one of them.
struct Span {
  std::uint32_t first = 0;
  std::uint32_t end = 0;
  bool operator==(const Span&) const = default;
};

// Pieces of addresses, in order, of which no set has a part only: which of them are in a set, and
// which are in the same of some sets.
class PeerClasses {
 public:
  PeerClasses() = default;
  PeerClasses(const AddressSets& sets, std::span<const Run> pieces,
              const std::vector<std::uint32_t>& telling);

  std::size_t size() const { return members_.size(); }
  std::uint32_t of(std::uint32_t piece) const { return of_piece_[piece]; }

  // Requires one of the sets that tell pieces apart.
  const std::vector<std::uint32_t>& classes_in(std::uint32_t set) const {
    return classes_in_[place_[set]];
  }
  bool has(std::uint32_t set) const { return place_[set] != UINT32_MAX; }
  bool contains(std::uint32_t set, std::uint32_t of_class) const {
    return (members_[of_class][place_[set] / 64] >> place_[set] % 64 & 1U) != 0;
  }

 private:
  std::vector<std::uint32_t> place_;     // of each set among those that tell apart
  std::vector<std::uint32_t> of_piece_;  // the class of each piece
  std::vector<std::vector<std::uint32_t>> classes_in_;
  std::vector<std::vector<std::uint64_t>> members_;  // the sets of each class, as bits
};

// The pieces that are in a set, as spans in order.
std::vector<Span> pieces_in(const AddressSets& sets, std::span<const Run> pieces,
                            std::uint32_t set);

}  // namespace airtight::net
