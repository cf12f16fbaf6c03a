#include <airtight/azure/limits.h>
#include <airtight/base/text.h>

#include <algorithm>
#include <cassert>
#include <map>
#include <set>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "index.h"

// What Azure would refuse for its number (azure-network.md section 10). A warning, because limits
// are raised on request and change. Which numbers, data/limits.json says; here they are counted.
namespace airtight::model {
namespace {

using azure::ResourceId;

class Counter {
 public:
  explicit Counter(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  void operator()(const azure::Resource& owner, std::string_view of, std::string_view what,
                  std::size_t count) {
    check(owner.name, owner.where, of, what, count);
  }

  void check(std::string_view owner, const Where& where, std::string_view of, std::string_view what,
             std::size_t count) {
    const azure::Limit* limit = azure::limit_of(of, what);
    assert(limit != nullptr);
    if (count <= limit->most) return;
    diagnostics_.push_back({Severity::warning,
                            where,
                            std::string(owner) + " has " + std::to_string(count) + " " +
                                std::string(what) + ", more than " + std::to_string(limit->most),
                            {std::string(limit->fact)}});
  }

 private:
  Diagnostics& diagnostics_;
};

// By the key of an id that outlives it: an estate has hundreds of thousands to count.
template <class T>
class ByKey {
 public:
  T& operator[](std::string_view key) { return found_[key]; }
  T of(const ResourceId& id) const {
    const auto found = found_.find(id.key());
    return found == found_.end() ? T{} : found->second;
  }

