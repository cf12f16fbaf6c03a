#pragma once

#include <airtight/azure/property.h>
#include <airtight/azure/resource.h>

#include <string>
#include <vector>

namespace airtight::azure {

// A service whose instances send from subnets of the user's: AKS clusters, Container Apps (through
// their environment), application gateways, API Management (I-249…I-251).
struct HostedWorkload : Resource {
  std::string type;
  std::vector<Property<ResourceId>> subnets;  // none: a network of the platform's
  ResourceId host;                            // of a container app: its environment
  bool any_server = false;                    // its clients pick a DNS server at random (D-331)
};

}  // namespace airtight::azure
