#pragma once

#include <string>

#include "options.h"

namespace airtight::input::az {

// The command as written, with the values of its secret options replaced by [dropped]. Names of
// settings, variables, Key Vault references and the platform's network switches stay readable.
// Without `known` options every option that sounds like a secret is one.
std::string redacted(const shell::Invocation& invocation, const std::vector<Option>& known = {});

}  // namespace airtight::input::az
