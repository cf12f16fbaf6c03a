#pragma once

#include <airtight/azure/property.h>
#include <airtight/azure/resource.h>
#include <airtight/net/ip.h>

#include <string>
#include <vector>

namespace airtight::azure {

// A CIDR block with its place, for messages and traces.
struct WrittenPrefix {
  net::Prefix prefix;
  Where where;
  bool operator==(const WrittenPrefix&) const = default;
};

// Microsoft.Network/virtualNetworks (I-200).
struct VirtualNetwork : Resource {
  std::vector<WrittenPrefix> address_prefixes;
  std::vector<UnknownInput> unknown_prefixes;  // beside them: nothing is outside its space for sure
  Property<std::vector<net::Ip>> dns_servers;  // absent or empty: Azure-provided DNS (D-207)
  bool high_scale = false;                     // privateEndpointVNetPolicies: Basic (N-367)
};

// privateEndpointNetworkPolicies: which policies of a subnet act on its private endpoints (N-064,
// N-130). Absent means disabled (N-068).
enum class EndpointPolicies { disabled, enabled, network_security_group, route_table };

// …/subnets (I-201).
struct Subnet : Resource {
  ResourceId virtual_network;
  std::vector<WrittenPrefix> address_prefixes;
  std::vector<UnknownInput> unknown_prefixes;  // beside them
  Property<ResourceId> network_security_group;
  Property<ResourceId> route_table;
  Property<ResourceId> nat_gateway;
  std::vector<std::string> delegations;        // service names as written (TD-22)
  std::vector<std::string> service_endpoints;  // "Microsoft.KeyVault"
  std::vector<ResourceId> service_endpoint_policies;
  std::vector<UnknownInput> unknown_policies;  // of its service endpoints
  Property<EndpointPolicies> endpoint_policies;
  Property<bool> default_outbound_access;
};

// Microsoft.Network/serviceEndpointPolicies with its definitions: where the storage endpoints of a
// subnet may lead (N-186).
struct ServiceEndpointPolicy : Resource {
  std::vector<ResourceId> resources;  // accounts, and all of a resource group or a subscription
  std::vector<std::string> aliases;   // "/services/Azure/Batch": accounts of Azure's own services
  std::vector<UnknownInput> unknown;
};

// …/virtualNetworkPeerings (I-202). One side only; traffic needs both (N-150).
struct Peering : Resource {
  ResourceId virtual_network;
  ResourceId remote;
  Property<bool> allow_virtual_network_access;  // absent: true (N-152)
  Property<bool> allow_forwarded_traffic;       // absent: false (N-153)
  Property<bool> allow_gateway_transit;         // absent: false (N-156)
  Property<bool> use_remote_gateways;           // absent: false
  Property<std::string> state;                  // live only: Connected, Initiated, Disconnected
  bool complete = true;                         // peerCompleteVnets (N-166)
  std::vector<std::string> local_subnets;       // of a link that is not complete
  std::vector<std::string> remote_subnets;
  std::vector<WrittenPrefix> synced_prefixes;  // of the remote, where the link lags behind (N-164)
  bool only_ipv6 = false;                      // enableOnlyIPv6Peering (N-166)
};

// Microsoft.Network/networkInterfaces (I-207), also those of private endpoints.
struct NetworkInterface : Resource {
  ResourceId subnet;               // of the primary configuration
  std::vector<net::Ip> addresses;  // all private addresses known, primary first
  Property<ResourceId> network_security_group;
  Property<ResourceId> public_ip;
  Property<std::vector<net::Ip>> dns_servers;
  bool ip_forwarding = false;
  bool snat_disabled = false;   // tag disableSnatOnPL, whose name has this case (N-077)
  ResourceId private_endpoint;  // of an endpoint's interface
  std::vector<ResourceId> application_groups;  // it is a member of (N-103)
  std::vector<ResourceId> pools;               // of load balancers
};

// Microsoft.Compute/virtualMachines (I-209).
struct VirtualMachine : Resource {
  std::vector<ResourceId> network_interfaces;
};

}  // namespace airtight::azure
