#pragma once

#include <airtight/net/all_pairs.h>

#include <map>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "address_sets.h"

namespace airtight::net {

// A rule as the other end sees it: the place's own address is known, and the rule covers it.
struct PeerRule {
  std::uint32_t peers = AddressSets::all;
  std::uint16_t service = 0;
  bool allows = false;
  bool operator==(const PeerRule&) const = default;
};

using PeerList = std::vector<PeerRule>;

// Lists, each stored once.
class PeerLists {
 public:
  std::uint32_t add(const PeerList& list);
  const PeerList& operator[](std::uint32_t list) const { return lists_[list]; }
  std::size_t size() const { return lists_.size(); }

 private:
  std::vector<PeerList> lists_;
  std::unordered_multimap<std::uint64_t, std::uint32_t> by_hash_;
};

// Some lists that must all let a packet pass, each combination stored once.
class Filters {
 public:
  std::uint32_t add(std::vector<std::uint32_t> lists);
  const std::vector<std::uint32_t>& operator[](std::uint32_t filter) const {
    return *filters_[filter];
  }
  std::size_t size() const { return filters_.size(); }

 private:
  std::map<std::vector<std::uint32_t>, std::uint32_t> numbers_;
  std::vector<const std::vector<std::uint32_t>*> filters_;
};

enum class Direction : std::uint8_t { outbound, inbound };

// Which sets the rules of an estate mean, and what is left of a list where the own address is one
// and the peer is in another network. Templates name the network they are stamped into in most of
// their rules; what is left seldom does, so that their copies become one list.
class Specialiser {
 public:
  explicit Specialiser(const Estate& estate);

  const AddressSets& sets() const { return sets_; }

  // A set as a rule of a list of this place names it.
  std::uint32_t set_of(std::uint32_t written, const Estate::Place& place) const;

  // None if a rule covers `own` in part.
  std::optional<PeerList> list(const Estate::List& written, Direction direction,
                               const Estate::Place& place, const Run& own);

 private:
  std::uint32_t elsewhere(std::uint32_t set, std::uint32_t network, bool is_around);
  std::uint32_t without(std::uint32_t set, std::span<const Run> network, bool is_around);

  AddressSets sets_;
  std::vector<std::uint32_t> numbers_;  // by the number of the estate
  std::vector<std::vector<Run>> networks_;
  std::vector<bool> is_any_service_;
  std::unordered_map<std::uint64_t, std::uint32_t> elsewhere_;
};

}  // namespace airtight::net
