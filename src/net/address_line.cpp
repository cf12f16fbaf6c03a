#include <airtight/net/address_line.h>

#include <algorithm>
#include <numeric>

#include "membership.h"

// How the order is found: the ends of all ranges of all sets cut the addresses into pieces, and a
// sweep from left to right knows for each piece which sets it is in. The pieces are then laid out
// in the order of these lists of sets (compared whole, never by a hash), and those of one list in
// the order of their addresses. Sets are nested more often than not, so a set is few such groups.

namespace airtight::net {
namespace {

std::vector<Edge<std::uint64_t>> edges_of(std::span<const PrefixSet* const> shared) {
  std::vector<Edge<std::uint64_t>> edges;
  for (std::uint32_t i = 0; i < shared.size(); ++i) {
    for (const PrefixSet::Range& range : shared[i]->ranges()) {
      if (range.first.family != Family::v4) continue;
      edges.push_back({range.first.low, i, true});
      edges.push_back({range.last.low + 1, i, false});
    }
  }
  sort_edges(edges);
  return edges;
}

constexpr std::uint64_t end_of_space = std::uint64_t{1} << 32U;

// The first address of each piece, grouped by the sets it is in; the groups in order of those.
std::vector<std::vector<std::uint32_t>> pieces_of(const std::vector<Edge<std::uint64_t>>& edges) {
  MemberLists lists;
  std::vector<std::vector<std::uint32_t>> groups;
  Membership now;
  std::uint64_t at = 0;
  for (std::size_t next = 0; at < end_of_space;) {
    while (next < edges.size() && edges[next].at == at) now.toggle(edges[next++]);
    const std::uint32_t number = lists.number_of(now);
    if (number == groups.size()) groups.emplace_back();
    groups[number].push_back(static_cast<std::uint32_t>(at));
    at = next < edges.size() ? edges[next].at : end_of_space;
  }
  std::vector<std::uint32_t> order(groups.size());
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::sort(order, {}, [&](std::uint32_t number) { return lists[number]; });
  std::vector<std::vector<std::uint32_t>> sorted;
  for (const std::uint32_t number : order) sorted.push_back(std::move(groups[number]));
  return sorted;
}

// Runs in order, those that touch joined.
std::vector<Run> joined(std::vector<Run> runs) {
  std::ranges::sort(runs, {}, &Run::first);
  std::vector<Run> result;
  for (const Run& run : runs) {
    if (!result.empty() && run.first <= std::uint64_t{result.back().last} + 1) {
      result.back().last = std::max(result.back().last, run.last);
    } else {
      result.push_back(run);
    }
  }
  return result;
}

constexpr std::uint32_t low_bits = 16;

}  // namespace

AddressLine::AddressLine() : AddressLine(std::span<const PrefixSet* const>{}) {}

AddressLine::AddressLine(std::span<const PrefixSet* const> shared) {
  const auto groups = pieces_of(edges_of(shared));
  std::vector<std::uint32_t> in_new_order;
  for (const std::vector<std::uint32_t>& starts : groups) {
    in_new_order.insert(in_new_order.end(), starts.begin(), starts.end());
    for (const std::uint32_t start : starts) by_address_.push_back({start, 0});
  }
  std::ranges::sort(by_address_, {}, &Piece::first);
  std::uint32_t position = 0;
  for (const std::uint32_t start : in_new_order) {
    const auto found = std::ranges::lower_bound(by_address_, start, {}, &Piece::first);
    found->position = position;
    const auto piece = static_cast<std::size_t>(found - by_address_.begin());
    by_position_.push_back(static_cast<std::uint32_t>(piece));
    position += end_of(piece) - start + 1;
  }
  top_.resize(std::size_t{1} << low_bits);
  std::uint32_t piece = 0;
  for (std::uint32_t block = 0; block < top_.size(); ++block) {
    while (piece + 1 < by_address_.size() && by_address_[piece + 1].first <= block << low_bits)
      ++piece;
    top_[block] = piece;
  }
}

// The last address of a piece.
std::uint32_t AddressLine::end_of(std::size_t piece) const {
  return piece + 1 < by_address_.size() ? by_address_[piece + 1].first - 1 : UINT32_MAX;
}

std::size_t AddressLine::piece_of(std::uint32_t address) const {
  const std::uint32_t block = address >> low_bits;
  const auto begin = by_address_.begin() + top_[block];
  const auto end =
      block + 1 < top_.size() ? by_address_.begin() + top_[block + 1] + 1 : by_address_.end();
  const auto after = std::ranges::upper_bound(begin, end, address, {}, &Piece::first);
  return static_cast<std::size_t>(after - by_address_.begin()) - 1;
}

std::uint32_t AddressLine::position(const Ip& ip) const {
  const auto address = static_cast<std::uint32_t>(ip.low);
  const Piece& piece = by_address_[piece_of(address)];
  return piece.position + (address - piece.first);
}

Ip AddressLine::address(std::uint32_t position) const {
  const auto after = std::ranges::upper_bound(
      by_position_, position, {}, [&](std::uint32_t piece) { return by_address_[piece].position; });
  const Piece& piece = by_address_[*std::prev(after)];
  return {Family::v4, 0, piece.first + (position - piece.position)};
}

std::vector<Run> AddressLine::runs(const PrefixSet& set) const {
  std::vector<Run> runs;
  for (const PrefixSet::Range& range : set.ranges()) {
    if (range.first.family != Family::v4) continue;
    auto first = static_cast<std::uint32_t>(range.first.low);
    const auto last = static_cast<std::uint32_t>(range.last.low);
    for (std::size_t i = piece_of(first);; ++i) {
      const std::uint32_t end = std::min(last, end_of(i));
      const std::uint32_t start = by_address_[i].position + (first - by_address_[i].first);
      runs.push_back({start, start + (end - first)});
      if (end == last) break;
      first = end + 1;
    }
  }
  return joined(std::move(runs));
}

std::vector<PrefixSet::Range> AddressLine::ranges(const Run& run) const {
  std::vector<PrefixSet::Range> ranges;
  std::uint32_t first = run.first;
  for (;;) {
    const Ip start = address(first);
    const std::uint32_t piece_end = end_of(piece_of(static_cast<std::uint32_t>(start.low)));
    const std::uint32_t count = std::min<std::uint32_t>(
        run.last - first, piece_end - static_cast<std::uint32_t>(start.low));
    ranges.push_back({start, {Family::v4, 0, start.low + count}});
    if (first + count == run.last) break;
    first += count + 1;
  }
  std::ranges::sort(ranges, {}, &PrefixSet::Range::first);
  return ranges;
}

}  // namespace airtight::net
