#include <airtight/azure/approval.h>
#include <airtight/base/text.h>
#include <airtight/diagnose/diagnose.h>

#include <algorithm>

#include "edits.h"
#include "evidence.h"
#include "trial.h"

namespace airtight::diagnose {
namespace {

// The public names of the parts of resources whose endpoints a fix makes or changes.
std::vector<net::DnsName> moved_names(const model::Network& network,
                                      const std::vector<ResourceChange>& changes) {
  std::vector<net::DnsName> names;
  for (const model::Endpoint& endpoint : network.endpoints()) {
    if (endpoint.target == nullptr || !is_approved(*endpoint.written)) continue;
    const auto change = std::ranges::find(changes, endpoint.written->id, &ResourceChange::resource);
    if (change == changes.end()) continue;
    for (const azure::HostName& each : endpoint.target->names) {
      if (equal_ignoring_case(each.group_id, endpoint.group_id)) names.push_back(each.public_name);
    }
  }
  return names;
}

}  // namespace

std::vector<Mended> outcomes(const model::Network& network, const reach::Workload& from,
                             const observe::Observations& observations, const Diagnosis& diagnosis,
                             const Explanation& explanation,
                             const std::vector<ResourceChange>& changes,
                             const verify::Assumptions& assumptions) {
  std::vector<std::string> ignored;
  const model::Network learned =
      changed(with_evidence(network, from, observations, ignored),
              [names = moved_names(network, changes)](azure::Resources& resources) {
                forget_public_names(resources, names);
              });
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
