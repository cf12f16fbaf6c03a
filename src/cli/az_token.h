#pragma once

#include <airtight/base/result.h>

#include <string>

namespace airtight::cli {

// What `az account get-access-token` prints for somebody who is logged in, at most a minute later.
// Whatever az complains of goes to standard error.
Result<std::string> az_token(const std::string& audience);

}  // namespace airtight::cli
