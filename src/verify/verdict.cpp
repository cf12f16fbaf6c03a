#include <airtight/verify/verdict.h>

#include <algorithm>
#include <set>

#include "open_points.h"

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

OpenPoints flips_of(const std::vector<Branch<Disposition>>& branches) {
  return open_points(
      branches, [](const Disposition& a, const Disposition& b) { return a.allowed != b.allowed; });
}

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
  OpenPoints flips = flips_of(readings.branches);
  for (const azure::UnknownInput& unknown : unproven) flips.add_unknown(unknown.name);
  if (!readings.complete) flips.add_unknown(std::string(too_many_points));
  Openness open = flips.list();
  if (verdict.judgement == Judgement::allow) {
    verdict.assumptions = std::move(open.assumptions);
    verdict.other_reasons.clear();
    return verdict;
  }
  verdict.choices = std::move(open.choices);
  verdict.choices.insert(verdict.choices.end(), open.assumptions.begin(), open.assumptions.end());
  std::ranges::sort(verdict.choices);
  verdict.unknowns = std::move(open.unknowns);
  return verdict;
}

}  // namespace airtight::verify
