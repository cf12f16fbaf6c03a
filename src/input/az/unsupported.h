#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "command.h"

namespace airtight::input::az {

// What a command outside the table may change: nothing (login, extensions, monitoring, anything
// that only reads), or resources of these types, lower case; "*" when nobody can say.
std::vector<std::string> scope_of(std::string_view words);

// The same of a command in the table.
std::vector<std::string> scope_of(const Command& command);

// Whether the command only shows, lists or waits.
bool only_reads(std::string_view words);

}  // namespace airtight::input::az
