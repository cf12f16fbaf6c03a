#pragma once

#include <airtight/net/prefix_set.h>

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace airtight::net {

// From `first` to `last` on a line, both included.
struct Run {
  std::uint32_t first = 0;
  std::uint32_t last = UINT32_MAX;
  bool operator==(const Run&) const = default;
};

// The IPv4 addresses in another order: intervals that are in the same of some `shared` sets lie
// side by side, so that a service tag of thousands of blocks is a few runs. Addresses in no shared
// set keep their order, and any block may be cut anywhere. One line serves a whole estate.
class AddressLine {
 public:
  AddressLine();  // the plain order
  explicit AddressLine(std::span<const PrefixSet* const> shared);

  // Requires IPv4.
  std::uint32_t position(const Ip& ip) const;
  Ip address(std::uint32_t position) const;

  // The IPv4 part of a set, in order and apart from each other.
  std::vector<Run> runs(const PrefixSet& set) const;

  // The same of a run of positions as ranges of addresses.
  std::vector<PrefixSet::Range> ranges(const Run& run) const;

 private:
  // Addresses from `first` up to the next piece's, at `position` and after it.
  struct Piece {
    std::uint32_t first = 0;
    std::uint32_t position = 0;
  };
  std::uint32_t end_of(std::size_t piece) const;
  std::size_t piece_of(std::uint32_t address) const;

  std::vector<Piece> by_address_;
  std::vector<std::uint32_t> by_position_;  // indices into by_address_
  std::vector<std::uint32_t> top_;          // the piece of each address x.y.0.0
};

}  // namespace airtight::net
