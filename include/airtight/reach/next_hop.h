#pragma once

#include <airtight/reach/effective_routes.h>
#include <airtight/reach/reach.h>

namespace airtight::reach {

// One routing decision.
struct NextHop {
  std::optional<Route> route;                 // the best of those known; none covers it (N-051)
  std::optional<azure::UnknownInput> unseen;  // what may take it instead, and is not in the input
  bool platform = false;                      // 168.63.129.16 or 169.254.169.254: none is (N-025)
};

// Where a packet to `ip` goes from a place in a network, before anything filters it.
NextHop next_hop(const model::Network& network, const Attachment& at, const net::Ip& ip,
                 model::Reading& reading);

// Whether what an app sends to a destination enters the network of its integration at all (N-233).
bool enters_integration(const model::Network& network, const Workload& from,
                        const Destination& destination, model::Reading& reading);

}  // namespace airtight::reach
