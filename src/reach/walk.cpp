#include "walk.h"

#include "filters.h"
#include "walk_state.h"

namespace airtight::reach {
namespace {

constexpr int most_devices = 8;

}  // namespace

Walk::Walk(const model::Network& network, const Attachment& at, const Destination& destination,
           const EdgeSource& shared_egress, model::Reading& reading)
    : network_(network),
      client_(at),
      at_(at),
      destination_(destination),
      shared_egress_(shared_egress),
      reading_(reading) {
  packet_.sources = senders(at);
  packet_.destination = destination.ip;
  packet_.front_end = destination.front_end;
  packet_.protocol = destination.protocol;
  packet_.port = destination.port;
}

Disposition Walk::run() {
  if (at_.subnet == nullptr) return outside_input();
  if (at_.subnet->external && reading_.guess({"subnet " + at_.subnet->name}) == 1)
    return deny(Reason::no_route, "route", "subnet " + at_.subnet->name + " is outside the input",
                {"I-005"});
  if (!passes_outbound(network_, at_, packet_, reading_, trace_)) return denied(Reason::nsg_out);
  for (int hops = 0; hops <= most_devices; ++hops) {
    if (auto result = step()) return *result;
  }
  return deny(Reason::loop, "route", "the packet loops between appliances", {"N-059"});
}

std::vector<net::Prefix> Walk::senders(const Attachment& at) {
  std::vector<net::Prefix> prefixes;
  if (at.interface != nullptr) {
    for (const net::Ip& ip : at.interface->addresses) prefixes.push_back(net::host_prefix(ip));
    if (!prefixes.empty()) prefixes.resize(1);  // the primary address sends
  }
  if (prefixes.empty() && at.subnet != nullptr) {
    for (const azure::WrittenPrefix& written : at.subnet->address_prefixes)
      prefixes.push_back(written.prefix);
  }
  return prefixes;
}

Disposition Walk::outside_input() {
  const azure::UnknownInput unknown{"the subnet the sender is in"};
  if (reading_.guess(unknown) == 0)
    return deny(Reason::no_route, "route", "the sender's subnet is outside the input", {"I-005"});
  return allow(Via::vnet, "route", "the sender's subnet is outside the input", {"I-005"});
}

std::optional<Disposition> Walk::step() {
  if (destination_.front_end != nullptr) return step_to_front_end();
  const std::vector<Route> routes = effective_routes(network_, *at_.subnet, reading_);
  const Route* route = select_route(routes, *packet_.destination, reading_);
  if (route == nullptr)
    return deny(Reason::no_route, "route", "no route covers " + to_string(*packet_.destination),
                {"N-051"});
  return follow(*route);
}

std::optional<Disposition> Walk::follow(const Route& route) {
  add_route_step(route);
  switch (route.hop) {
    case Hop::none:
      return denied(Reason::route_none);
    case Hop::vnet_local:
      return deliver(*at_.network);
    case Hop::peering:
      if (auto refused = cross(*route.peer)) return refused;
      return deliver(*route.peer);
    case Hop::endpoint:
      if (route.peer != nullptr) {
        if (auto refused = cross(*route.peer)) return refused;
      }
      return arrive(*route.endpoint);
    case Hop::internet:
      return to_internet();
    case Hop::service_endpoint:
      return to_edge(
          {EdgeSource::Kind::subnet, std::nullopt, at_.subnet, at_.subnet->name, "", false});
    case Hop::appliance:
      return through_appliance(route);
    case Hop::gateway:
      return beyond("what lies behind the gateway of " + at_.network->name, {"N-057"});
  }
  return {};
}

void Walk::add_route_step(const Route& route) {
  std::string summary = "route " + to_string(route.prefix) + " of subnet " + at_.subnet->name +
                        " leads to " + std::string(to_string(route.hop));
  if (route.next_hop_address) summary += " " + to_string(*route.next_hop_address);
  trace_.push_back({"route",
                    std::move(summary),
                    {route.hop == Hop::endpoint ? "N-042" : "N-045", "N-046"},
                    at_.subnet->id.text(),
                    route.name,
                    route.where});
}

Disposition Walk::denied(Reason reason) { return {false, reason, Via::none, std::move(trace_)}; }

Disposition Walk::deny(Reason reason, std::string stage, std::string summary,
                       std::vector<std::string> facts) {
  trace_.push_back({std::move(stage), std::move(summary), std::move(facts), "", "", {}});
  return denied(reason);
}

Disposition Walk::allow(Via via, std::string stage, std::string summary,
                        std::vector<std::string> facts) {
  trace_.push_back({std::move(stage), std::move(summary), std::move(facts), "", "", {}});
  return {true, Reason::none, via, std::move(trace_)};
}

Disposition walk(const model::Network& network, const Attachment& at,
                 const Destination& destination, const EdgeSource& shared_egress,
                 model::Reading& reading) {
  return Walk(network, at, destination, shared_egress, reading).run();
}

}  // namespace airtight::reach
