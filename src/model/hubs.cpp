#include <airtight/base/text.h>

#include <algorithm>
#include <array>

#include "index.h"

// What a hub of a virtual WAN connects, as far as it is documented: without tables and static
// routes of its own, every network and site that is connected to it reaches every other. A routing
// intent puts the hub's firewall between them (policy for private traffic: the RFC 1918 space and
// nothing else) and before the Internet (N-072). All else is an unknown of the hub.

namespace airtight::model {
namespace {

constexpr std::array rfc1918{net::Prefix{net::ipv4(10, 0, 0, 0), 8},
                             net::Prefix{net::ipv4(172, 16, 0, 0), 12},
                             net::Prefix{net::ipv4(192, 168, 0, 0), 16}};

bool is_in_private_space(const net::Prefix& prefix) {
  return std::ranges::any_of(rfc1918,
                             [&](const net::Prefix& block) { return block.contains(prefix); });
}

bool is_named(const azure::VirtualHub& hub, const std::string& text) {
  return equal_ignoring_case(hub.name, text) || hub.id.key() == to_lower(text);
}

azure::UnknownInput routes_of(const azure::VirtualHub& hub) {
  return {"the routes of virtual hub " + hub.name};
}

// The firewall of an intent; of any other device nobody knows what it does.
const Firewall* next_hop(const Network::Index& index, const azure::ResourceId& id, Hub& hub) {
  if (id.empty()) return nullptr;
  const auto found = std::ranges::find_if(
      index.firewalls, [&](const Firewall& firewall) { return firewall.written->id == id; });
  if (found != index.firewalls.end() && !found->written->external) return &*found;
  hub.unknown.push_back({"what " + std::string(id.name()) + ", the next hop of virtual hub " +
                         hub.written->name + ", lets pass"});
  return nullptr;
}

void add_spokes(const Network::Index& index, Hub& hub) {
  for (const azure::HubConnection& connection : index.written.hub_connections) {
    if (connection.hub != hub.written->id) continue;
    const azure::VirtualNetwork* network = find(index.virtual_networks, connection.network);
    if (connection.routing_rules) hub.unknown.push_back(routes_of(*hub.written));
    hub.unknown.insert(hub.unknown.end(), connection.unknown.begin(), connection.unknown.end());
    if (network == nullptr || network->external) {
      hub.elsewhere.push_back(
          {connection.network.empty()
               ? "the network of hub connection " + connection.name
               : "the virtual network " + std::string(connection.network.name())});
      if (network == nullptr) continue;
    }
    hub.spokes.push_back({network, &connection});
  }
}

void add_sites(const Network::Index& index, Hub& hub) {
  using Connection = azure::SurroundingSite::Connection;
  for (const azure::SurroundingSite& site : index.written.surroundings.sites) {
    if (site.connection == Connection::none || !is_named(*hub.written, site.gateway_network))
      continue;
    hub.sites.push_back(&site);
    for (const net::Prefix& prefix : site.advertised) hub.learned.push_back({prefix, site.where});
  }
  for (const azure::LearnedRoute& route : index.written.surroundings.learned_routes) {
    if (is_named(*hub.written, route.network)) hub.learned.push_back({route.prefix, route.where});
  }
}

// Hubs of one WAN lead to each other's networks; how, depends on the routing of both.
void add_other_hubs(const Network::Index& index, Hub& hub) {
  for (const azure::VirtualHub& other : index.written.virtual_hubs) {
    const bool apart =
        !other.wan.empty() && !hub.written->wan.empty() && other.wan != hub.written->wan;
    if (&other == hub.written || other.route_server || apart) continue;
    hub.elsewhere.push_back(
        {"the routes between virtual hubs " + hub.written->name + " and " + other.name});
  }
}

// The policy for private traffic names RFC 1918 space; of other space it depends on prefixes that
// the input has in tables of several forms.
void check_private_space(Hub& hub) {
  if (hub.written->private_next_hop.empty()) return;
  const auto check = [&](const net::Prefix& prefix) {
    if (!is_in_private_space(prefix))
      hub.unknown.push_back({"how virtual hub " + hub.written->name + " routes " +
                             to_string(prefix) + ", which is not RFC 1918 space"});
  };
  for (const Hub::Spoke& spoke : hub.spokes) std::ranges::for_each(prefixes(*spoke.network), check);
  for (const azure::WrittenPrefix& written : hub.learned) check(written.prefix);
}

Hub joined(const Network::Index& index, const azure::VirtualHub& written) {
  Hub hub;
  hub.written = &written;
  hub.unknown = written.unknown;
  if (written.external || written.routing_rules) hub.unknown.push_back(routes_of(written));
  add_spokes(index, hub);
  add_sites(index, hub);
  add_other_hubs(index, hub);
  hub.private_traffic = next_hop(index, written.private_next_hop, hub);
  hub.internet_traffic = next_hop(index, written.internet_next_hop, hub);
  check_private_space(hub);
  return hub;
}

}  // namespace

// A route server (kind RouteServer) is none: it learns for its network.
void join_hubs(Network::Index& index) {
  for (const azure::VirtualHub& written : index.written.virtual_hubs) {
    if (!written.route_server) index.hubs.push_back(joined(index, written));
  }
}

}  // namespace airtight::model
