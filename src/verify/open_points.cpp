#include "open_points.h"

namespace airtight::verify {
namespace {

std::vector<std::string> as_list(const std::set<std::string>& set) {
  return {set.begin(), set.end()};
}

bool holds(const std::vector<std::string>& list, std::string_view text) {
  return std::ranges::find(list, text) != list.end();
}

}  // namespace

const model::OpenPoint* only_difference(const std::vector<model::OpenPoint>& a,
                                        const std::vector<model::OpenPoint>& b) {
  const model::OpenPoint* difference = nullptr;
  for (const model::OpenPoint& point : a) {
    const auto other = std::ranges::find_if(
        b, [&](const model::OpenPoint& candidate) { return candidate.same_question(point); });
    if (other == b.end() || other->branch == point.branch) continue;
    if (difference != nullptr) return nullptr;
    difference = &point;
  }
  return difference;
}

void OpenPoints::add(const model::OpenPoint& point) {
  if (!point.choice) {
    unknowns_.insert(point.unknown.name);
    return;
  }
  const model::ChoiceRow& row = model::describe(*point.choice);
  (row.contested ? choices_ : assumptions_).insert(std::string(row.id));
}

void OpenPoints::add(const OpenPoints& other) { add(other.list()); }

void OpenPoints::add(const Openness& open) {
  choices_.insert(open.choices.begin(), open.choices.end());
  assumptions_.insert(open.assumptions.begin(), open.assumptions.end());
  unknowns_.insert(open.unknowns.begin(), open.unknowns.end());
}

Openness OpenPoints::list() const {
  return {as_list(choices_), as_list(assumptions_), as_list(unknowns_)};
}

bool names(const Openness& open, const model::OpenPoint& point) {
  if (!point.choice) return holds(open.unknowns, point.unknown.name);
  const std::string_view id = model::describe(*point.choice).id;
  return holds(open.choices, id) || holds(open.assumptions, id);
}

Fork fork_of(const model::OpenPoint& point) {
  if (!point.choice) return {"", point.unknown.name, true, {}};
  const model::ChoiceRow& row = model::describe(*point.choice);
  return {std::string(row.id), std::string(row.question), row.contested, {}};
}

std::string branch_name(const model::OpenPoint& point) {
  return point.choice ? std::string(model::describe(*point.choice).branches[point.branch]) : "";
}

}  // namespace airtight::verify
