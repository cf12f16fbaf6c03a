#include <airtight/base/text.h>
#include <airtight/model/address_space.h>

#include <algorithm>

#include "index.h"

namespace airtight::model {
namespace {

template <class T, class Named>
const T* only_one(const std::vector<T>& list, const Named& is_named) {
  const T* found = nullptr;
  for (const T& candidate : list) {
    if (!is_named(candidate)) continue;
    if (found != nullptr) return nullptr;
    found = &candidate;
  }
  return found;
}

// The network of an address that nobody placed: the only one whose space has it.
const azure::VirtualNetwork* network_around(const Network::Index& index, const net::Ip& ip) {
  return only_one(index.written.virtual_networks,
                  [&](const azure::VirtualNetwork& network) { return contains(network, ip); });
}

// The subnet that has the address; null outside the named subnets of the network.
const azure::Subnet* subnet_around(const Network::Index& index,
                                   const azure::VirtualNetwork& network, const net::Ip& ip) {
  return only_one(index.written.subnets, [&](const azure::Subnet& subnet) {
    return subnet.virtual_network == network.id &&
           std::ranges::any_of(subnet.address_prefixes, [&](const azure::WrittenPrefix& written) {
             return written.prefix.contains(ip);
           });
  });
}

void add_host(Network::Index& index, std::string name, const net::Ip& ip, const std::string& subnet,
              const Where& where) {
  Host host{std::move(name), ip, nullptr, azure::subnet_named(index.written, subnet), where};
  if (host.subnet == nullptr) return;
  host.network = find(index.virtual_networks, host.subnet->virtual_network);
  index.hosts.push_back(std::move(host));
}

void add_appliance(Network::Index& index, const azure::SurroundingAppliance& written) {
  if (!written.site.empty()) return;
  Appliance appliance{&written, nullptr, nullptr};
  if (!written.subnet.empty()) {
    appliance.subnet = azure::subnet_named(index.written, written.subnet);
    if (appliance.subnet == nullptr) return;  // check_places says it
    appliance.network = find(index.virtual_networks, appliance.subnet->virtual_network);
  } else {
    appliance.network = network_around(index, written.address);
    if (appliance.network != nullptr)
      appliance.subnet = subnet_around(index, *appliance.network, written.address);
  }
  if (appliance.network != nullptr) index.appliances.push_back(appliance);
}

}  // namespace

const azure::VirtualNetwork* network_named(const Network::Index& index, const std::string& name) {
  return only_one(index.written.virtual_networks, [&](const azure::VirtualNetwork& network) {
    return network.id.key() == to_lower(name) || equal_ignoring_case(network.name, name);
  });
}

void place_surroundings(Network::Index& index) {
  const azure::Surroundings& surroundings = index.written.surroundings;
  for (const azure::SurroundingWorkload& workload : surroundings.workloads) {
    if (workload.address)
      add_host(index, workload.name, *workload.address, workload.subnet, workload.where);
  }
  for (const azure::DnsServer& server : surroundings.dns_servers)
    add_host(index, "the DNS server " + to_string(server.address), server.address, server.subnet,
             server.where);
  for (const azure::SurroundingAppliance& appliance : surroundings.appliances)
    add_appliance(index, appliance);
}

}  // namespace airtight::model
