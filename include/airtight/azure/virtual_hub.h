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
  ResourceId wan;             // empty if not known
  // Tables or static routes of its own, which the model does not follow. Those that a routing
  // intent leaves behind are none.
  bool routing_rules = false;
  bool routing_intent = false;
  ResourceId internet_next_hop;  // of its routing intent; empty: none
  ResourceId private_next_hop;
  std::vector<UnknownInput> unknown;
};

// …/hubVirtualNetworkConnections.
struct HubConnection : Resource {
  ResourceId hub;
  ResourceId network;
  Property<bool> internet_security;  // takes the hub's default route
  bool routing_rules = false;        // static routes, or tables other than the default one
  std::vector<UnknownInput> unknown;
};

}  // namespace airtight::azure
