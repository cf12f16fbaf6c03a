#pragma once

#include <airtight/azure/surroundings.h>
#include <airtight/base/trace.h>
#include <airtight/model/network.h>

#include <map>
#include <vector>

namespace airtight::dns {

// Whose private zones, rulesets and policies count for a query that reaches Azure-provided DNS
// (D-202): those of `network`, or nobody's. Outside Azure there is no such server (D-203).
struct Context {
  const azure::VirtualNetwork* network = nullptr;
  bool inside_azure = true;

  bool operator==(const Context&) const = default;
};

// From where a client asks, and whom: its servers in order (D-207, D-301…D-307).
struct View {
  Context context;
  std::vector<net::Ip> servers;           // empty: Azure-provided DNS, or public DNS outside Azure
  bool any_server = false;                // the client picks one at random (D-331)
  bool own_way_to_services = false;       // it may ask Azure-provided DNS for services (D-335)
  std::map<net::DnsName, net::Ip> hosts;  // the client's hosts file
  std::vector<azure::UnknownInput> unknowns;  // why the servers are not known
  Trace trace;
};

inline constexpr net::Ip azure_provided = net::ipv4(168, 63, 129, 16);  // D-201

// The platform before it enters a virtual network (D-301), and clients on the Internet.
View public_view();

// Workloads in a subnet of this network on its settings.
View view_of(const azure::VirtualNetwork& network);

// A virtual machine's interface: its own servers before its network's (D-207).
View view_of(const model::Network& network, const azure::NetworkInterface& interface);

// An app: its own servers, else those of the network it is integrated with, else public (D-302).
// The alternative server comes last (D-307).
View view_of(const model::Network& network, const azure::Site& site);

// A host outside Azure: its own servers, else its site's, else public DNS.
View view_outside(const azure::SurroundingWorkload& workload, const azure::SurroundingSite* site);

}  // namespace airtight::dns
