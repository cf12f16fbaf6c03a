#include <airtight/base/text.h>
#include <airtight/verify/subject.h>

#include <algorithm>
#include <map>

#include "lint.h"

// Several zones of one name are independent (D-034). Which copy a name is looked up in follows from
// links alone (D-166), so a record in one copy is no record for the networks of another (D-035).

namespace airtight::verify {
namespace {

using Copies = std::vector<const model::Zone*>;

std::map<net::DnsName, Copies> copies_of(const model::Network& network) {
  std::map<net::DnsName, Copies> copies;
  for (const azure::PrivateDnsZone& written : network.written().private_dns_zones) {
    const model::Zone* zone = network.zone(written.id);
    if (zone != nullptr && !written.external) copies[written.zone].push_back(zone);
  }
  std::erase_if(copies, [](const auto& each) { return each.second.size() < 2; });
  return copies;
}

// An app's network, and what the app needs.
struct Consumer {
  const azure::VirtualNetwork* home = nullptr;
  std::vector<const model::BackEnd*> needed;
};

std::vector<Consumer> consumers_of(const model::Network& network) {
  std::vector<Consumer> consumers;
  for (const azure::Site& site : network.written().sites) {
    const azure::ResourceId* subnet = site.integration_subnet.known();
    const auto* home = subnet == nullptr ? nullptr : network.virtual_network(subnet->parent());
    if (home != nullptr) consumers.push_back({home, dependencies(network, site)});
  }
  return consumers;
}

// The network of the endpoint, and those of the apps that need its target.
std::vector<const azure::VirtualNetwork*> who_asks(const std::vector<Consumer>& consumers,
                                                   const model::Endpoint& endpoint) {
  std::vector<const azure::VirtualNetwork*> networks;
  if (endpoint.network != nullptr) networks.push_back(endpoint.network);
  for (const Consumer& consumer : consumers) {
    if (std::ranges::count(consumer.needed, endpoint.target) > 0) networks.push_back(consumer.home);
  }
  return networks;
}

// D-412: the endpoint's record is in a copy that those who ask do not see.
void check_record_elsewhere(const model::Network& network, const model::Endpoint& endpoint,
                            const std::vector<Consumer>& consumers, const Copies& copies,
                            const std::vector<std::string>& names, Lints& lints) {
  const auto asking = who_asks(consumers, endpoint);
  for (const model::Zone* holder : copies) {
    if (!has_record(*holder, names.front())) continue;
    const auto sees_it = networks_of(network, *holder);
    for (const model::Zone* copy : copies) {
      if (copy == holder || has_record(*copy, names.front())) continue;
      for (const azure::VirtualNetwork* linked : networks_of(network, *copy)) {
        if (std::ranges::count(asking, linked) == 0 || std::ranges::count(sees_it, linked) > 0)
          continue;
        lints.push_back({"DNS_DUPLICATE_ZONE",
                         Severity::warning,
                         copy->written->id,
                         copy->written->where,
                         linked->name + " sees the copy of " + copy->written->name + " in " +
                             std::string(copy->written->id.resource_group()) + ", but " +
                             names.front() + " of " + endpoint.written->name +
                             " is in the copy in " +
                             std::string(holder->written->id.resource_group()) + ": NXDOMAIN",
                         {link_command(*holder->written, *linked)},
                         {"D-412", "D-034"}});
      }
    }
  }
}

std::vector<net::Ip> addresses_of(const model::Zone& zone, const std::string& name) {
  std::vector<net::Ip> addresses;
  const auto found = zone.names.find(name);
  if (found == zone.names.end()) return addresses;
  for (const model::ZoneEntry& entry : found->second)
    addresses.insert(addresses.end(), entry.addresses.begin(), entry.addresses.end());
  std::ranges::sort(addresses);
  return addresses;
}

bool are_peers(const model::Network& network, const azure::VirtualNetwork& a,
               const azure::VirtualNetwork& b) {
  return std::ranges::any_of(network.neighbours_of(a), [&](const model::Neighbour& neighbour) {
    return neighbour.network == &b && !model::is_down(neighbour);
  });
}

// Two networks that reach each other and disagree about an address.
const azure::VirtualNetwork* peer_that_sees(const model::Network& network, const model::Zone& one,
                                            const model::Zone& other) {
  for (const azure::VirtualNetwork* a : networks_of(network, one)) {
    for (const azure::VirtualNetwork* b : networks_of(network, other)) {
      if (a != b && are_peers(network, *a, *b)) return b;
    }
  }
  return nullptr;
}

// Copies for networks that do not meet are a design; between peers the answer depends on who asks.
void check_split_brain(const model::Network& network, const Copies& copies, Lints& lints) {
  for (std::size_t i = 0; i < copies.size(); ++i) {
    for (std::size_t j = i + 1; j < copies.size(); ++j) {
      const auto* peer = peer_that_sees(network, *copies[i], *copies[j]);
      if (peer == nullptr) continue;
      for (const auto& [name, entries] : copies[i]->names) {
        const auto here = addresses_of(*copies[i], name);
        const auto there = addresses_of(*copies[j], name);
        if (here.empty() || there.empty() || here == there) continue;
        lints.push_back({"DNS_DUPLICATE_ZONE",
                         Severity::warning,
                         copies[j]->written->id,
                         copies[j]->written->where,
                         name + "." + copies[j]->written->name + " is " + to_string(there.front()) +
                             " in " + peer->name + " and " + to_string(here.front()) +
                             " in its peers, which see another zone of this name",
                         {},
                         {"D-034", "D-035"}});
      }
    }
  }
}

}  // namespace

void lint_zone_copies(const model::Network& network, Lints& lints) {
  const auto all = copies_of(network);
  if (all.empty()) return;
  for (const auto& [name, copies] : all) check_split_brain(network, copies, lints);
  const std::vector<Consumer> consumers = consumers_of(network);
  for (const model::Endpoint& endpoint : network.endpoints()) {
    if (!is_approved(endpoint)) continue;
    for (const auto& [zone, names] : required_records(endpoint)) {
      const auto copies = all.find(zone);
      if (copies != all.end())
        check_record_elsewhere(network, endpoint, consumers, copies->second, names, lints);
    }
  }
}

}  // namespace airtight::verify
