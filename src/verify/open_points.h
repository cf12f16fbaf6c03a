#pragma once

#include <airtight/model/reading.h>
#include <airtight/verify/fork.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Which points of a question change its answer: those on which two readings differ, alone among the
// points that both touched, while their answers differ. A point that leads to nothing but the same
// answers is not named, so that a user is asked for what matters and for nothing else.

namespace airtight::verify {

// Said of an answer that does not rest on all readings.
inline constexpr std::string_view too_many_points = "more open points than can be enumerated";

// The one point on which two readings differ; null if there are none or several.
const model::OpenPoint* only_difference(const std::vector<model::OpenPoint>& a,
                                        const std::vector<model::OpenPoint>& b);

// Collects points by what they are.
class OpenPoints {
 public:
  void add(const model::OpenPoint& point);
  void add(const OpenPoints& other);
  void add(const Openness& open);
  void add_unknown(const std::string& name) { unknowns_.insert(name); }
  Openness list() const;

 private:
  std::set<std::string> choices_;
  std::set<std::string> assumptions_;
  std::set<std::string> unknowns_;
};

// `differs` compares two outcomes.
template <class T, class Differs>
OpenPoints open_points(const std::vector<model::Branch<T>>& branches, const Differs& differs) {
  OpenPoints points;
  for (auto a = branches.begin(); a != branches.end(); ++a) {
    for (auto b = std::next(a); b != branches.end(); ++b) {
      if (!differs(a->outcome, b->outcome)) continue;
      if (const auto* point = only_difference(a->points, b->points)) points.add(*point);
    }
  }
  return points;
}

// Whether `open` names a point; a point as a fork that has no branches yet.
bool names(const Openness& open, const model::OpenPoint& point);
Fork fork_of(const model::OpenPoint& point);
std::string branch_name(const model::OpenPoint& point);

// The forks of the points in `open`. `describe` names an outcome: what it is, and a detail. The
// first reading that takes a branch has everything before it nominal (model/reading.cpp).
template <class T, class Describe>
std::vector<Fork> forks_of(const std::vector<model::Branch<T>>& branches, const Openness& open,
                           const Describe& describe) {
  std::vector<Fork> forks;
  if (open.settled() && open.assumptions.empty()) return forks;
  std::vector<model::OpenPoint> points;  // of each fork, with the last branch that was had
  for (const model::Branch<T>& branch : branches) {
    for (const model::OpenPoint& point : branch.points) {
      if (!names(open, point)) continue;
      const auto known = std::ranges::find_if(
          points, [&](const model::OpenPoint& other) { return other.same_question(point); });
      const auto at = static_cast<std::size_t>(known - points.begin());
      if (known == points.end()) {
        forks.push_back(fork_of(point));
        points.push_back(point);
      } else if (point.branch <= known->branch) {
        continue;  // branches come in order
      }
      points[at] = point;
      const auto [outcome, detail] = describe(branch.outcome);
      forks[at].branches.push_back({branch_name(point), outcome, detail});
    }
  }
  std::ranges::sort(forks, {}, [](const Fork& fork) {
    return std::pair(fork.id.empty(), fork.id + fork.question);
  });
  return forks;
}

}  // namespace airtight::verify
