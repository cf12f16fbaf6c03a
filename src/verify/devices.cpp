#include "devices.h"

#include <algorithm>

#include "naming.h"

namespace airtight::verify {

Result<std::vector<std::string>> device_named(const model::Network& network,
                                              const std::string& text) {
  std::vector<azure::ResourceId> all;
  std::vector<azure::ResourceId> matching;
  int devices = 0;
  const auto consider = [&](const azure::ResourceId& id) {
    all.push_back(id);
    if (!is_named(id, text)) return;
    matching.push_back(id);
    ++devices;
  };
  for (const azure::AzureFirewall& firewall : network.written().firewalls) consider(firewall.id);
  for (const azure::NetworkInterface& interface : network.written().network_interfaces)
    consider(interface.id);
  for (const azure::VirtualMachine& machine : network.written().virtual_machines) {
    all.push_back(machine.id);
    if (!is_named(machine.id, text)) continue;
    ++devices;
    matching.insert(matching.end(), machine.network_interfaces.begin(),
                    machine.network_interfaces.end());
  }
  if (devices > 1) return not_one("device", text, matching, all);
  std::vector<std::string> names;
  for (const azure::ResourceId& id : matching) names.push_back(id.text());
  if (const auto ip = net::parse_ip(text)) {
    names.push_back(to_string(*ip));
    for (const model::Firewall& firewall : network.firewalls()) {
      if (firewall.address == *ip) names.push_back(firewall.written->id.text());
    }
    for (const azure::NetworkInterface& interface : network.written().network_interfaces) {
      if (std::ranges::count(interface.addresses, *ip) > 0) names.push_back(interface.id.text());
    }
  }
  if (names.empty()) return not_one("device", text, matching, all);
  return names;
}

}  // namespace airtight::verify
