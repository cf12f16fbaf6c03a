#include "address_ways.h"

#include <airtight/azure/by_id.h>

#include <algorithm>

namespace airtight::verify {
namespace {

void add_public(const model::Network& network, const azure::ResourceId& id, Destinations& to) {
  const auto* found = azure::by_id(network.written().public_addresses, id);
  const net::Ip* ip = found == nullptr ? nullptr : found->address.known();
  if (ip == nullptr) {
    to.unknown.push_back({"public address " + std::string(id.name())});
    return;
  }
  to.list.push_back(at_addresses(to.target, {{{*ip, *ip}}}));
}

using Interfaces = std::vector<const azure::NetworkInterface*>;

bool sends_to(const azure::LoadBalancer& balancer, const net::PrefixSet& within,
              const Interfaces& interfaces) {
  return std::ranges::any_of(balancer.pools, [&](const azure::BackendPool& pool) {
    return std::ranges::any_of(pool.addresses,
                               [&](const net::Ip& ip) { return within.contains(ip); }) ||
           std::ranges::any_of(interfaces, [&](const azure::NetworkInterface* interface) {
             return std::ranges::count(interface->pools, pool.id) > 0;
           });
  });
}

bool translates_to(const model::Firewall& firewall, const net::PrefixSet& within) {
  return std::ranges::any_of(firewall.collections, [&](const azure::RuleCollection* collection) {
    return collection->stage == azure::FirewallStage::translation &&
           std::ranges::any_of(collection->rules, [&](const azure::FirewallRule& rule) {
             return !rule.translated_address || within.contains(*rule.translated_address);
           });
  });
}

// The front ends of balancers that send to one of the addresses.
void add_balancers(const model::Network& network, const net::PrefixSet& within,
                   const Interfaces& interfaces, Destinations& to) {
  for (const azure::LoadBalancer& balancer : network.written().load_balancers) {
    if (!sends_to(balancer, within, interfaces)) continue;
    for (const azure::Frontend& frontend : balancer.frontends) {
      if (!frontend.public_address.empty()) {
        add_public(network, frontend.public_address, to);
      } else if (!frontend.address) {
        to.unknown.push_back({"a front end of load balancer " + balancer.name});
      } else if (!within.contains(*frontend.address)) {
        to.list.push_back(at_addresses(to.target, {{{*frontend.address, *frontend.address}}}));
      }
    }
    for (const azure::PrivateLinkService& service : network.written().private_link_services) {
      if (std::ranges::any_of(service.frontends, [&](const azure::ResourceId& id) {
            return std::ranges::count(balancer.frontends, id, &azure::Frontend::id) > 0;
          }))
        to.unknown.push_back({"who is beside endpoints of private link service " + service.name});
    }
  }
}

// Firewalls that translate their public addresses to one of the addresses.
void add_translations(const model::Network& network, const net::PrefixSet& within,
                      Destinations& to) {
  for (const model::Firewall& firewall : network.firewalls()) {
    if (!translates_to(firewall, within)) continue;
    for (const azure::ResourceId& id : firewall.written->public_addresses)
      add_public(network, id, to);
  }
}

void add_own(const model::Network& network, const azure::NetworkInterface& interface,
             Destinations& to) {
  if (interface.public_ip.known() != nullptr) add_public(network, *interface.public_ip.known(), to);
  if (interface.public_ip.unknown() != nullptr)
    to.unknown.push_back(*interface.public_ip.unknown());
}

}  // namespace

bool add_public_ways(const model::Network& network, const azure::NetworkInterface& interface,
                     const net::PrefixSet& within, Destinations& to) {
  const bool may_be_led_to =
      std::ranges::any_of(
          network.written().load_balancers,
          [&](const azure::LoadBalancer& each) { return sends_to(each, within, {&interface}); }) ||
      std::ranges::any_of(network.firewalls(),
                          [&](const model::Firewall& each) { return translates_to(each, within); });
  if (!may_be_led_to) add_own(network, interface, to);
  return !may_be_led_to;
}

void add_ways_around(const model::Network& network, const net::PrefixSet& within,
                     Destinations& to) {
  Interfaces interfaces;
  for (const azure::NetworkInterface& interface : network.written().network_interfaces) {
    if (!interface.private_endpoint.empty()) continue;
    if (std::ranges::any_of(interface.addresses,
                            [&](const net::Ip& ip) { return within.contains(ip); }))
      interfaces.push_back(&interface);
  }
  for (const azure::NetworkInterface* interface : interfaces) add_own(network, *interface, to);
  add_balancers(network, within, interfaces, to);
  add_translations(network, within, to);
}

}  // namespace airtight::verify
