#pragma once

#include <string_view>

namespace airtight::azure {

// Names of subnets that only devices of the platform's own are put into, compared without case:
// nobody else has a host there, and admin rules leave them out (N-139).
bool is_platform_subnet(std::string_view name);

}  // namespace airtight::azure
