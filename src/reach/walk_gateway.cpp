#include <algorithm>

#include "unseen_routes.h"
#include "walk_state.h"

namespace airtight::reach {
const azure::SurroundingSite* Walk::site_with(
    const std::vector<const azure::SurroundingSite*>& sites, const net::Ip& ip) {
  const auto found =
      std::ranges::find_if(sites, [&](const auto* site) { return covers(site->prefixes, ip); });
  return found == sites.end() ? nullptr : *found;
}

// A network that uses the gateway goes before what the gateway learned, were it a default route
// (N-047).
bool Walk::is_behind(const model::Gateway& gateway, const net::Ip& ip) const {
  return std::ranges::any_of(network_.written().virtual_networks, [&](const auto& each) {
    return covers(each.address_prefixes, ip) && network_.gateway_of(each) == &gateway;
  });
}

bool Walk::is_gateway(const Attachment& at) {
  return at.subnet != nullptr && at.subnet->name == "GatewaySubnet" && at.interface == nullptr;
}

std::optional<Disposition> Walk::through_gateway(const Route& route) {
  if (route.hub != nullptr) return through_hub(*route.hub);
  const model::Gateway* gateway =
      route.gateway != nullptr ? route.gateway : network_.gateway_of(*at_.network);
  if (gateway == nullptr) {
    if (is_outside_input(*at_.network))
      return beyond("the gateway of " + at_.network->name, {"N-057"});
    return deny(Reason::next_hop_invalid, "gateway",
                at_.network->name + " has no gateway and uses none of a peer", {"N-057", "N-156"},
                route_);
  }
  if (route.origin == RouteOrigin::user && gateway->express_route)
    return deny(
        Reason::next_hop_invalid, "gateway",
        "a user route leads to no ExpressRoute gateway, which " + gateway->network->name + " has",
        {"N-057"}, route_);
  if (packet_.destination && packet_.address().family == net::Family::v6 && !gateway->express_route)
    return deny(Reason::no_route, "gateway",
                "the VPN gateway of " + gateway->network->name + " carries no IPv6", {"N-021"},
                *gateway->subnet);
  if (gateway->network != at_.network) {
    if (auto refused = cross(at_, *gateway->network, packet_)) return refused;
  }
  const bool back_here = is_gateway(at_) && gateway->network == at_.network;
  if (back_here || packet_.front_end != nullptr ||
      site_with(gateway->sites, packet_.address()) != nullptr ||
      (covers(gateway->learned, packet_.address()) && !is_behind(*gateway, packet_.address())))
    return to_site(*gateway);
  // N-158: to another network, by the gateway's own routes.
  at_ = {gateway->network, gateway->subnet, nullptr};
  return {};
}

Disposition Walk::to_site(const model::Gateway& gateway) {
  const std::string where = gateway.network->name;
  if (!packet_.destination)
    return beyond("what a site does with traffic to public addresses", {"N-060"});
  for (const azure::VirtualNetwork* far : gateway.networks) {
    if (!covers(model::prefixes(*far), packet_.address())) continue;
    if (const model::Gateway* there = network_.own_gateway(*far)) {
      at_ = {far, there->subnet, nullptr};
      return deliver(*far);
    }
  }
  const azure::SurroundingSite* site = site_with(gateway.sites, packet_.address());
  if (site == nullptr)
    return deny(Reason::no_route, "gateway",
                "no site behind the gateway of " + where + " has " + to_string(packet_.address()),
                {"R-14"}, *gateway.subnet);
  trace_.push_back({"gateway",
                    "the gateway of " + where + " carries it to " + site->name,
                    {"N-040"},
                    gateway.subnet->id.text(),
                    "",
                    site->where});
  if (!returns_to_azure(*site))
    return deny(Reason::no_route, "reply", site->name + " has no route back to Azure",
                {"N-074", "R-14"}, {"", site->where});
  return reply_from({gateway.network, gateway.subnet, nullptr}, site->name);
}

bool Walk::returns_to_azure(const azure::SurroundingSite& site) {
  const auto sent = std::ranges::count_if(packet_.sources, [&](const net::Prefix& source) {
    return covers(site.routes_to_azure, source.base);
  });
  if (sent == 0 || sent == std::ranges::ssize(packet_.sources)) return sent != 0;
  return reading_.guess({"which address of " + to_string(packet_.sources.front()) + " sends"}) == 0;
}

// N-156, N-157: a gateway's traffic enters a peer only if the peer uses the gateway.
std::optional<Disposition> Walk::from_gateway(const azure::VirtualNetwork& home,
                                              const azure::VirtualNetwork& to) {
  const model::Gateway* used = network_.gateway_of(to);
  if (used != nullptr && used->network == &home) return {};
  if (const auto unseen = unseen_transit(network_, to)) return beyond(unseen->name, {"N-156"});
  return deny(Reason::no_route, "gateway", to.name + " does not use the gateway of " + home.name,
              {"N-156", "N-157"}, to);
}

}  // namespace airtight::reach
