#pragma once

#include <airtight/azure/property.h>
#include <airtight/azure/resource.h>
#include <airtight/net/ip.h>

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
  Property<bool> internal;         // of a Container Apps environment: absent is external (N-261)
  Property<net::Ip> address;       // where the environment takes requests (N-261)
  bool workload_profiles = false;  // else it is Consumption-only (N-260)
  // Of a cluster: its pods' and services' addresses, which its nodes may keep to themselves
  // (I-250).
  std::vector<net::Prefix> internal_ranges;
  std::vector<UnknownInput> unknown_ranges;
};

}  // namespace airtight::azure
