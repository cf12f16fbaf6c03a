#pragma once

#include "group_lists.h"

namespace airtight::verify {

// The rules of two groups in one direction.
struct TwoLists {
  azure::Direction direction = azure::Direction::inbound;
  const Rules& first;
  const Rules& second;
  Rules both;
  RuleSpaces spaces;

  TwoLists(azure::Direction of, const Rules& one, const Rules& other)
      : direction(of), first(one), second(other), both(one), spaces(both) {
    both.insert(both.end(), other.begin(), other.end());
  }
  TwoLists(const TwoLists&) = delete;
  TwoLists& operator=(const TwoLists&) = delete;
  TwoLists(TwoLists&&) = delete;
  TwoLists& operator=(TwoLists&&) = delete;
  ~TwoLists() = default;
};

// What the two groups do, under one reading.
struct Compared {
  Truth truth = Truth::holds;
  std::optional<GroupDifference> difference;
  std::set<std::string> unknowns;
  bool without_icmp_v6 = false;
};

Compared compare(const model::Network& network, const std::optional<Place>& at, TwoLists& lists,
                 model::Reading& reading);

// Of both directions: a difference in one is one of the groups.
Compared worse(const Compared& a, const Compared& b);

}  // namespace airtight::verify
