#pragma once

#include <airtight/base/trace.h>
#include <airtight/model/network.h>

#include <vector>

namespace airtight::dns {

// From where a client asks: the virtual network whose links count, and its servers in order
// (D-202, D-207, D-301…D-307).
struct View {
  const azure::VirtualNetwork* network = nullptr;  // null: public names only
  std::vector<net::Ip> servers;                    // empty: Azure-provided DNS
  std::vector<azure::UnknownInput> unknowns;       // why the servers are not known
  Trace trace;
};

inline constexpr net::Ip azure_provided = net::ipv4(168, 63, 129, 16);  // D-201

// Clients on the Internet, and the platform before it enters a virtual network (D-301).
View public_view();

// Workloads in a subnet of this network on its settings.
View view_of(const azure::VirtualNetwork& network);

// A virtual machine's interface: its own servers before its network's (D-207).
View view_of(const model::Network& network, const azure::NetworkInterface& interface);

// An app: its own servers, else those of the network it is integrated with, else public (D-302).
View view_of(const model::Network& network, const azure::Site& site);

}  // namespace airtight::dns
