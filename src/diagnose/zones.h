#pragma once

#include <string>
#include <vector>

#include "situation.h"

namespace airtight::diagnose {

// A zone over a name of the chain.
struct Covering {
  const model::Zone* zone = nullptr;
  std::string relative;
};

// What an endpoint of the flow's resource must have written, for one of the chain's names.
struct Wanted {
  const model::Endpoint* endpoint = nullptr;
  net::DnsName zone;
  std::string relative;
  std::vector<net::Ip> addresses;
};

// "record kv1 of zone …", for messages.
std::string in_zone(const Covering& each);
// Every zone of the input that is over a name of the chain, linked or not.
std::vector<Covering> covering_zones(const Situation& situation);

// Whether the zone answers the name, by a record of its own or a wildcard; and with what.
bool has_record(const Covering& each);
std::vector<net::Ip> addresses_in(const Covering& each);

// The completed link of a zone to a network; null if there is none.
const azure::VirtualNetworkLink* link_of(const Situation& situation, const model::Zone& zone,
                                         const azure::VirtualNetwork& network);

// Another zone of the same name that the network is linked to: there can be only one (D-008).
const model::Zone* copy_linked_to(const Situation& situation, const model::Zone& zone,
                                  const azure::VirtualNetwork& network);

// Of an endpoint, which has one at most; null if it has none.
const azure::ZoneGroup* zone_group_of(const Situation& situation,
                                      const azure::PrivateEndpoint& endpoint);

// Whether an endpoint is one for the flow's resource and part of it, and what such endpoints must
// have written.
bool serves(const Situation& situation, const model::Endpoint& endpoint);
std::vector<Wanted> wanted_records(const Situation& situation);

std::string zone_command(const azure::ResourceId& id);

// An endpoint has one zone group at most (D-151): a zone is added to that of a name. Without a name
// the endpoint has none yet, and "default" is made.
std::string zone_group_command(const azure::PrivateEndpoint& endpoint, const std::string& group,
                               const azure::ResourceId& zone);
std::string zone_group_command(const Situation& situation, const azure::PrivateEndpoint& endpoint,
                               const azure::ResourceId& zone);

}  // namespace airtight::diagnose
