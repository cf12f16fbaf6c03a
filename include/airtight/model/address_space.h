#pragma once

#include <airtight/azure/virtual_network.h>

namespace airtight::model {

// Whether an address is in the space of a virtual network, as far as it is known.
bool contains(const azure::VirtualNetwork& network, const net::Ip& ip);

}  // namespace airtight::model
