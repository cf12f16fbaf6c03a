#include <airtight/base/text.h>
#include <airtight/model/network.h>

#include <algorithm>

#include "index.h"

namespace airtight::model {
namespace {

template <class T>
std::map<azure::ResourceId, const T*> by_id(const std::vector<T>& items) {
  std::map<azure::ResourceId, const T*> map;
  for (const T& item : items) map.emplace_hint(map.end(), item.id, &item);  // mostly in order
  return map;
}

void index_addresses(Network::Index& index) {
  for (const azure::NetworkInterface& interface : index.written.network_interfaces) {
    for (const net::Ip& ip : interface.addresses)
      index.interfaces_by_address[ip].push_back(&interface);
  }
}

void index_written(Network::Index& index) {
  index.virtual_networks = by_id(index.written.virtual_networks);
  index.subnets = by_id(index.written.subnets);
  index.security_groups = by_id(index.written.network_security_groups);
  index.route_tables = by_id(index.written.route_tables);
  index.interfaces = by_id(index.written.network_interfaces);
  index.sites = by_id(index.written.sites);
  index.plans = by_id(index.written.plans);
  index.dns_resolvers = by_id(index.written.dns_resolvers);
  index.outbound_endpoints = by_id(index.written.outbound_endpoints);
  index_addresses(index);
}

template <class Map, class Key>
const auto* value_of(const Map& map, const Key& key) {
  const auto found = map.find(key);
  return found == map.end() ? nullptr : &found->second;
}

template <class T>
const std::vector<T>& list_of(const std::map<azure::ResourceId, std::vector<T>>& map,
                              const azure::ResourceId& id) {
  static const std::vector<T> none;
  const auto found = map.find(id);
  return found == map.end() ? none : found->second;
}

}  // namespace

Network build(azure::Resources resources, Diagnostics& diagnostics, const DoParts& do_parts) {
  const auto index = std::make_shared<Network::Index>();
  index->written = std::move(resources);
  place_environments(*index);
  index_written(*index);
  validate_addressing(*index, diagnostics);
  validate_interfaces(*index, diagnostics);
  validate_placement(*index, diagnostics);
  validate_roles(*index, diagnostics);
  validate_rules(*index, diagnostics);
  validate_app_plans(*index, diagnostics);
  list_rules(*index);
  index_back_ends(*index, do_parts);
  resolve_endpoints(*index);
  fill_zones(*index, do_parts, diagnostics);
  link_zones(*index, diagnostics);
  validate_zones(*index, diagnostics);
  pair_peerings(*index);
  validate_limits(*index, diagnostics);
  place_surroundings(*index);
  join_gateways(*index, diagnostics);
  join_firewalls(*index);
  join_hubs(*index);
  index_name_servers(*index, diagnostics);
  Network network;
  network.index_ = index;
  return network;
}

const azure::Resources& Network::written() const { return index_->written; }

const azure::VirtualNetwork* Network::virtual_network(const azure::ResourceId& id) const {
  return find(index_->virtual_networks, id);
}
const azure::Subnet* Network::subnet(const azure::ResourceId& id) const {
  return find(index_->subnets, id);
}
const azure::NetworkSecurityGroup* Network::security_group(const azure::ResourceId& id) const {
  return find(index_->security_groups, id);
}
const azure::RouteTable* Network::route_table(const azure::ResourceId& id) const {
  return find(index_->route_tables, id);
}
const azure::NetworkInterface* Network::network_interface(const azure::ResourceId& id) const {
  return find(index_->interfaces, id);
}
const azure::Site* Network::site(const azure::ResourceId& id) const {
  return find(index_->sites, id);
}
const azure::Plan* Network::plan(const azure::ResourceId& id) const {
  return find(index_->plans, id);
}
const BackEnd* Network::back_end(const azure::ResourceId& id) const {
  return find(index_->back_ends_by_id, id);
}

const std::vector<BackEnd>& Network::back_ends() const { return index_->back_ends; }
const std::vector<Endpoint>& Network::endpoints() const { return index_->endpoints; }
const std::vector<const Endpoint*>& Network::endpoints_in(
    const azure::VirtualNetwork& network) const {
  static const std::vector<const Endpoint*> none;
  const auto* const there = value_of(index_->endpoints_by_network, &network);
  return there == nullptr ? none : *there;
}
const Zone* Network::zone(const azure::ResourceId& id) const {
  return find(index_->zones_by_id, id);
}

const RuleList& Network::rules_of(const azure::NetworkSecurityGroup& group,
                                  azure::Direction direction) const {
  const RuleLists& lists = index_->rule_lists.at(group.id);
  return direction == azure::Direction::inbound ? lists.inbound : lists.outbound;
}

const net::PrefixSet* Network::tagged_addresses() const {
  const auto& tagged = index_->tagged_addresses;
  return tagged ? &*tagged : nullptr;
}

const net::PrefixSet* Network::tag_set(std::string_view tag) const {
  const auto found = index_->tag_sets.find(to_lower(tag));
  return found == index_->tag_sets.end() ? nullptr : found->second.get();
}

std::vector<const Endpoint*> Network::endpoints_of(const BackEnd& target) const {
  const auto known = index_->endpoints_by_target.find(&target);
  return known == index_->endpoints_by_target.end() ? std::vector<const Endpoint*>()
                                                    : known->second;
}

const std::vector<LinkedZone>& Network::zones_of(const azure::VirtualNetwork& network) const {
  return list_of(index_->linked_zones, network.id);
}

const std::vector<Neighbour>& Network::neighbours_of(const azure::VirtualNetwork& network) const {
  return list_of(index_->neighbours, network.id);
}

const std::vector<NameServer>& Network::name_servers() const { return index_->name_servers; }

const std::vector<LinkedRuleset>& Network::rulesets_of(const azure::VirtualNetwork& network) const {
  return list_of(index_->rulesets, network.id);
}

const std::vector<const azure::DnsSecurityPolicy*>& Network::security_policies_of(
    const azure::VirtualNetwork& network) const {
  return list_of(index_->security_policies, network.id);
}

const Endpoint* Network::endpoint_at(const azure::VirtualNetwork& network,
                                     const net::Ip& ip) const {
  const auto* const having = value_of(index_->endpoints_by_address, ip);
  if (having == nullptr) return nullptr;
  const auto found = std::ranges::find(*having, &network, &Endpoint::network);
  return found == having->end() ? nullptr : *found;
}

const azure::NetworkInterface* Network::interface_at(const azure::VirtualNetwork& network,
                                                     const net::Ip& ip) const {
  const auto* const having = value_of(index_->interfaces_by_address, ip);
  if (having == nullptr) return nullptr;
  const auto found = std::ranges::find_if(*having, [&](const azure::NetworkInterface* candidate) {
    return candidate->subnet.parent() == network.id;
  });
  return found == having->end() ? nullptr : *found;
}

const Host* Network::host_at(const azure::VirtualNetwork& network, const net::Ip& ip) const {
  const auto found = std::ranges::find_if(index_->hosts, [&](const Host& host) {
    return host.network == &network && host.address == ip;
  });
  return found == index_->hosts.end() ? nullptr : &*found;
}

const Appliance* Network::appliance_at(const azure::VirtualNetwork& network,
                                       const net::Ip& ip) const {
  const auto found = std::ranges::find_if(index_->appliances, [&](const Appliance& appliance) {
    return appliance.network == &network && appliance.written->address == ip;
  });
  return found == index_->appliances.end() ? nullptr : &*found;
}

const Firewall* Network::firewall_at(const azure::VirtualNetwork& network,
                                     const net::Ip& ip) const {
  const auto found = std::ranges::find_if(index_->firewalls, [&](const Firewall& firewall) {
    return firewall.network == &network && firewall.address == ip;
  });
  return found == index_->firewalls.end() ? nullptr : &*found;
}

const std::vector<Firewall>& Network::firewalls() const { return index_->firewalls; }

const NameServer* Network::name_server_at(const azure::VirtualNetwork& network,
                                          const net::Ip& ip) const {
  const auto found = std::ranges::find_if(index_->name_servers, [&](const NameServer& server) {
    return server.network == &network && server.address == ip;
  });
  return found == index_->name_servers.end() ? nullptr : &*found;
}

const Gateway* Network::own_gateway(const azure::VirtualNetwork& network) const {
  const auto found = std::ranges::find(index_->gateways, &network, &Gateway::network);
  return found == index_->gateways.end() ? nullptr : &*found;
}

bool is_down(const Neighbour& neighbour) {
  const auto down = [](const azure::Peering* link) {
    return link == nullptr || (link->state.known() != nullptr &&
                               !equal_ignoring_case(*link->state.known(), "Connected"));
  };
  return down(neighbour.link) || down(neighbour.back);
}

const Gateway* Network::gateway_of(const azure::VirtualNetwork& network) const {
  if (const Gateway* own = own_gateway(network)) return own;
  const auto on = [](const azure::Property<bool>& flag) {
    return flag.known() != nullptr && *flag.known();
  };
  for (const Neighbour& neighbour : neighbours_of(network)) {
    if (is_down(neighbour)) continue;  // N-150
    if (on(neighbour.link->use_remote_gateways) && on(neighbour.back->allow_gateway_transit))
      return own_gateway(*neighbour.network);
  }
  return nullptr;
}

const Gateway* Network::gateway_to(const azure::SurroundingSite& site) const {
  const auto found = std::ranges::find_if(index_->gateways, [&](const Gateway& gateway) {
    return std::ranges::count(gateway.sites, &site) > 0;
  });
  return found == index_->gateways.end() ? nullptr : &*found;
}

const std::vector<Hub>& Network::hubs() const { return index_->hubs; }

const Hub* Network::hub_of(const azure::VirtualNetwork& network) const {
  const auto found = std::ranges::find_if(index_->hubs, [&](const Hub& hub) {
    return std::ranges::count(hub.spokes, &network, &Hub::Spoke::network) > 0;
  });
  return found == index_->hubs.end() ? nullptr : &*found;
}

const Hub* Network::hub_to(const azure::SurroundingSite& site) const {
  const auto found = std::ranges::find_if(
      index_->hubs, [&](const Hub& hub) { return std::ranges::count(hub.sites, &site) > 0; });
  return found == index_->hubs.end() ? nullptr : &*found;
}

const std::vector<const BackEnd*>& Network::back_ends_called(std::string_view name) const {
  static const std::vector<const BackEnd*> none;
  const auto* const called = value_of(index_->back_ends_by_name, to_lower(name));
  return called == nullptr ? none : *called;
}

const Network::NamedBackEnd* Network::by_public_name(const net::DnsName& name) const {
  return value_of(index_->public_names, name.text());
}
const Network::NamedBackEnd* Network::by_private_name(const net::DnsName& name) const {
  return value_of(index_->private_names, name.text());
}

std::vector<net::Prefix> prefixes(const azure::VirtualNetwork& network) {
  std::vector<net::Prefix> result;
  for (const azure::WrittenPrefix& written : network.address_prefixes)
    result.push_back(written.prefix);
  return result;
}

}  // namespace airtight::model
