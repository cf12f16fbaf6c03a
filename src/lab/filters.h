#pragma once

#include <string>

#include "estate.h"

namespace airtight::lab {

// The groups, admin rules and policy at a host, in nftables' words: rules in order of priority, the
// first match decides (N-091), state is kept by the host's own namespace (N-098).
std::string ruleset_of(const Estate& estate, const Host& host);

// What a network does to packets between its links: foreign sources (N-024, N-153), and which
// address those have that leave for the Internet (N-263 to N-268).
std::string ruleset_of(const Estate& estate, const Network& network);

// The public address behind which a host leaves; what nobody wrote is the lab's own.
net::Ip public_address_of(const Estate& estate, const Host& host);

}  // namespace airtight::lab
