#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace airtight::input::az {

bool is_az(std::string_view program);

// Whether a program other than az may itself change Azure. What nobody knows may: only programs
// that are known to leave Azure alone do not (I-400).
bool may_change_azure(std::string_view program, const std::vector<std::string>& arguments);

}  // namespace airtight::input::az
