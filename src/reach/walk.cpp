#include "walk.h"

#include <airtight/azure/service_tags.h>
#include <airtight/base/text.h>

#include <algorithm>
#include <array>

#include "filters.h"
#include "unseen_routes.h"
#include "walk_state.h"

namespace airtight::reach {
namespace {

constexpr net::Port licensing{1688};

// Multicast and broadcast (N-007).
constexpr std::array group_space{
    net::Prefix{net::ipv4(224, 0, 0, 0), 4},
    net::Prefix{net::ipv4(255, 255, 255, 255), 32},
    net::Prefix{net::Ip{net::Family::v6, std::uint64_t{0xff} << 56U, 0}, 8},
};

}  // namespace

Walk::Walk(const model::Network& network, const Start& start, const Destination& destination,
           model::Reading& reading)
    : network_(network),
      start_(start),
      at_(start.at),
      destination_(destination),
      reading_(reading) {
  const net::Family family = destination.ip ? destination.ip->family : net::Family::v4;
  packet_.sources =
      start.sources.empty() && !start.inbound ? senders(start.at, family) : start.sources;
  packet_.destination = destination.ip;
  packet_.front_end = destination.front_end;
  packet_.from_internet = start.inbound && start.shared_egress.kind == EdgeSource::Kind::any_public;
  packet_.protocol = destination.protocol;
  packet_.port = destination.port;
}

Disposition Walk::run() {
  if (start_.hub != nullptr) {
    if (auto dropped = dropped_by_fabric()) return *dropped;
    if (auto result = through_hub(*start_.hub)) return *result;
  }
  if (at_.subnet == nullptr || at_.network == nullptr) return outside_input();
  if (start_.inbound) {
    if (auto dropped = dropped_by_fabric()) return *dropped;
    return arrive_from_outside();
  }
  if (at_.subnet->external && reading_.guess({"subnet " + at_.subnet->name}) == 1)
    return deny(Reason::no_route, "route", "subnet " + at_.subnet->name + " is outside the input",
                {"I-005"}, *at_.subnet);
  if (auto dropped = dropped_by_fabric()) return *dropped;
  if (packet_.destination && is_platform(packet_.address())) {
    if (!passes_to_platform(network_, at_, packet_, reading_, trace_))
      return denied(Reason::nsg_out);
    return allow(Via::vnet, "platform", to_string(packet_.address()) + " is the platform's own",
                 {"N-025", "N-125"}, *at_.subnet);
  }
  if (!start_.unfiltered && !passes_outbound(network_, at_, packet_, reading_, trace_) &&
      !is_licensing())
    return filtered(Reason::nsg_out);
  for (int hops = 0; hops < most_hops; ++hops) {
    if (auto result = step()) return *result;
  }
  return deny(Reason::loop, "route", "the packet loops between appliances", {"N-059"}, route_);
}

std::optional<Disposition> Walk::dropped_by_fabric() {
  const bool tunnel =
      packet_.protocol == net::Protocol::gre || packet_.protocol == net::Protocol::ip_in_ip;
  const bool group =
      packet_.destination && std::ranges::any_of(group_space, [&](const net::Prefix& block) {
        return block.contains(packet_.address());
      });
  if (!tunnel && !group) return {};
  return deny(Reason::platform_block, "fabric",
              "the fabric carries no " +
                  std::string(tunnel ? to_string(packet_.protocol) : "multicast or broadcast"),
              {"N-007"}, at_.subnet);
}

bool Walk::is_licensing() {
  if (packet_.protocol != net::Protocol::tcp || packet_.port != licensing) return false;
  if (!packet_.destination || net::is_private(packet_.address())) return false;
  if (refusal(Reason::nsg_out) == Reason::admin_deny) return false;
  const std::vector<Route>& routes = routes_of(*at_.subnet);
  const Route* route = select_route(routes, packet_.address(), reading_);
  if (route == nullptr || route->hop != Hop::internet) return false;
  return reading_.guess({"whether " + to_string(packet_.address()) +
                         " is the platform's licensing service"}) == 1;
}

std::vector<net::Prefix> Walk::senders(const Attachment& at, net::Family family) {
  std::vector<net::Prefix> prefixes;
  if (at.interface != nullptr) {
    // Its programs may bind any of them, not the primary one only (N-356, R-19).
    for (const net::Ip& ip : at.interface->addresses) {
      if (ip.family == family) prefixes.push_back(net::host_prefix(ip));
    }
  }
  if (prefixes.empty() && at.subnet != nullptr) {
    for (const azure::WrittenPrefix& written : at.subnet->address_prefixes) {
      if (written.prefix.base.family == family) prefixes.push_back(written.prefix);
    }
  }
  return prefixes;
}

Disposition Walk::outside_input() {
  const azure::UnknownInput unknown{"the subnet the sender is in"};
  if (reading_.guess(unknown) == 0)
    return deny(Reason::no_route, "route", "the sender's subnet is outside the input", {"I-005"});
  return allow(Via::vnet, "route", "the sender's subnet is outside the input", {"I-005"});
}

const std::vector<Route>& Walk::routes_of(const azure::Subnet& subnet) {
  const auto known = routes_.find(&subnet);
  if (known != routes_.end()) return known->second;
  return routes_.emplace(&subnet, effective_routes(network_, subnet, reading_)).first->second;
}

std::optional<Disposition> Walk::step() {
  // Of an endpoint and a service endpoint of one service the address decides (N-189).
  if (packet_.front_end != nullptr) return step_to_front_end();
  const std::vector<Route>& routes = routes_of(*at_.subnet);
  const Route* route = select_route(routes, packet_.address(), reading_);
  const bool taken = route != nullptr && route->hop != Hop::none && route->hop != Hop::internet;
  if (!taken) {
    if (auto refused = behind_broken_peering()) return refused;
  }
  if (const auto site = unplaced_site(network_, packet_.destination, taken ? route : nullptr))
    return beyond(site->name, {"N-040", "R-14"});
  if (auto result = by_service_endpoint(route)) return result;
  if (const auto unseen = unseen_route(network_, at_, route, packet_.destination, reading_))
    return beyond(unseen->name, {"I-005", "N-045"});
  // N-051: no page describes what IPv6 does beyond networks and their peers.
  if (route == nullptr && packet_.address().family == net::Family::v6)
    return beyond("the IPv6 route to " + to_string(packet_.address()), {"N-051"});
  if (route == nullptr)
    return deny(Reason::no_route, "route", "no route covers " + to_string(packet_.address()),
                {"N-051"}, *at_.subnet);
  return follow(*route);
}

// a None route may be met first, and the answer is the same.
std::optional<Disposition> Walk::behind_broken_peering() {
  for (const model::Neighbour& neighbour : network_.neighbours_of(*at_.network)) {
    const auto theirs = model::prefixes(*neighbour.network);
    const bool inside = std::ranges::any_of(
        theirs, [&](const net::Prefix& p) { return p.contains(packet_.address()); });
    if (inside && is_down(neighbour)) return cross(at_, *neighbour.network, packet_);
  }
  return {};
}

std::optional<Disposition> Walk::follow(const Route& route) {
  if (!route.unknown.empty()) return beyond(route.unknown.front().name, {"I-005"});
  add_route_step(route);
  switch (route.hop) {
    case Hop::none:
      return denied(Reason::route_none);  // N-055
    case Hop::vnet_local:
      return deliver(*at_.network);
    case Hop::peering:
      if (auto refused = cross(at_, *route.peer, packet_)) return refused;
      if (is_gateway(at_)) {
        if (auto refused = from_gateway(*at_.network, *route.peer)) return refused;
      }
      return deliver(*route.peer);
    case Hop::endpoint:
      if (route.peer != nullptr) {
        if (auto refused = cross(at_, *route.peer, packet_)) return refused;
        if (is_gateway(at_)) {
          if (auto refused = from_gateway(*at_.network, *route.peer)) return refused;
        }
      }
      return arrive(*route.endpoint);
    case Hop::internet:
      return to_internet();
    case Hop::service_endpoint:
      return to_service_endpoint();
    case Hop::appliance:
      return through_appliance(route);
    case Hop::gateway:
      return through_gateway(route);
  }
  return {};
}

void Walk::add_route_step(const Route& route) {
  std::string summary = "route " + to_string(route.prefix) + " of subnet " + at_.subnet->name +
                        " leads to " + std::string(to_string(route.hop));
  if (route.next_hop_address) summary += " " + to_string(*route.next_hop_address);
  // Routes of the platform's own stand nowhere; the subnet has them.
  const Where& where = route.where.file.empty() ? at_.subnet->where : route.where;
  route_ = {at_.subnet->id.text(), where, route.name};
  trace_.push_back({"route",
                    std::move(summary),
                    {route.hop == Hop::endpoint ? "N-042" : "N-045", "N-046"},
                    route_.resource,
                    route_.rule,
                    route_.where});
}

Disposition Walk::denied(Reason reason) {
  return {false, reason, Via::none, std::move(trace_), crossed()};
}

std::vector<std::string> Walk::crossed() const {
  std::vector<std::string> names;
  for (const Passed& passed : devices_)
    names.push_back(passed.box.id.empty() ? to_string(passed.box.address) : passed.box.id.text());
  return names;
}

Disposition Walk::filtered(Reason by_group) { return denied(refusal(by_group)); }

Reason Walk::refusal(Reason by_group) const {
  const bool by_admin = !trace_.empty() && trace_.back().stage == "admin rule";
  return by_admin ? Reason::admin_deny : by_group;
}

Disposition Walk::deny(Reason reason, std::string stage, std::string summary,
                       std::vector<std::string> facts, const Decider& by) {
  trace_.push_back(
      {std::move(stage), std::move(summary), std::move(facts), by.resource, by.rule, by.where});
  return denied(reason);
}

Disposition Walk::allow(Via via, std::string stage, std::string summary,
                        std::vector<std::string> facts, const Decider& by) {
  trace_.push_back(
      {std::move(stage), std::move(summary), std::move(facts), by.resource, by.rule, by.where});
  return {true, Reason::none, via, std::move(trace_), crossed()};
}

Disposition walk(const model::Network& network, const Start& start, const Destination& destination,
                 model::Reading& reading) {
  return Walk(network, start, destination, reading).run();
}

}  // namespace airtight::reach
