#include <airtight/azure/usable_addresses.h>

#include <algorithm>

#include "unseen_routes.h"
#include "walk_state.h"

// A reply is a packet of its own: the responder's routes send it, not the way the request came
// (N-074). Filters and firewalls let it through wherever the request passed them (N-098, N-293),
// but a device that keeps state must see both directions. So the reply carries the stack of devices
// of the request:
//
//   request  client → A → B → server        stack A B
//   reply    server → B (pop) → A (pop) → client, or it is asymmetric
//
// A device that put its own address in gets the reply because it is addressed to it.

namespace airtight::reach {
namespace {

constexpr std::size_t most_receivers = 8;

Decider receiver_of(const Attachment& there) {
  if (there.interface != nullptr) return *there.interface;
  return there.subnet;
}

}  // namespace

Disposition Walk::reply_from(const Attachment& there, const std::string& name) {
  const bool known = there.subnet != nullptr && !packet_.sources.empty();
  if (!known && !devices_.empty()) return beyond("the way back from " + name, {"N-080"});
  if (!known)
    return allow(Via::vnet, "delivery", name + " receives it", {"N-053"}, receiver_of(there));
  Return back{there, packet_, devices_};
  back.packet.sources = {net::host_prefix(packet_.destination.value_or(net::Ip{}))};
  return run_back(back, name);
}

Disposition Walk::run_back(Return& back, const std::string& name) {
  const Decider receiver = receiver_of(back.at);
  for (int hops = 0; hops < most_hops; ++hops) {
    if (auto result = step_back(back)) {
      if (!result->allowed) return *result;
      trace_ = std::move(result->trace);
      return allow(Via::vnet, "delivery", name + " receives it, and its reply arrives", {"N-053"},
                   receiver);
    }
  }
  return deny(Reason::loop, "reply", "the reply of " + name + " loops", {"N-059"}, route_);
}

const std::vector<net::Prefix>& Walk::addressees(const Return& back) const {
  if (!back.pending.empty()) return back.pending.back().after.sources;
  return devices_.empty() ? packet_.sources : devices_.front().before.sources;
}

std::optional<Disposition> Walk::step_back(Return& back) {
  const std::vector<Route>& routes = routes_of(*back.at.subnet);
  const net::Ip ip = receiver(addressees(back), routes);
  back.packet.destination = ip;
  const Route* route = select_route(routes, ip, reading_);
  if (const auto unseen = unseen_route(network_, back.at, route, ip, reading_))
    return beyond(unseen->name, {"N-074"});
  if (route == nullptr && ip.family == net::Family::v6)
    return beyond("the IPv6 route to " + to_string(ip), {"N-051"});
  if (route != nullptr && !route->unknown.empty())
    return beyond(route->unknown.front().name, {"N-074"});
  route_ = *back.at.subnet;
  if (route != nullptr) route_.rule = route->name;
  if (route != nullptr && !route->where.file.empty()) route_.where = route->where;
  if (route == nullptr || route->hop == Hop::none)
    return deny(Reason::route_none, "reply",
                "subnet " + back.at.subnet->name + " has no route back to " + to_string(ip),
                {"N-074"}, route_);
  return follow_back(*route, back);
}

std::optional<Disposition> Walk::follow_back(const Route& route, Return& back) {
  switch (route.hop) {
    case Hop::vnet_local:
      return arrive_back(back.at.network, back);
    case Hop::peering:
    case Hop::endpoint:
      if (route.peer != nullptr) {
        if (auto refused = cross(back.at, *route.peer, back.packet)) return refused;
        if (is_gateway(back.at)) {
          if (auto refused = from_gateway(*back.at.network, *route.peer)) return refused;
        }
        return arrive_back(route.peer, back);
      }
      return arrive_back(back.at.network, back);
    case Hop::appliance:
      return back_through_appliance(route, back);
    case Hop::gateway:
      return back_through_gateway(route, back);
    case Hop::internet:
    case Hop::service_endpoint:
    case Hop::none:
      return deny(Reason::no_route, "reply",
                  "the reply to " + to_string(back.packet.address()) + " leaves for the Internet",
                  {"N-074"}, route_);
  }
  return {};
}

std::optional<Disposition> Walk::back_through_appliance(const Route& route, Return& back) {
  const net::Ip ip = route.next_hop_address.value_or(net::Ip{});
  const auto box = next_hop(*back.at.network, ip);
  if (!box) {
    if (hop_may_be_owned(*back.at.network, ip))
      return beyond("the appliance at " + to_string(ip), {"N-056", "N-298"}, Reason::fw_deny);
    return deny(
        Reason::next_hop_invalid, "reply",
        "nobody in " + back.at.network->name + " or its peers has the next hop " + to_string(ip),
        {"N-056"}, route_);
  }
  if (box->at.network != back.at.network) {
    if (auto refused = cross(back.at, *box->at.network, back.packet)) return refused;
  }
  if (is_addressed_to(*box, back.packet.destination)) return arrive_back(box->at.network, back);
  if (back.pending.empty() || !back.pending.back().box.is(*box))
    return misses(back, "goes to " + box->name + ", which never saw the request");
  undo(back);
  return {};
}

std::optional<Disposition> Walk::back_through_gateway(const Route& route, Return& back) {
  if (route.hub != nullptr) return back_through_hub(*route.hub, back);
  const model::Gateway* gateway =
      route.gateway != nullptr ? route.gateway : network_.gateway_of(*back.at.network);
  if (gateway == nullptr || (route.origin == RouteOrigin::user && gateway->express_route))
    return deny(Reason::next_hop_invalid, "reply",
                back.at.network->name + " has no gateway for the route back", {"N-057"}, route_);
  if (gateway->network != back.at.network) {
    if (auto refused = cross(back.at, *gateway->network, back.packet)) return refused;
  }
  if (start_.site != nullptr && std::ranges::count(gateway->sites, start_.site) > 0)
    return arrive_back(nullptr, back);
  if (start_.client_of == gateway) return arrive_back(gateway->network, back);
  for (const azure::VirtualNetwork* far : gateway->networks) {
    if (far == start_.at.network) return arrive_back(far, back);
  }
  if (is_gateway(back.at) && back.at.network == gateway->network)
    return deny(Reason::no_route, "reply", "no site has the address of the client", {"R-14"},
                *gateway->subnet);
  back.at = {gateway->network, gateway->subnet, nullptr};  // N-158
  return {};
}

std::optional<Disposition> Walk::arrive_back(const azure::VirtualNetwork* home, Return& back) {
  if (!back.pending.empty() && back.pending.back().translated) {
    if (home == back.pending.back().box.at.network) {
      undo(back);
      return {};
    }
    return misses(back, "does not come to " + back.pending.back().box.name);
  }
  // The last device that translated is whom the reply is addressed to; those after it were to see
  // it and did not (N-080).
  const auto translator =
      std::ranges::find_if(back.pending.rbegin(), back.pending.rend(),
                           [](const Passed& passed) { return passed.translated; });
  const azure::VirtualNetwork* client = start_.site == nullptr ? start_.at.network : nullptr;
  const azure::VirtualNetwork* due =
      translator != back.pending.rend() ? translator->box.at.network : client;
  if (home != due)
    return deny(Reason::no_route, "reply",
                "the reply does not come to the network of the client (N-013)", {"N-013", "N-074"},
                route_);
  if (!back.pending.empty()) return misses(back, "misses " + back.pending.back().box.name);
  return allow(Via::vnet, "reply", "the reply comes back the same way", {"N-074"}, route_);
}

void Walk::undo(Return& back) {
  const Passed passed = std::move(back.pending.back());
  back.pending.pop_back();
  back.at = passed.box.at;
  if (passed.before.destination)
    back.packet.sources = {net::host_prefix(*passed.before.destination)};
}

// N-080: a device without the request drops the reply; of UDP it may take it for a new flow (C-22).
Disposition Walk::misses(const Return& back, const std::string& what) {
  const bool judged_anew = back.packet.protocol == net::Protocol::udp &&
                           reading_.branch(model::Choice::c22_appliance_policy) != 1;
  if (judged_anew)
    return allow(Via::vnet, "reply", "the reply " + what + " and may be judged as a new flow",
                 {"N-080"}, route_);
  return deny(Reason::asymmetric, "reply", "the reply " + what, {"N-074", "N-080"}, route_);
}

net::Ip Walk::receiver(const std::vector<net::Prefix>& receivers,
                       const std::vector<Route>& routes) {
  if (receivers.empty()) return {};
  const net::Prefix& first = receivers.front();
  const bool whole = first.length == net::width(first.base.family);
  std::vector<net::Ip> candidates{whole ? first.base : azure::usable_addresses(first).first};
  for (const Route& route : routes) {
    const bool splits = route.hop != Hop::endpoint && route.prefix != first &&
                        std::ranges::any_of(receivers, [&](const net::Prefix& prefix) {
                          return prefix.contains(route.prefix);
                        });
    if (splits && candidates.size() < most_receivers &&
        std::ranges::count(candidates, route.prefix.base) == 0)
      candidates.push_back(route.prefix.base);
  }
  for (const net::Prefix& prefix : receivers) {
    if (prefix != first && candidates.size() < most_receivers) candidates.push_back(prefix.base);
  }
  if (candidates.size() == 1) return candidates.front();
  const azure::UnknownInput which{"which address of " + to_string(first) + " sends"};
  return candidates[reading_.guess(which, candidates.size())];
}

// What translated the source gets the reply, a firewall's application rules always (N-077, N-078).
// The routes of the endpoint's subnet do not count (N-079).
bool Walk::endpoint_reply_passes() {
  return std::ranges::all_of(devices_, [&](const Passed& passed) {
    if (passed.translated || passed.box.symmetric) return true;
    switch (reading_.branch(model::Choice::c06_reply_through_an_appliance)) {
      case 0:
        return start_.site != nullptr || start_.client_of != nullptr ||
               start_.at.network != passed.box.at.network;
      case 1:
        return true;
      default:
        return false;
    }
  });
}

}  // namespace airtight::reach
