#pragma once

#include <airtight/azure/property.h>
#include <airtight/azure/resource.h>
#include <airtight/azure/virtual_network.h>

#include <vector>

namespace airtight::azure {

// Microsoft.Network/virtualHubs (I-216).
struct VirtualHub : Resource {
  std::vector<WrittenPrefix> address_prefixes;
  bool route_server = false;  // kind RouteServer
  bool routing_rules =
      false;  // tables or static routes of its own, which the model does not follow
  bool routing_intent = false;
  ResourceId internet_next_hop;  // of its routing intent
  ResourceId private_next_hop;
  std::vector<UnknownInput> unknown;
};

// …/hubVirtualNetworkConnections.
struct HubConnection : Resource {
  ResourceId hub;
  ResourceId network;
  Property<bool> internet_security;
  bool routing_rules = false;
};

}  // namespace airtight::azure
