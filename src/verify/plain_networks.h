#pragma once

#include <airtight/model/network.h>

#include <set>

#include "doubts.h"

namespace airtight::verify {

// Networks that share no IPv4 address with another.
std::set<const azure::VirtualNetwork*> networks_apart(const model::Network& network);

// True unless something may concern packets of any two subnets: admin rules, relays, sites whose
// gateway is not said, resources that nobody can follow.
bool may_have_plain_pairs(const model::Network& network, const Doubtful& doubtful);

// No gateway, no hub, and of each peering both links complete, known and up to date, or down.
bool has_plain_routes(const model::Network& network, const azure::VirtualNetwork& home);

// Whether both links of a peering that is up certainly let packets of their own networks through.
bool is_plainly_open(const model::Neighbour& neighbour);

}  // namespace airtight::verify
