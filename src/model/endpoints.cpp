#include <airtight/azure/usable_addresses.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "index.h"

namespace airtight::model {
namespace {

// By subnet: the addresses that somebody has.
using Taken = std::map<azure::ResourceId, std::set<net::Ip>>;

Taken taken_addresses(const Network::Index& index) {
  Taken taken;
  for (const azure::NetworkInterface& each : index.written.network_interfaces)
    taken[each.subnet].insert(each.addresses.begin(), each.addresses.end());
  for (const Endpoint& endpoint : index.endpoints) {
    if (endpoint.subnet != nullptr)
      taken[endpoint.subnet->id].insert(endpoint.addresses.begin(), endpoint.addresses.end());
  }
  return taken;
}

// The lowest free address of the subnet (R-37, T-152); none when it is full or has no IPv4 prefix.
std::vector<net::Ip> predict(const std::set<net::Ip>& taken, const azure::Subnet& subnet) {
  for (const azure::WrittenPrefix& written : subnet.address_prefixes) {
    const net::Prefix& prefix = written.prefix;
    if (prefix.base.family != net::Family::v4) continue;
    const azure::UsableAddresses usable = azure::usable_addresses(prefix);
    net::Ip candidate = usable.first;
    while (usable.contains(candidate) && taken.contains(candidate))
      candidate = net::advance(candidate, 1);
    if (usable.contains(candidate)) return {candidate};
  }
  return {};
}

// D-127: an endpoint of an app whose group id names a slot leads to that slot.
const BackEnd* target_of(const Network::Index& index, const azure::PrivateEndpoint& written) {
  const BackEnd* target = find(index.back_ends_by_id, written.target);
  if (target == nullptr || target->site == nullptr || written.group_ids.empty()) return target;
  const std::string_view slot = azure::slot_of_group(written.group_ids.front());
  return slot.empty() ? target : find(index.back_ends_by_id, target->id().child("slots", slot));
}

Endpoint resolved(const Network::Index& index, const azure::PrivateEndpoint& written) {
  Endpoint endpoint;
  endpoint.written = &written;
  endpoint.subnet = find(index.subnets, written.subnet);
  endpoint.network = find(index.virtual_networks, written.subnet.parent());
  endpoint.target = target_of(index, written);
  if (!written.group_ids.empty()) endpoint.group_id = written.group_ids.front();
  endpoint.addresses = written.addresses;
  endpoint.predicted = written.predicted;
  return endpoint;
}

}  // namespace

// Each is an entry of its own, however many lead to one resource (N-208).
void resolve_endpoints(Network::Index& index) {
  for (const azure::PrivateEndpoint& written : index.written.private_endpoints)
    index.endpoints.push_back(resolved(index, written));
  // Those whose addresses are not said get theirs in order of creation.
  std::vector<Endpoint*> waiting;
  for (Endpoint& endpoint : index.endpoints) {
    if (endpoint.addresses.empty() && endpoint.subnet != nullptr) waiting.push_back(&endpoint);
  }
  std::ranges::stable_sort(waiting, {}, [](const Endpoint* endpoint) {
    return endpoint->written->creation_order.value_or(0);
  });
  Taken taken = waiting.empty() ? Taken() : taken_addresses(index);
  for (Endpoint* endpoint : waiting) {
    std::set<net::Ip>& there = taken[endpoint->subnet->id];
    endpoint->addresses = predict(there, *endpoint->subnet);
    there.insert(endpoint->addresses.begin(), endpoint->addresses.end());
    endpoint->predicted = true;
  }
  for (const Endpoint& endpoint : index.endpoints) {
    if (endpoint.target != nullptr) index.endpoints_by_target[endpoint.target].push_back(&endpoint);
    index.endpoints_by_network[endpoint.network].push_back(&endpoint);
    for (const net::Ip& ip : endpoint.addresses)
      index.endpoints_by_address[ip].push_back(&endpoint);
  }
}

}  // namespace airtight::model
