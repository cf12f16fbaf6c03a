#pragma once

#include <span>
#include <string_view>

namespace airtight::azure {

// The callers that services of one type take for trusted, from the services' own pages on network
// rules (N-320). The lists err on the long side: a caller that is listed here and not by the
// service makes a verdict of isolation fail, never hold.
struct TrustedServices {
  std::string_view target;
  std::span<const std::string_view> callers;
};

// Compiled in from data/trusted-services.json.
std::span<const TrustedServices> trusted_services();

// Whether services of type `caller` are on the list of trusted services of `target` (N-320). The
// lists are finite and for particular operations; being on one says no more than that the network
// lets the call pass. Types are compared without case; a caller's children count as it.
bool is_trusted_by(std::string_view target, std::string_view caller);

}  // namespace airtight::azure
