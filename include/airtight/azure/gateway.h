#pragma once

#include <airtight/azure/property.h>
#include <airtight/azure/resource.h>
#include <airtight/azure/virtual_network.h>

#include <vector>

namespace airtight::azure {

enum class GatewayType { vpn, express_route };

// Microsoft.Network/virtualNetworkGateways (I-215).
struct VirtualNetworkGateway : Resource {
  Property<GatewayType> type;
  Property<ResourceId> subnet;             // the GatewaySubnet of its network
  bool bgp = false;                        // what it learns, the input cannot say
  std::vector<WrittenPrefix> client_pool;  // of point-to-site users
};

// Microsoft.Network/localNetworkGateways: what lies behind a static VPN connection (N-040).
struct LocalNetworkGateway : Resource {
  std::vector<WrittenPrefix> address_prefixes;
  bool bgp = false;
};

// Microsoft.Network/connections of gateways: to a local network, to a second gateway, or to an
// ExpressRoute circuit.
struct GatewayConnection : Resource {
  ResourceId gateway;
  ResourceId other_gateway;
  ResourceId local_network;
  ResourceId circuit;
};

}  // namespace airtight::azure
