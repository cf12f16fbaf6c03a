#pragma once

#include <airtight/verify/path.h>
#include <airtight/verify/policy.h>

#include <string_view>
#include <vector>

namespace airtight::verify {

// The rule of all of them.
inline constexpr std::string_view dependency_rule = "dependency-reachable";

// What `what-if` finds, in the words of a policy, so that one report serves both: each path that
// somebody needs holds when it allows and fails when it is broken, and whatever is uncertain is
// undetermined. Other paths are facts and no results.
std::vector<PolicyResult> results_of(const std::vector<Path>& paths);

}  // namespace airtight::verify
