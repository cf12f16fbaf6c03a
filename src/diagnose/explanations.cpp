#include "explanations.h"

#include <algorithm>
#include <tuple>

namespace airtight::diagnose {
namespace {

constexpr std::size_t most_explanations = 12;

bool is_before(const Explanation& a, const Explanation& b) {
  if (a.score != b.score) return a.score > b.score;
  if (a.causes.size() != b.causes.size()) return a.causes.size() < b.causes.size();
  return std::ranges::lexicographical_compare(
      a.causes, b.causes, [](const Cause& x, const Cause& y) {
        return std::tie(x.code, x.summary) < std::tie(y.code, y.summary);
      });
}

bool is_the_same(const Explanation& a, const Explanation& b) {
  return std::ranges::equal(a.causes, b.causes, [](const Cause& x, const Cause& y) {
    return x.code == y.code && x.resource == y.resource;
  });
}

}  // namespace

std::vector<std::string> ids_of(const reconcile::PathComparison& flow) {
  std::vector<std::string> ids;
  for (const observe::Observation* each : flow.flow.seen) ids.push_back(each->id);
  return ids;
}

Explanation of_evidence(const reconcile::PathComparison& flow, Cause cause, double score) {
  Explanation explanation;
  explanation.causes.push_back(std::move(cause));
  explanation.score = score;
  explanation.explains = ids_of(flow);
  explanation.flows.push_back(flow.flow.text());
  return explanation;
}

std::size_t settle(std::vector<Explanation>& explanations) {
  std::ranges::stable_sort(explanations, is_before);
  std::vector<Explanation> kept;
  std::size_t left_out = 0;
  for (Explanation& each : explanations) {
    const bool known = std::ranges::any_of(
        kept, [&](const Explanation& other) { return is_the_same(each, other); });
    if (known) continue;
    if (kept.size() < most_explanations)
      kept.push_back(std::move(each));
    else
      ++left_out;
  }
  explanations = std::move(kept);
  return left_out;
}

}  // namespace airtight::diagnose
