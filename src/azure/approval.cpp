#include <airtight/azure/approval.h>

namespace airtight::azure {

bool is_approved(const PrivateEndpoint& endpoint) {
  if (const ConnectionState* state = endpoint.state.known())
    return *state == ConnectionState::approved;
  return endpoint.state.absent() && !endpoint.manual;
}

}  // namespace airtight::azure
