#pragma once

#include <airtight/net/ip.h>

namespace airtight::dns {

// The resolvers that everybody knows to be public: no private zone counts there.
bool is_public_resolver(const net::Ip& ip);

}  // namespace airtight::dns
