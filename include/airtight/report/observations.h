#pragma once

#include <airtight/observe/observation.h>
#include <airtight/reconcile/reconcile.h>
#include <airtight/report/preamble.h>

#include <string>

namespace airtight::report {

// The document of `probe` (CONTRACT section 5), and the same for people: a line for each name,
// connection, handshake and request, below the target that they belong to.
std::string json_observations(const Preamble& preamble, const observe::Observations& seen);
std::string text_observations(const observe::Observations& seen, bool colour);

// With what is predicted beside it.
using Flows = std::vector<reconcile::PathComparison>;
std::string json_observations(const Preamble& preamble, const observe::Observations& seen,
                              const Flows& flows);
std::string text_observations(const observe::Observations& seen, bool colour, const Flows& flows);

}  // namespace airtight::report
