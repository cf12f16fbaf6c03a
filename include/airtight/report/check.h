#pragma once

#include <airtight/report/preamble.h>
#include <airtight/verify/policy.h>

#include <string>
#include <vector>

namespace airtight::report {

std::string json_check(const Preamble& preamble, const std::vector<verify::PolicyResult>& results);

// What fails first, each with its packet; then what is not certain, then what holds in a line each.
std::string text_check(const std::vector<verify::PolicyResult>& results, bool colour);

}  // namespace airtight::report
