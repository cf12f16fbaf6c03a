#pragma once

#include <airtight/net/ip.h>

#include "call.h"

namespace airtight::input::az {

// Every known element of a list of CIDR blocks reads as one; the first that does not is the error.
Result<std::vector<net::Prefix>> read_prefixes(const Value& list);

// The blocks a resource has at `singular` or `plural`; unknown ones are left out.
std::vector<net::Prefix> prefixes_of(const Value& resource, std::string_view singular,
                                     std::string_view plural);

// True when one of the blocks is not known.
bool has_unknown(const Value& list);

}  // namespace airtight::input::az
