#include <airtight/azure/by_id.h>
#include <airtight/base/text.h>

#include <algorithm>

#include "index.h"

// A network has at most one gateway of each kind (N-364). They are taken together: what one learns
// the other's clients reach as well, and a route does not say which of them carries it (N-049).

namespace airtight::model {
namespace {

constexpr std::string_view gateway_subnet = "GatewaySubnet";

Gateway& gateway_in(Network::Index& index, const azure::VirtualNetwork& network) {
  const auto known = std::ranges::find(index.gateways, &network, &Gateway::network);
  if (known != index.gateways.end()) return *known;
  Gateway& gateway = index.gateways.emplace_back();
  gateway.network = &network;
  const azure::ResourceId id = network.id.child("subnets", gateway_subnet);
  gateway.subnet = find(index.subnets, id);
  if (gateway.subnet != nullptr) return gateway;
  auto assumed = std::make_unique<azure::Subnet>();
  assumed->id = id;
  assumed->name = gateway_subnet;
  assumed->virtual_network = network.id;
  assumed->where = network.where;
  gateway.subnet = assumed.get();
  index.assumed_subnets.push_back(std::move(assumed));
  return gateway;
}

const azure::VirtualNetwork* home_of(const Network::Index& index,
                                     const azure::VirtualNetworkGateway& gateway) {
  const azure::ResourceId* subnet = gateway.subnet.known();
  return subnet == nullptr ? nullptr : find(index.virtual_networks, subnet->parent());
}

void add_written(Network::Index& index) {
  for (const azure::VirtualNetworkGateway& written : index.written.gateways) {
    const azure::VirtualNetwork* home = home_of(index, written);
    if (home == nullptr) continue;
    Gateway& gateway = gateway_in(index, *home);
    const auto* type = written.type.known();
    gateway.vpn = gateway.vpn || type == nullptr || *type == azure::GatewayType::vpn;
    gateway.express_route =
        gateway.express_route || (type != nullptr && *type == azure::GatewayType::express_route);
    if (const auto* unknown = written.type.unknown()) gateway.unknown.push_back(*unknown);
    for (const azure::WrittenPrefix& pool : written.client_pool) gateway.learned.push_back(pool);
  }
}

// What a connection brings: a local network's prefixes, another network's, or routes by BGP.
void connect(Network::Index& index, const azure::GatewayConnection& connection,
             const azure::ResourceId& from, const azure::ResourceId& to) {
  const auto* written = azure::by_id(index.written.gateways, from);
  const azure::VirtualNetwork* home = written == nullptr ? nullptr : home_of(index, *written);
  if (home == nullptr) return;
  Gateway& gateway = gateway_in(index, *home);
  const azure::UnknownInput routes{"the routes that the gateway of " + home->name + " learns"};
  if (const auto* local =
          azure::by_id(index.written.local_network_gateways, connection.local_network)) {
    for (const azure::WrittenPrefix& prefix : local->address_prefixes)
      gateway.learned.push_back(prefix);
    if (local->external || (local->bgp && written->bgp)) gateway.unknown.push_back(routes);
    return;
  }
  const auto* other = azure::by_id(index.written.gateways, to);
  const azure::VirtualNetwork* far = other == nullptr ? nullptr : home_of(index, *other);
  if (far == nullptr) return gateway.unknown.push_back(routes);
  gateway.networks.push_back(far);
  for (const azure::WrittenPrefix& prefix : far->address_prefixes)
    gateway.learned.push_back(prefix);
}

void add_connections(Network::Index& index) {
  for (const azure::GatewayConnection& connection : index.written.gateway_connections) {
    connect(index, connection, connection.gateway, connection.other_gateway);
    if (!connection.other_gateway.empty())
      connect(index, connection, connection.other_gateway, connection.gateway);
  }
}

bool is_hub(const Network::Index& index, const std::string& name) {
  return std::ranges::any_of(index.written.virtual_hubs, [&](const azure::VirtualHub& hub) {
    return equal_ignoring_case(hub.name, name) || hub.id.key() == to_lower(name);
  });
}

void add_sites(Network::Index& index, Diagnostics& diagnostics) {
  using Connection = azure::SurroundingSite::Connection;
  for (const azure::SurroundingSite& site : index.written.surroundings.sites) {
    if (site.connection == Connection::none || site.gateway_network.empty()) continue;
    const azure::VirtualNetwork* home = network_named(index, site.gateway_network);
    if (home == nullptr) {
      if (!is_hub(index, site.gateway_network))
        error(diagnostics, site.where,
              "no virtual network or hub is named " + in_quotes(site.gateway_network), {});
      continue;
    }
    Gateway& gateway = gateway_in(index, *home);
    gateway.sites.push_back(&site);
    (site.connection == Connection::express_route ? gateway.express_route : gateway.vpn) = true;
    for (const net::Prefix& prefix : site.advertised)
      gateway.learned.push_back({prefix, site.where});
  }
}

void add_learned(Network::Index& index, Diagnostics& diagnostics) {
  for (const azure::LearnedRoute& route : index.written.surroundings.learned_routes) {
    const azure::VirtualNetwork* home = network_named(index, route.network);
    if (home == nullptr) {
      if (!is_hub(index, route.network))
        error(diagnostics, route.where, "no virtual network is named " + in_quotes(route.network),
              {});
      continue;
    }
    gateway_in(index, *home).learned.push_back({route.prefix, route.where});
  }
}

}  // namespace

void join_gateways(Network::Index& index, Diagnostics& diagnostics) {
  add_written(index);
  add_connections(index);
  add_sites(index, diagnostics);
  add_learned(index, diagnostics);
  for (Gateway& gateway : index.gateways) {
    // Surroundings that name what the gateway learned name all of it.
    if (!gateway.sites.empty() ||
        std::ranges::any_of(index.written.surroundings.learned_routes,
                            [&](const azure::LearnedRoute& route) {
                              return network_named(index, route.network) == gateway.network;
                            }))
      gateway.unknown.clear();
    std::ranges::stable_sort(gateway.learned, {}, &azure::WrittenPrefix::prefix);
  }
  std::ranges::sort(index.gateways, {}, [](const Gateway& gateway) { return gateway.network->id; });
}

}  // namespace airtight::model
