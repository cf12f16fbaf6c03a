#pragma once

#include <airtight/report/preamble.h>
#include <airtight/rollout/replay.h>
#include <airtight/verify/effective_routes.h>
#include <airtight/verify/effective_rules.h>
#include <airtight/verify/forecast.h>
#include <airtight/verify/next_hop.h>
#include <airtight/verify/policy.h>
#include <airtight/verify/set_changes.h>
#include <airtight/verify/staleness.h>
#include <airtight/verify/what_if.h>

#include <string>
#include <vector>

namespace airtight::report {

// JSON documents of CONTRACT section 5: keys in the order written there, lists sorted, the same
// bytes for the same input. Each ends with a line feed. Batch lines are compact.

// Only what was wrong with the input.
std::string json_diagnostics(const Preamble& preamble);

// `results` are those of a policy after the last step; null where none was asked about.
std::string json_replay(const Preamble& preamble, const rollout::Replay& replay,
                        const std::vector<verify::PolicyResult>* results);

struct Violation {
  std::string id;
  std::string title;
  std::string from;
  std::string to;
  std::string explanation;
};
// `forecast` and `sets` are null where there is no state before.
std::string json_what_if(const Preamble& preamble, const std::vector<verify::Path>& paths,
                         const std::vector<verify::PathChange>& changes,
                         const std::vector<Violation>& violations,
                         const std::vector<verify::PolicyResult>* results,
                         const verify::NameMatrix& matrix, const verify::Forecast* forecast,
                         const verify::SetChanges* sets = nullptr);

std::string json_explain(const Preamble& preamble, const verify::Path& path);
std::string json_resolve(const Preamble& preamble, const std::string& from,
                         const verify::Resolution& resolution, const verify::Staleness& staleness);

std::string json_effective_routes(const Preamble& preamble, const verify::EffectiveRoutes& routes);
std::string json_effective_nsg(const Preamble& preamble, const verify::EffectiveRules& rules);
std::string json_next_hop(const Preamble& preamble, const verify::NextHop& next_hop);

std::string batch_next_hop(const verify::NextHop& next_hop);
std::string batch_explain(const verify::Path& path);
std::string batch_resolve(const std::string& from, const verify::Resolution& resolution,
                          const verify::Staleness& staleness);
std::string batch_error(const std::string& message);

}  // namespace airtight::report
