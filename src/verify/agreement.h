#pragma once

#include <airtight/model/reading.h>

#include <algorithm>

namespace airtight::verify {

// what everybody relies on is taken as it is.
inline bool is_assumed_away(const model::OpenPoint& point) {
  return point.choice && !model::describe(*point.choice).contested && point.branch != 0;
}

template <class T>
bool is_assumed_away(const model::Branch<T>& branch) {
  return std::ranges::any_of(branch.points,
                             [](const model::OpenPoint& p) { return is_assumed_away(p); });
}

}  // namespace airtight::verify
