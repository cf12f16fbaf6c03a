#pragma once

#include <airtight/lab/edge.h>

#include <string_view>

namespace airtight::lab {

// What a service that does not speak HTTP says to a client's first octets, as far as a client
// learns from it which service is there; empty where it says nothing.
bool is_greeting(std::string_view hello);
std::string_view greeting_for(const Edge& edge, std::string_view hello, const net::Ip& source);

}  // namespace airtight::lab
