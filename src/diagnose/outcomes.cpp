#include <airtight/diagnose/diagnose.h>

#include <algorithm>

#include "evidence.h"

namespace airtight::diagnose {
namespace {

reconcile::Flow without_observations(const reconcile::Flow& flow) {
  reconcile::Flow asked;
  asked.host = flow.host;
  asked.port = flow.port;
  return asked;
}

}  // namespace

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
    const auto target = reconcile::target_of(learned, without_observations(flow.flow));
    const verify::Path path = verify::examine(learned, *there, target, assumptions);
    list.push_back(
        {flow.flow.text(), path.verdict.judgement,
         path.resolution ? path.resolution->answer_class : verify::AnswerClass::unproven});
  }
  return list;
}

}  // namespace airtight::diagnose
