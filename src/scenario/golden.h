#pragma once

#include <airtight/scenario/scenario.h>

#include <string>
#include <vector>

namespace airtight::scenario {

// The rows of a golden table in the form of tutorial.md section 9 as expectations about back ends
// "kv" and "cs", which are found by their type. Rows "-stuck" are left out, "-early" ones are the
// step itself (T-130).
Result<std::vector<ExpectedStep>> read_golden(const std::string& text, const std::string& path);

// The type of a back end that the golden table calls "kv" or "cs"; empty for any other name.
std::string_view golden_type(std::string_view name);

}  // namespace airtight::scenario
