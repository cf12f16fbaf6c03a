#pragma once

#include <airtight/observe/observation.h>
#include <airtight/verify/policy.h>

#include "common.h"

namespace airtight::cli {

// Reads a document of observations; its file and what is wrong in it go into the preamble. An error
// of the result is a file that cannot be read.
Result<observe::Observations> read_seen(const std::string& path, report::Preamble& preamble);

// What was seen beside what is predicted for the workload that the observations name.
Result<std::vector<verify::PolicyResult>> compare(const model::Network& network,
                                                  const observe::Observations& seen,
                                                  const verify::Assumptions& assumptions);

// 4 where one of them disagrees, else 3 where one is not settled, else 0.
int code_of_comparison(const std::vector<verify::PolicyResult>& results);

}  // namespace airtight::cli
