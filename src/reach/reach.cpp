#include <airtight/reach/paas_edge.h>
#include <airtight/reach/reach.h>

#include <algorithm>

#include "service_endpoint.h"
#include "walk.h"

namespace airtight::reach {
namespace {

// Whom a public edge sees when an app's traffic leaves by the platform's shared addresses (N-230,
// N-246).
EdgeSource shared_addresses(const Workload& from) {
  EdgeSource source;
  source.kind = EdgeSource::Kind::unknown_public;
  source.platform = from.kind == Workload::Kind::references;
  source.name = source.platform ? "an address from which the platform fetches references"
                                : "an outbound address of " + from.name;
  if (from.site != nullptr) source.region = from.site->location;
  return source;
}

EdgeSource internet_source(const Workload& from) {
  EdgeSource source;
  source.kind = from.address ? EdgeSource::Kind::address : EdgeSource::Kind::any_public;
  source.address = from.address;
  source.name = from.address ? to_string(*from.address) : "the Internet";
  return source;
}

Disposition refused(Reason reason, std::string summary, std::vector<std::string> facts,
                    const azure::Site* site = nullptr) {
  Step step{"entry", std::move(summary), std::move(facts), "", "", {}};
  if (site != nullptr) {
    step.resource = site->id.text();
    step.where = site->where;
  }
  return {false, reason, Via::none, {std::move(step)}};
}

bool is_private_space(const net::Ip& ip) {
  return net::is_private(ip) || net::Prefix{net::ipv4(100, 64, 0, 0), 10}.contains(ip);
}

// The integration of an app; the network is null where the input does not have it.
Attachment integration_of(const model::Network& network, const azure::Site& site) {
  const azure::ResourceId* subnet = site.integration_subnet.known();
  if (subnet == nullptr) return {};
  return {network.virtual_network(subnet->parent()), network.subnet(*subnet), nullptr};
}

bool in_space_of(const azure::VirtualNetwork* network, const net::Ip& ip) {
  return network != nullptr &&
         std::ranges::any_of(model::prefixes(*network),
                             [&](const net::Prefix& p) { return p.contains(ip); });
}

bool in_reach_of(const model::Network& network, const Attachment& at, const net::Ip& ip) {
  if (at.network == nullptr) return false;
  if (in_space_of(at.network, ip)) return true;
  return std::ranges::any_of(network.neighbours_of(*at.network), [&](const auto& neighbour) {
    return in_space_of(neighbour.network, ip);
  });
}

// N-233: what of an app's own traffic enters the network of its integration.
bool enters_network(const model::Network& network, const azure::Site& site, const Attachment& at,
                    const Destination& destination, model::Reading& reading) {
  if (destination.ip && net::is_private(*destination.ip)) return true;
  if (destination.front_end != nullptr && at.subnet != nullptr &&
      has_service_endpoint(*at.subnet, *destination.front_end))
    return true;
  if (routes_all(site, reading)) return true;
  return destination.ip && in_reach_of(network, at, *destination.ip) &&
         reading.branch(model::Choice::c16_other_space_without_route_all) == 1;
}

Disposition reach_from_app(const model::Network& network, const Workload& from,
                           const Destination& destination, model::Reading& reading) {
  const azure::Site& site = *from.site;
  if (const auto* unknown = site.integration_subnet.unknown()) {
    // Not integrated, integrated where it helps, or integrated where it does not.
    switch (reading.guess(*unknown, 3)) {
      case 0:
        return reach_publicly(network, from, destination, reading);
      case 1:
        return {true, Reason::none, Via::vnet, {}};
      default:
        return refused(Reason::not_in_vnet, "the integration of " + site.name + " is not known",
                       {"A-042"}, &site);
    }
  }
  if (site.integration_subnet.known() == nullptr)
    return reach_publicly(network, from, destination, reading);
  const Attachment at = integration_of(network, site);
  if (enters_network(network, site, at, destination, reading))
    return reach_through_integration(network, from, destination, reading);
  if (destination.ip && in_reach_of(network, at, *destination.ip))
    return refused(Reason::not_in_vnet,
                   "without route-all " + to_string(*destination.ip) +
                       ", which is not RFC 1918 space, leaves by the public path and never arrives",
                   {"N-234"}, &site);
  return reach_publicly(network, from, destination, reading);
}

Disposition reach_from_network(const model::Network& network, const Workload& from,
                               const Destination& destination, model::Reading& reading) {
  EdgeSource egress;
  egress.kind = EdgeSource::Kind::unknown_public;
  egress.region = from.network == nullptr ? "" : from.network->location;
  return walk(network, {from.network, from.subnet, from.interface}, destination, egress, reading);
}

// What a site's own network and its gateway do is not followed.
Disposition reach_from_site(const Workload& from, model::Reading& reading) {
  if (reading.guess({"the way of " + from.name + " into Azure"}) == 0)
    return refused(Reason::no_route, from.name + " may have no way into Azure", {"R-14"});
  return {true, Reason::none, Via::vnet, {}};
}

}  // namespace

bool routes_all(const azure::Site& site, model::Reading& reading) {
  const std::string* setting = site.route_all_setting.known();
  const bool set = setting != nullptr && *setting == "1";
  if (const auto* unknown = site.route_all.unknown()) return reading.guess(*unknown) == 0;
  if (site.route_all.known() == nullptr) return set;
  if (*site.route_all.known() || !set) return *site.route_all.known();
  return reading.branch(model::Choice::c15_route_all_property_against_setting) == 0;
}

Disposition reach_publicly(const model::Network& network, const Workload& from,
                           const Destination& destination, model::Reading& reading) {
  if (destination.front_end != nullptr) {
    const EdgeSource source =
        from.kind == Workload::Kind::internet ? internet_source(from) : shared_addresses(from);
    return pass_public_edge(network, *destination.front_end, source, reading);
  }
  if (is_private_space(*destination.ip))
    return refused(
        Reason::not_in_vnet,
        to_string(*destination.ip) + " is private and " + from.name + " is outside the network",
        {"N-230", "R-14"}, from.site);
  return {
      true,
      Reason::none,
      Via::public_edge,
      {{"internet", to_string(*destination.ip) + " is on the Internet", {"N-054"}, "", "", {}}}};
}

Disposition reach_through_integration(const model::Network& network, const Workload& from,
                                      const Destination& destination, model::Reading& reading) {
  const Attachment at = integration_of(network, *from.site);
  Disposition result = walk(network, at, destination, shared_addresses(from), reading);
  result.trace.insert(result.trace.begin(),
                      {"entry",
                       from.name + " enters the network through subnet " +
                           std::string(from.site->integration_subnet.known()->name()),
                       {"N-231", "N-233"},
                       from.site->id.text(),
                       "",
                       from.site->integration_subnet.where});
  return result;
}

Disposition reach(const model::Network& network, const Workload& from,
                  const Destination& destination, model::Reading& reading) {
  switch (from.kind) {
    case Workload::Kind::app:
    case Workload::Kind::references:
      return reach_from_app(network, from, destination, reading);
    case Workload::Kind::machine:
    case Workload::Kind::subnet:
      return reach_from_network(network, from, destination, reading);
    case Workload::Kind::internet:
    case Workload::Kind::service:
      return reach_publicly(network, from, destination, reading);
    case Workload::Kind::on_premises:
      return reach_from_site(from, reading);
  }
  return {};
}

}  // namespace airtight::reach
