#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "estate.h"

namespace airtight::lab {

// A next hop in a peer: packets from `from` for this host of the peer have a link of their own, and
// a gateway's another one, because no flag concerns them (N-155).
struct RemoteHop {
  const Network* from = nullptr;
  const Host* host = nullptr;
  bool of_gateway = false;
  auto operator<=>(const RemoteHop&) const = default;
};

// From whom packets come that are looked up.
enum class Sender { host, endpoint, gateway };

// The table of a subnet in Linux's words: N sections 2.1 to 2.4. Which of two routes wins is left
// to the kernel, but for an endpoint's /32 that policies set aside (N-064). User routes do not
// steer what endpoints send (N-079).
std::vector<Route> routes_of(const Estate& estate, const azure::Subnet& subnet,
                             const Network& network, std::uint32_t table, Sender sender,
                             std::set<RemoteHop>& remote_hops);

// Devices of links between networks and of a hop into a peer.
std::string peer_device(const Network& to);
std::string transit_device(const Network& other);  // of what gateways send and receive
std::string hop_device(const RemoteHop& hop);
std::string arrival_device(const RemoteHop& hop);

}  // namespace airtight::lab
