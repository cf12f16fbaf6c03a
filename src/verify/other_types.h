#pragma once

#include <string_view>

namespace airtight::verify {

// Whether a resource of a type that nobody reads may carry, stop or name traffic: everything of
// Microsoft.Network, and elsewhere what speaks of the network, but for the types that are known to
// do none of it.
bool may_carry(std::string_view type);

// Whether it is one of those whose effect is known and only not followed: it carries packets of
// workloads in networks and nobody else's.
bool is_carrier(std::string_view type);

}  // namespace airtight::verify
