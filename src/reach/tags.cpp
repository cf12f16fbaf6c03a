#include "tags.h"

#include <airtight/azure/service_family.h>
#include <airtight/base/text.h>

#include <algorithm>

namespace airtight::reach {
namespace {

using net::Prefix;

constexpr Prefix platform{net::ipv4(168, 63, 129, 16), 32};

Match negated(const Match& match) {
  switch (match.kind) {
    case Match::Kind::no:
      return full_match;
    case Match::Kind::yes:
      return no_match;
    case Match::Kind::maybe:
      return match;
  }
  return match;
}

// Any of several senders may be the one: all inside, none inside, or it depends.
Match within(const std::vector<Prefix>& ends, const std::vector<Prefix>& set) {
  const auto inside = [&](const Prefix& end) {
    return std::ranges::any_of(set, [&](const Prefix& p) { return p.contains(end); });
  };
  const auto touched = [&](const Prefix& end) {
    return std::ranges::any_of(set, [&](const Prefix& p) { return p.overlaps(end); });
  };
  if (std::ranges::all_of(ends, inside)) return full_match;
  if (std::ranges::none_of(ends, touched)) return no_match;
  std::string range;
  for (const Prefix& end : ends) range += (range.empty() ? "" : ", ") + to_string(end);
  return maybe("which address of " + range + " sends");
}

bool is_public(const Prefix& end) {
  return !net::is_private(end.base) && !Prefix{net::ipv4(100, 64, 0, 0), 10}.contains(end);
}

// One end of a packet: addresses, or the front end of a service.
struct End {
  std::vector<Prefix> addresses;
  const model::BackEnd* front_end = nullptr;
};

Match in_virtual_network(const End& end, const std::vector<Prefix>& virtual_network) {
  if (end.front_end == nullptr) return within(end.addresses, virtual_network);
  // A front end is public space: inside only where a redirected default widened the tag (N-110).
  const bool widened =
      std::ranges::any_of(virtual_network, [](const Prefix& p) { return p.length == 0; });
  return widened ? full_match : no_match;
}

Match in_internet(const End& end, const std::vector<Prefix>& virtual_network) {
  const bool all_public = end.front_end != nullptr || std::ranges::all_of(end.addresses, is_public);
  return all_public ? negated(in_virtual_network(end, virtual_network)) : no_match;  // N-116
}

// Tags of services. Private addresses are in none of them (N-115).
Match in_service_tag(const End& end, const std::string& tag) {
  if (end.front_end == nullptr) {
    const bool any_public = std::ranges::any_of(end.addresses, is_public);
    return any_public ? maybe("the addresses of service tag " + tag) : no_match;
  }
  const azure::ServiceFamily& family = azure::service_family(end.front_end->service.type);
  if (equal_ignoring_case(family.service_tag, tag)) return full_match;
  if (azure::is_service_tag_on_record(tag)) return no_match;
  return maybe("the addresses of service tag " + tag);
}

Match in_tag(const End& end, const std::string& tag, const std::vector<Prefix>& virtual_network) {
  if (tag == "*") return full_match;
  if (equal_ignoring_case(tag, "VirtualNetwork")) return in_virtual_network(end, virtual_network);
  if (equal_ignoring_case(tag, "Internet")) return in_internet(end, virtual_network);
  if (equal_ignoring_case(tag, "AzureLoadBalancer"))
    return end.front_end == nullptr ? within(end.addresses, {platform}) : no_match;
  if (starts_with_ignoring_case(tag, "AzurePlatform")) return no_match;  // N-125
  return in_service_tag(end, tag);
}

Match in_prefix(const End& end, const Prefix& prefix) {
  if (prefix.length == 0) return full_match;
  if (end.front_end == nullptr) return within(end.addresses, {prefix});
  return is_public(prefix) ? maybe("the public address of " + end.front_end->service.name)
                           : no_match;
}

// The first certain match wins over an uncertain one.
Match either(const Match& a, const Match& b) {
  if (a.kind == Match::Kind::yes || b.kind == Match::Kind::yes) return full_match;
  return a.kind == Match::Kind::maybe ? a : b;
}

Match in_side(const azure::RuleSide& side, const End& end,
              const std::vector<Prefix>& virtual_network) {
  Match match = no_match;
  for (const Prefix& prefix : side.prefixes) match = either(match, in_prefix(end, prefix));
  for (const std::string& tag : side.tags) match = either(match, in_tag(end, tag, virtual_network));
  for (const azure::ResourceId& group : side.groups)
    match = either(match,
                   maybe("the members of application security group " + std::string(group.name())));
  for (const azure::UnknownInput& unknown : side.unknown)
    match = either(match, {Match::Kind::maybe, unknown});
  return match;
}

bool reachable_peer(const model::Neighbour& neighbour) {
  if (neighbour.link == nullptr || neighbour.back == nullptr) return false;
  const auto* allowed = neighbour.link->allow_virtual_network_access.known();
  return allowed == nullptr || *allowed;  // N-152
}

void add_user_prefixes(const model::Network& network, const azure::Subnet& subnet,
                       model::Reading& reading, std::vector<Prefix>& tag) {
  const azure::ResourceId* id = subnet.route_table.known();
  const azure::RouteTable* table = id == nullptr ? nullptr : network.route_table(*id);
  if (table == nullptr) return;
  for (const azure::UserRoute& route : table->routes) {
    if (!route.prefix) continue;
    const bool counts = route.next_hop == azure::RouteNextHop::appliance ||
                        route.next_hop == azure::RouteNextHop::gateway ||
                        reading.branch(model::Choice::c07_user_routes_in_virtual_network_tag) == 1;
    if (counts) tag.push_back(*route.prefix);
  }
}

}  // namespace

Match maybe(std::string what) { return {Match::Kind::maybe, {std::move(what)}}; }

std::vector<Prefix> virtual_network_tag(const model::Network& network, const Attachment& at,
                                        model::Reading& reading) {
  std::vector<Prefix> tag{platform};
  if (at.network == nullptr) return tag;
  for (const Prefix& prefix : model::prefixes(*at.network)) tag.push_back(prefix);
  for (const model::Neighbour& neighbour : network.neighbours_of(*at.network)) {
    if (!reachable_peer(neighbour)) continue;
    for (const Prefix& prefix : model::prefixes(*neighbour.network)) tag.push_back(prefix);
  }
  if (at.subnet != nullptr) add_user_prefixes(network, *at.subnet, reading, tag);
  return tag;
}

Match matches_sources(const azure::RuleSide& side, const Packet& packet,
                      const std::vector<Prefix>& virtual_network) {
  return in_side(side, {packet.sources, nullptr}, virtual_network);
}

Match matches_destination(const azure::RuleSide& side, const Packet& packet,
                          const std::vector<Prefix>& virtual_network) {
  End end;
  if (packet.destination) end.addresses = {net::host_prefix(*packet.destination)};
  end.front_end = packet.front_end;
  return in_side(side, end, virtual_network);
}

}  // namespace airtight::reach
