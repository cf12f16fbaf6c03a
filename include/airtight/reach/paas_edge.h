#pragma once

#include <airtight/model/network.h>
#include <airtight/model/reading.h>
#include <airtight/reach/disposition.h>
#include <airtight/reach/packet.h>

namespace airtight::reach {

// The public gates of a service in their order (N section 12 G): publicNetworkAccess, then the
// default action, then the union of its rules (N-312). Says nothing of credentials (N-324).
Disposition pass_public_edge(const model::Network& network, const model::BackEnd& target,
                             const EdgeSource& source, model::Reading& reading);

}  // namespace airtight::reach
