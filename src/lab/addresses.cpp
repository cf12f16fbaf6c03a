#include "addresses.h"

#include <airtight/azure/by_id.h>
#include <airtight/azure/usable_addresses.h>

#include <algorithm>
#include <map>
#include <set>

namespace airtight::lab {
namespace {

using Taken = std::map<azure::ResourceId, std::set<net::Ip>>;  // by subnet

Taken taken_in(const azure::Resources& resources) {
  Taken taken;
  for (const azure::NetworkInterface& each : resources.network_interfaces)
    taken[each.subnet].insert(each.addresses.begin(), each.addresses.end());
  for (const azure::PrivateEndpoint& each : resources.private_endpoints)
    taken[each.subnet].insert(each.addresses.begin(), each.addresses.end());
  return taken;
}

void give_address(const azure::Subnet& subnet, std::set<net::Ip>& taken,
                  azure::PrivateEndpoint& endpoint) {
  for (const azure::WrittenPrefix& written : subnet.address_prefixes) {
    if (written.prefix.base.family != net::Family::v4) continue;
    const auto usable = azure::usable_addresses(written.prefix);
    net::Ip address = usable.first;
    while (usable.contains(address) && taken.contains(address)) address = net::advance(address, 1);
    if (!usable.contains(address)) continue;
    taken.insert(address);
    endpoint.addresses = {address};
    return;
  }
}

}  // namespace

azure::Resources with_addresses(azure::Resources resources) {
  std::vector<azure::PrivateEndpoint*> waiting;
  for (azure::PrivateEndpoint& each : resources.private_endpoints)
    if (each.addresses.empty()) waiting.push_back(&each);
  std::ranges::stable_sort(waiting, {}, [](const azure::PrivateEndpoint* endpoint) {
    return endpoint->creation_order.value_or(0);
  });
  Taken taken = taken_in(resources);
  for (azure::PrivateEndpoint* each : waiting)
    if (const auto* subnet = azure::by_id(resources.subnets, each->subnet))
      give_address(*subnet, taken[subnet->id], *each);
  return resources;
}

}  // namespace airtight::lab
