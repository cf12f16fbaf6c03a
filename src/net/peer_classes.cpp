#include "peer_classes.h"

#include <algorithm>

#include "membership.h"

namespace airtight::net {

std::vector<Span> pieces_in(const AddressSets& sets, std::span<const Run> pieces,
                            std::uint32_t set) {
  std::vector<Span> spans;
  for (const Run& run : sets.runs(set)) {
    const auto first = std::ranges::lower_bound(pieces, run.first, {}, &Run::first);
    const auto end = std::ranges::upper_bound(first, pieces.end(), run.last, {}, &Run::first);
    if (first == end) continue;
    spans.push_back({static_cast<std::uint32_t>(first - pieces.begin()),
                     static_cast<std::uint32_t>(end - pieces.begin())});
  }
  return spans;
}

PeerClasses::PeerClasses(const AddressSets& sets, std::span<const Run> pieces,
                         const std::vector<std::uint32_t>& telling)
    : place_(sets.size(), UINT32_MAX), of_piece_(pieces.size()), classes_in_(telling.size()) {
  std::vector<Edge<std::uint32_t>> edges;
  for (std::uint32_t i = 0; i < telling.size(); ++i) {
    place_[telling[i]] = i;
    for (const Span& span : pieces_in(sets, pieces, telling[i])) {
      edges.push_back({span.first, i, true});
      edges.push_back({span.end, i, false});
    }
  }
  // Where one span of a set ends and another begins, it is left before it is entered.
  std::ranges::sort(edges, {}, [](const auto& edge) { return std::pair(edge.at, edge.opens); });
  MemberLists classes;
  Membership now;
  std::size_t next = 0;
  std::uint32_t at_class = 0;
  for (std::uint32_t piece = 0; piece < pieces.size(); ++piece) {
    if (piece == 0 || (next < edges.size() && edges[next].at == piece)) {
      while (next < edges.size() && edges[next].at == piece) now.toggle(edges[next++]);
      at_class = classes.number_of(now);
    }
    of_piece_[piece] = at_class;
  }
  members_.assign(classes.size(), std::vector<std::uint64_t>(telling.size() / 64 + 1));
  for (std::uint32_t number = 0; number < classes.size(); ++number) {
    for (const std::uint32_t set : classes[number]) {
      classes_in_[set].push_back(number);
      members_[number][set / 64] |= std::uint64_t{1} << set % 64;
    }
  }
}

}  // namespace airtight::net
