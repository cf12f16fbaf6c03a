#pragma once

#include <airtight/reach/reach.h>

namespace airtight::reach {

// A packet from public space to a public address of nobody's service: whoever in the input has it
// answers, by the rules of its own network; else it is on the Internet (N-054, N-104, R-15).
// `translations` counts the firewalls that have sent it on, so that two of them do not do so for
// ever.
Disposition reach_public_address(const model::Network& network, const EdgeSource& source,
                                 const Destination& destination, int translations,
                                 model::Reading& reading);

}  // namespace airtight::reach
