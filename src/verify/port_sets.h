#pragma once

#include <airtight/net/packet_space.h>
#include <airtight/verify/matrix.h>

#include <vector>

namespace airtight::verify {

// The protocols and ports of the parts with this verdict, whatever their addresses: each protocol
// once, those with the same ports together.
std::vector<PortSet> port_sets(const std::vector<Part>& parts, Judgement judgement);

// The same of what the fabric carries (N-007) of a set of packets over protocols and ports.
std::vector<PortSet> port_sets(const net::PacketSpace& space, net::Diagram packets);

// The devices that packets cross which arrive, or may.
std::vector<Crossing> crossings_of(const std::vector<Part>& parts);

}  // namespace airtight::verify
