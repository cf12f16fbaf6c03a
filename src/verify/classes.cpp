#include "classes.h"

#include <airtight/azure/address_block.h>
#include <airtight/azure/private_link.h>
#include <airtight/azure/service_family.h>
#include <airtight/base/text.h>
#include <airtight/dns/view.h>
#include <airtight/net/blocks.h>

#include <algorithm>
#include <array>
#include <iterator>

namespace airtight::verify {
namespace {

net::Prefix block(std::string_view text) { return *net::parse_prefix(text); }

// What decisions of `reach` compare addresses with, wherever no resource says it: private and
// shared space, the platform's own addresses (N-025), what the fabric drops (N-007), everything.
const std::array<std::string_view, 15> constant_blocks{
    "0.0.0.0/0",      "10.0.0.0/8",         "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10",
    "169.254.0.0/16", "169.254.169.254/32", "127.0.0.0/8",   "224.0.0.0/4",    "255.255.255.255/32",
    "::/0",           "fc00::/7",           "fe80::/10",     "ff00::/8",       "2000::/3"};

// It stands for a client whose address nobody says (reach/walk_arrival.cpp).
constexpr net::Prefix documentation{net::ipv4(198, 51, 100, 1), 32};

// Ports that the platform treats in a way of their own: mail (N-129), names (N-128), licensing
// (N-127), SQL and its redirection (N-215), and those that an application rule resolves again.
constexpr std::array constant_ports{
    net::PortRange{net::Port{25}, net::Port{25}},
    net::PortRange{net::Port{53}, net::Port{53}},
    net::PortRange{net::Port{80}, net::Port{80}},
    net::PortRange{net::Port{443}, net::Port{443}},
    net::PortRange{net::Port{1433}, net::Port{1433}},
    net::PortRange{net::Port{1688}, net::Port{1688}},
    net::PortRange{net::Port{11000}, net::Port{11999}},
};

}  // namespace

namespace {

// Of special use (RFC 6890), and the platform's own address, which no client has.
constexpr std::array<std::string_view, 15> not_public{
    "0.0.0.0/8",      "10.0.0.0/8",    "100.64.0.0/10", "127.0.0.0/8",  "168.63.129.16/32",
    "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",  "192.0.2.0/24", "192.88.99.0/24",
    "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/4",   "240.0.0.0/4",  "255.255.255.255/32"};

}  // namespace

const net::PrefixSet& public_space() {
  static const net::PrefixSet space = [] {
    std::vector<net::Prefix> parts{block("2000::/3")};
    std::uint64_t next = 0;
    for (const std::string_view text : not_public) {
      const net::Prefix special = block(text);
      if (special.base.low > next) {
        const auto gap = net::blocks_of(
            {{net::Family::v4, 0, next}, {net::Family::v4, 0, special.base.low - 1}});
        parts.insert(parts.end(), gap.begin(), gap.end());
      }
      next = special.last().low + 1;
    }
    return net::PrefixSet(parts);
  }();
  return space;
}

net::PrefixSet set_of(const std::vector<azure::WrittenPrefix>& written) {
  std::vector<net::Prefix> blocks;
  for (const azure::WrittenPrefix& each : written) blocks.push_back(each.prefix);
  return net::PrefixSet(blocks);
}

Classes::Classes(const model::Network& network) {
  const azure::Resources& written = network.written();
  for (const std::string_view text : constant_blocks) add(block(text));
  for (const net::PortRange& range : constant_ports) add(range);
  for (const azure::AddressBlock& each : azure::address_blocks()) add(each.prefix);  // N-032
  add(dns::azure_provided);
  add(documentation);
  add_rules(written);
  add_firewalls(written);
  add_addressing(written);
  add_balancers(written);
  add_edges(written);
  add_surroundings(written.surroundings);
  add_routed_tags(written);
  add_endpoints(network);
}

void Classes::add(const std::vector<net::Ip>& list) {
  for (const net::Ip& ip : list) add(ip);
}

void Classes::add(const std::vector<net::Prefix>& list) {
  for (const net::Prefix& prefix : list) add_met(prefix);
}

void Classes::add(const std::vector<azure::WrittenPrefix>& list) {
  for (const azure::WrittenPrefix& written : list) add_met(written.prefix);
}

void Classes::add(const net::PortRange& range) {
  port_starts_.insert(range.first.number);
  port_starts_.insert(range.last.number + 1U);
}

void Classes::add(const azure::RuleSide& side) { add(side.prefixes); }

void Classes::add(const azure::SecurityRule& rule) {
  add(rule.source);
  add(rule.destination);
  for (const net::PortRange& range : rule.destination_ports) add(range);
}

void Classes::add_rules(const azure::Resources& written) {
  for (const azure::NetworkSecurityGroup& group : written.network_security_groups) {
    for (const azure::SecurityRule& rule : group.rules) add(rule);
  }
  for (const azure::AdminRuleCollection& collection : written.admin_rule_collections) {
    for (const azure::AdminRule& rule : collection.rules) add(rule.rule);
  }
  for (const azure::RouteTable& table : written.route_tables) {
    for (const azure::UserRoute& route : table.routes) {
      if (route.prefix) add_met(*route.prefix);
      if (route.next_hop_address) add(*route.next_hop_address);
    }
  }
}

void Classes::add_firewalls(const azure::Resources& written) {
  const auto add_collection = [&](const azure::RuleCollection& collection) {
    for (const azure::FirewallRule& rule : collection.rules) {
      add(rule.source);
      add(rule.destination);
      for (const net::PortRange& range : rule.ports) add(range);
      for (const azure::ApplicationProtocol& each : rule.applications) add(each.port);
      if (rule.translated_address) add(*rule.translated_address);
      if (rule.translated_port) add(*rule.translated_port);
    }
  };
  for (const azure::AzureFirewall& firewall : written.firewalls) {
    std::ranges::for_each(firewall.collections, add_collection);
    if (firewall.address.known() != nullptr) add(*firewall.address.known());
  }
  for (const azure::RuleCollectionGroup& group : written.rule_collection_groups)
    std::ranges::for_each(group.collections, add_collection);
  for (const azure::FirewallPolicy& policy : written.firewall_policies) {
    if (policy.private_ranges.known() != nullptr) add(*policy.private_ranges.known());
  }
  for (const azure::IpGroup& group : written.ip_groups) add(group.prefixes);
}

void Classes::add_addressing(const azure::Resources& written) {
  for (const azure::VirtualNetwork& network : written.virtual_networks)
    add(network.address_prefixes);
  for (const azure::Subnet& subnet : written.subnets) {
    add(subnet.address_prefixes);
    for (const azure::WrittenPrefix& each : subnet.address_prefixes) add_kept(each.prefix);
  }
  for (const azure::HostedWorkload& hosted : written.hosted_workloads) {
    if (hosted.address.known() != nullptr) add(*hosted.address.known());
  }
  for (const azure::Peering& peering : written.peerings) add(peering.synced_prefixes);
  for (const azure::NetworkInterface& interface : written.network_interfaces)
    add(interface.addresses);
  for (const azure::VirtualNetworkGateway& gateway : written.gateways) add(gateway.client_pool);
  for (const azure::LocalNetworkGateway& gateway : written.local_network_gateways)
    add(gateway.address_prefixes);
  for (const azure::VirtualHub& hub : written.virtual_hubs) add(hub.address_prefixes);
  for (const azure::PublicIpAddress& address : written.public_addresses) {
    if (address.address.known() != nullptr) add(*address.address.known());
  }
  for (const azure::PublicIpPrefix& prefix : written.public_prefixes) {
    if (prefix.prefix.known() != nullptr) add_met(*prefix.prefix.known());
  }
}

// The first four addresses of a subnet's block, and of IPv4 the last, are the platform's (N-002).
void Classes::add_kept(const net::Prefix& subnet) {
  for (std::uint64_t i = 0; i < 4; ++i) add(net::advance(subnet.base, i));
  add(subnet.last());
}

void Classes::add_balancers(const azure::Resources& written) {
  for (const azure::LoadBalancer& balancer : written.load_balancers) {
    for (const azure::Frontend& frontend : balancer.frontends) {
      if (frontend.address) add(*frontend.address);
    }
    for (const azure::BackendPool& pool : balancer.pools) add(pool.addresses);
    for (const azure::BalancingRule& rule : balancer.rules) {
      add(rule.frontend_port);
      add(rule.backend_port);
      if (rule.probe) add(*rule.probe);
    }
  }
}

// What one service's rules compare the source with, and nobody else's do.
void Classes::add_edges(const azure::Resources& written) {
  for (const azure::Service& service : written.services) {
    if (service.network_rules.known() == nullptr) continue;
    for (const azure::IpRule& rule : service.network_rules.known()->ip_rules) {
      if (const auto* prefix = std::get_if<net::Prefix>(&rule.value))
        edges_[service.id].insert(*prefix);
    }
  }
  const auto add_restrictions = [&](const azure::Site& site,
                                    const azure::AccessRestrictions& list) {
    for (const azure::AccessRule& rule : list.rules)
      edges_[site.id].insert(rule.prefixes.begin(), rule.prefixes.end());
  };
  for (const azure::Site& site : written.sites) {
    for (const net::Ip& ip : site.outbound_addresses) edges_[site.id].insert(net::host_prefix(ip));
    add_restrictions(site, site.restrictions);
    add_restrictions(site, site.scm_restrictions);
  }
  for (const azure::PerimeterProfile& profile : written.perimeter_profiles) {
    for (const azure::PerimeterRule& rule : profile.inbound)
      always_.insert(rule.prefixes.begin(), rule.prefixes.end());
  }
}

void Classes::add_surroundings(const azure::Surroundings& surroundings) {
  for (const azure::SurroundingWorkload& workload : surroundings.workloads) {
    if (workload.address) add(*workload.address);
    if (workload.public_address) add(*workload.public_address);
  }
  for (const azure::SurroundingSite& site : surroundings.sites) {
    add(site.prefixes);
    add(site.advertised);
    add(site.routes_to_azure);
    if (site.public_address) add(*site.public_address);
  }
  for (const azure::DnsServer& server : surroundings.dns_servers) add(server.address);
  for (const azure::SurroundingAppliance& appliance : surroundings.appliances) {
    add(appliance.address);
    if (!appliance.rules) continue;
    for (const azure::ApplianceRule& rule : *appliance.rules) {
      if (rule.source) add_met(*rule.source);
      if (rule.destination) add_met(*rule.destination);
      for (const net::PortRange& range : rule.ports) add(range);
    }
  }
  for (const azure::LearnedRoute& route : surroundings.learned_routes) add_met(route.prefix);
  if (!surroundings.service_tags) return;
  for (const auto& [name, prefixes] : surroundings.service_tags->tags) tags_.emplace_back(prefixes);
}

// Routes of a tag compete with others by the length of the block that covers a packet (N-045).
void Classes::add_routed_tags(const azure::Resources& written) {
  const auto& file = written.surroundings.service_tags;
  if (!file) return;
  std::set<std::string> routed;
  for (const azure::RouteTable& table : written.route_tables) {
    for (const azure::UserRoute& route : table.routes) routed.insert(to_lower(route.tag));
  }
  for (const azure::Subnet& subnet : written.subnets) {
    for (const std::string& endpoint : subnet.service_endpoints)
      routed.insert(to_lower(std::string(azure::tag_of_service_endpoint(endpoint))));
  }
  for (const std::string& tag : routed) {
    const auto found = file->tags.find(tag);
    if (found != file->tags.end()) add(found->second);
  }
}

// Addresses that only the model knows, and the ports of services.
void Classes::add_endpoints(const model::Network& network) {
  for (const model::Endpoint& endpoint : network.endpoints()) {
    add(endpoint.addresses);
    if (endpoint.target == nullptr) continue;
    for (const azure::HostName& name : endpoint.target->names) {
      for (const int port : azure::group_ports(endpoint.target->service.type, name.group_id))
        add(net::Port{static_cast<std::uint16_t>(port)});
    }
  }
  for (const model::BackEnd& back_end : network.back_ends()) {
    for (const azure::HostName& name : back_end.names) {
      for (const int port : azure::group_ports(back_end.service.type, name.group_id))
        add(net::Port{static_cast<std::uint16_t>(port)});
    }
  }
  for (const model::Firewall& firewall : network.firewalls()) {
    add(firewall.address);
    add(firewall.private_ranges);
  }
  for (const model::NameServer& server : network.name_servers()) add(server.address);
  for (const azure::VirtualNetwork& each : network.written().virtual_networks) {
    if (const model::Gateway* gateway = network.own_gateway(each)) add(gateway->learned);
  }
}

void Classes::add(const Classes& other) {
  always_.insert(other.always_.begin(), other.always_.end());
  networks_.insert(other.networks_.begin(), other.networks_.end());
  for (const auto& [id, blocks] : other.edges_) edges_[id].insert(blocks.begin(), blocks.end());
  port_starts_.insert(other.port_starts_.begin(), other.port_starts_.end());
  for (const net::PrefixSet& tag : other.tags_) {
    if (std::ranges::count(tags_, tag) == 0) tags_.push_back(tag);
  }
}

std::vector<net::AddressClass> Classes::addresses(const net::PrefixSet& within) const {
  std::vector<const Blocks*> by{&always_, &networks_};
  for (const auto& [id, blocks] : edges_) by.push_back(&blocks);
  return cut(within, by);
}

std::vector<net::AddressClass> Classes::addresses(const net::PrefixSet& within,
                                                  const Met& met) const {
  std::vector<const Blocks*> by{&always_};
  if (met.networks) by.push_back(&networks_);
  for (const azure::ResourceId& id : met.edges) {
    const auto blocks = edges_.find(id);
    if (blocks != edges_.end()) by.push_back(&blocks->second);
  }
  return cut(within, by);
}

namespace {

net::Prefix block_around(const net::Ip& ip, int length) {
  const auto kept = [](std::uint64_t bits, int count) {
    return count <= 0 ? 0 : count >= 64 ? bits : bits & ~(UINT64_MAX >> count);
  };
  if (ip.family == net::Family::v4)
    return {{ip.family, 0, kept(ip.low << 32, length) >> 32}, length};
  return {{ip.family, kept(ip.high, length), kept(ip.low, length - 64)}, length};
}

// Those of the blocks that begin in a range, and those around where it begins; not everything.
void add_cutting(const std::set<net::Prefix>& all, const net::PrefixSet::Range& range,
                 std::set<net::Prefix>& cutting) {
  for (auto at = all.lower_bound({range.first, 1}); at != all.end() && at->base <= range.last; ++at)
    if (at->length > 0) cutting.insert(*at);
  for (int length = 1; length < net::width(range.first.family); ++length) {
    const net::Prefix block = block_around(range.first, length);
    if (all.contains(block)) cutting.insert(block);
  }
}

bool meets(const net::PrefixSet& tag, const net::PrefixSet& within) {
  return std::ranges::any_of(within.ranges(), [&](const net::PrefixSet::Range& range) {
    const auto blocks = net::blocks_of(range);
    return std::ranges::any_of(blocks, [&](const net::Prefix& p) { return tag.overlaps(p); });
  });
}

}  // namespace

std::vector<net::AddressClass> Classes::cut(const net::PrefixSet& within,
                                            std::span<const Blocks* const> by) const {
  Blocks blocks;
  for (const Blocks* some : by) {
    for (const net::PrefixSet::Range& range : within.ranges()) add_cutting(*some, range, blocks);
  }
  std::vector<net::PrefixSet> sets;
  for (const net::Prefix& prefix : blocks) sets.emplace_back(std::vector{prefix});
  std::vector<const net::PrefixSet*> pointers;
  for (const net::PrefixSet& set : sets) pointers.push_back(&set);
  for (const net::PrefixSet& tag : tags_) {
    if (meets(tag, within)) pointers.push_back(&tag);
  }
  return net::address_classes(pointers, within);
}

std::vector<net::PortRange> Classes::ports(std::span<const net::PortRange> within) const {
  std::set<std::uint32_t> starts = port_starts_;
  for (const net::PortRange& range : within) {
    starts.insert(range.first.number);
    starts.insert(range.last.number + 1U);
  }
  std::vector<net::PortRange> classes;
  starts.insert(0);
  for (auto at = starts.begin(); at != starts.end() && *at <= UINT16_MAX; ++at) {
    const std::uint32_t last = std::next(at) == starts.end() ? UINT16_MAX : *std::next(at) - 1;
    const net::PortRange range{
        net::Port{static_cast<std::uint16_t>(*at)},
        net::Port{static_cast<std::uint16_t>(std::min<std::uint32_t>(last, UINT16_MAX))}};
    if (std::ranges::any_of(within,
                            [&](const net::PortRange& r) { return r.contains(range.first); }))
      classes.push_back(range);
  }
  return classes;
}

}  // namespace airtight::verify
