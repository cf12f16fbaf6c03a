#pragma once

#include <set>
#include <string>
#include <vector>

#include "destinations.h"

// Who may send to a target and is not in the input: a proof about everybody names them.

namespace airtight::verify {

// Whom the target itself lets in.
void add_unseen_guests(const model::Network& network, const model::BackEnd& back_end,
                       Destinations& to);

// Who may send into some networks: hosts of peered networks that the input does not have, virtual
// hubs' other ends, and what is behind a gateway whose sites nobody described.
void add_unseen_senders(const model::Network& network,
                        const std::vector<const azure::VirtualNetwork*>& to,
                        std::set<std::string>& unseen);

}  // namespace airtight::verify
