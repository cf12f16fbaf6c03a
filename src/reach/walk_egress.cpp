#include <airtight/reach/paas_edge.h>

#include <algorithm>

#include "inbound.h"
#include "public_source.h"
#include "service_endpoint.h"
#include "tags.h"
#include "unseen_routes.h"
#include "walk_state.h"

namespace airtight::reach {
namespace {

constexpr net::Port mail{25};

// What took the implicit egress away: the switch where it is written, or else the subnet.
Decider without_egress(const azure::Subnet& subnet) {
  const auto& implicit = subnet.default_outbound_access;
  return {subnet.id.text(), implicit.absent() ? subnet.where : implicit.where};
}

}  // namespace

std::optional<Disposition> Walk::step_to_front_end() {
  const std::optional<net::Ip>& ip = packet_.destination;
  if (const auto unseen = unseen_route(network_, at_, nullptr, std::nullopt, reading_))
    return beyond(unseen->name, {"I-005", "N-045"});
  const std::vector<Route>& routes = routes_of(*at_.subnet);
  const Route* taken = ip ? select_route(routes, *ip, reading_) : nullptr;
  if (taken != nullptr && taken->origin == RouteOrigin::system) taken = nullptr;
  for (const Route& route : routes) {
    if (ip || route.origin == RouteOrigin::system || net::is_private(route.prefix.base)) continue;
    const bool covers = route.prefix.length == 0 ||
                        reading_.guess({"the public address of " + packet_.front_end->service.name},
                                       2, "route " + to_string(route.prefix)) == 1;
    const bool better =
        taken == nullptr || route.prefix.length > taken->prefix.length ||
        (route.prefix.length == taken->prefix.length && route.origin > taken->origin);
    if (covers && better) taken = &route;
  }
  const std::optional<Route> tagged = tagged_route();
  if (tagged && (taken == nullptr || taken->prefix.length == 0)) taken = &*tagged;
  if (uses_service_endpoint(taken, tagged && taken == &*tagged)) return to_service_endpoint();
  if (const auto site = unplaced_site(network_, ip, taken))
    return beyond(site->name, {"N-040", "R-14"});
  if (taken != nullptr) return follow(*taken);
  return to_internet();
}

// One that leads to the Internet still needs a way out (N-265).
std::optional<Route> Walk::tagged_route() {
  const azure::RouteTable* table = route_table_of(network_, *at_.subnet);
  if (table == nullptr) return {};
  const TagScope scope{&network_, {}, {}};
  for (const azure::UserRoute* each : in_order_of_preference(*table)) {
    const azure::UserRoute& written = *each;
    if (written.prefix || written.tag.empty()) continue;
    azure::RuleSide side;
    side.tags.push_back(written.tag);
    const Match match = matches_destination(side, packet_, scope, reading_);
    const bool taken = match.kind == Match::Kind::yes ||
                       (match.kind == Match::Kind::maybe &&
                        reading_.guess({"the addresses of route " + written.name}) == 1);
    if (taken) return as_route(written);
  }
  return {};
}

// Before any egress is asked for, so it works from private subnets (N-269).
bool Walk::uses_service_endpoint(const Route* route, bool tagged) {
  return has_service_endpoint(network_, *at_.subnet, *packet_.front_end, reading_) &&
         wins_over(route, tagged, network_, *at_.subnet, packet_.destination, reading_);
}

Disposition Walk::to_service_endpoint() {
  trace_.push_back({"route",
                    "subnet " + at_.subnet->name + " has a service endpoint for it: private source",
                    {"N-041", "N-180"},
                    at_.subnet->id.text(),
                    "",
                    at_.subnet->where});
  if (auto refused = refused_by_policy()) return *refused;
  EdgeSource source = start_.shared_egress;
  source.kind = EdgeSource::Kind::subnet;
  source.addresses.clear();
  source.subnet = at_.subnet;
  source.name = at_.subnet->name;
  source.region.clear();
  source.platform = false;
  source.azure = false;
  return to_edge(source);
}

std::optional<Disposition> Walk::by_service_endpoint(const Route* chosen) {
  const net::Ip ip = packet_.address();
  if (!takes_service_endpoint(network_, *at_.subnet, ip, chosen, reading_)) return {};
  if (auto refused = refused_by_policy()) return refused;
  return allow(Via::service_endpoint, "route",
               to_string(ip) + " is behind a service endpoint of subnet " + at_.subnet->name,
               {"N-041", "R-22"}, *at_.subnet);
}

std::optional<Disposition> Walk::refused_by_policy() {
  if (passes_endpoint_policies(network_, *at_.subnet, packet_.front_end, reading_)) return {};
  return deny(Reason::paas_firewall, "service endpoint policy",
              "no service endpoint policy of subnet " + at_.subnet->name + " names the account",
              {"N-186"}, *at_.subnet);
}

Disposition Walk::to_internet() {
  auto source = egress();
  if (!source)
    return deny(Reason::no_egress, "egress",
                "subnet " + at_.subnet->name + " has no way out to public addresses",
                {"N-263", "N-264"}, without_egress(*at_.subnet));
  // C-21: mail to port 25, of apps as well (N-248), depends on the subscription.
  const bool to_mail = packet_.protocol == net::Protocol::tcp && packet_.port == mail;
  if (to_mail && reading_.branch(model::Choice::c21_mail_port) == 1)
    return deny(Reason::platform_block, "egress", "the platform may block port 25", {"N-129"},
                at_.subnet);
  // Storage rules do not see callers of the account's region (N-318): where the last device is.
  if (!devices_.empty()) {
    const model::Firewall* firewall = devices_.back().box.firewall;
    const bool in_hub = devices_.back().box.hub != nullptr;
    source->region = in_hub && firewall != nullptr ? firewall->written->location
                     : at_.network != nullptr      ? at_.network->location
                                                   : "";
  }
  return to_edge(*source);
}

std::optional<EdgeSource> Walk::egress() {
  const EdgeSource& like = start_.shared_egress;
  if (!devices_.empty() && devices_.back().box.firewall != nullptr) {
    const azure::AzureFirewall& firewall = *devices_.back().box.firewall->written;
    return leaving_by(network_, like, firewall.public_addresses, {}, "firewall " + firewall.name);
  }
  const auto& nat = at_.subnet->nat_gateway;
  if (!nat.absent()) {
    if (!net::has_ports(packet_.protocol)) return {};  // N-268
    return leaving_by_nat(nat);
  }
  if (at_.interface != nullptr) {  // of a machine, or of an appliance that sends on (N-296)
    const auto& own = at_.interface->public_ip;
    const std::string name = "the public address of " + at_.interface->name;
    if (own.known() != nullptr) return leaving_by(network_, like, {*own.known()}, {}, name);
    if (own.unknown() != nullptr) return leaving_by(network_, like, {}, {}, name);
    const auto balanced = balanced_egress(network_, *at_.interface);
    if (!balanced.empty())
      return leaving_by(network_, like, balanced, {},
                        "the load balancer of " + at_.interface->name);
    if (loses_default_egress(network_, *at_.interface, reading_)) return {};
  }
  return default_egress();
}

EdgeSource Walk::leaving_by_nat(const azure::Property<azure::ResourceId>& nat) {
  const std::string name = "the NAT gateway of " + at_.subnet->name;
  const auto& gateways = network_.written().nat_gateways;
  const auto gateway = nat.known() == nullptr
                           ? gateways.end()
                           : std::ranges::find(gateways, *nat.known(), &azure::NatGateway::id);
  if (gateway == gateways.end() || !gateway->unknown.empty())
    return leaving_by(network_, start_.shared_egress, {}, {}, name);
  return leaving_by(network_, start_.shared_egress, gateway->addresses, gateway->prefixes, name);
}

// An app keeps its own outbound addresses (N-246); machines have the implicit ones of their subnet.
std::optional<EdgeSource> Walk::default_egress() {
  EdgeSource source = start_.shared_egress;
  const auto& implicit = at_.subnet->default_outbound_access;
  if (devices_.empty() && start_.at.interface == nullptr && !source.name.empty()) {
    // N-252: no page says whether an app in a private subnet keeps them.
    const bool may_lose =
        implicit.known() != nullptr
            ? !*implicit.known()
            : implicit.unknown() != nullptr && reading_.guess(*implicit.unknown()) == 1;
    if (may_lose && reading_.branch(model::Choice::c18_default_outbound_access) == 1) return {};
    return source;
  }
  if (packet_.protocol == net::Protocol::icmp) return {};  // N-266
  if (const auto* unknown = implicit.unknown()) {
    if (reading_.guess(*unknown) == 1) return {};
  } else if (implicit.known() != nullptr) {
    if (!*implicit.known()) return {};
  } else if (reading_.branch(model::Choice::c18_default_outbound_access) == 1) {
    return {};
  }
  source.kind = EdgeSource::Kind::unknown_public;
  source.addresses.clear();
  source.platform = false;
  source.azure = true;
  source.name = "the default outbound address of " + at_.subnet->name;
  return source;
}

Disposition Walk::to_edge(EdgeSource source) {
  source.scm = is_deployment_site(destination_.host);
  Disposition result = packet_.front_end != nullptr
                           ? pass_public_edge(network_, *packet_.front_end, source, reading_)
                           : reach_public_address(network_, source, current_destination(),
                                                  start_.translations, reading_);
  trace_.insert(trace_.end(), result.trace.begin(), result.trace.end());
  result.trace = std::move(trace_);
  std::vector<std::string> before = crossed();
  result.crossed.insert(result.crossed.begin(), before.begin(), before.end());
  return result;
}

Destination Walk::current_destination() const {
  Destination destination = destination_;
  destination.ip = packet_.destination;
  destination.port = packet_.port;
  destination.front_end = packet_.front_end;
  return destination;
}

}  // namespace airtight::reach
