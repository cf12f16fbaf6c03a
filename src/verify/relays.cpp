#include "relays.h"

#include <airtight/base/text.h>
#include <airtight/model/address_space.h>

#include <algorithm>
#include <string>

namespace airtight::verify {
namespace {

using azure::Relay;

bool mentions(const Relay& relay, const std::string& text) {
  return std::ranges::binary_search(relay.mentions, to_lower(text));
}

// By its id or the id of a part of it, such as an interface's configuration.
bool mentions(const Relay& relay, const azure::ResourceId& id) {
  return std::ranges::any_of(relay.mentions, [&](const std::string& text) {
    return text == id.key() || text.starts_with(id.key() + "/");
  });
}

bool mentions_service(const Relay& relay, const model::BackEnd& target) {
  return mentions(relay, target.id()) ||
         std::ranges::any_of(target.names, [&](const azure::HostName& name) {
           return mentions(relay, name.public_name.text());
         });
}

bool mentions_address(const Relay& relay, const model::Network& network, const net::Ip& ip) {
  if (mentions(relay, to_string(ip))) return true;
  return std::ranges::any_of(
      network.written().network_interfaces, [&](const azure::NetworkInterface& interface) {
        return std::ranges::count(interface.addresses, ip) > 0 && mentions(relay, interface.id);
      });
}

// The networks of the subnets it is in.
std::vector<const azure::VirtualNetwork*> networks_of(const Relay& relay,
                                                      const model::Network& network) {
  std::vector<const azure::VirtualNetwork*> found;
  for (const std::string& text : relay.mentions) {
    const azure::Subnet* subnet = network.subnet(azure::ResourceId(text));
    if (subnet != nullptr) found.push_back(network.virtual_network(subnet->virtual_network));
  }
  return found;
}

bool is_within(const model::Network& network, const azure::VirtualNetwork& home,
               const Target& target) {
  if (target.ip) return model::contains(home, *target.ip);
  if (target.back_end == nullptr) return false;
  return std::ranges::any_of(
      network.endpoints_of(*target.back_end),
      [&](const model::Endpoint* endpoint) { return endpoint->network == &home; });
}

bool stands_before(const Relay& relay, const model::Network& network, const reach::Workload& from,
                   const Target& target) {
  if (target.back_end != nullptr && target.back_end->id() == relay.id) return false;
  if (target.back_end != nullptr && mentions_service(relay, *target.back_end)) return true;
  if (target.ip && mentions_address(relay, network, *target.ip)) return true;
  return relay.whole_network &&
         std::ranges::any_of(networks_of(relay, network), [&](const azure::VirtualNetwork* home) {
           return home != nullptr && home != from.network && is_within(network, *home, target);
         });
}

bool has_more_interfaces(const model::Network& network, const reach::Workload& from) {
  if (from.kind != reach::Workload::Kind::machine || from.interface == nullptr) return false;
  return std::ranges::any_of(
      network.written().virtual_machines, [&](const azure::VirtualMachine& machine) {
        return machine.network_interfaces.size() > 1 &&
               std::ranges::count(machine.network_interfaces, from.interface->id) > 0;
      });
}

}  // namespace

std::vector<azure::UnknownInput> ways_around(const model::Network& network,
                                             const reach::Workload& from, const Target& target) {
  std::vector<azure::UnknownInput> found;
  for (const Relay& relay : network.written().relays) {
    if (stands_before(relay, network, from, target))
      found.push_back({relay.type + " " + relay.name + ", which relays to it"});
  }
  if (has_more_interfaces(network, from))
    found.push_back({"which interface of " + from.name + " sends"});
  return found;
}

}  // namespace airtight::verify
