#pragma once

#include <airtight/model/reading.h>
#include <airtight/verify/path.h>

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

// The nominal answer; unproven when readings that are not assumed away give another class.
template <class T>
Resolution resolution_of(const model::Readings<T>& readings) {
  Resolution resolution{readings.nominal().answer, readings.nominal().answer_class};
  const bool agreed = std::ranges::all_of(readings.branches, [&](const auto& branch) {
    return branch.outcome.answer_class == resolution.answer_class || is_assumed_away(branch);
  });
  if (!agreed) resolution.answer_class = AnswerClass::unproven;
  return resolution;
}

}  // namespace airtight::verify
