#include "public_source.h"

#include <airtight/azure/by_id.h>
#include <airtight/base/text.h>

#include <algorithm>

namespace airtight::reach {
namespace {

bool is_member(const azure::NetworkInterface& interface, const azure::ResourceId& pool) {
  return std::ranges::count(interface.pools, pool) > 0;
}

bool has_public_sibling(const model::Network& network, const azure::NetworkInterface& interface,
                        model::Reading& reading) {
  for (const azure::VirtualMachine& machine : network.written().virtual_machines) {
    if (std::ranges::count(machine.network_interfaces, interface.id) == 0) continue;
    for (const azure::ResourceId& id : machine.network_interfaces) {
      const azure::NetworkInterface* other = network.network_interface(id);
      if (other == nullptr || other == &interface || other->public_ip.absent()) continue;
      if (other->public_ip.known() != nullptr || reading.guess(*other->public_ip.unknown()) == 1)
        return true;
    }
  }
  return false;
}

}  // namespace

EdgeSource leaving_by(const model::Network& network, EdgeSource like,
                      const std::vector<azure::ResourceId>& addresses,
                      const std::vector<azure::ResourceId>& prefixes, std::string name) {
  EdgeSource source = std::move(like);
  source.name = std::move(name);
  source.azure = true;
  source.platform = false;
  source.addresses.clear();
  bool complete = !addresses.empty() || !prefixes.empty();
  for (const azure::ResourceId& id : addresses) {
    const auto* address = azure::by_id(network.written().public_addresses, id);
    const net::Ip* known = address == nullptr ? nullptr : address->address.known();
    if (known != nullptr) source.addresses.push_back(net::host_prefix(*known));
    complete = complete && known != nullptr;
  }
  for (const azure::ResourceId& id : prefixes) {
    const auto* prefix = azure::by_id(network.written().public_prefixes, id);
    const net::Prefix* known = prefix == nullptr ? nullptr : prefix->prefix.known();
    if (known != nullptr) source.addresses.push_back(*known);
    complete = complete && known != nullptr;
  }
  source.kind = complete ? EdgeSource::Kind::address : EdgeSource::Kind::unknown_public;
  if (!complete) source.addresses.clear();
  return source;
}

std::vector<azure::ResourceId> balanced_egress(const model::Network& network,
                                               const azure::NetworkInterface& interface) {
  std::vector<azure::ResourceId> found;
  const auto add = [&](const azure::LoadBalancer& balancer, const azure::ResourceId& id) {
    const auto frontend = std::ranges::find(balancer.frontends, id, &azure::Frontend::id);
    if (frontend != balancer.frontends.end() && !frontend->public_address.empty())
      found.push_back(frontend->public_address);
  };
  for (const azure::LoadBalancer& balancer : network.written().load_balancers) {
    for (const azure::OutboundRule& rule : balancer.outbound_rules) {
      if (!is_member(interface, rule.pool)) continue;
      for (const azure::ResourceId& frontend : rule.frontends) add(balancer, frontend);
    }
    for (const azure::BalancingRule& rule : balancer.rules) {
      if (is_member(interface, rule.pool)) add(balancer, rule.frontend);
    }
  }
  return found;
}

bool loses_default_egress(const model::Network& network, const azure::NetworkInterface& interface,
                          model::Reading& reading) {
  if (has_public_sibling(network, interface, reading)) return true;
  return std::ranges::any_of(
      network.written().load_balancers, [&](const azure::LoadBalancer& balancer) {
        const bool internal = std::ranges::all_of(
            balancer.frontends,
            [](const azure::Frontend& frontend) { return frontend.public_address.empty(); });
        const bool member = std::ranges::any_of(
            balancer.pools,
            [&](const azure::BackendPool& pool) { return is_member(interface, pool.id); });
        return internal && member && equal_ignoring_case(balancer.sku, "Standard");
      });
}

}  // namespace airtight::reach
