#pragma once

#include <airtight/model/network.h>
#include <airtight/model/reading.h>
#include <airtight/reach/packet.h>

#include <string>
#include <vector>

namespace airtight::reach {

// The source that a public edge sees of traffic that leaves by these public addresses: their
// numbers where the input has all of them, else an address that is not known. `like` gives the
// rest: region and what it calls as.
EdgeSource leaving_by(const model::Network& network, EdgeSource like,
                      const std::vector<azure::ResourceId>& addresses,
                      const std::vector<azure::ResourceId>& prefixes, std::string name);

// The public addresses through which a load balancer sends its members' traffic out (N-263): by
// outbound rules, or by the rules of public frontends. Empty: none.
std::vector<azure::ResourceId> balanced_egress(const model::Network& network,
                                               const azure::NetworkInterface& interface);

// N-266, N-267: default outbound access is lost by the members of a Standard internal load
// balancer, and by a machine with a public address on any of its interfaces.
bool loses_default_egress(const model::Network& network, const azure::NetworkInterface& interface,
                          model::Reading& reading);

}  // namespace airtight::reach
