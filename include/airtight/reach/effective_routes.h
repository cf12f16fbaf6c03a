#pragma once

#include <airtight/model/network.h>
#include <airtight/model/reading.h>
#include <airtight/reach/packet.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace airtight::reach {

enum class RouteOrigin : std::uint8_t { system, gateway, user };

enum class Hop : std::uint8_t {
  vnet_local,
  peering,
  internet,
  none,
  endpoint,          // InterfaceEndpoint
  service_endpoint,  // VirtualNetworkServiceEndpoint
  appliance,
  gateway,
};

std::string_view to_string(Hop hop);  // Azure's own words: "VnetLocal", "VNetPeering", …

// One row of a subnet's effective routes (N-030).
struct Route {
  net::Prefix prefix;
  RouteOrigin origin = RouteOrigin::system;
  Hop hop = Hop::none;
  std::optional<net::Ip> next_hop_address;      // of an appliance
  const azure::VirtualNetwork* peer = nullptr;  // of a peering, and of an endpoint over there
  const model::Endpoint* endpoint = nullptr;    // of an endpoint
  const model::Gateway* gateway = nullptr;      // of a learned route
  const model::Hub* hub = nullptr;              // of one that a virtual hub gave
  std::string name;                             // of a user route
  std::string tag;  // whose prefix it is: of user routes by service tag and service endpoints
  std::vector<azure::UnknownInput> unknown;  // of a user route: the next hop is not known
  Where where;
};

// The route table of a subnet; null where it has none or the input does not show it.
const azure::RouteTable* route_table_of(const model::Network& network, const azure::Subnet& subnet);

// False where the subnet's route table disables the propagation of learned routes (N-043).
bool takes_learned_routes(const model::Network& network, const azure::Subnet& subnet);

// The prefixes that the virtual hub of a network gives routes to; none without one (N-072).
std::vector<net::Prefix> given_by_hub(const model::Network& network,
                                      const azure::VirtualNetwork& home, model::Reading& reading);

// True where the policies of the endpoint's subnet let user routes act on it (N-064, N-068).
bool applies_route_tables(const model::Endpoint& endpoint, model::Reading& reading);

// The prefixes of a peer that its peering gives routes to: all, or those of the remote subnets of a
// subnet peering (N-166).
std::vector<azure::WrittenPrefix> peered_prefixes(const model::Network& network,
                                                  const model::Neighbour& neighbour);

// Whether a peering carries a subnet's traffic; of a complete peering any (N-166).
bool is_peered(const azure::Peering& link, const azure::Subnet* subnet);

// The routes of a table, of those with equal prefixes the preferred one first (N-050).
std::vector<const azure::UserRoute*> in_order_of_preference(const azure::RouteTable& table);

// A user route as a row. One by service tag has the prefix of no address of its own.
Route as_route(const azure::UserRoute& written);

// All routes of a subnet, in order of prefix, origin and next hop: its network's, the reserved None
// routes, its peers', its endpoints' /32s, its gateway's (N-040, N-043, N-047) and its route
// table's (N-031…N-042, N-034…N-038).
std::vector<Route> effective_routes(const model::Network& network, const azure::Subnet& subnet,
                                    model::Reading& reading);

// What the input does not say and what may add, remove or change routes of a subnet: its table, a
// peer, the address of an endpoint, what a gateway learns.
std::vector<azure::UnknownInput> unseen_routes(const model::Network& network,
                                               const azure::Subnet& subnet);

// Those of them that may put prefixes into the subnet's VirtualNetwork tag (N-108): its table, its
// peers and what a gateway learns.
std::vector<azure::UnknownInput> unseen_in_virtual_network(const model::Network& network,
                                                           const azure::Subnet& subnet);

// The routes of a subnet's service endpoints (N-041), one for each prefix that the service tag file
// has for it. Without the file one with `tag` only.
std::vector<Route> service_endpoint_routes(const model::Network& network,
                                           const azure::Subnet& subnet);

// The route that makes this one Invalid: of an equal prefix and preferred (N-046, N-050), or a user
// route in the place of an endpoint's /32 (N-064). Null for one that is Active. Both are in
// `routes`.
const Route* overriding(const Route& route, std::span<const Route> routes, model::Reading& reading);

// The route Azure uses for `destination`: longest prefix first (N-045), then user before
// learned before system (N-046), and of an endpoint's /32 only when no user route takes its place
// (N-064). Null if none matches (N-051). The pointer is into `routes`.
const Route* select_route(std::span<const Route> routes, const net::Ip& destination,
                          model::Reading& reading);

}  // namespace airtight::reach
