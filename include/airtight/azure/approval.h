#pragma once

#include <airtight/azure/private_endpoint.h>

namespace airtight::azure {

// Whether the connection of an endpoint is approved as it is written. One whose state is not
// known is not; where that decides, a reading has to.
bool is_approved(const PrivateEndpoint& endpoint);

}  // namespace airtight::azure
