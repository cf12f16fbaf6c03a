#pragma once

#include <airtight/azure/service.h>

#include <vector>

namespace airtight::reach {

// True when the rules together admit every IPv4 address, so that "an address no rule names" does
// not exist: two /1 blocks do what one /0 does.
bool covers_public_space(const std::vector<azure::IpRule>& rules);

}  // namespace airtight::reach
