#include "public_names.h"

#include <airtight/base/text.h>

#include <algorithm>

#include "zone_lookup.h"

namespace airtight::dns {
namespace {

using NamedBackEnd = model::Network::NamedBackEnd;

bool approved(const model::Endpoint& endpoint, model::Reading& reading) {
  if (const auto* unknown = endpoint.written->state.unknown()) return reading.guess(*unknown) == 0;
  if (const auto* state = endpoint.written->state.known())
    return *state == azure::ConnectionState::approved;
  return !endpoint.written->manual;
}

// A linked zone for this name that has no record for it: the only place where it matters whether
// an endpoint of another group moves the name too.
bool would_miss(const model::Network& network, const azure::VirtualNetwork* asking,
                const NamedBackEnd& named, model::Reading& reading) {
  const model::LinkedZone* linked = covering_zone(network, asking, named.name.private_name);
  return linked != nullptr &&
         look_up(*linked->zone, named.name.private_name, azure::RecordType::a, reading).kind ==
             ZoneAnswer::Kind::nxdomain;
}

// Whether the public name leads to the privatelink name: with at least one approved connection of
// its group (D-103, D-104).
bool has_alias(const model::Network& network, const azure::VirtualNetwork* asking,
               const NamedBackEnd& named, model::Reading& reading) {
  bool sibling = false;
  for (const model::Endpoint* endpoint : network.endpoints_of(*named.back_end)) {
    if (!approved(*endpoint, reading)) continue;
    if (equal_ignoring_case(endpoint->group_id, named.name.group_id)) return true;
    sibling = true;
  }
  if (named.back_end->service.external)
    return reading.guess({"private endpoints of " + named.back_end->service.name}) == 1;
  return sibling && would_miss(network, asking, named, reading) &&
         reading.branch(model::Choice::ch08_alias_of_sibling_group) == 1;
}

PublicAnswer front_end(const NamedBackEnd& named) {
  PublicAnswer answer;
  answer.kind = PublicAnswer::Kind::front_end;
  answer.back_end = named.back_end;
  answer.facts = {"D-101", "E-001"};
  answer.summary = "public DNS leads to the public front end of " + named.back_end->service.name;
  return answer;
}

PublicAnswer alias(const NamedBackEnd& named) {
  PublicAnswer answer;
  answer.kind = PublicAnswer::Kind::alias;
  answer.target = named.name.private_name;
  answer.facts = {"D-101", "D-103"};
  answer.summary = named.back_end->service.name +
                   " has an approved private endpoint: public DNS points " +
                   named.name.public_name.text() + " at " + named.name.private_name.text();
  return answer;
}

PublicAnswer unknown(const net::DnsName& name) {
  PublicAnswer answer;
  answer.unknowns.push_back({"public name " + name.text()});
  answer.facts = {"R-05"};
  answer.summary = "the input says nothing about the public name " + name.text();
  return answer;
}

}  // namespace

PublicAnswer look_up_public(const model::Network& network, const azure::VirtualNetwork* asking,
                            const net::DnsName& name, model::Reading& reading) {
  if (const NamedBackEnd* named = network.by_public_name(name))
    return has_alias(network, asking, *named, reading) ? alias(*named) : front_end(*named);
  const NamedBackEnd* named = network.by_private_name(name);
  if (named != nullptr && has_alias(network, asking, *named, reading)) return front_end(*named);
  return unknown(name);
}

}  // namespace airtight::dns
