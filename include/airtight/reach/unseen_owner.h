#pragma once

#include <airtight/model/network.h>

namespace airtight::reach {

// True where an address that nobody has may belong to a resource that the model does not follow, or
// that does not say its address.
bool may_be_owned(const model::Network& network, const azure::VirtualNetwork& home,
                  const net::Ip& ip);

}  // namespace airtight::reach
