#pragma once

#include <airtight/model/reading.h>
#include <airtight/reach/reach.h>

namespace airtight::reach {

// The forward walk from where a packet enters the network, with the reply (N section 12 D and H).
// `shared_egress` is what a public edge sees where the subnet has no egress of its own.
Disposition walk(const model::Network& network, const Attachment& at,
                 const Destination& destination, const EdgeSource& shared_egress,
                 model::Reading& reading);

}  // namespace airtight::reach
