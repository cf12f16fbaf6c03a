#pragma once

#include <airtight/model/network.h>

namespace airtight::verify {

// True for space that no public front end has: RFC 1918, 100.64.0.0/10, and what the input's
// networks, endpoints and sites use (D section 6).
bool is_private_here(const model::Network& network, const net::Ip& ip);

}  // namespace airtight::verify
