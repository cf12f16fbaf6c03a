#include <airtight/verify/verdict.h>

#include <algorithm>
#include <set>

// Which points flip a verdict: those on which two readings differ, alone among the points that both
// touched, and disagree. A point that leads to nothing but the same outcomes is not named, so that
// "uncertain" asks the user for what matters and for nothing else.

namespace airtight::verify {
namespace {

using model::Branch;
using model::OpenPoint;
using reach::Disposition;

bool assumed(const OpenPoint& point) {
  return point.choice && !model::describe(*point.choice).contested;
}

bool is_nominal_on_assumed(const Branch<Disposition>& branch) {
  return std::ranges::all_of(
      branch.points, [](const OpenPoint& point) { return !assumed(point) || point.branch == 0; });
}

// The one point on which two readings differ; null if there are none or several.
const OpenPoint* only_difference(const Branch<Disposition>& a, const Branch<Disposition>& b) {
  const OpenPoint* difference = nullptr;
  for (const OpenPoint& point : a.points) {
    const auto other = std::ranges::find_if(
        b.points, [&](const OpenPoint& candidate) { return candidate.same_question(point); });
    if (other == b.points.end() || other->branch == point.branch) continue;
    if (difference != nullptr) return nullptr;
    difference = &point;
  }
  return difference;
}

struct Flips {
  std::set<std::string> assumptions;
  std::set<std::string> contested;
  std::set<std::string> unknowns;
};

void add(Flips& flips, const OpenPoint& point) {
  if (!point.choice) {
    flips.unknowns.insert(point.unknown.name);
    return;
  }
  const model::ChoiceRow& row = model::describe(*point.choice);
  (row.contested ? flips.contested : flips.assumptions).insert(std::string(row.id));
}

Flips flips_of(const std::vector<Branch<Disposition>>& branches) {
  Flips flips;
  for (auto a = branches.begin(); a != branches.end(); ++a) {
    for (auto b = std::next(a); b != branches.end(); ++b) {
      if (a->outcome.allowed == b->outcome.allowed) continue;
      if (const OpenPoint* point = only_difference(*a, *b)) add(flips, *point);
    }
  }
  return flips;
}

std::vector<std::string> list(const std::set<std::string>& set) { return {set.begin(), set.end()}; }

std::vector<reach::Reason> other_reasons(const model::Readings<Disposition>& readings) {
  std::set<reach::Reason> reasons;
  for (const auto& branch : readings.branches) {
    if (!branch.outcome.allowed) reasons.insert(branch.outcome.reason);
  }
  reasons.erase(readings.nominal().reason);
  return {reasons.begin(), reasons.end()};
}

// an assumption may carry an `allow`, never a `deny`.
Judgement judge(const model::Readings<Disposition>& readings, bool proven) {
  const auto denies = [](const auto& branch) { return !branch.outcome.allowed; };
  const auto allows = [](const auto& branch) { return branch.outcome.allowed; };
  if (!readings.complete || !proven) return Judgement::uncertain;
  if (std::ranges::all_of(readings.branches, denies)) return Judgement::deny;
  const bool only_assumed = std::ranges::all_of(readings.branches, [&](const auto& branch) {
    return !is_nominal_on_assumed(branch) || allows(branch);
  });
  return only_assumed ? Judgement::allow : Judgement::uncertain;
}

}  // namespace

std::string_view to_string(Judgement judgement) {
  switch (judgement) {
    case Judgement::allow:
      return "allow";
    case Judgement::deny:
      return "deny";
    case Judgement::uncertain:
      return "uncertain";
  }
  return "";
}

bool proves_isolation(const Verdict& verdict) { return verdict.judgement == Judgement::deny; }

Verdict join(const model::Readings<Disposition>& readings,
             const std::vector<azure::UnknownInput>& unproven) {
  Verdict verdict;
  verdict.judgement = judge(readings, unproven.empty());
  verdict.reason = readings.nominal().reason;
  verdict.other_reasons = other_reasons(readings);
  if (verdict.judgement == Judgement::deny) return verdict;
  Flips flips = flips_of(readings.branches);
  for (const azure::UnknownInput& unknown : unproven) flips.unknowns.insert(unknown.name);
  if (!readings.complete) flips.unknowns.insert("more open points than can be enumerated");
  if (verdict.judgement == Judgement::allow) {
    verdict.assumptions = list(flips.assumptions);
    verdict.other_reasons.clear();
    return verdict;
  }
  flips.contested.merge(flips.assumptions);
  verdict.choices = list(flips.contested);
  verdict.unknowns = list(flips.unknowns);
  return verdict;
}

}  // namespace airtight::verify
