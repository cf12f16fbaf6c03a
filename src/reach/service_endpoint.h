#pragma once

#include <airtight/model/network.h>

namespace airtight::reach {

// Whether a subnet sends traffic for this back end through a service endpoint (N-180, N-184).
bool has_service_endpoint(const azure::Subnet& subnet, const model::BackEnd& target);

}  // namespace airtight::reach
