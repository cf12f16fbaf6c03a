#include <airtight/net/address_classes.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>

#include "membership.h"

namespace airtight::net {
namespace {

// IPv6 begins where IPv4 ends, and after IPv6 there is nothing to close.
constexpr Ip first_v6{Family::v6, 0, 0};

bool is_last(const Ip& ip) {
  return ip.family == Family::v4 ? ip.low == UINT32_MAX
                                 : ip.high == UINT64_MAX && ip.low == UINT64_MAX;
}

void add_edges(const PrefixSet& set, std::uint32_t number, std::vector<Edge<Ip>>& edges) {
  for (const PrefixSet::Range& range : set.ranges()) {
    edges.push_back({range.first, number, true});
    if (!is_last(range.last)) {
      edges.push_back({advance(range.last, 1), number, false});
    } else if (range.last.family == Family::v4) {
      edges.push_back({first_v6, number, false});
    }
  }
}

Ip before(const Ip& ip) {
  if (ip == first_v6) return {Family::v4, 0, UINT32_MAX};
  if (ip.low == 0) return {ip.family, ip.high - 1, UINT64_MAX};
  return {ip.family, ip.high, ip.low - 1};
}

constexpr std::uint32_t inside = 0;  // the number of `within` among the sets

}  // namespace

bool AddressClass::contains(const Ip& ip) const {
  return std::ranges::any_of(
      ranges, [&](const PrefixSet::Range& range) { return range.first <= ip && ip <= range.last; });
}

std::vector<AddressClass> address_classes(std::span<const PrefixSet* const> sets,
                                          const PrefixSet& within) {
  std::vector<Edge<Ip>> edges;
  add_edges(within, inside, edges);
  for (std::uint32_t i = 0; i < sets.size(); ++i) add_edges(*sets[i], i + 1, edges);
  std::ranges::sort(edges, {}, &Edge<Ip>::at);
  std::map<Members, AddressClass> classes;
  Members members;
  for (std::size_t next = 0; next < edges.size();) {
    const Ip at = edges[next].at;
    while (next < edges.size() && edges[next].at == at) toggle(members, edges[next++]);
    if (members.empty() || members.front() != inside) continue;
    const Ip last =
        next < edges.size() ? before(edges[next].at) : Ip{Family::v6, UINT64_MAX, UINT64_MAX};
    auto& ranges = classes[members].ranges;
    if (!ranges.empty() && at != first_v6 && ranges.back().last == before(at)) {
      ranges.back().last = last;
    } else {
      ranges.push_back({at, last});
    }
  }
  std::vector<AddressClass> result;
  result.reserve(classes.size());
  for (auto& [key, addresses] : classes) result.push_back(std::move(addresses));
  std::ranges::sort(result, {}, &AddressClass::first);
  return result;
}

std::uint64_t size_of(const AddressClass& addresses) {
  constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t sum = 0;
  for (const PrefixSet::Range& range : addresses.ranges) {
    if (range.last.high != range.first.high) return most;
    const std::uint64_t span = range.last.low - range.first.low;
    if (span == most || sum > most - span - 1) return most;
    sum += span + 1;
  }
  return sum;
}

}  // namespace airtight::net
