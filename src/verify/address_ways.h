#pragma once

#include "destinations.h"

namespace airtight::verify {

// Adds the ways to hosts of some addresses that begin at another address: public addresses of their
// interfaces, front ends of load balancers and firewalls that send to them.
void add_ways_around(const model::Network& network, const net::PrefixSet& within, Destinations& to);

// Adds the public ways to one interface, whichever of some addresses Azure chooses for it. False,
// and nothing is added, if a balancer or a firewall may send there: then it matters which.
bool add_public_ways(const model::Network& network, const azure::NetworkInterface& interface,
                     const net::PrefixSet& within, Destinations& to);

}  // namespace airtight::verify
