#include "inbound.h"

#include <airtight/reach/rule_addresses.h>

#include <algorithm>

#include "balancer.h"
#include "firewall.h"
#include "walk.h"

namespace airtight::reach {
namespace {

constexpr int most_translations = 4;

Disposition decided(bool allowed, Reason reason, std::string summary,
                    std::vector<std::string> facts, const azure::Resource* resource) {
  Step step{"public address", std::move(summary), std::move(facts), "", "", {}};
  if (resource != nullptr) {
    step.resource = resource->id.text();
    step.where = resource->where;
  }
  return {allowed, reason, allowed ? Via::public_edge : Via::none, {std::move(step)}};
}

const azure::NetworkInterface* interface_with(const model::Network& network,
                                              const azure::ResourceId& public_address) {
  const auto& all = network.written().network_interfaces;
  const auto found = std::ranges::find_if(all, [&](const azure::NetworkInterface& interface) {
    return interface.public_ip.known() != nullptr && *interface.public_ip.known() == public_address;
  });
  return found == all.end() ? nullptr : &*found;
}

Start start_from(const EdgeSource& source) {
  Start start;
  start.shared_egress = source;
  start.inbound = true;
  if (source.kind == EdgeSource::Kind::address) start.sources = source.addresses;
  return start;
}

Disposition enter(const model::Network& network, const azure::PublicIpAddress& address,
                  const azure::NetworkInterface& interface, const EdgeSource& source,
                  Destination destination, model::Reading& reading) {
  if (interface.addresses.empty())
    return decided(reading.guess({"the private address of " + interface.name}) == 1,
                   Reason::no_route, interface.name + " has an address that is not known",
                   {"N-100"}, &interface);
  destination.ip = interface.addresses.front();  // N-100
  Start start = start_from(source);
  start.public_address = &address;
  start.at = {network.virtual_network(interface.subnet.parent()), network.subnet(interface.subnet),
              &interface};
  return walk(network, start, destination, reading);
}

// N-101: rules of the members see the original sender and the member's port.
Disposition enter_balancer(const model::Network& network, const azure::PublicIpAddress& address,
                           const BalancerFrontend& frontend, const EdgeSource& source,
                           Destination destination, model::Reading& reading) {
  const Backends all = backends_of(network, frontend, {destination.protocol, destination.port});
  const auto backends = answering(network, all.seen, reading);
  if (!all.unseen.empty() && reading.guess(all.unseen.front(), 2, "takes it") == 1)
    return decided(true, Reason::none, all.unseen.front().name + " may take it", {"N-101"},
                   frontend.balancer);
  if (backends.empty() && !all.seen.empty())
    return decided(false, Reason::nsg_in,
                   "the rules of every member of " + frontend.balancer->name + " drop its probe",
                   {"N-117", "N-126"}, frontend.balancer);
  if (backends.empty())
    return decided(false, Reason::no_route,
                   "no rule of " + frontend.balancer->name + " takes port " +
                       std::to_string(destination.port.number),
                   {"N-101"}, frontend.balancer);
  const azure::UnknownInput which{"which member of " + frontend.balancer->name + " answers"};
  const Backend& member =
      backends.size() == 1 ? backends.front() : backends[reading.guess(which, backends.size())];
  if (member.port.number != 0) destination.port = member.port;
  for (const azure::NetworkInterface& interface : network.written().network_interfaces) {
    if (std::ranges::count(interface.addresses, member.address) > 0)
      return enter(network, address, interface, source, std::move(destination), reading);
  }
  return decided(reading.guess({"who has " + to_string(member.address)}) == 1, Reason::no_route,
                 "nobody in the input has " + to_string(member.address), {"N-101"},
                 frontend.balancer);
}

// N-287: only translations take what comes from outside.
Disposition enter_firewall(const model::Network& network, const model::Firewall& firewall,
                           const EdgeSource& source, Destination destination, int translations,
                           model::Reading& reading) {
  if (translations == most_translations)
    return decided(false, Reason::loop, "firewalls send it on for ever", {"N-059"},
                   firewall.written);
  Packet packet;
  packet.sources = source.addresses;
  packet.from_internet = source.kind == EdgeSource::Kind::any_public;
  packet.destination = destination.ip;
  packet.protocol = destination.protocol;
  packet.port = destination.port;
  const FirewallDecision decision = ask_translations(network, firewall, packet, reading);
  if (!decision.allowed || !decision.to)
    return {decision.allowed,
            decision.allowed ? Reason::none : Reason::fw_deny,
            Via::none,
            {decision.step}};
  destination.ip = decision.to;
  destination.port = decision.to_port.value_or(destination.port);
  Start start;
  start.at = {firewall.network, firewall.subnet, nullptr};
  start.sources = {net::host_prefix(firewall.address)};
  start.shared_egress = source;
  start.unfiltered = true;
  start.translations = translations + 1;
  if (firewall.subnet == nullptr)
    return decided(reading.guess({"the subnet of " + firewall.written->name}) == 1, Reason::fw_deny,
                   "the subnet of the firewall is not known", {"N-280"}, firewall.written);
  Disposition result = walk(network, start, destination, reading);
  result.trace.insert(result.trace.begin(), decision.step);
  result.crossed.insert(result.crossed.begin(), firewall.written->id.text());
  return result;
}

Disposition reach_owner(const model::Network& network, const azure::PublicIpAddress& address,
                        const EdgeSource& source, const Destination& destination, int translations,
                        model::Reading& reading) {
  for (const model::Firewall& firewall : network.firewalls()) {
    if (std::ranges::count(firewall.written->public_addresses, address.id) > 0)
      return enter_firewall(network, firewall, source, destination, translations, reading);
  }
  if (const auto* interface = interface_with(network, address.id))
    return enter(network, address, *interface, source, destination, reading);
  if (const auto frontend = frontend_of(network, address.id))
    return enter_balancer(network, address, *frontend, source, destination, reading);
  for (const azure::NatGateway& gateway : network.written().nat_gateways) {
    if (std::ranges::count(gateway.addresses, address.id) > 0)
      return decided(false, Reason::no_route, "a NAT gateway takes nothing that comes from outside",
                     {"N-268"}, &gateway);
  }
  return decided(reading.guess({"who answers at public address " + address.name}) == 0,
                 Reason::no_route, "who has public address " + address.name + " is not known",
                 {"N-100"}, &address);
}

}  // namespace

Disposition reach_public_address(const model::Network& network, const EdgeSource& source,
                                 const Destination& destination, int translations,
                                 model::Reading& reading) {
  if (!destination.ip)
    return decided(true, Reason::none, "no address is asked for", {"N-054"}, nullptr);
  const net::Ip ip = *destination.ip;
  if (!is_public(ip))  // N-031
    return decided(false, Reason::no_route,
                   to_string(ip) + " is private and leaves for the Internet", {"N-054"}, nullptr);
  for (const azure::PublicIpAddress& address : network.written().public_addresses) {
    if (address.address.known() != nullptr && *address.address.known() == ip)
      return reach_owner(network, address, source, destination, translations, reading);
  }
  return decided(true, Reason::none, to_string(ip) + " is on the Internet", {"N-054"}, nullptr);
}

}  // namespace airtight::reach
