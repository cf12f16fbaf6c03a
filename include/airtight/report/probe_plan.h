#pragma once

#include <airtight/report/preamble.h>
#include <airtight/verify/probe_plan.h>

#include <string>

namespace airtight::report {

// The document of `probe --plan` (docs/schemas/probe-plan.json), and the same for people: each
// probe with what is to be seen, how much of the network they exercise, and what they cannot.
std::string json_probe_plan(const Preamble& preamble, const verify::ProbePlan& plan);
std::string text_probe_plan(const verify::ProbePlan& plan, bool colour);

}  // namespace airtight::report
