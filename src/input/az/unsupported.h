#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace airtight::input::az {

// What a command outside the table may change: nothing (login, extensions, monitoring, anything
// that only reads), or resources of these types, lower case; "*" when nobody can say.
std::vector<std::string> scope_of(std::string_view words);

// Programs other than az that may themselves change Azure: shells, terraform, scripts.
bool may_change_azure(std::string_view program, const std::vector<std::string>& arguments);

}  // namespace airtight::input::az
