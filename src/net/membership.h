#pragma once

#include <algorithm>
#include <cstdint>
#include <unordered_map>
#include <vector>

namespace airtight::net {

// A sweep over addresses from left to right knows which of some sets it is in.
using Members = std::vector<std::uint32_t>;  // numbers of sets, sorted

// A place at which a set begins or is left.
template <class Address>
struct Edge {
  Address at{};
  std::uint32_t set = 0;
  bool opens = false;
};

// The sets that a sweep is in, with a hash that follows them.
class Membership {
 public:
  template <class Address>
  void toggle(const Edge<Address>& edge) {
    const auto at = std::ranges::lower_bound(members_, edge.set);
    if (edge.opens) {
      members_.insert(at, edge.set);
    } else {
      members_.erase(at);
    }
    hash_ ^= mixed(edge.set);
  }

  const Members& members() const { return members_; }
  std::uint64_t hash() const { return hash_; }

 private:
  static std::uint64_t mixed(std::uint64_t set) {
    set = (set + 1) * 0x9e3779b97f4a7c15ULL;
    set = (set ^ set >> 30U) * 0xbf58476d1ce4e5b9ULL;
    return set ^ set >> 27U;
  }

  Members members_;
  std::uint64_t hash_ = 0;
};

// Numbers for the different lists of sets that a sweep meets. A hash says where to look, lists are
// compared whole.
class MemberLists {
 public:
  std::uint32_t number_of(const Membership& now) {
    std::vector<std::uint32_t>& alike = by_hash_[now.hash()];
    for (const std::uint32_t known : alike)
      if (lists_[known] == now.members()) return known;
    alike.push_back(static_cast<std::uint32_t>(lists_.size()));
    lists_.push_back(now.members());
    return alike.back();
  }

  std::size_t size() const { return lists_.size(); }
  const Members& operator[](std::uint32_t number) const { return lists_[number]; }

 private:
  std::vector<Members> lists_;
  std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> by_hash_;
};

// Edges in order of 33-bit numbers, by counting eleven bits at a time.
void sort_edges(std::vector<Edge<std::uint64_t>>& edges);

}  // namespace airtight::net
