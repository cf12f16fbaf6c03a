#pragma once

#include <airtight/verify/effective_routes.h>

namespace airtight::verify {

// What Network Watcher's "next hop" answers: of the nominal reading, and what would change it.
struct NextHop {
  Place place;
  net::Ip to;
  std::string hop;  // "VirtualAppliance"; "None" also where nothing covers it; empty: not known
  std::optional<net::Ip> address;  // of an appliance
  std::optional<RouteRow> route;   // none where no route decides, such as for platform addresses
  azure::ResourceId table;         // of a user route; else it is the "System Route"
  Trace trace;
  Openness open;            // settled where every reading has this hop and address
  std::vector<Fork> forks;  // the hop by the branches of what is open
};

NextHop next_hop(const model::Network& network, const Place& place, const net::Ip& to,
                 const Assumptions& assumptions);

}  // namespace airtight::verify
