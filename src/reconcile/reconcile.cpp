#include <airtight/reconcile/reconcile.h>

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

std::vector<PathComparison> reconcile(const model::Network& network, const reach::Workload& from,
                                      const observe::Observations& observations,
                                      const verify::Assumptions& assumptions) {
  std::vector<PathComparison> paths;
  for (Flow& flow : flows_of(observations, network)) {
    auto target = verify::find_target(network, flow.text());
    if (!target) continue;
    PathComparison each;
    each.target = std::move(*target);
    each.path = verify::examine(network, from, each.target, assumptions);
    for (const observe::Observation* seen : flow.seen) {
      each.comparisons.push_back(compare(network, each.path, *seen));
      each.agreement = join(each.agreement, each.comparisons.back().agreement);
    }
    each.flow = std::move(flow);
    paths.push_back(std::move(each));
  }
  return paths;
}

}  // namespace airtight::reconcile
