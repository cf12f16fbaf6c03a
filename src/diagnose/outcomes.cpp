#include <airtight/diagnose/diagnose.h>

#include <algorithm>

#include "evidence.h"
#include "trial.h"

namespace airtight::diagnose {
std::vector<Mended> outcomes(const model::Network& network, const reach::Workload& from,
                             const observe::Observations& observations, const Diagnosis& diagnosis,
                             const Explanation& explanation,
                             const verify::Assumptions& assumptions) {
  std::vector<std::string> ignored;
  const model::Network learned = with_evidence(network, from, observations, ignored);
  const auto there = verify::find_workload(learned, from.name);
  std::vector<Mended> list;
  if (!there) return list;
  for (const reconcile::PathComparison& flow : diagnosis.flows) {
    if (std::ranges::count(explanation.flows, flow.flow.text()) == 0) continue;
    list.push_back(mended_of(
        flow, verify::examine(learned, *there, target_after(learned, flow), assumptions)));
  }
  return list;
}

}  // namespace airtight::diagnose
