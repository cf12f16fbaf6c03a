#include <airtight/base/text.h>
#include <airtight/reconcile/reconcile.h>
#include <airtight/verify/front_end.h>

#include <algorithm>

namespace airtight::reconcile {
namespace {

Agreement join(Agreement a, Agreement b) {
  if (a == Agreement::disagrees || b == Agreement::disagrees) return Agreement::disagrees;
  return a == Agreement::agrees ? a : b;
}

}  // namespace

std::string_view to_string(Agreement agreement) {
  switch (agreement) {
    case Agreement::agrees:
      return "agrees";
    case Agreement::disagrees:
      return "disagrees";
    case Agreement::unsettled:
      return "unsettled";
  }
  return "";
}

Reconciled reconcile(const model::Network& network, const reach::Workload& from,
                     const observe::Observations& observations,
                     const verify::Assumptions& assumptions) {
  Flows all = flows_of(observations, network);
  Reconciled result;
  result.left_out = std::move(all.left_out);
  for (Flow& flow : all.flows) {
    PathComparison each;
    each.target = target_of(network, flow);
    each.path = verify::examine(network, from, each.target, assumptions);
    if (each.target.back_end != nullptr &&
        std::ranges::any_of(flow.seen, [](const auto* seen) { return tries_front_end(*seen); }))
      each.front_end = verify::examine_front_end(network, from, each.target, assumptions);
    for (const observe::Observation* seen : flow.seen) {
      const bool at_front = tries_front_end(*seen);
      each.comparisons.push_back(
          compare(network, at_front && each.front_end ? *each.front_end : each.path, *seen));
      // Of a name that is no back end's, nothing is predicted about what stands elsewhere.
      if (at_front && !each.front_end) {
        each.comparisons.back().agreement = Agreement::unsettled;
        each.comparisons.back().predicted.clear();
      }
      each.agreement = join(each.agreement, each.comparisons.back().agreement);
    }
    each.flow = std::move(flow);
    result.paths.push_back(std::move(each));
  }
  return result;
}

Diagnostics diagnostics_of(const std::vector<LeftOut>& left_out) {
  Diagnostics diagnostics;
  for (const LeftOut& each : left_out) {
    Diagnostic warning;
    warning.severity = Severity::warning;
    warning.message = "observation " + each.observation->id + " of " +
                      in_quotes(pointed_at(each.observation->target).host) +
                      " is not compared: " + each.why;
    diagnostics.push_back(std::move(warning));
  }
  return diagnostics;
}

}  // namespace airtight::reconcile
