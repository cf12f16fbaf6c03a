#pragma once

#include <airtight/azure/resource.h>

#include <string>
#include <vector>

namespace airtight::azure {

// A service that takes connections and makes others of its own towards what stands behind it:
// application gateways, Front Door, API Management, Bastion, private link services. Its clients
// reach the back end although no packet of theirs may.
struct Relay : Resource {
  std::string type;
  std::vector<std::string> mentions;  // ids, host names and addresses in it, lower case, sorted
  // It relays to whatever its network has: what it does not mention may still be behind it.
  bool whole_network = false;
};

}  // namespace airtight::azure