 private:
  std::unordered_map<std::string_view, T> found_;
};

using Counts = ByKey<std::size_t>;

template <class T>
Counts count_by(const std::vector<T>& list, ResourceId T::*owner) {
  Counts counts;
  for (const T& each : list) ++counts[(each.*owner).key()];
  return counts;
}

// The key of a subnet's network; empty where the id is of no subnet.
std::string_view network_of(const ResourceId& subnet) {
  const std::string_view key = subnet.key();
  const auto end = key.rfind("/subnets/");
  return key.substr(0, end == key.npos ? 0 : end);
}

// The counts of one type in each region of each subscription.
template <class T>
void check_regions(const std::vector<T>& list, std::string_view what, Counter& counter) {
  std::map<std::pair<std::string_view, std::string_view>, std::pair<std::size_t, const T*>> counts;
  for (const T& each : list) {
    if (each.location.empty()) continue;
    auto& [count, last] = counts[{each.id.subscription(), each.location}];
    ++count;
    last = &each;
  }
  for (const auto& [place, found] : counts)
    counter.check("region " + std::string(place.second), found.second->where, "region", what,
                  found.first);
}

void check_subscriptions(const azure::Resources& written, Counter& counter) {
  check_regions(written.virtual_networks, "virtual networks", counter);
  check_regions(written.network_interfaces, "network interfaces", counter);
  check_regions(written.network_security_groups, "network security groups", counter);
  check_regions(written.route_tables, "route tables", counter);
  check_regions(written.private_endpoints, "private endpoints", counter);
  std::map<std::string_view, std::size_t> zones;
  for (const azure::PrivateDnsZone& zone : written.private_dns_zones)
    ++zones[zone.id.subscription()];
  for (const auto& [subscription, count] : zones)
    counter.check("the subscription", written.private_dns_zones.front().where, "subscription",
                  "private DNS zones", count);
}

// What counts in one network, and again in it and its peers together.
struct Inhabitants {
  std::size_t addresses = 0;
  std::size_t endpoints = 0;
};

using Population = ByKey<Inhabitants>;

Population population(const azure::Resources& written) {
  Population people;
  for (const azure::NetworkInterface& each : written.network_interfaces)
    people[network_of(each.subnet)].addresses += each.addresses.size();
  for (const azure::PrivateEndpoint& each : written.private_endpoints) {
    Inhabitants& there = people[network_of(each.subnet)];
    there.addresses += each.addresses.size();
    ++there.endpoints;
  }
  return people;
}

void check_population(const Network::Index& index, Counter& counter) {
  const Population people = population(index.written);
  for (const azure::VirtualNetwork& network : index.written.virtual_networks) {
    const std::string scale = network.high_scale ? " of high scale" : "";
    const Inhabitants own = people.of(network.id);
    counter(network, "network", "private addresses", own.addresses);
    counter(network, "network" + scale, "private endpoints", own.endpoints);
    const auto neighbours = index.neighbours.find(network.id);
    if (neighbours == index.neighbours.end()) continue;
    Inhabitants all = own;
    for (const Neighbour& neighbour : neighbours->second) {
      const Inhabitants there = people.of(neighbour.network->id);
      all.addresses += there.addresses;
      all.endpoints += there.endpoints;
    }
    const std::string owner = network.name + " with its peers";
    counter.check(owner, network.where, "peered networks", "private addresses", all.addresses);
    counter.check(owner, network.where, "peered networks" + scale, "private endpoints",
                  all.endpoints);
  }
}

Counts gateways_of(const azure::Resources& written, azure::GatewayType type) {
  Counts counts;
  for (const azure::VirtualNetworkGateway& gateway : written.gateways) {
    if (gateway.type.known() != nullptr && *gateway.type.known() == type &&
        gateway.subnet.known() != nullptr)
      ++counts[network_of(*gateway.subnet.known())];
  }
  return counts;
}

void check_networks(const azure::Resources& written, Counter& counter) {
  const Counts subnets = count_by(written.subnets, &azure::Subnet::virtual_network);
  const Counts peerings = count_by(written.peerings, &azure::Peering::virtual_network);
  const Counts zones = count_by(written.links, &azure::VirtualNetworkLink::virtual_network);
  const Counts private_gateways = gateways_of(written, azure::GatewayType::vpn);
  const Counts circuits = gateways_of(written, azure::GatewayType::express_route);
  for (const azure::VirtualNetwork& network : written.virtual_networks) {
    counter(network, "network", "subnets", subnets.of(network.id));
    counter(network, "network", "peerings", peerings.of(network.id));
    counter(network, "network", "linked private DNS zones", zones.of(network.id));
    counter(network, "network", "VPN gateways", private_gateways.of(network.id));
    counter(network, "network", "ExpressRoute gateways", circuits.of(network.id));
    if (const auto* servers = network.dns_servers.known())
      counter(network, "network", "DNS servers", servers->size());
  }
  for (const azure::Peering& link : written.peerings) {
    counter(link, "subnet peering", "subnets on one side", link.local_subnets.size());
    counter(link, "subnet peering", "subnets on one side", link.remote_subnets.size());
  }
  for (const azure::NatGateway& gateway : written.nat_gateways)
    counter(gateway, "NAT gateway", "public addresses", gateway.addresses.size());
}

void check_machines(const Network::Index& index, Counter& counter) {
  for (const azure::NetworkInterface& interface : index.written.network_interfaces)
    counter(interface, "network interface", "private addresses", interface.addresses.size());
  for (const azure::VirtualMachine& machine : index.written.virtual_machines) {
    std::size_t addresses = 0;
    for (const ResourceId& id : machine.network_interfaces) {
      const auto* interface = find(index.interfaces, id);
      addresses += interface == nullptr ? 0 : interface->addresses.size();
    }
    counter(machine, "virtual machine", "private addresses", addresses);
  }
}

void check_group(const azure::NetworkSecurityGroup& group, Counter& counter) {
  std::size_t sources = 0;
  std::size_t destinations = 0;
  std::set<ResourceId> application_groups;
  for (const azure::SecurityRule& rule : group.rules) {
    sources += rule.source.prefixes.size();
    destinations += rule.destination.prefixes.size();
    for (const azure::RuleSide* side : {&rule.source, &rule.destination}) {
      application_groups.insert(side->groups.begin(), side->groups.end());
      counter.check(rule.name, rule.where, "security rule",
                    "application security groups on one side", side->groups.size());
    }
  }
  counter(group, "security group", "rules", group.rules.size());
  counter(group, "security group", "addresses and ranges as sources", sources);
  counter(group, "security group", "addresses and ranges as destinations", destinations);
  counter(group, "security group", "application security groups", application_groups.size());
}

void check_table(const azure::RouteTable& table, Counter& counter) {
  const auto tagged = std::ranges::count_if(
      table.routes, [](const azure::UserRoute& route) { return !route.tag.empty(); });
  counter(table, "route table", "routes", table.routes.size());
  counter(table, "route table", "routes by service tag", static_cast<std::size_t>(tagged));
}

// D-021, D-150.
void check_zones(const azure::Resources& written, Counter& counter) {
  const Counts sets = count_by(written.record_sets, &azure::RecordSet::zone);
  const Counts links = count_by(written.links, &azure::VirtualNetworkLink::zone);
  Counts registering;
  for (const azure::VirtualNetworkLink& link : written.links) {
    const bool* registers = link.registration_enabled.known();
    registering[link.zone.key()] += registers != nullptr && *registers ? 1U : 0U;
  }
  for (const azure::PrivateDnsZone& zone : written.private_dns_zones) {
    counter(zone, "private DNS zone", "record sets", sets.of(zone.id));
    counter(zone, "private DNS zone", "virtual network links", links.of(zone.id));
    counter(zone, "private DNS zone", "virtual network links with registration",
            registering.of(zone.id));
  }
  for (const azure::ZoneGroup& group : written.zone_groups)
    counter(group, "zone group", "zones", group.zones.size());
  for (const azure::RecordSet& set : written.record_sets)
    counter(set, "record set", "records", set.addresses.size());
}

void check_service(const azure::Service& service, Counter& counter) {
  struct Kind {
    std::string_view type;
    std::string_view of;
    bool addresses;
    bool subnets;
  };
  static constexpr Kind kinds[] = {
      {"Microsoft.Storage/storageAccounts", "storage account", true, false},
      {"Microsoft.KeyVault/vaults", "vault", true, true},
      {"Microsoft.CognitiveServices/accounts", "AI service", false, true}};
  const azure::NetworkRules* rules = service.network_rules.known();
  if (rules == nullptr) return;
  for (const Kind& kind : kinds) {
    if (!equal_ignoring_case(service.type, kind.type)) continue;
    if (kind.addresses) counter(service, kind.of, "ipRules", rules->ip_rules.size());
    if (kind.subnets) counter(service, kind.of, "virtualNetworkRules", rules->subnet_rules.size());
  }
}

void check_sites(const azure::Resources& written, Counter& counter) {
  const Counts endpoints = count_by(written.private_endpoints, &azure::PrivateEndpoint::target);
  for (const azure::Site& site : written.sites) {
    counter(site, "app", "private endpoints", endpoints.of(site.id));
    counter(site, "app", "access restrictions", site.restrictions.rules.size());
    for (const azure::AccessRule& rule : site.restrictions.rules)
      counter.check(rule.name, rule.where, "access restriction", "sources",
                    rule.prefixes.size() + rule.tags.size());
  }
}

}  // namespace

void validate_limits(const Network::Index& index, Diagnostics& diagnostics) {
  const azure::Resources& written = index.written;
  Counter counter(diagnostics);
  check_subscriptions(written, counter);
  check_networks(written, counter);
  check_population(index, counter);
  check_machines(index, counter);
  for (const azure::NetworkSecurityGroup& group : written.network_security_groups)
    check_group(group, counter);
  for (const azure::RouteTable& table : written.route_tables) check_table(table, counter);
  check_zones(written, counter);
  check_sites(written, counter);
  for (const azure::Service& service : written.services) check_service(service, counter);
}

}  // namespace airtight::model
