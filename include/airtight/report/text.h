#pragma once

#include <airtight/report/json.h>

#include <string>

namespace airtight::report {

// Reports for people. With `colour`, ANSI colours mark what is private, open and refused; nothing
// is said by colour alone. Control characters of the input never reach the terminal.

// One line for each result of a policy.
std::string text_results(const std::vector<verify::PolicyResult>& results, bool colour);

// One line for each step, then the outage and exposure windows.
std::string text_replay(const rollout::Replay& replay, bool colour);

std::string text_what_if(const std::vector<verify::Path>& paths,
                         const std::vector<verify::PathChange>& changes,
                         const std::vector<Violation>& violations, bool colour);
std::string text_explain(const verify::Path& path, bool colour);
std::string text_resolve(const std::string& from, const verify::Resolution& resolution,
                         bool colour);

// Who gets which answers, what changes about them, and how long an old one may live.
std::string text_names(const verify::NameMatrix& matrix, bool colour);
std::string text_forecast(const verify::Forecast& forecast, bool colour);
std::string text_staleness(const verify::Staleness& staleness);

std::string text_effective_routes(const verify::EffectiveRoutes& routes, bool colour);
std::string text_effective_nsg(const verify::EffectiveRules& rules, bool colour);
std::string text_next_hop(const verify::NextHop& next_hop, bool colour);

}  // namespace airtight::report
