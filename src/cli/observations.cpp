#include "observations.h"

#include <airtight/input/source.h>
#include <airtight/reconcile/reconcile.h>
#include <airtight/scenario/observations.h>

#include <algorithm>

namespace airtight::cli {

Result<observe::Observations> read_seen(const std::string& path, report::Preamble& preamble) {
  const auto source = input::read_source(path);
  if (!source) return tl::unexpected(source.error());
  preamble.inputs.push_back({path, "observations", source->sha256});
  return scenario::read_observations(source->text, path, preamble.diagnostics);
}

Result<std::vector<verify::PolicyResult>> compare(const model::Network& network,
                                                  const observe::Observations& seen,
                                                  const verify::Assumptions& assumptions) {
  if (seen.from.empty())
    return fail("the observations do not say where they were made: give them a \"from\"");
  const auto workload = verify::find_workload(network, seen.from);
  if (!workload) return tl::unexpected(workload.error());
  return reconcile::as_results(reconcile::reconcile(network, *workload, seen, assumptions));
}

int code_of_comparison(const std::vector<verify::PolicyResult>& results) {
  const auto any = [&](verify::Status status) {
    return std::ranges::count(results, status, &verify::PolicyResult::status) > 0;
  };
  if (any(verify::Status::fail)) return disagreement;
  return any(verify::Status::undetermined) ? undetermined : holds;
}

}  // namespace airtight::cli
