#pragma once

#include <airtight/model/network.h>
#include <airtight/model/reading.h>
#include <airtight/reach/packet.h>

#include <optional>
#include <vector>

namespace airtight::reach {

// Whether a rule's side covers an end of a packet. `maybe` says what would have to be known.
struct Match {
  enum class Kind { no, yes, maybe };
  Kind kind = Kind::no;
  azure::UnknownInput unknown;
};

inline const Match no_match{Match::Kind::no, {}};
inline const Match full_match{Match::Kind::yes, {}};
Match maybe(std::string what);

// What the tag VirtualNetwork means at one interface (N-108, N-109).
std::vector<net::Prefix> virtual_network_tag(const model::Network& network, const Attachment& at,
                                             model::Reading& reading);

Match matches_sources(const azure::RuleSide& side, const Packet& packet,
                      const std::vector<net::Prefix>& virtual_network);
Match matches_destination(const azure::RuleSide& side, const Packet& packet,
                          const std::vector<net::Prefix>& virtual_network);

}  // namespace airtight::reach
