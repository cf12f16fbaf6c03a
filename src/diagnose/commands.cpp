#include "commands.h"

#include <airtight/base/text.h>

#include <algorithm>

namespace airtight::diagnose {
std::string set_property(const azure::ResourceId& id, std::string_view assignment) {
  return az("resource update", {{"ids", {id.text()}}, {"set", {std::string(assignment)}}});
}

std::string link_command(const azure::ResourceId& zone, const azure::VirtualNetwork& network) {
  return az("network private-dns link vnet create", {{"resource-group", group_of(zone)},
                                                     {"zone-name", name_of(zone)},
                                                     {"name", {"to-" + network.name}},
                                                     {"registration-enabled", {"false"}},
                                                     {"virtual-network", {network.id.text()}}});
}

std::vector<std::string> record_commands(const azure::ResourceId& zone, const std::string& relative,
                                         const std::vector<net::Ip>& present,
                                         const std::vector<net::Ip>& wanted) {
  std::vector<std::string> commands;
  const auto change = [&](const char* verb, const net::Ip& ip) {
    commands.push_back(az("network private-dns record-set a " + std::string(verb),
                          {{"resource-group", group_of(zone)},
                           {"zone-name", name_of(zone)},
                           {"record-set-name", {relative}},
                           {"ipv4-address", {to_string(ip)}}}));
  };
  for (const net::Ip& ip : wanted) {
    if (std::ranges::count(present, ip) == 0) change("add-record", ip);
  }
  for (const net::Ip& ip : present) {
    if (std::ranges::count(wanted, ip) == 0) change("remove-record", ip);
  }
  return commands;
}

std::string add_service_endpoint(const azure::Subnet& subnet, const std::string& endpoint) {
  std::vector<std::string> all;
  for (const std::string& each : subnet.service_endpoints) {
    if (!starts_with_ignoring_case(endpoint, each)) all.push_back(each);
  }
  all.push_back(endpoint);
  return az("network vnet subnet update",
            {{"ids", {subnet.id.text()}}, {"service-endpoints", all}});
}

}  // namespace airtight::diagnose
