#include "walk.h"

#include <algorithm>

#include "filters.h"
#include "walk_state.h"

namespace airtight::reach {
namespace {

constexpr int most_devices = 8;

}  // namespace

Walk::Walk(const model::Network& network, const Attachment& at, const Destination& destination,
           const EdgeSource& shared_egress, model::Reading& reading)
    : network_(network),
      client_(at),
      at_(at),
      destination_(destination),
      shared_egress_(shared_egress),
      reading_(reading) {
  packet_.sources = senders(at);
  packet_.destination = destination.ip;
  packet_.front_end = destination.front_end;
  packet_.protocol = destination.protocol;
  packet_.port = destination.port;
}

Disposition Walk::run() {
  if (at_.subnet == nullptr) return outside_input();
  if (at_.subnet->external && reading_.guess({"subnet " + at_.subnet->name}) == 1)
    return deny(Reason::no_route, "route", "subnet " + at_.subnet->name + " is outside the input",
                {"I-005"});
  if (!passes_outbound(network_, at_, packet_, reading_, trace_)) return denied(Reason::nsg_out);
  for (int hops = 0; hops <= most_devices; ++hops) {
    if (auto result = step()) return *result;
  }
  return deny(Reason::loop, "route", "the packet loops between appliances", {"N-059"});
}

std::vector<net::Prefix> Walk::senders(const Attachment& at) {
  std::vector<net::Prefix> prefixes;
  if (at.interface != nullptr) {
    for (const net::Ip& ip : at.interface->addresses) prefixes.push_back(net::host_prefix(ip));
    if (!prefixes.empty()) prefixes.resize(1);  // the primary address sends
  }
  if (prefixes.empty() && at.subnet != nullptr) {
    for (const azure::WrittenPrefix& written : at.subnet->address_prefixes)
      prefixes.push_back(written.prefix);
  }
  return prefixes;
}

Disposition Walk::outside_input() {
  const azure::UnknownInput unknown{"the subnet the sender is in"};
  if (reading_.guess(unknown) == 0)
    return deny(Reason::no_route, "route", "the sender's subnet is outside the input", {"I-005"});
  return allow(Via::vnet, "route", "the sender's subnet is outside the input", {"I-005"});
}

std::optional<Disposition> Walk::step() {
  if (destination_.front_end != nullptr) return step_to_front_end();
  const std::vector<Route> routes = effective_routes(network_, *at_.subnet, reading_);
  const Route* route = select_route(routes, *packet_.destination, reading_);
  const bool taken = route != nullptr && route->hop != Hop::none && route->hop != Hop::internet;
  if (!taken) {
    if (auto refused = behind_broken_peering()) return refused;
  }
  if (const auto way = learned_way(taken ? route : nullptr)) return beyond(*way, {"N-040", "R-14"});
  if (const auto unseen = unseen_route(route)) return beyond(unseen->name, {"I-005", "N-045"});
  if (route == nullptr)
    return deny(Reason::no_route, "route", "no route covers " + to_string(*packet_.destination),
                {"N-051"});
  return follow(*route);
}

// A user route that may take the packet and that the input does not say. An endpoint's /32 gives
// way only to routes of its subnet's policies (N-064), so that one is safe where they are off.
std::optional<azure::UnknownInput> Walk::unseen_route(const Route* chosen) {
  const azure::Property<azure::ResourceId>& property = at_.subnet->route_table;
  if (property.absent()) return {};
  if (chosen != nullptr && chosen->endpoint != nullptr &&
      !applies_route_tables(*chosen->endpoint, reading_))
    return {};
  if (const auto* unknown = property.unknown()) return *unknown;
  const azure::RouteTable* table = network_.route_table(*property.known());
  if (table == nullptr || table->external)
    return azure::UnknownInput{"the routes of " + std::string(property.known()->name())};
  for (const azure::UserRoute& written : table->routes) {
    if (!written.prefix && written.tag.empty() && !written.unknown.empty())
      return written.unknown.front();
    // Tags are public space (N-115); those of a front end are known by name.
    if (!written.tag.empty() && packet_.destination && !net::is_private(*packet_.destination))
      return azure::UnknownInput{"the addresses of route " + written.name};
  }
  return {};
}

// What surroundings say may take the packet and is not followed: a route that a gateway learned
// (N-040), or the way to a site. System routes of networks win, and a user route as long (N-045,
// N-046).
std::optional<std::string> Walk::learned_way(const Route* taken) const {
  const auto may_win = [&](const net::Prefix& prefix) {
    const bool covers = packet_.destination ? prefix.contains(*packet_.destination)
                                            : prefix.length == 0 || !net::is_private(prefix.base);
    return covers && (taken == nullptr ||
                      (taken->origin == RouteOrigin::user && prefix.length > taken->prefix.length));
  };
  const auto& around = network_.written().surroundings;
  for (const azure::LearnedRoute& route : around.learned_routes) {
    if (may_win(route.prefix))
      return "the route to " + to_string(route.prefix) + " that a gateway learned";
  }
  for (const azure::SurroundingSite& site : around.sites) {
    if (std::ranges::any_of(site.prefixes, may_win) ||
        std::ranges::any_of(site.advertised, may_win))
      return "the way to site " + site.name;
  }
  return {};
}

// a None route may be met first, and the answer is the same.
std::optional<Disposition> Walk::behind_broken_peering() {
  for (const model::Neighbour& neighbour : network_.neighbours_of(*at_.network)) {
    const auto theirs = model::prefixes(*neighbour.network);
    const bool inside = std::ranges::any_of(
        theirs, [&](const net::Prefix& p) { return p.contains(*packet_.destination); });
    if (inside && is_down(neighbour)) return cross(*neighbour.network);
  }
  return {};
}

std::optional<Disposition> Walk::follow(const Route& route) {
  if (!route.unknown.empty()) return beyond(route.unknown.front().name, {"I-005"});
  add_route_step(route);
  switch (route.hop) {
    case Hop::none:
      return denied(Reason::route_none);
    case Hop::vnet_local:
      return deliver(*at_.network);
    case Hop::peering:
      if (auto refused = cross(*route.peer)) return refused;
      return deliver(*route.peer);
    case Hop::endpoint:
      if (route.peer != nullptr) {
        if (auto refused = cross(*route.peer)) return refused;
      }
      return arrive(*route.endpoint);
    case Hop::internet:
      return to_internet();
    case Hop::service_endpoint:
      return to_edge(
          {EdgeSource::Kind::subnet, std::nullopt, at_.subnet, at_.subnet->name, "", false});
    case Hop::appliance:
      return through_appliance(route);
    case Hop::gateway:
      return beyond("what lies behind the gateway of " + at_.network->name, {"N-057"});
  }
  return {};
}

void Walk::add_route_step(const Route& route) {
  std::string summary = "route " + to_string(route.prefix) + " of subnet " + at_.subnet->name +
                        " leads to " + std::string(to_string(route.hop));
  if (route.next_hop_address) summary += " " + to_string(*route.next_hop_address);
  trace_.push_back({"route",
                    std::move(summary),
                    {route.hop == Hop::endpoint ? "N-042" : "N-045", "N-046"},
                    at_.subnet->id.text(),
                    route.name,
                    route.where});
}

Disposition Walk::denied(Reason reason) { return {false, reason, Via::none, std::move(trace_)}; }

Disposition Walk::deny(Reason reason, std::string stage, std::string summary,
                       std::vector<std::string> facts) {
  trace_.push_back({std::move(stage), std::move(summary), std::move(facts), "", "", {}});
  return denied(reason);
}

Disposition Walk::allow(Via via, std::string stage, std::string summary,
                        std::vector<std::string> facts) {
  trace_.push_back({std::move(stage), std::move(summary), std::move(facts), "", "", {}});
  return {true, Reason::none, via, std::move(trace_)};
}

Disposition walk(const model::Network& network, const Attachment& at,
                 const Destination& destination, const EdgeSource& shared_egress,
                 model::Reading& reading) {
  return Walk(network, at, destination, shared_egress, reading).run();
}

}  // namespace airtight::reach
