#pragma once

#include <string_view>

namespace airtight::azure {

// Whether services of type `caller` are on the list of trusted services of `target` (N-320). The
// lists are finite and for particular operations; being on one says no more than that the network
// lets the call pass. Types are compared without case; a caller's children count as it.
bool is_trusted_by(std::string_view target, std::string_view caller);

}  // namespace airtight::azure
