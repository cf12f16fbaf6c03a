#include "unseen_routes.h"

#include <airtight/azure/service_tags.h>
#include <airtight/base/text.h>

#include <algorithm>

#include "tags.h"

namespace airtight::reach {
namespace {

using azure::UnknownInput;

UnknownInput routes_of(std::string_view table) { return {"the routes of " + std::string(table)}; }

// A table that the input does not show; none where it shows it or there is none.
std::optional<UnknownInput> unseen_table(const model::Network& network,
                                         const azure::Subnet& subnet) {
  const azure::Property<azure::ResourceId>& property = subnet.route_table;
  if (property.absent()) return {};
  if (const auto* unknown = property.unknown()) return *unknown;
  const azure::RouteTable* table = network.route_table(*property.known());
  if (table == nullptr || table->external) return routes_of(property.known()->name());
  return {};
}

std::optional<UnknownInput> unseen_user_route(const model::Network& network,
                                              const azure::Subnet& subnet, const Route* chosen,
                                              const std::optional<net::Ip>& ip) {
  if (auto unseen = unseen_table(network, subnet)) return unseen;
  const azure::RouteTable* table = route_table_of(network, subnet);
  const bool whole = chosen != nullptr && chosen->origin == RouteOrigin::user &&
                     chosen->prefix.length == net::width(chosen->prefix.base.family);
  if (table == nullptr || whole) return {};  // nothing is longer
  for (const azure::UserRoute& written : table->routes) {
    if (!written.prefix && written.tag.empty() && !written.unknown.empty())
      return written.unknown.front();
    // Tags are public space (N-115); those of a front end are known by name.
    const bool elsewhere = ip && net::is_private(*ip) && azure::is_service_tag(written.tag);
    if (!written.tag.empty() && prefixes_of_tag(network, written.tag) == nullptr && ip &&
        !elsewhere)
      return UnknownInput{"the addresses of route " + written.name};
  }
  return {};
}

// Its prefix or the type of its next hop is not known.
bool is_unseen_in_tag(const azure::UserRoute& written) {
  const bool somewhere = !written.prefix && written.tag.empty();
  return !written.unknown.empty() && (somewhere || written.next_hop == azure::RouteNextHop::none);
}

template <class Counts>
void add_unseen_user_routes(const model::Network& network, const azure::Subnet& subnet,
                            const Counts& counts, std::vector<UnknownInput>& found) {
  if (const auto unseen = unseen_table(network, subnet)) found.push_back(*unseen);
  const azure::RouteTable* table = route_table_of(network, subnet);
  if (table == nullptr) return;
  for (const azure::UserRoute& written : table->routes) {
    if (counts(written)) found.insert(found.end(), written.unknown.begin(), written.unknown.end());
  }
}

// A peer that the input does not have: neither its prefixes nor its side of the peering are known.
std::optional<UnknownInput> unseen_peer(const model::Network& network, const azure::Peering& link) {
  const azure::VirtualNetwork* remote = network.virtual_network(link.remote);
  if (link.remote.empty() || (remote != nullptr && !remote->external)) return {};
  return UnknownInput{"the virtual network " + std::string(link.remote.name())};
}

// Peers are disjoint from a network and from each other (N-012), so that its prefixes and theirs
// are safe. Address spaces are taken to be private ones.
std::optional<UnknownInput> unseen_peer_with(const model::Network& network, const Attachment& at,
                                             const Route* chosen,
                                             const std::optional<net::Ip>& ip) {
  const bool local = chosen != nullptr && (chosen->hop == Hop::vnet_local ||
                                           chosen->hop == Hop::peering || chosen->endpoint);
  const bool whole =
      chosen != nullptr && chosen->prefix.length == net::width(chosen->prefix.base.family);
  if (local || whole || !ip || !net::is_private(*ip)) return {};
  for (const azure::Peering& link : network.written().peerings) {
    if (link.virtual_network != at.network->id) continue;
    if (auto unseen = unseen_peer(network, link)) return unseen;
  }
  return unseen_transit(network, *at.network);
}

void add_unseen_peers(const model::Network& network, const azure::VirtualNetwork& home,
                      std::vector<UnknownInput>& found) {
  for (const azure::Peering& link : network.written().peerings) {
    if (link.virtual_network != home.id && link.remote != home.id) continue;
    if (link.state.unknown() != nullptr) found.push_back(*link.state.unknown());
    if (link.virtual_network != home.id) continue;
    if (auto unseen = unseen_peer(network, link)) found.push_back(std::move(*unseen));
  }
}

void add_unseen_endpoints(const model::Network& network, const azure::VirtualNetwork& home,
                          std::vector<UnknownInput>& found) {
  const auto& neighbours = network.neighbours_of(home);
  for (const model::Endpoint& endpoint : network.endpoints()) {
    const bool near =
        endpoint.network == &home || std::ranges::any_of(neighbours, [&](const auto& neighbour) {
          return neighbour.network == endpoint.network && !is_down(neighbour);
        });
    if (near && endpoint.addresses.empty())
      found.push_back({"the address of private endpoint " + endpoint.written->name});
  }
}

void add_unseen_learned(const model::Network& network, const azure::Subnet& subnet,
                        const azure::VirtualNetwork& home, std::vector<UnknownInput>& found) {
  const model::Gateway* gateway = network.gateway_of(home);
  if (!takes_learned_routes(network, subnet)) return;
  if (const model::Hub* hub = network.hub_of(home)) {
    found.insert(found.end(), hub->unknown.begin(), hub->unknown.end());
    found.insert(found.end(), hub->elsewhere.begin(), hub->elsewhere.end());
  }
  if (gateway != nullptr)
    found.insert(found.end(), gateway->unknown.begin(), gateway->unknown.end());
  for (const azure::SurroundingSite& site : network.written().surroundings.sites) {
    const bool connected = site.connection != azure::SurroundingSite::Connection::none;
    if (connected && site.gateway_network.empty())
      found.push_back({"the network of the gateway of site " + site.name});
  }
}

}  // namespace

std::optional<UnknownInput> unseen_transit(const model::Network& network,
                                           const azure::VirtualNetwork& home) {
  for (const model::Neighbour& neighbour : network.neighbours_of(home)) {
    if (neighbour.link != nullptr) {
      if (const auto* unknown = neighbour.link->use_remote_gateways.unknown()) return *unknown;
    }
    if (neighbour.back != nullptr) {
      if (const auto* unknown = neighbour.back->allow_gateway_transit.unknown()) return *unknown;
    }
  }
  return {};
}

// An endpoint's /32 gives way only to user routes of its subnet's policies (N-064), so that one is
// safe where they are off; what a gateway learns never beats the routes of networks (N-047).
std::optional<UnknownInput> unseen_route(const model::Network& network, const Attachment& at,
                                         const Route* chosen, const std::optional<net::Ip>& ip,
                                         model::Reading& reading) {
  const bool endpoint = chosen != nullptr && chosen->endpoint != nullptr;
  if (endpoint && !applies_route_tables(*chosen->endpoint, reading)) return {};
  if (auto unseen = unseen_user_route(network, *at.subnet, chosen, ip)) return unseen;
  if (auto unseen = unseen_peer_with(network, at, chosen, ip)) return unseen;
  const bool local = chosen != nullptr && chosen->origin == RouteOrigin::system &&
                     (chosen->hop == Hop::vnet_local || chosen->hop == Hop::peering || endpoint);
  if (local || !takes_learned_routes(network, *at.subnet)) return {};  // N-043
  const model::Gateway* gateway = network.gateway_of(*at.network);
  if (gateway != nullptr && !gateway->unknown.empty()) return gateway->unknown.front();
  const model::Hub* hub = network.hub_of(*at.network);
  if (hub == nullptr) return {};
  if (!hub->unknown.empty()) return hub->unknown.front();
  // What the hub may give beside that is private space, and no route of its own is longer.
  const bool known = chosen != nullptr && chosen->hub != nullptr;
  const bool inside = ip && net::is_private(*ip);
  if (!hub->elsewhere.empty() && inside && !known) return hub->elsewhere.front();
  return {};
}

std::optional<UnknownInput> unplaced_site(const model::Network& network,
                                          const std::optional<net::Ip>& ip, const Route* taken) {
  const auto may_win = [&](const net::Prefix& prefix) {
    const bool covers =
        ip ? prefix.contains(*ip) : prefix.length == 0 || !net::is_private(prefix.base);
    return covers && (taken == nullptr ||
                      (taken->origin == RouteOrigin::user && prefix.length > taken->prefix.length));
  };
  for (const azure::SurroundingSite& site : network.written().surroundings.sites) {
    if (site.connection == azure::SurroundingSite::Connection::none) continue;
    if (site.gateway_network.empty() && std::ranges::any_of(site.advertised, may_win))
      return UnknownInput{"the network of the gateway of site " + site.name};
  }
  return {};
}

std::vector<UnknownInput> unseen_routes(const model::Network& network,
                                        const azure::Subnet& subnet) {
  std::vector<UnknownInput> found;
  if (subnet.external) found.push_back({"subnet " + subnet.name});
  const azure::VirtualNetwork* home = network.virtual_network(subnet.virtual_network);
  if (home == nullptr || home->external)
    found.push_back({"the virtual network " + std::string(subnet.virtual_network.name())});
  add_unseen_user_routes(
      network, subnet, [](const azure::UserRoute&) { return true; }, found);
  if (home == nullptr) return found;
  add_unseen_peers(network, *home, found);
  add_unseen_endpoints(network, *home, found);
  add_unseen_learned(network, subnet, *home, found);
  return found;
}

std::vector<UnknownInput> unseen_in_virtual_network(const model::Network& network,
                                                    const azure::Subnet& subnet) {
  std::vector<UnknownInput> found;
  const azure::VirtualNetwork* home = network.virtual_network(subnet.virtual_network);
  add_unseen_user_routes(network, subnet, is_unseen_in_tag, found);
  if (home == nullptr) return found;
  add_unseen_peers(network, *home, found);
  add_unseen_learned(network, subnet, *home, found);
  return found;
}

}  // namespace airtight::reach
