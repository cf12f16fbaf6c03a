#include <airtight/azure/service_family.h>
#include <airtight/base/text.h>
#include <airtight/reach/paas_edge.h>

#include "service_endpoint.h"
#include "walk_state.h"

namespace airtight::reach {

std::optional<Disposition> Walk::step_to_front_end() {
  if (const auto unseen = unseen_route(nullptr)) return beyond(unseen->name, {"I-005", "N-045"});
  const Route* taken = nullptr;
  const std::vector<Route> routes = effective_routes(network_, *at_.subnet, reading_);
  for (const Route& route : routes) {
    if (route.origin != RouteOrigin::user || net::is_private(route.prefix.base)) continue;
    const bool covers =
        route.prefix.length == 0 ||
        reading_.guess({"the public address of " + destination_.front_end->service.name}) == 1;
    if (covers && (taken == nullptr || route.prefix.length > taken->prefix.length)) taken = &route;
  }
  const std::optional<Route> tagged = tagged_route();
  if (tagged && (taken == nullptr || taken->prefix.length == 0)) taken = &*tagged;
  if (uses_service_endpoint(taken != nullptr)) return to_service_endpoint();
  if (const auto way = learned_way(taken)) return beyond(*way, {"N-040", "R-14"});
  if (taken != nullptr) return follow(*taken);
  return to_internet();
}

std::optional<Route> Walk::tagged_route() {
  const azure::ResourceId* id = at_.subnet->route_table.known();
  const azure::RouteTable* table = id == nullptr ? nullptr : network_.route_table(*id);
  if (table == nullptr) return {};
  const auto& family = azure::service_family(destination_.front_end->service.type);
  for (const azure::UserRoute& written : table->routes) {
    if (written.prefix) continue;
    const bool own = equal_ignoring_case(written.tag, family.service_tag);
    const bool foreign = azure::is_service_tag_on_record(written.tag);
    if (own || (!foreign && reading_.guess({"the addresses of route " + written.name}) == 1))
      return as_route(written);
  }
  return {};
}

bool Walk::uses_service_endpoint(bool against_user_route) {
  if (!has_service_endpoint(*at_.subnet, *destination_.front_end)) return false;
  return !against_user_route ||
         reading_.branch(model::Choice::c04_service_endpoint_against_user_route) == 0;
}

Disposition Walk::to_service_endpoint() {
  trace_.push_back({"route",
                    "subnet " + at_.subnet->name + " has a service endpoint for it: private source",
                    {"N-041", "N-180"},
                    at_.subnet->id.text(),
                    "",
                    at_.subnet->where});
  return to_edge({EdgeSource::Kind::subnet, std::nullopt, at_.subnet, at_.subnet->name, "", false});
}

Disposition Walk::to_internet() {
  const auto source = egress();
  if (!source)
    return deny(Reason::no_egress, "egress",
                "subnet " + at_.subnet->name + " has no way out to public addresses", {"N-264"});
  return to_edge(*source);
}

std::optional<EdgeSource> Walk::egress() {
  EdgeSource source = shared_egress_;
  const auto& gateway = at_.subnet->nat_gateway;
  const bool nat = gateway.known() != nullptr || gateway.unknown() != nullptr;
  const bool own_ip = at_.interface != nullptr && at_.interface->public_ip.known() != nullptr;
  if (nat || own_ip) {
    source.name = nat ? "the NAT gateway of " + at_.subnet->name
                      : "the public address of " + at_.interface->name;
    source.platform = false;
    return source;
  }
  if (client_.interface == nullptr && !shared_egress_.name.empty()) return source;  // N-246
  const auto& implicit = at_.subnet->default_outbound_access;
  if (const auto* unknown = implicit.unknown()) {
    if (reading_.guess(*unknown) == 1) return {};
  } else if (implicit.known() != nullptr) {
    if (!*implicit.known()) return {};
  } else if (reading_.branch(model::Choice::c18_default_outbound_access) == 1) {
    return {};
  }
  source.name = "the default outbound address of " + at_.subnet->name;
  return source;
}

Disposition Walk::to_edge(const EdgeSource& source) {
  if (destination_.front_end == nullptr)
    return allow(Via::public_edge, "internet",
                 to_string(*packet_.destination) + " is on the Internet", {"N-054"});
  Disposition result = pass_public_edge(network_, *destination_.front_end, source, reading_);
  trace_.insert(trace_.end(), result.trace.begin(), result.trace.end());
  result.trace = std::move(trace_);
  return result;
}

}  // namespace airtight::reach
