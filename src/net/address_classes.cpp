#include <airtight/net/address_classes.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>

#include "membership.h"

namespace airtight::net {
namespace {

// The addresses of one family as numbers, and the number behind the last: none, of IPv6.
struct V4 {
  using Number = std::uint64_t;
  static constexpr Family family = Family::v4;
  static Number number(const Ip& ip) { return ip.low; }
  static Ip address(const Number& number) { return {family, 0, number}; }
  static bool is_last(const Ip&) { return false; }
  static constexpr Number end = std::uint64_t{1} << 32U;
  static void sort(std::vector<Edge<Number>>& edges) { sort_edges(edges); }
};

struct V6 {
  using Number = std::pair<std::uint64_t, std::uint64_t>;
  static constexpr Family family = Family::v6;
  static Number number(const Ip& ip) { return {ip.high, ip.low}; }
  static Ip address(const Number& number) { return {family, number.first, number.second}; }
  static bool is_last(const Ip& ip) { return ip.high == UINT64_MAX && ip.low == UINT64_MAX; }
  static constexpr Number end{0, 0};
  static void sort(std::vector<Edge<Number>>& edges) {
    std::ranges::sort(edges, {}, &Edge<Number>::at);
  }
};

std::uint64_t after(std::uint64_t number) { return number + 1; }
V6::Number after(const V6::Number& number) {
  return {number.second == UINT64_MAX ? number.first + 1 : number.first, number.second + 1};
}
std::uint64_t before(std::uint64_t number) { return number - 1; }
V6::Number before(const V6::Number& number) {
  return {number.second == 0 ? number.first - 1 : number.first, number.second - 1};
}

template <class Of>
void add_edges(const PrefixSet& set, std::uint32_t number,
               std::vector<Edge<typename Of::Number>>& edges) {
  for (const PrefixSet::Range& range : set.ranges()) {
    if (range.first.family != Of::family) continue;
    edges.push_back({Of::number(range.first), number, true});
    if (!Of::is_last(range.last)) edges.push_back({after(Of::number(range.last)), number, false});
  }
}

constexpr std::uint32_t inside = 0;  // the number of `within` among the sets

class Sweep {
 public:
  Sweep(std::span<const PrefixSet* const> sets, const PrefixSet& within)
      : sets_(sets), within_(within) {
    over<V4>();
    over<V6>();
  }

  std::vector<AddressClass> take() { return std::move(classes_); }

 private:
  template <class Of>
  void over() {
    std::vector<Edge<typename Of::Number>> edges;
    add_edges<Of>(within_, inside, edges);
    for (std::uint32_t i = 0; i < sets_.size(); ++i) add_edges<Of>(*sets_[i], i + 1, edges);
    Of::sort(edges);
    Membership now;
    for (std::size_t next = 0; next < edges.size();) {
      const auto at = edges[next].at;
      while (next < edges.size() && edges[next].at == at) now.toggle(edges[next++]);
      if (now.members().empty() || now.members().front() != inside) continue;
      const auto end = next < edges.size() ? edges[next].at : Of::end;
      add(lists_.number_of(now), {Of::address(at), Of::address(before(end))});
    }
  }

  void add(std::uint32_t number, const PrefixSet::Range& range) {
    if (number == classes_.size()) classes_.emplace_back();
    auto& ranges = classes_[number].ranges;
    const bool touches = !ranges.empty() && ranges.back().last.family == range.first.family &&
                         advance(ranges.back().last, 1) == range.first;
    if (touches) {
      ranges.back().last = range.last;
    } else {
      ranges.push_back(range);
    }
  }

  std::span<const PrefixSet* const> sets_;
  const PrefixSet& within_;
  MemberLists lists_;
  std::vector<AddressClass> classes_;  // by the numbers of their lists
};

}  // namespace

bool AddressClass::contains(const Ip& ip) const {
  return std::ranges::any_of(
      ranges, [&](const PrefixSet::Range& range) { return range.first <= ip && ip <= range.last; });
}

std::vector<AddressClass> address_classes(std::span<const PrefixSet* const> sets,
                                          const PrefixSet& within) {
  std::vector<AddressClass> result = Sweep(sets, within).take();
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
