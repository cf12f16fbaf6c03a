#pragma once

#include "destinations.h"

namespace airtight::verify {

// Adds the ways to hosts of some addresses that begin at another address: public addresses of their
// interfaces, front ends of load balancers and firewalls that send to them.
void add_ways_around(const model::Network& network, const net::PrefixSet& within, Destinations& to);

}  // namespace airtight::verify
