#include <algorithm>

#include "walk_state.h"

// A private link service takes the packet from the consumer's network into the provider's, which
// need not know of each other: it sends from an address of its own (N-214), to the frontend of a
// load balancer. What happens there is a walk of its own, and its reply ends at the service.

namespace airtight::reach {
namespace {

// The private address of a frontend; null if the input does not say it.
const net::Ip* address_of(const model::Network& network, const azure::ResourceId& frontend) {
  for (const azure::LoadBalancer& balancer : network.written().load_balancers) {
    const auto found = std::ranges::find(balancer.frontends, frontend, &azure::Frontend::id);
    if (found == balancer.frontends.end()) continue;
    if (const auto& address = found->address) return &*address;
  }
  return nullptr;
}

std::vector<net::Prefix> translated(const model::Network& network,
                                    const azure::PrivateLinkService& service) {
  std::vector<net::Prefix> sources;
  for (const azure::TranslationAddress& each : service.sources) {
    const azure::Subnet* subnet = network.subnet(each.subnet);
    if (each.address) {
      sources.push_back(net::host_prefix(*each.address));
    } else if (subnet != nullptr) {
      for (const azure::WrittenPrefix& written : subnet->address_prefixes)
        sources.push_back(written.prefix);
    }
  }
  return sources;
}

}  // namespace

Disposition Walk::through_link_service(const model::Endpoint& endpoint,
                                       const azure::PrivateLinkService& service) {
  if (!service.unknown.empty()) return beyond(service.unknown.front().name, {"N-214"});
  const net::Ip* frontend =
      service.frontends.empty() ? nullptr : address_of(network_, service.frontends.front());
  const azure::Subnet* subnet =
      service.sources.empty() ? nullptr : network_.subnet(service.sources.front().subnet);
  if (frontend == nullptr || subnet == nullptr || start_.translations >= most_hops)
    return beyond("where private link service " + service.name + " sends packets", {"N-214"});
  trace_.push_back({"private link service",
                    endpoint.written->name + " leads to " + service.name +
                        ", which sends from an address of subnet " + subnet->name,
                    {"N-206", "N-214"},
                    service.id.text(),
                    "",
                    service.where});
  Start start;
  start.at = {network_.virtual_network(subnet->virtual_network), subnet, nullptr};
  start.sources = translated(network_, service);
  start.unfiltered = true;
  start.translations = start_.translations + 1;
  Destination destination;
  destination.ip = *frontend;
  destination.protocol = packet_.protocol;
  destination.port = packet_.port;
  Disposition result = walk(network_, start, destination, reading_);
  trace_.insert(trace_.end(), result.trace.begin(), result.trace.end());
  return {result.allowed, result.reason, result.allowed ? Via::private_endpoint : Via::none,
          std::move(trace_)};
}

}  // namespace airtight::reach
