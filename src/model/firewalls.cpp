#include <airtight/azure/by_id.h>
#include <airtight/azure/usable_addresses.h>

#include <algorithm>
#include <array>
#include <tuple>

#include "index.h"

// The rules of a firewall in the order in which it asks them (N-281, N-282): all translations, then
// all network rules, then all application rules; within a kind the parent policy before the child,
// then by the priority of the group, then of the collection.

namespace airtight::model {
namespace {

constexpr int most_parents = 4;  // Azure allows one; a policy may not be its own

constexpr std::array iana_private{
    net::Prefix{net::ipv4(10, 0, 0, 0), 8}, net::Prefix{net::ipv4(172, 16, 0, 0), 12},
    net::Prefix{net::ipv4(192, 168, 0, 0), 16}, net::Prefix{net::ipv4(100, 64, 0, 0), 10}};

// A collection with what orders it.
struct Placed {
  int generation = 0;  // 0 is the oldest policy
  int group = 0;
  const azure::RuleCollection* collection = nullptr;
};

// Oldest first. What cannot be followed is an unknown of the firewall.
std::vector<const azure::FirewallPolicy*> line_of(const Network::Index& index,
                                                  const azure::Property<azure::ResourceId>& first,
                                                  Firewall& firewall) {
  std::vector<const azure::FirewallPolicy*> line;
  const azure::Property<azure::ResourceId>* next = &first;
  for (int parents = 0; parents < most_parents && !next->absent(); ++parents) {
    if (const auto* unknown = next->unknown()) {
      firewall.unknown.push_back(*unknown);
      break;
    }
    const auto* policy = azure::by_id(index.written.firewall_policies, *next->known());
    if (policy == nullptr || policy->external) {
      firewall.unknown.push_back(
          {"the rules of firewall policy " + std::string(next->known()->name())});
      break;
    }
    line.insert(line.begin(), policy);
    next = &policy->base;
  }
  return line;
}

void order_rules(std::vector<Placed> placed, Firewall& firewall) {
  std::ranges::stable_sort(placed, {}, [](const Placed& each) {
    return std::tuple(each.generation, each.group, each.collection->priority);
  });
  for (const Placed& each : placed) {
    firewall.collections.push_back(each.collection);
    // One of which nothing is known may be of any kind.
    if (each.collection->rules.empty() && !each.collection->unknown.empty())
      firewall.unknown.push_back(each.collection->unknown.front());
  }
}

void add_policy(const Network::Index& index, Firewall& firewall) {
  const auto line = line_of(index, firewall.written->policy, firewall);
  std::vector<Placed> placed;
  for (std::size_t generation = 0; generation < line.size(); ++generation) {
    for (const azure::RuleCollectionGroup& group : index.written.rule_collection_groups) {
      if (group.policy != line[generation]->id) continue;
      for (const azure::RuleCollection& collection : group.collections)
        placed.push_back({static_cast<int>(generation), group.priority, &collection});
    }
  }
  order_rules(std::move(placed), firewall);
  if (line.empty()) return;
  firewall.policy = line.back();
  const auto& ranges = firewall.policy->private_ranges;
  if (ranges.known() != nullptr) firewall.private_ranges = *ranges.known();
  if (const auto* unknown = ranges.unknown()) firewall.unknown_ranges = *unknown;
}

// D-244: its DNS proxy answers at its private address.
void add_proxy(Network::Index& index, const Firewall& firewall) {
  const azure::FirewallPolicy* policy = firewall.policy;
  // In a virtual hub the network is Microsoft's and sees no zone of ours (D-246).
  if (policy == nullptr || firewall.address == net::Ip{}) return;
  const bool off = policy->dns_proxy.unknown() == nullptr &&
                   (policy->dns_proxy.known() == nullptr || !*policy->dns_proxy.known());
  if (off) return;
  NameServer server;
  server.kind = NameServer::Kind::firewall_proxy;
  server.address = firewall.address;
  server.name = firewall.written->name;
  server.network = firewall.network;
  server.subnet = firewall.subnet;
  if (const auto* upstream = policy->dns_servers.known()) server.upstream = *upstream;
  for (const auto* unknown : {policy->dns_proxy.unknown(), policy->dns_servers.unknown()}) {
    if (unknown != nullptr) server.unknown.push_back(*unknown);
  }
  server.where = firewall.written->where;
  index.name_servers.push_back(std::move(server));
}

net::Ip address_of(const azure::AzureFirewall& written, const azure::Subnet* subnet) {
  if (const net::Ip* known = written.address.known()) return *known;
  if (subnet == nullptr || subnet->address_prefixes.empty()) return {};
  return azure::usable_addresses(subnet->address_prefixes.front().prefix).first;
}

}  // namespace

void join_firewalls(Network::Index& index) {
  for (const azure::AzureFirewall& written : index.written.firewalls) {
    Firewall firewall;
    firewall.written = &written;
    if (const azure::ResourceId* id = written.subnet.known()) {
      firewall.subnet = find(index.subnets, *id);
      firewall.network = find(index.virtual_networks, id->parent());
    }
    firewall.address = address_of(written, firewall.subnet);
    firewall.private_ranges.assign(iana_private.begin(), iana_private.end());
    std::vector<Placed> placed;
    for (const azure::RuleCollection& collection : written.collections)
      placed.push_back({0, 0, &collection});
    order_rules(std::move(placed), firewall);
    add_policy(index, firewall);
    if (written.external) firewall.unknown.push_back({"the rules of " + written.name});
    add_proxy(index, firewall);
    index.firewalls.push_back(std::move(firewall));
  }
}

}  // namespace airtight::model
