#include "tags.h"

#include <airtight/azure/service_family.h>
#include <airtight/azure/service_tags.h>
#include <airtight/base/text.h>
#include <airtight/reach/effective_routes.h>

#include <algorithm>

namespace airtight::reach {
namespace {

using net::Prefix;

Match negated(const Match& match) {
  switch (match.kind) {
    case Match::Kind::no:
      return full_match;
    case Match::Kind::yes:
      return no_match;
    case Match::Kind::maybe:
      break;
  }
  Match other = match;
  other.inverted = !other.inverted;
  return other;
}

// One end of a packet: addresses, the front end of a service, or somewhere on the Internet. Of a
// front end the address may be known as well; then it counts.
struct End {
  std::vector<Prefix> addresses;
  const model::BackEnd* front_end = nullptr;
  bool any_public = false;

  bool is_nowhere() const { return addresses.empty() && front_end == nullptr && !any_public; }
  bool is_somewhere() const { return addresses.empty() && (front_end != nullptr || any_public); }
};

std::string text_of(const std::vector<Prefix>& blocks) {
  std::string text;
  for (const Prefix& block : blocks) text += (text.empty() ? "" : ", ") + to_string(block);
  return text;
}

// Which part of the ends is inside tells one set from another.
Match depends_on(const std::vector<Prefix>& ends, std::string inside) {
  return maybe("which address of " + text_of(ends) + " sends", std::move(inside));
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
  std::vector<Prefix> met;
  std::ranges::copy_if(set, std::back_inserter(met), [&](const Prefix& p) {
    return std::ranges::any_of(ends, [&](const Prefix& end) { return p.overlaps(end); });
  });
  std::ranges::sort(met);
  return depends_on(ends, text_of(met));
}

Match within(const std::vector<Prefix>& ends, const net::PrefixSet& set) {
  if (std::ranges::all_of(ends, [&](const Prefix& end) { return set.contains(end); }))
    return full_match;
  if (std::ranges::none_of(ends, [&](const Prefix& end) { return set.overlaps(end); }))
    return no_match;
  std::string met;
  for (const net::PrefixSet::Range& range : set.ranges()) {
    const bool touched = std::ranges::any_of(ends, [&](const Prefix& end) {
      return range.first <= end.last() && end.base <= range.last;
    });
    if (touched) met += to_string(range.first) + "-" + to_string(range.last) + " ";
  }
  return depends_on(ends, std::move(met));
}

bool is_public(const Prefix& end) { return reach::is_public(end.base); }

Match in_known_virtual_network(const End& end, const TagScope& scope) {
  if (!end.is_somewhere()) return within(end.addresses, scope.virtual_network);
  // Public space is inside only where a redirected default widened the tag (N-110).
  const bool widened =
      std::ranges::any_of(scope.virtual_network, [](const Prefix& p) { return p.length == 0; });
  return widened ? full_match : no_match;
}

Match in_virtual_network(const End& end, const TagScope& scope) {
  Match known = in_known_virtual_network(end, scope);
  if (known.kind != Match::Kind::no || scope.unseen.empty()) return known;
  return {Match::Kind::maybe, scope.unseen.front(), "VirtualNetwork " + text_of(end.addresses)};
}

const std::vector<Prefix>* of_file(const TagScope& scope, const std::string& tag) {
  return scope.network == nullptr ? nullptr : prefixes_of_tag(*scope.network, tag);
}

bool has_tag_file(const TagScope& scope) {
  return scope.network != nullptr && scope.network->written().surroundings.service_tags;
}

// Of a front end whose address is not known: in its service's global tag; regional tags and
// AzureCloud are open.
Match front_end_in_tag(const model::BackEnd& front_end, const std::string& tag) {
  const std::string own(azure::service_family(front_end.service.type).service_tag);
  if (!own.empty() && equal_ignoring_case(own, tag)) return full_match;
  const std::string service(split(tag, '.').front());
  const bool foreign =
      azure::is_service_tag_on_record(service) && !equal_ignoring_case(own, service);
  return foreign && !own.empty() ? no_match : maybe("the addresses of service tag " + tag);
}

// Tags of services. Private addresses are in none of them (N-115).
Match in_service_tag(const End& end, const std::string& tag, const TagScope& scope) {
  if (!azure::is_service_tag(tag) && of_file(scope, tag) == nullptr)
    return maybe("the addresses of " + tag + ", which is no known service tag");
  if (end.any_public) return no_match;  // an address that no rule names
  if (end.addresses.empty())
    return end.front_end == nullptr ? no_match : front_end_in_tag(*end.front_end, tag);
  if (std::ranges::none_of(end.addresses, is_public)) return no_match;
  const net::PrefixSet* set = scope.network == nullptr ? nullptr : scope.network->tag_set(tag);
  if (set != nullptr) return within(end.addresses, *set);
  if (const auto* prefixes = of_file(scope, tag)) return within(end.addresses, *prefixes);
  if (end.front_end != nullptr && !has_tag_file(scope))
    return front_end_in_tag(*end.front_end, tag);
  return maybe("the addresses of service tag " + tag, text_of(end.addresses));
}

// Azure's addresses that a tag of a service has. An address of nobody's is in none without a file
// that lists it (N-122).
bool has_another_tag(const End& end, const TagScope& scope) {
  if (end.front_end != nullptr &&
      !azure::service_family(end.front_end->service.type).service_tag.empty())
    return true;
  const net::PrefixSet* all =
      scope.network == nullptr ? nullptr : scope.network->tagged_addresses();
  return all != nullptr && !end.addresses.empty() &&
         within(end.addresses, *all).kind != Match::Kind::no;
}

// N-116; C-09 for what other tags have; N-112, C-08 for what user
// routes by tag send there. What a service endpoint routes is in it like the rest (N-114).
Match in_internet(const End& end, const TagScope& scope, model::Reading& reading) {
  if (!end.is_somewhere() && !std::ranges::all_of(end.addresses, is_public)) return no_match;
  Match outside = negated(in_virtual_network(end, scope));
  if (outside.kind == Match::Kind::no) return outside;
  for (const std::string& tag : scope.routed_tags) {
    if (is_taken(in_service_tag(end, tag, scope), reading) &&
        reading.branch(model::Choice::c08_tagged_routes_in_internet_tag) == 0)
      return no_match;
  }
  if (has_another_tag(end, scope) &&
      reading.branch(model::Choice::c09_other_tags_in_internet_tag) == 1)
    return no_match;
  return outside;
}

Match in_tag(const End& end, const std::string& tag, const TagScope& scope,
             model::Reading& reading) {
  if (tag == "*") return full_match;
  if (equal_ignoring_case(tag, "VirtualNetwork")) return in_virtual_network(end, scope);
  if (equal_ignoring_case(tag, "Internet")) return in_internet(end, scope, reading);
  if (equal_ignoring_case(tag, "AzureLoadBalancer"))
    return end.is_somewhere() ? no_match : within(end.addresses, {balancer_probes});
  if (starts_with_ignoring_case(tag, "AzurePlatform")) return no_match;  // N-125, N-140
  return in_service_tag(end, tag, scope);
}

Match in_prefix(const End& end, const Prefix& prefix) {
  if (prefix.length == 0) {
    const bool other =
        !end.addresses.empty() && end.addresses.front().base.family != prefix.base.family;
    return other ? no_match : full_match;
  }
  if (!end.addresses.empty()) return within(end.addresses, {prefix});
  if (end.front_end == nullptr) return no_match;
  return is_public(prefix)
             ? maybe("the public address of " + end.front_end->service.name, to_string(prefix))
             : no_match;
}

// A member whose address is not known may be any address of its subnet.
Match in_group(const End& end, const azure::ResourceId& group, const TagScope& scope) {
  if (end.addresses.empty()) return no_match;
  Match open{Match::Kind::maybe, unseen_members(group), text_of(end.addresses)};
  if (scope.network == nullptr) return open;
  const GroupMembers members = members_of_group(group, *scope.network);
  Match known = within(end.addresses, members.addresses);
  return known.kind == Match::Kind::no && members.unseen ? open : known;
}

// A certain match wins; of several uncertain ones each may be it, and a reading takes its pick.
Match any_of(const std::vector<Match>& all, model::Reading& reading) {
  std::vector<const Match*> open;
  for (const Match& match : all) {
    if (match.kind == Match::Kind::yes) return full_match;
    if (match.kind == Match::Kind::maybe) open.push_back(&match);
  }
  if (open.empty()) return no_match;
  for (std::size_t i = 0; i + 1 < open.size(); ++i) {
    if (is_taken(*open[i], reading)) return full_match;
  }
  return *open.back();
}

// Several blocks may cover a set of senders only together.
Match in_prefixes(const End& end, const std::vector<Prefix>& prefixes, model::Reading& reading) {
  if (!end.addresses.empty() &&
      std::ranges::none_of(prefixes, [](const Prefix& p) { return p.length == 0; }))
    return within(end.addresses, prefixes);
  std::vector<Match> all;
  for (const Prefix& prefix : prefixes) all.push_back(in_prefix(end, prefix));
  return any_of(all, reading);
}

Match in_side(const azure::RuleSide& side, const End& end, const TagScope& scope,
              model::Reading& reading) {
  if (end.is_nowhere()) {
    const bool all =
        std::ranges::count(side.tags, "*") > 0 ||
        std::ranges::any_of(side.prefixes, [](const Prefix& p) { return p.length == 0; });
    return all ? full_match : maybe("the address of the sender", text_of(side.prefixes));
  }
  std::vector<Match> all{in_prefixes(end, side.prefixes, reading)};
  for (const std::string& tag : side.tags) {
    if (all.back().kind == Match::Kind::yes) return full_match;
    all.push_back(in_tag(end, tag, scope, reading));
  }
  for (const azure::ResourceId& group : side.groups) all.push_back(in_group(end, group, scope));
  for (const azure::UnknownInput& unknown : side.unknown)
    all.push_back({Match::Kind::maybe, unknown, text_of(end.addresses)});
  return any_of(all, reading);
}

bool reachable_peer(const model::Neighbour& neighbour) {
  if (is_down(neighbour)) return false;  // N-150
  const auto* allowed = neighbour.link->allow_virtual_network_access.known();
  return allowed == nullptr || *allowed;  // N-152
}

const azure::RouteTable* table_of(const model::Network& network, const Attachment& at) {
  return at.subnet == nullptr ? nullptr : route_table_of(network, *at.subnet);
}

// N-113, C-10: whether a redirected default widens the tag for inbound rules too.
bool widens(const Prefix& prefix, azure::Direction direction, model::Reading& reading) {
  return prefix.length > 0 || direction == azure::Direction::outbound ||
         reading.branch(model::Choice::c10_widened_tag_inbound) == 0;
}

// N-111, C-07: prefixes that user routes send to appliances and gateways join the tag.
void add_user_routes(const azure::RouteTable& table, azure::Direction direction,
                     model::Reading& reading, TagScope& scope) {
  for (const azure::UserRoute& route : table.routes) {
    if (!route.prefix) {
      if (!route.tag.empty() && route.next_hop == azure::RouteNextHop::internet)
        scope.routed_tags.push_back(route.tag);
      continue;
    }
    const bool counts = route.next_hop == azure::RouteNextHop::appliance ||
                        route.next_hop == azure::RouteNextHop::gateway ||
                        reading.branch(model::Choice::c07_user_routes_in_virtual_network_tag) == 1;
    if (counts && widens(*route.prefix, direction, reading))
      scope.virtual_network.push_back(*route.prefix);
  }
}

// N-108; N-124, C-28 for a subnet that takes no learned routes.
void add_learned_prefixes(const model::Network& network, const Attachment& at,
                          azure::Direction direction, model::Reading& reading,
                          std::vector<Prefix>& tag) {
  std::vector<Prefix> learned = given_by_hub(network, *at.network, reading);
  if (const model::Gateway* gateway = network.gateway_of(*at.network)) {
    for (const azure::WrittenPrefix& written : gateway->learned) learned.push_back(written.prefix);
  }
  if (learned.empty()) return;
  const bool off = at.subnet != nullptr && !takes_learned_routes(network, *at.subnet);
  if (off && reading.branch(model::Choice::c28_site_prefixes_without_propagation) == 1) return;
  for (const Prefix& prefix : learned) {
    if (widens(prefix, direction, reading)) tag.push_back(prefix);
  }
}

}  // namespace

const std::vector<Prefix>* prefixes_of_tag(const model::Network& network, const std::string& tag) {
  const auto& file = network.written().surroundings.service_tags;
  if (!file) return nullptr;
  const auto found = file->tags.find(to_lower(tag));
  return found == file->tags.end() ? nullptr : &found->second;
}

bool is_public(const net::Ip& ip) {
  return !net::is_private(ip) && !Prefix{net::ipv4(100, 64, 0, 0), 10}.contains(ip);
}

TagAddresses tags_at(const model::Network& network, const Attachment& at,
                     azure::Direction direction, model::Reading& reading) {
  TagScope scope = tag_scope(network, at, direction, reading);
  return {std::move(scope.virtual_network), std::move(scope.routed_tags), std::move(scope.unseen)};
}

GroupMembers members_of_group(const azure::ResourceId& group, const model::Network& network) {
  GroupMembers members;
  const auto add = [&](const std::vector<azure::ResourceId>& groups,
                       const std::vector<net::Ip>& addresses) {
    if (std::ranges::count(groups, group) == 0) return;
    for (const net::Ip& ip : addresses) members.addresses.push_back(net::host_prefix(ip));
    members.unseen = members.unseen || addresses.empty();
  };
  for (const azure::NetworkInterface& each : network.written().network_interfaces)
    add(each.application_groups, each.addresses);
  for (const model::Endpoint& each : network.endpoints())
    add(each.written->application_groups, each.addresses);
  // Scale sets and clusters have members that no resource of the input shows.
  members.unseen = members.unseen || !network.written().hosted_workloads.empty();
  return members;
}

azure::UnknownInput unseen_members(const azure::ResourceId& group) {
  return {"the members of application security group " + std::string(group.name())};
}

Match maybe(std::string what, std::string about) {
  return {Match::Kind::maybe, {std::move(what)}, std::move(about)};
}

bool is_taken(const Match& match, model::Reading& reading) {
  switch (match.kind) {
    case Match::Kind::no:
      return false;
    case Match::Kind::yes:
      return true;
    case Match::Kind::maybe:
      return (reading.guess(match.unknown, 2, match.about) == 0) != match.inverted;
  }
  return false;
}

bool are_taken(const std::vector<Match>& parts, model::Reading& reading) {
  return std::ranges::none_of(parts, [](const Match& p) { return p.kind == Match::Kind::no; }) &&
         std::ranges::all_of(parts, [&](const Match& p) { return is_taken(p, reading); });
}

TagScope tag_scope(const model::Network& network, const Attachment& at, azure::Direction direction,
                   model::Reading& reading) {
  TagScope scope{&network, {balancer_probes}, {}};
  if (at.network == nullptr) return scope;
  std::vector<Prefix>& tag = scope.virtual_network;
  for (const Prefix& prefix : model::prefixes(*at.network)) tag.push_back(prefix);
  for (const model::Neighbour& neighbour : network.neighbours_of(*at.network)) {
    if (!reachable_peer(neighbour)) continue;
    for (const azure::WrittenPrefix& written : peered_prefixes(network, neighbour))
      tag.push_back(written.prefix);
  }
  if (const azure::RouteTable* table = table_of(network, at))
    add_user_routes(*table, direction, reading, scope);
  add_learned_prefixes(network, at, direction, reading, tag);
  if (at.subnet != nullptr) scope.unseen = unseen_in_virtual_network(network, *at.subnet);
  return scope;
}

Match matches_sources(const azure::RuleSide& side, const Packet& packet, const TagScope& scope,
                      model::Reading& reading) {
  return in_side(side, {packet.sources, nullptr, packet.from_internet}, scope, reading);
}

Match matches_destination(const azure::RuleSide& side, const Packet& packet, const TagScope& scope,
                          model::Reading& reading) {
  End end;
  if (packet.destination) end.addresses = {net::host_prefix(*packet.destination)};
  end.front_end = packet.front_end;
  return in_side(side, end, scope, reading);
}

}  // namespace airtight::reach
