#include "balancer.h"

#include <algorithm>

#include "filters.h"
#include "tags.h"

namespace airtight::reach {
namespace {

constexpr std::size_t most_backends = 8;

bool answers(const model::Network& network, const Backend& member, model::Reading& reading) {
  if (member.interface == nullptr || !member.probe) return true;
  const azure::ResourceId& subnet = member.interface->subnet;
  Packet probe;
  probe.sources = {balancer_probes};
  probe.destination = member.address;
  probe.port = *member.probe;
  Trace trace;
  return passes_inbound(
      network, {network.virtual_network(subnet.parent()), network.subnet(subnet), member.interface},
      probe, reading, trace);
}

bool takes(const azure::BalancingRule& rule, const Wanted& wanted) {
  if (!wanted.port || !rule.protocol || !rule.unknown.empty()) return true;
  return rule.protocol == wanted.protocol && rule.frontend_port == *wanted.port;
}

// One of several rules may have a probe that is answered, so a member with two is taken as alive.
void add_member(std::vector<Backend>& backends, const Backend& member) {
  const auto known = std::ranges::find(backends, member.address, &Backend::address);
  if (known == backends.end()) {
    if (backends.size() < most_backends) backends.push_back(member);
  } else if (known->probe != member.probe) {
    known->probe.reset();
  }
}

void add_members(const model::Network& network, const azure::LoadBalancer& balancer,
                 const azure::BalancingRule& rule, Backends& backends) {
  const net::Port port = rule.protocol ? rule.backend_port : net::Port{0};
  for (const azure::BackendPool& pool : balancer.pools) {
    if (pool.id != rule.pool) continue;
    for (const net::Ip& ip : pool.addresses) add_member(backends.seen, {ip, port, rule.probe});
    for (const azure::UnknownInput& unknown : pool.unknown)
      backends.unseen.push_back({"a member of " + balancer.name + ": " + unknown.name});
  }
  for (const azure::NetworkInterface& interface : network.written().network_interfaces) {
    if (std::ranges::count(interface.pools, rule.pool) == 0) continue;
    if (interface.addresses.empty())
      backends.unseen.push_back(
          {"the private address of " + interface.name + ", a member of " + balancer.name});
    else
      add_member(backends.seen, {interface.addresses.front(), port, rule.probe, &interface});
  }
}

template <class Condition>
std::optional<BalancerFrontend> find_frontend(const model::Network& network,
                                              const Condition& condition) {
  for (const azure::LoadBalancer& balancer : network.written().load_balancers) {
    const auto frontend = std::ranges::find_if(balancer.frontends, condition);
    if (frontend != balancer.frontends.end()) return BalancerFrontend{&balancer, &*frontend};
  }
  return {};
}

}  // namespace

std::optional<BalancerFrontend> frontend_at(const model::Network& network,
                                            const azure::VirtualNetwork& home, const net::Ip& ip) {
  return find_frontend(network, [&](const azure::Frontend& frontend) {
    return frontend.address == ip && frontend.subnet.parent() == home.id;
  });
}

std::optional<BalancerFrontend> frontend_of(const model::Network& network,
                                            const azure::ResourceId& public_address) {
  return find_frontend(network, [&](const azure::Frontend& frontend) {
    return frontend.public_address == public_address;
  });
}

Backends backends_of(const model::Network& network, const BalancerFrontend& frontend,
                     const Wanted& wanted) {
  Backends backends;
  for (const azure::BalancingRule& rule : frontend.balancer->rules) {
    if (rule.frontend == frontend.frontend->id && takes(rule, wanted))
      add_members(network, *frontend.balancer, rule, backends);
  }
  std::ranges::sort(backends.seen, {}, &Backend::address);
  return backends;
}

std::vector<Backend> answering(const model::Network& network, std::vector<Backend> backends,
                               model::Reading& reading) {
  std::erase_if(backends,
                [&](const Backend& member) { return !answers(network, member, reading); });
  return backends;
}

}  // namespace airtight::reach
