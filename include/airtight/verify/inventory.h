#pragma once

#include <airtight/model/network.h>

#include <string>
#include <string_view>
#include <vector>

namespace airtight::verify {

// Whether resources of a type that nothing reads may carry, stop or name traffic.
bool may_matter(std::string_view type);

// Who is answered from a private zone: a virtual network with hosts on its settings, or an app or
// machine that names DNS servers of its own. Not `certain` where readings disagree or the input
// does not say.
struct ZoneReader {
  std::string name;
  azure::ResourceId id;
  bool certain = true;

  auto operator<=>(const ZoneReader&) const = default;
};

struct ZoneSummary {
  const model::Zone* zone = nullptr;
  std::vector<const azure::VirtualNetworkLink*> links;  // in order of id
  std::vector<ZoneReader> readers;                      // in order of name
};

// A network with its subnets; only its id where the input has subnets of it and not the network.
struct NetworkPart {
  azure::ResourceId id;
  const azure::VirtualNetwork* written = nullptr;
  std::vector<const azure::Subnet*> subnets;
};

struct PeeringSummary {
  const azure::Peering* written = nullptr;
  bool up = false;  // both links are there and connected (N-150)
};

// The network at a glance. Pointers are into the network.
struct NetworkSummary {
  std::vector<NetworkPart> networks;  // in order of id
  std::vector<PeeringSummary> peerings;
  std::vector<const model::Endpoint*> endpoints;
  std::vector<ZoneSummary> zones;
  bool readers_complete = true;  // false: there are too many clients and zones to ask them all
};

// Costs one resolution for each pair of a zone and a client that Azure-provided DNS alone does not
// settle; above 20,000 pairs nobody is asked. Of readings that differ the first 16 are had, and
// where there are more the answer is not certain.
NetworkSummary summarize(const model::Network& network);

}  // namespace airtight::verify
