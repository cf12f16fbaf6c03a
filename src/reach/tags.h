#pragma once

#include <airtight/dns/view.h>
#include <airtight/model/network.h>
#include <airtight/model/reading.h>
#include <airtight/reach/packet.h>
#include <airtight/reach/rule_addresses.h>

#include <optional>
#include <vector>

namespace airtight::reach {

// Whether a rule's side covers an end of a packet. `maybe` says what would have to be known.
struct Match {
  enum class Kind { no, yes, maybe };
  Kind kind = Kind::no;
  azure::UnknownInput unknown;
  std::string about{};    // of the unknown; see Reading::guess
  bool inverted = false;  // it matches where the answer is no
};

inline const Match no_match{Match::Kind::no, {}};
inline const Match full_match{Match::Kind::yes, {}};
Match maybe(std::string what, std::string about = {});

// Whether this reading takes the match.
bool is_taken(const Match& match, model::Reading& reading);

// Whether it takes all of them. What is certainly no match opens no question.
bool are_taken(const std::vector<Match>& parts, model::Reading& reading);

// What tags and groups mean at one interface (N-108, N-109).
struct TagScope {
  const model::Network* network = nullptr;
  std::vector<net::Prefix> virtual_network;
  std::vector<std::string> routed_tags;       // of user routes by tag towards the Internet (C-08)
  std::vector<azure::UnknownInput> unseen{};  // what else may put prefixes into VirtualNetwork
};

TagScope tag_scope(const model::Network& network, const Attachment& at, azure::Direction direction,
                   model::Reading& reading);

// What the service tag file says of a tag; null where it says nothing, or there is no file.
const std::vector<net::Prefix>* prefixes_of_tag(const model::Network& network,
                                                const std::string& tag);

// `reading` decides what is open about the tags themselves.
Match matches_sources(const azure::RuleSide& side, const Packet& packet, const TagScope& scope,
                      model::Reading& reading);
Match matches_destination(const azure::RuleSide& side, const Packet& packet, const TagScope& scope,
                          model::Reading& reading);

}  // namespace airtight::reach
