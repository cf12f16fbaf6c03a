#pragma once

#include <optional>
#include <vector>

#include "peer_side.h"

namespace airtight::net {

// What passes on the way, for each class of sources and of destinations. Where rules of a passage
// cover the same classes the value is worked out once.
class Passages {
 public:
  Passages(const Estate& estate, const Specialiser& specialiser, const PeerClasses& sources,
           const PeerClasses& destinations, PacketAtoms& atoms);

  // The sets that rules on the way name, in order: sources, or destinations.
  static std::vector<std::uint32_t> sets_named(const Estate& estate, const Specialiser& specialiser,
                                               Direction direction);

  // None: there is no way.
  std::optional<PacketSet> between(std::uint32_t from_form, std::uint32_t to_form,
                                   std::uint32_t source_class,
                                   std::uint32_t destination_class) const {
    const std::uint32_t way = of_forms_[std::size_t{from_form} * forms_ + to_form];
    if (way == no_way) return {};
    const Way& at = ways_[way];
    return at.values[std::size_t{at.sources[source_class]} * at.columns +
                     at.destinations[destination_class]];
  }

 private:
  static constexpr std::uint32_t no_way = UINT32_MAX;

  struct Way {
    std::vector<std::uint32_t> sources;       // the row of each class
    std::vector<std::uint32_t> destinations;  // the column
    std::size_t columns = 0;
    std::vector<PacketSet> values;
  };
  static Way compile(const Estate& estate, const Estate::Lists& lists,
                     const Specialiser& specialiser, const PeerClasses& sources,
                     const PeerClasses& destinations, PacketAtoms& atoms);

  std::uint32_t forms_;
  std::vector<std::uint32_t> of_forms_;
  std::vector<Way> ways_;
};

}  // namespace airtight::net
