#include <airtight/reach/next_hop.h>

#include <algorithm>

#include "filters.h"
#include "service_endpoint.h"
#include "unseen_routes.h"

namespace airtight::reach {
namespace {

// The one of the subnet's service endpoints that has the address; the first where no file tells.
Route route_of_service_endpoint(const model::Network& network, const azure::Subnet& subnet,
                                const net::Ip& ip) {
  const std::vector<Route> routes = service_endpoint_routes(network, subnet);
  const auto covering = std::ranges::find_if(routes, [&](const Route& route) {
    return route.prefix.length > 0 && route.prefix.contains(ip);
  });
  return covering == routes.end() ? routes.front() : *covering;
}

}  // namespace

NextHop next_hop(const model::Network& network, const Attachment& at, const net::Ip& ip,
                 model::Reading& reading) {
  NextHop result;
  result.platform = is_platform(ip);
  if (result.platform) return result;
  const std::vector<Route> routes = effective_routes(network, *at.subnet, reading);
  const Route* route = select_route(routes, ip, reading);
  if (route != nullptr) result.route = *route;
  const bool taken = route != nullptr && route->hop != Hop::none && route->hop != Hop::internet;
  if (at.subnet->external) {
    result.unseen = azure::UnknownInput{"subnet " + at.subnet->name};
  } else if (auto site = unplaced_site(network, ip, taken ? route : nullptr)) {
    result.unseen = std::move(site);
  } else if (takes_service_endpoint(network, *at.subnet, ip, route, reading)) {
    result.route = route_of_service_endpoint(network, *at.subnet, ip);
  } else if (auto unseen = unseen_route(network, at, route, ip, reading)) {
    result.unseen = std::move(unseen);
  } else if (route != nullptr && !route->unknown.empty()) {
    result.unseen = route->unknown.front();
  } else if (route == nullptr && ip.family == net::Family::v6) {
    // No page describes what IPv6 does beyond networks and their peers.
    result.unseen = azure::UnknownInput{"the IPv6 route to " + to_string(ip)};
  }
  return result;
}

}  // namespace airtight::reach
