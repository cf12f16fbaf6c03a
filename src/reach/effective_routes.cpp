#include <airtight/azure/address_block.h>
#include <airtight/base/text.h>
#include <airtight/reach/effective_routes.h>

#include <algorithm>
#include <iterator>
#include <numeric>
#include <tuple>

#include "tags.h"

namespace airtight::reach {
namespace {

using net::ipv4;
using net::Prefix;

constexpr Prefix everything{ipv4(0, 0, 0, 0), 0};

bool is_redirected_default(const Route& route) {
  return route.origin != RouteOrigin::system && route.prefix == everything &&
         (route.hop == Hop::appliance || route.hop == Hop::gateway);
}

Hop hop_of(azure::RouteNextHop next_hop) {
  switch (next_hop) {
    case azure::RouteNextHop::gateway:
      return Hop::gateway;
    case azure::RouteNextHop::vnet_local:
      return Hop::vnet_local;
    case azure::RouteNextHop::internet:
      return Hop::internet;
    case azure::RouteNextHop::appliance:
      return Hop::appliance;
    case azure::RouteNextHop::none:
      return Hop::none;
  }
  return Hop::none;
}

Route system_route(const Prefix& prefix, Hop hop) {
  Route route;
  route.prefix = prefix;
  route.hop = hop;
  return route;
}

// N-050: of equal prefixes a block as such comes first, then regional tags, then global ones, then
// AzureCloud's.
int rank_of(const azure::UserRoute& written) {
  if (written.prefix) return 0;
  const bool regional = written.tag.find('.') != std::string::npos;
  const bool everything_of_azure = starts_with_ignoring_case(written.tag, "AzureCloud");
  return (everything_of_azure ? 3 : 1) + (regional ? 0 : 1);
}

void add_user_route(const model::Network& network, const azure::UserRoute& written,
                    std::vector<Route>& routes) {
  if (written.prefix) {
    routes.push_back(as_route(written));
    return;
  }
  // Without the file the prefixes of a tag are not known (N-122).
  const auto* prefixes = prefixes_of_tag(network, written.tag);
  if (prefixes == nullptr) return;
  for (const Prefix& prefix : *prefixes) {
    Route route = as_route(written);
    route.prefix = prefix;
    routes.push_back(std::move(route));
  }
}

void add_user_routes(const model::Network& network, const azure::Subnet& subnet,
                     std::vector<Route>& routes) {
  const azure::RouteTable* table = route_table_of(network, subnet);
  if (table == nullptr) return;
  for (const azure::UserRoute* route : in_order_of_preference(*table))
    add_user_route(network, *route, routes);
}

// N-039: of direct peers only (N-151), in every subnet alike.
void add_peers(const model::Network& network, const azure::VirtualNetwork& home,
               std::vector<Route>& routes) {
  for (const model::Neighbour& neighbour : network.neighbours_of(home)) {
    if (is_down(neighbour)) continue;
    for (const azure::WrittenPrefix& written : peered_prefixes(network, neighbour)) {
      Route route = system_route(written.prefix, Hop::peering);
      route.peer = neighbour.network;
      route.where = neighbour.link->where;
      routes.push_back(std::move(route));
    }
  }
}

// N-047: a learned route inside a system prefix is discarded, one of a gateway to a peer too
// (N-162); C-03 where a user route took the system prefix's place.
bool is_suppressed(const Route& learned, const std::vector<Route>& routes,
                   model::Reading& reading) {
  for (const Route& cover : routes) {
    const bool local = cover.hop == Hop::vnet_local || cover.hop == Hop::peering;
    if (cover.origin != RouteOrigin::system || !local || !cover.prefix.contains(learned.prefix))
      continue;
    const bool overridden = std::ranges::any_of(routes, [&](const Route& route) {
      return route.origin == RouteOrigin::user && route.prefix == cover.prefix;
    });
    return !overridden ||
           reading.branch(model::Choice::c03_suppressed_route_under_a_user_route) == 0;
  }
  return false;
}

// What a gateway or a hub gives beside them yields to the network's own routes (N-047). Needs the
// user routes and those of the network and its peers to be there.
void add_learned(std::vector<Route> learned, model::Reading& reading, std::vector<Route>& routes) {
  std::erase_if(learned, [&](const Route& route) { return is_suppressed(route, routes, reading); });
  routes.insert(routes.end(), std::make_move_iterator(learned.begin()),
                std::make_move_iterator(learned.end()));
}

Route learned_route(const Prefix& prefix, const Where& where) {
  Route route = system_route(prefix, Hop::gateway);
  route.origin = RouteOrigin::gateway;
  route.where = where;
  return route;
}

std::vector<Route> learned_by(const model::Gateway& gateway) {
  std::vector<Route> learned;
  for (const azure::WrittenPrefix& written : gateway.learned) {
    learned.push_back(learned_route(written.prefix, written.where));
    learned.back().gateway = &gateway;
  }
  return learned;
}

Route hub_route(const model::Hub& hub, const Prefix& prefix, const Where& where) {
  Route route = learned_route(prefix, where);
  route.hub = &hub;
  return route;
}

// The default route of a hub with a policy for Internet traffic comes to the connections that take
// it.
bool takes_default_route(const model::Hub& hub, const azure::HubConnection& connection,
                         model::Reading& reading) {
  if (hub.written->internet_next_hop.empty()) return false;
  const auto& property = connection.internet_security;
  if (const bool* known = property.known()) return *known;
  const azure::UnknownInput absent{"enableInternetSecurity of hub connection " + connection.name};
  return reading.guess(property.unknown() != nullptr ? *property.unknown() : absent) == 1;
}

// N-072, I-216: with a policy for private traffic the RFC 1918 space as a whole, without it what is
// connected, and the hub's own space.
std::vector<Route> given_by(const model::Hub& hub, const azure::VirtualNetwork& home,
                            model::Reading& reading) {
  std::vector<Route> given;
  for (const azure::WrittenPrefix& own : hub.written->address_prefixes)
    given.push_back(hub_route(hub, own.prefix, own.where));
  const Where& intent = hub.written->where;
  if (!hub.written->private_next_hop.empty()) {
    for (const Prefix& block : {Prefix{ipv4(10, 0, 0, 0), 8}, Prefix{ipv4(172, 16, 0, 0), 12},
                                Prefix{ipv4(192, 168, 0, 0), 16}})
      given.push_back(hub_route(hub, block, intent));
  } else {
    for (const azure::WrittenPrefix& written : hub.learned)
      given.push_back(hub_route(hub, written.prefix, written.where));
  }
  for (const model::Hub::Spoke& spoke : hub.spokes) {
    if (spoke.network == &home) {
      if (takes_default_route(hub, *spoke.connection, reading))
        given.push_back(hub_route(hub, everything, spoke.connection->where));
    } else if (hub.written->private_next_hop.empty()) {
      for (const azure::WrittenPrefix& written : spoke.network->address_prefixes)
        given.push_back(hub_route(hub, written.prefix, spoke.connection->where));
    }
  }
  return given;
}

bool is_approved(const model::Endpoint& endpoint) {
  const auto* state = endpoint.written->state.known();
  return state != nullptr ? *state == azure::ConnectionState::approved : !endpoint.written->manual;
}

// C-23: whether an endpoint that is not approved has a route. It owns its address and drops packets
// either way (N-211).
bool has_route(const model::Endpoint& endpoint, model::Reading& reading) {
  return is_approved(endpoint) ||
         reading.branch(model::Choice::c23_route_of_unapproved_endpoint) == 0;
}

// Of a network and its direct peers, not further (N-042, N-163).
void add_endpoints(const model::Network& network, const azure::VirtualNetwork& home,
                   const azure::VirtualNetwork* peer, model::Reading& reading,
                   std::vector<Route>& routes) {
  const azure::VirtualNetwork& owner = peer == nullptr ? home : *peer;
  for (const model::Endpoint* endpoint : network.endpoints_in(owner)) {
    for (const net::Ip& ip : endpoint->addresses) {
      if (!has_route(*endpoint, reading)) continue;
      Route route = system_route(net::host_prefix(ip), Hop::endpoint);
      route.peer = peer;
      route.endpoint = endpoint;
      route.where = endpoint->written->where;
      routes.push_back(std::move(route));
    }
  }
}

bool strictly_contains(const Prefix& outer, const Prefix& inner) {
  return outer != inner && outer.contains(inner);
}

// The None routes that are left: N-034, N-035, N-037, N-038. A network inside one leaves it in
// place (N-036), and the network's own prefix is longer.
void add_reserved(const azure::VirtualNetwork& home, model::Reading& reading,
                  std::vector<Route>& routes) {
  const auto redirected = std::ranges::find_if(routes, is_redirected_default);
  if (redirected != routes.end()) {
    const bool proven =
        redirected->origin == RouteOrigin::user && redirected->hop == Hop::appliance;
    if (proven || reading.branch(model::Choice::c02_none_routes_under_a_redirected_default) == 0)
      return;
  }
  // An unknown next hop of the default route may be an appliance.
  const auto unknown = std::ranges::find_if(routes, [](const Route& route) {
    return route.origin == RouteOrigin::user && route.prefix == everything &&
           !route.unknown.empty();
  });
  if (unknown != routes.end() && reading.guess(unknown->unknown.front(), 2, "None routes") == 1)
    return;
  const std::vector<Prefix> own = model::prefixes(home);
  for (const azure::AddressBlock& each : azure::address_blocks()) {
    if (each.use != azure::BlockUse::dropped) continue;
    const Prefix& block = each.prefix;
    const bool covered = std::ranges::any_of(
        own, [&](const Prefix& p) { return p == block || strictly_contains(p, block); });
    const bool replaced = std::ranges::any_of(routes, [&](const Route& route) {
      return route.origin == RouteOrigin::user && route.prefix == block;
    });
    if (!covered && !replaced) routes.push_back(system_route(block, Hop::none));
  }
}

constexpr std::size_t few_routes = 16;

int length_around(const azure::VirtualNetwork& owner, const net::Ip& ip) {
  for (const Prefix& prefix : model::prefixes(owner)) {
    if (prefix.contains(ip)) return prefix.length;
  }
  return 0;
}

bool redirects(const Route& route) {
  return route.hop == Hop::appliance || route.hop == Hop::gateway;
}

// Which user routes count for an endpoint's address instead of its /32.
enum class Rivals { none, redirecting, all };

// N-064, N-065: the /32 gives way when the endpoint's subnet applies route tables to it and a user
// route is at least as long as the network's prefix around it. A user /32 wins by itself (N-046).
Rivals rivals_of(const Route& endpoint_route, std::span<const Route> routes, const net::Ip& ip,
                 model::Reading& reading) {
  const model::Endpoint& endpoint = *endpoint_route.endpoint;
  std::vector<const Route*> candidates;
  for (const Route& route : routes) {
    if (route.origin != RouteOrigin::user || !route.prefix.contains(ip)) continue;
    if (route.prefix == endpoint_route.prefix) return Rivals::none;
    if (route.prefix.length >= length_around(*endpoint.network, ip)) candidates.push_back(&route);
  }
  if (candidates.empty() || !applies_route_tables(endpoint, reading)) return Rivals::none;
  // C-05 is open only when a route of another kind is among them.
  if (std::ranges::all_of(candidates,
                          [](const Route* route) { return route->hop == Hop::appliance; }))
    return Rivals::all;
  switch (reading.branch(model::Choice::c05_routes_that_invalidate_an_endpoint)) {
    case 0:  // an appliance's route is used, were one to the network itself longer (N-066)
      return std::ranges::any_of(candidates, [](const Route* route) { return redirects(*route); })
                 ? Rivals::redirecting
                 : Rivals::none;
    case 1:
      return Rivals::all;
    default:
      return Rivals::none;
  }
}

bool counts(const Route& route, Rivals rivals) {
  return route.origin != RouteOrigin::user || rivals != Rivals::redirecting || redirects(route);
}

// The longest of the user routes that take an endpoint's place; null if none does.
const Route* invalidating(const Route& endpoint_route, std::span<const Route> routes,
                          const net::Ip& ip, model::Reading& reading) {
  const Rivals rivals = rivals_of(endpoint_route, routes, ip, reading);
  if (rivals == Rivals::none) return nullptr;
  const Route* longest = nullptr;
  for (const Route& route : routes) {
    const bool rival =
        route.origin == RouteOrigin::user && route.prefix.contains(ip) && counts(route, rivals);
    if (rival && (longest == nullptr || route.prefix.length > longest->prefix.length))
      longest = &route;
  }
  return longest;
}

// Of a link that lags behind, what it last saw of the other side (N-164).
std::vector<azure::WrittenPrefix> remote_prefixes(const model::Network& network,
                                                  const model::Neighbour& neighbour) {
  const azure::Peering& link = *neighbour.link;
  if (link.complete)
    return link.synced_prefixes.empty() ? neighbour.network->address_prefixes
                                        : link.synced_prefixes;
  std::vector<azure::WrittenPrefix> prefixes;
  for (const std::string& name : link.remote_subnets) {
    const azure::Subnet* subnet = network.subnet(neighbour.network->id.child("subnets", name));
    if (subnet == nullptr) return neighbour.network->address_prefixes;  // whichever it is
    prefixes.insert(prefixes.end(), subnet->address_prefixes.begin(),
                    subnet->address_prefixes.end());
  }
  return prefixes;
}

// By prefix and origin; of equal ones the first counts (N-050). A route is large, so places are
// sorted.
std::vector<Route> in_order(std::vector<Route> routes) {
  std::vector<std::size_t> places(routes.size());
  std::iota(places.begin(), places.end(), std::size_t{0});
  std::ranges::sort(places, {}, [&](std::size_t place) {
    return std::tuple(routes[place].prefix, routes[place].origin, place);
  });
  std::vector<Route> sorted;
  sorted.reserve(routes.size());
  for (const std::size_t place : places) sorted.push_back(std::move(routes[place]));
  return sorted;
}

}  // namespace

const azure::RouteTable* route_table_of(const model::Network& network,
                                        const azure::Subnet& subnet) {
  const azure::ResourceId* id = subnet.route_table.known();
  return id == nullptr ? nullptr : network.route_table(*id);
}

bool takes_learned_routes(const model::Network& network, const azure::Subnet& subnet) {
  const azure::RouteTable* table = route_table_of(network, subnet);
  return table == nullptr || !table->disable_bgp_propagation;
}

// N-067: the flag is the endpoint's subnet's, the routes are the client's.
bool applies_route_tables(const model::Endpoint& endpoint, model::Reading& reading) {
  if (endpoint.subnet == nullptr) return false;
  const auto& policies = endpoint.subnet->endpoint_policies;
  if (const auto* unknown = policies.unknown()) return reading.guess(*unknown, 2, "routes") == 1;
  const auto* known = policies.known();
  return known != nullptr && (*known == azure::EndpointPolicies::enabled ||
                              *known == azure::EndpointPolicies::route_table);
}

bool is_peered(const azure::Peering& link, const azure::Subnet* subnet) {
  if (link.complete || subnet == nullptr) return true;
  return std::ranges::any_of(link.local_subnets, [&](const std::string& name) {
    return equal_ignoring_case(name, subnet->name);
  });
}

std::vector<azure::WrittenPrefix> peered_prefixes(const model::Network& network,
                                                  const model::Neighbour& neighbour) {
  const azure::Peering* link = neighbour.link;
  if (link == nullptr) return neighbour.network->address_prefixes;
  std::vector<azure::WrittenPrefix> prefixes = remote_prefixes(network, neighbour);
  if (link->only_ipv6) {
    std::erase_if(prefixes, [](const azure::WrittenPrefix& written) {
      return written.prefix.base.family == net::Family::v4;
    });
  }
  return prefixes;
}

std::vector<const azure::UserRoute*> in_order_of_preference(const azure::RouteTable& table) {
  std::vector<const azure::UserRoute*> written;
  for (const azure::UserRoute& route : table.routes) written.push_back(&route);
  std::ranges::stable_sort(written, {}, [](const auto* route) { return rank_of(*route); });
  return written;
}

Route as_route(const azure::UserRoute& written) {
  Route route = system_route(written.prefix.value_or(everything), hop_of(written.next_hop));
  route.unknown = written.unknown;
  route.origin = RouteOrigin::user;
  route.next_hop_address = written.next_hop_address;
  route.name = written.name;
  route.tag = written.prefix ? "" : written.tag;
  route.where = written.where;
  return route;
}

std::string_view to_string(Hop hop) {
  switch (hop) {
    case Hop::vnet_local:
      return "VnetLocal";
    case Hop::peering:
      return "VNetPeering";
    case Hop::internet:
      return "Internet";
    case Hop::none:
      return "None";
    case Hop::endpoint:
      return "InterfaceEndpoint";
    case Hop::service_endpoint:
      return "VirtualNetworkServiceEndpoint";
    case Hop::appliance:
      return "VirtualAppliance";
    case Hop::gateway:
      return "VirtualNetworkGateway";
  }
  return "";
}

// One route for each of the network's prefixes, public ones included, and none for its subnets
// (N-006, N-009); the sender of every packet is asked, also inside one subnet (N-010).
std::vector<Route> effective_routes(const model::Network& network, const azure::Subnet& subnet,
                                    model::Reading& reading) {
  std::vector<Route> routes;
  const azure::VirtualNetwork* home = network.virtual_network(subnet.virtual_network);
  if (home == nullptr) return routes;
  // Each walk asks for the routes, and a route is large to move.
  routes.reserve(azure::address_blocks().size() + home->address_prefixes.size() + few_routes);
  // N-009: no route of a subnet's own, so a user route may stand between two of its machines
  // (N-010).
  for (const azure::WrittenPrefix& written : home->address_prefixes) {
    routes.push_back(system_route(written.prefix, Hop::vnet_local));
    routes.back().where = written.where;
  }
  routes.push_back(system_route(everything, Hop::internet));
  add_peers(network, *home, routes);
  add_endpoints(network, *home, nullptr, reading, routes);
  for (const model::Neighbour& neighbour : network.neighbours_of(*home)) {
    // Endpoints have IPv4 addresses only (N-203).
    if (!is_down(neighbour) && !neighbour.link->only_ipv6)
      add_endpoints(network, *home, neighbour.network, reading, routes);
  }
  add_user_routes(network, subnet, routes);
  if (takes_learned_routes(network, subnet)) {
    if (const model::Gateway* gateway = network.gateway_of(*home))
      add_learned(learned_by(*gateway), reading, routes);
    if (const model::Hub* hub = network.hub_of(*home))
      add_learned(given_by(*hub, *home, reading), reading, routes);
  }
  add_reserved(*home, reading, routes);
  return in_order(std::move(routes));
}

std::vector<Prefix> given_by_hub(const model::Network& network, const azure::VirtualNetwork& home,
                                 model::Reading& reading) {
  std::vector<Prefix> prefixes;
  const model::Hub* hub = network.hub_of(home);
  if (hub == nullptr) return prefixes;
  for (const Route& route : given_by(*hub, home, reading)) prefixes.push_back(route.prefix);
  return prefixes;
}

const Route* overriding(const Route& route, std::span<const Route> routes,
                        model::Reading& reading) {
  for (const Route& other : routes) {
    if (other.prefix != route.prefix || &other == &route) continue;
    const bool earlier = &other < &route && other.origin == RouteOrigin::user;  // N-050
    if (other.origin > route.origin || (earlier && other.origin == route.origin)) return &other;
  }
  if (route.hop != Hop::endpoint) return nullptr;
  return invalidating(route, routes, route.prefix.base, reading);
}

const Route* select_route(std::span<const Route> routes, const net::Ip& destination,
                          model::Reading& reading) {
  const auto direct = std::ranges::find_if(routes, [&](const Route& route) {
    return route.hop == Hop::endpoint && route.prefix.contains(destination);
  });
  const Rivals rivals =
      direct == routes.end() ? Rivals::none : rivals_of(*direct, routes, destination, reading);
  const Route* best = nullptr;
  for (const Route& route : routes) {
    if (!route.prefix.contains(destination)) continue;
    if (route.hop == Hop::endpoint && rivals != Rivals::none) continue;
    if (!counts(route, rivals)) continue;
    const bool longer = best == nullptr || route.prefix.length > best->prefix.length;
    const bool preferred = best != nullptr && route.prefix.length == best->prefix.length &&
                           route.origin > best->origin;
    if (longer || preferred) best = &route;
  }
  return best;
}

}  // namespace airtight::reach
