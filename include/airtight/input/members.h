#pragma once

#include <airtight/base/result.h>

#include <map>
#include <string>
#include <string_view>

namespace airtight::input {

// The members of one flat JSON object as text: a number or a boolean as it is written in JSON. An
// error for anything else, with the pointer of the member that is none.
Result<std::map<std::string, std::string>> read_members(std::string_view json);

}  // namespace airtight::input
