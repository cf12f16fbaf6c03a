#pragma once

#include <airtight/net/ip.h>

#include <vector>

namespace airtight::input::resources {

// The fewest blocks that cover exactly the addresses from `first` to `last`, which are of one
// family and in order. 123.0.0.1–123.0.0.2 is 123.0.0.1/32 and 123.0.0.2/32.
std::vector<net::Prefix> prefixes_of_range(const net::Ip& first, const net::Ip& last);

}  // namespace airtight::input::resources
