#include <airtight/azure/private_link.h>
#include <airtight/base/text.h>

#include <algorithm>

#include "filters.h"
#include "walk_state.h"

namespace airtight::reach {

Disposition Walk::deliver(const azure::VirtualNetwork& home) {
  const net::Ip& ip = *packet_.destination;
  if (const model::Endpoint* endpoint = network_.endpoint_at(home, ip)) return arrive(*endpoint);
  const azure::NetworkInterface* receiver = network_.interface_at(home, ip);
  if (receiver == nullptr) {
    if (home.external || may_be_owned(network_))
      return beyond("who has " + to_string(ip) + " in " + home.name, {"I-005"});
    return deny(Reason::no_route, "delivery", "nobody in " + home.name + " has " + to_string(ip),
                {"N-053"});
  }
  const Attachment there{&home, network_.subnet(receiver->subnet), receiver};
  if (!passes_inbound(network_, there, packet_, reading_, trace_)) return denied(Reason::nsg_in);
  return reply_from(there, receiver->name);
}

Disposition Walk::reply_from(const Attachment& there, const std::string& name) {
  if (devices_ > 0) return beyond("the way back from " + name, {"N-080"});
  if (there.subnet != nullptr && !packet_.sources.empty()) {
    const std::vector<Route> routes = effective_routes(network_, *there.subnet, reading_);
    const Route* back = select_route(routes, packet_.sources.front().base, reading_);
    if (back == nullptr || back->hop == Hop::none)
      return deny(Reason::route_none, "reply", name + " has no route back", {"N-074"});
    if (back->hop == Hop::appliance || back->hop == Hop::gateway)
      return deny(Reason::asymmetric, "reply",
                  "the reply of " + name + " goes to an appliance that never saw the request",
                  {"N-080"});
  }
  return allow(Via::vnet, "delivery", name + " receives it", {"N-053"});
}

Disposition Walk::arrive(const model::Endpoint& endpoint) {
  const std::string& name = endpoint.written->name;
  if (!passes_into_endpoint(network_, endpoint, packet_, reading_, trace_))
    return at_endpoint(Reason::nsg_in, "a rule of the endpoint's subnet drops it", endpoint,
                       {"N-130"});
  if (!approved(endpoint))
    return at_endpoint(Reason::pe_not_approved, "the connection of " + name + " is not approved",
                       endpoint, {"N-206"});
  if (packet_.protocol != net::Protocol::tcp && packet_.protocol != net::Protocol::udp)
    return at_endpoint(Reason::pe_proto, name + " answers TCP and UDP only", endpoint, {"N-201"});
  if (destination_.target != nullptr && endpoint.target != destination_.target)
    return at_endpoint(
        Reason::pe_subresource,
        name + " leads to another resource than " + destination_.target->service.name, endpoint,
        {"N-205"});
  if (!destination_.group_id.empty() &&
      !equal_ignoring_case(destination_.group_id, endpoint.group_id))
    return at_endpoint(Reason::pe_subresource,
                       name + " serves " + endpoint.group_id + ", not " + destination_.group_id,
                       endpoint, {"N-204"});
  if (!takes_port(endpoint))
    return at_endpoint(Reason::pe_subresource,
                       name + " does not serve port " + std::to_string(packet_.port.number),
                       endpoint, {"N-215", "R-12"});
  if (devices_ > 0 && !reply_passes_appliance())
    return at_endpoint(Reason::asymmetric, "the reply of " + name + " misses the appliance",
                       endpoint, {"N-076", "N-080"});
  trace_.push_back({"private endpoint",
                    name + " is approved and leads to " + target_name(endpoint) +
                        "; its service firewall is not asked",
                    {"N-206", "N-310"},
                    endpoint.written->id.text(),
                    "",
                    endpoint.written->where});
  return {true, Reason::none, Via::private_endpoint, std::move(trace_)};
}

std::string Walk::target_name(const model::Endpoint& endpoint) {
  return std::string(endpoint.written->target.name());
}

bool Walk::approved(const model::Endpoint& endpoint) {
  const auto& state = endpoint.written->state;
  if (const auto* unknown = state.unknown()) return reading_.guess(*unknown) == 0;
  if (const auto* known = state.known()) return *known == azure::ConnectionState::approved;
  return !endpoint.written->manual;
}

bool Walk::takes_port(const model::Endpoint& endpoint) {
  if (endpoint.target == nullptr)
    return reading_.guess({"the ports of " + target_name(endpoint)}) == 0;
  const std::string& type = endpoint.target->service.type;
  const auto listed = [&](const std::string& group) {
    return std::ranges::count(azure::group_ports(type, group), packet_.port.number) > 0;
  };
  if (listed(endpoint.group_id)) return true;
  const auto groups = azure::group_ids(type);
  if (std::ranges::any_of(groups, listed)) return false;
  return reading_.guess({"whether " + endpoint.written->name + " serves port " +
                         std::to_string(packet_.port.number)}) == 0;
}

bool Walk::reply_passes_appliance() {
  switch (reading_.branch(model::Choice::c06_reply_through_an_appliance)) {
    case 0:
      return crossed_network_;
    case 1:
      return true;
    default:
      return false;
  }
}

Disposition Walk::at_endpoint(Reason reason, std::string summary, const model::Endpoint& endpoint,
                              std::vector<std::string> facts) {
  trace_.push_back({"private endpoint", std::move(summary), std::move(facts),
                    endpoint.written->id.text(), "", endpoint.written->where});
  // the way is named for refusals by the endpoint itself.
  const bool own = reason == Reason::pe_not_approved || reason == Reason::pe_proto ||
                   reason == Reason::pe_subresource;
  return {false, reason, own ? Via::private_endpoint : Via::none, std::move(trace_)};
}

}  // namespace airtight::reach
