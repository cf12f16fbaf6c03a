#pragma once

#include <airtight/model/network.h>
#include <airtight/model/reading.h>

#include <optional>
#include <vector>

namespace airtight::reach {

// A frontend with its load balancer.
struct BalancerFrontend {
  const azure::LoadBalancer* balancer = nullptr;
  const azure::Frontend* frontend = nullptr;
};

// One member of a pool, by its private address.
struct Backend {
  net::Ip address;
  net::Port port;  // where the rule sends it (N-101); 0 where the rule keeps the port
  std::optional<net::Port> probe{};
  const azure::NetworkInterface* interface = nullptr;  // null: listed by address
};

// The internal frontend with an address in a network.
std::optional<BalancerFrontend> frontend_at(const model::Network& network,
                                            const azure::VirtualNetwork& home, const net::Ip& ip);

// The frontend that a public address belongs to.
std::optional<BalancerFrontend> frontend_of(const model::Network& network,
                                            const azure::ResourceId& public_address);

// What a packet asks for. Without a port it is any packet, as a next hop takes it.
struct Wanted {
  std::optional<net::Protocol> protocol;
  std::optional<net::Port> port;
};

// Members whose address the input does not say may take a packet as well.
struct Backends {
  std::vector<Backend> seen;  // at most a handful, in order of address
  std::vector<azure::UnknownInput> unseen;
};

// The members behind a frontend for a packet.
Backends backends_of(const model::Network& network, const BalancerFrontend& frontend,
                     const Wanted& wanted);

// Those that answer the probes of their rule: a probe comes from the platform's address and passes
// the member's filters like any packet (N-117, N-126).
std::vector<Backend> answering(const model::Network& network, std::vector<Backend> backends,
                               model::Reading& reading);

}  // namespace airtight::reach
