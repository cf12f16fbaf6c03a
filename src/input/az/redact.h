#pragma once

#include <string>

#include "options.h"

namespace airtight::input::az {

// The command as written, as far as it is known to be harmless: the words of the command, names of
// options, and the values of options that hold names, ids or addresses. All else is "…"; of other
// programs only the name is shown.
std::string redacted(const shell::Invocation& invocation, const std::vector<Option>& known = {});

}  // namespace airtight::input::az
