#include "public_names.h"

#include <airtight/azure/private_link.h>
#include <airtight/base/text.h>

#include <algorithm>
#include <array>

#include "zone_lookup.h"

namespace airtight::dns {
namespace {

using NamedBackEnd = model::Network::NamedBackEnd;

// TTLs seen on the public aliases of services (D-031, D-139).
struct AliasTtl {
  std::string_view provider_or_type;
  int seconds;
};
constexpr std::array alias_ttls{
    AliasTtl{"Microsoft.Web/sites", 60},
    AliasTtl{"Microsoft.DBforPostgreSQL", 300},
    AliasTtl{"Microsoft.ServiceBus/namespaces", 1800},
};

std::optional<int> ttl_of_alias(std::string_view type) {
  const auto found = std::ranges::find_if(alias_ttls, [&](const AliasTtl& row) {
    return starts_with_ignoring_case(type, row.provider_or_type);
  });
  return found == alias_ttls.end() ? std::nullopt : std::optional(found->seconds);
}

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

const azure::PublicName* written_name(const model::Network& network, const net::DnsName& name) {
  const auto& names = network.written().surroundings.public_names;
  const auto found = std::ranges::find(names, name, &azure::PublicName::name);
  return found == names.end() ? nullptr : &*found;
}

bool is_elsewhere(const model::Network& network, const net::DnsName& public_name) {
  return std::ranges::count(network.written().surroundings.private_link_elsewhere, public_name) > 0;
}

// A connection listed without its group: certain where the service has one group only.
bool is_of_this_group(const NamedBackEnd& named, model::Reading& reading) {
  const bool only = std::ranges::all_of(named.back_end->names, [&](const azure::HostName& name) {
    return equal_ignoring_case(name.group_id, named.name.group_id);
  });
  return only || reading.guess({"the group of a private endpoint connection of " +
                                named.back_end->service.name}) == 1;
}

// Whether the public name leads to the privatelink name: with at least one approved connection of
// its group (D-103, D-104, N-213).
bool has_alias(const model::Network& network, const azure::VirtualNetwork* asking,
               const NamedBackEnd& named, model::Reading& reading) {
  if (is_elsewhere(network, named.name.public_name)) return true;
  bool sibling = false;
  for (const std::string& group : named.back_end->service.approved_elsewhere) {
    if (equal_ignoring_case(group, named.name.group_id)) return true;
    if (group == "*") return is_of_this_group(named, reading);
    sibling = true;
  }
  bool unapproved = false;
  for (const model::Endpoint* endpoint : network.endpoints_of(*named.back_end)) {
    const bool of_group = equal_ignoring_case(endpoint->group_id, named.name.group_id);
    if (approved(*endpoint, reading)) {
      if (of_group) return true;
      sibling = true;
    } else {
      unapproved = unapproved || of_group;
    }
  }
  // D-439: until then the name is as without an endpoint.
  if (unapproved && reading.branch(model::Choice::ch07_connections_that_move_the_name) == 1)
    return true;
  if (named.back_end->service.external)
    return reading.guess({"private endpoints of " + named.back_end->service.name}) == 1;
  return sibling && would_miss(network, asking, named, reading) &&
         reading.branch(model::Choice::ch08_alias_of_sibling_group) == 1;
}

// The end of the public chain, for everybody and whether or not an alias stands before it (D-102,
// D-105).
PublicAnswer front_end(const NamedBackEnd& named) {
  PublicAnswer answer;
  answer.kind = PublicAnswer::Kind::address;
  answer.back_end = named.back_end;
  answer.address.front_end = named.back_end->service.name;
  answer.facts = {"D-101", "E-001"};
  answer.summary = "public DNS leads to the public front end of " + named.back_end->service.name;
  return answer;
}

PublicAnswer alias(const NamedBackEnd& named) {
  PublicAnswer answer;
  answer.kind = PublicAnswer::Kind::alias;
  answer.target = named.name.private_name;
  answer.ttl = ttl_of_alias(named.back_end->id().type());
  answer.facts = {"D-101", "D-103"};
  answer.summary = named.back_end->service.name +
                   " has an approved private endpoint: public DNS points " +
                   named.name.public_name.text() + " at " + named.name.private_name.text();
  return answer;
}

// what the surroundings say of exactly this name, such as the alias of a failover group's
// listener (D-120) or of a custom domain (D-128).
PublicAnswer as_written(const azure::PublicName& written) {
  PublicAnswer answer;
  answer.facts = {"R-06"};
  answer.where = written.where;
  switch (written.kind) {
    case azure::PublicName::Kind::alias:
      answer.kind = PublicAnswer::Kind::alias;
      answer.target = written.target;
      answer.summary = "public DNS has the alias " + written.target.text();
      break;
    case azure::PublicName::Kind::address:
      answer.kind = PublicAnswer::Kind::address;
      answer.address.ip = written.address;
      answer.summary = "public DNS has the address " + to_string(answer.address);
      break;
    case azure::PublicName::Kind::nxdomain:
      answer.kind = PublicAnswer::Kind::nxdomain;
      answer.summary = "public DNS has no " + written.name.text();
      break;
  }
  answer.summary += " for " + written.name.text() + " (surroundings)";
  return answer;
}

// The name of a resource that has a private endpoint outside the input, and its privatelink name.
std::optional<PublicAnswer> of_elsewhere(const model::Network& network, const net::DnsName& name) {
  for (const net::DnsName& listed : network.written().surroundings.private_link_elsewhere) {
    const auto private_name = azure::private_name_of(listed);
    if (!private_name || (name != listed && name != *private_name)) continue;
    PublicAnswer answer;
    answer.facts = {"D-103", "R-36"};
    if (name == listed) {
      answer.kind = PublicAnswer::Kind::alias;
      answer.target = *private_name;
      answer.summary = listed.text() +
                       " has an approved private endpoint elsewhere: public DNS "
                       "points it at " +
                       private_name->text();
    } else {
      answer.kind = PublicAnswer::Kind::address;
      answer.address.front_end = std::string(split(listed.text(), '.').front());
      answer.summary = "public DNS leads to the public front end of " + listed.text();
    }
    return answer;
  }
  return {};
}

// Whether public DNS has a name below this one, which therefore exists too (D-013, RFC 8020).
bool is_above_a_public_name(const model::Network& network, const azure::VirtualNetwork* asking,
                            const net::DnsName& name, model::Reading& reading) {
  const azure::Surroundings& said = network.written().surroundings;
  if (std::ranges::any_of(said.public_names, [&](const azure::PublicName& written) {
        return written.kind != azure::PublicName::Kind::nxdomain && written.name.is_within(name);
      }))
    return true;
  if (std::ranges::any_of(said.private_link_elsewhere, [&](const net::DnsName& listed) {
        const auto private_name = azure::private_name_of(listed);
        return listed.is_within(name) || (private_name && private_name->is_within(name));
      }))
    return true;
  return std::ranges::any_of(network.back_ends(), [&](const model::BackEnd& back_end) {
    return std::ranges::any_of(back_end.names, [&](const azure::HostName& host) {
      return host.public_name.is_within(name) ||
             (host.private_name.is_within(name) &&
              has_alias(network, asking, {&back_end, host}, reading));
    });
  });
}

PublicAnswer closed_world(const model::Network& network, const azure::VirtualNetwork* asking,
                          const net::DnsName& name, model::Reading& reading) {
  PublicAnswer answer;
  if (is_above_a_public_name(network, asking, name, reading)) {
    answer.kind = PublicAnswer::Kind::nodata;
    answer.facts = {"R-05", "D-013"};
    answer.summary = "public DNS has names below " + name.text() + ", and nothing else there";
    return answer;
  }
  answer.kind = PublicAnswer::Kind::nxdomain;
  answer.facts = {"R-05"};
  answer.summary = "the public names are complete, and " + name.text() + " is not among them";
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
  const NamedBackEnd* of_public = network.by_public_name(name);
  const NamedBackEnd* of_private = network.by_private_name(name);
  const NamedBackEnd* named = of_public != nullptr ? of_public : of_private;
  if (const azure::PublicName* written = written_name(network, name)) {
    PublicAnswer answer = as_written(*written);
    if (named != nullptr) answer.back_end = named->back_end;
    return answer;
  }
  if (of_public != nullptr)
    return has_alias(network, asking, *of_public, reading) ? alias(*of_public)
                                                           : front_end(*of_public);
  if (of_private != nullptr && has_alias(network, asking, *of_private, reading))
    return front_end(*of_private);
  if (auto elsewhere = of_elsewhere(network, name)) return std::move(*elsewhere);
  if (network.written().surroundings.public_names_complete)
    return closed_world(network, asking, name, reading);
  return unknown(name);
}

}  // namespace airtight::dns
