#pragma once

#include <airtight/observe/observation.h>

#include "loop.h"

namespace airtight::probe {

// A connection, or why there is none. A failure that is this machine's own (no descriptor left, no
// permission to open a socket) is no observation of the network.
struct Connection {
  observe::ConnectOutcome outcome = observe::ConnectOutcome::timed_out;
  std::optional<net::Ip> local{};
  std::string local_failure{};
};

awaitable<Connection> connect(tcp::socket& socket, net::Ip address, net::Port port,
                              Clock::time_point until);

// The order in which a client would try addresses (RFC 8305 section 4): IPv6 first, then the
// families in turn, within each as the answers had them.
std::vector<net::Ip> happy_eyeballs_order(const std::vector<net::Ip>& addresses);

}  // namespace airtight::probe
