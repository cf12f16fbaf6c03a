#pragma once

#include <airtight/model/network.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace airtight::model {

struct RuleLists {
  RuleList inbound;
  RuleList outbound;
};

// What a Network owns. Built in the order of its members; each step may use those before it.
struct Network::Index {
  azure::Resources written;

  std::map<azure::ResourceId, const azure::VirtualNetwork*> virtual_networks;
  std::map<azure::ResourceId, const azure::Subnet*> subnets;
  std::map<azure::ResourceId, const azure::NetworkSecurityGroup*> security_groups;
  std::map<azure::ResourceId, const azure::RouteTable*> route_tables;
  std::map<azure::ResourceId, const azure::NetworkInterface*> interfaces;
  // An address is unique in a network only (N-013); of those that have it, in order of `written`.
  std::map<net::Ip, std::vector<const azure::NetworkInterface*>> interfaces_by_address;
  std::map<azure::ResourceId, const azure::Site*> sites;
  std::map<azure::ResourceId, const azure::Plan*> plans;

  std::map<std::string, std::shared_ptr<const net::PrefixSet>>
      tag_sets;  // of those that rules name
  std::optional<net::PrefixSet> tagged_addresses;
  std::map<azure::ResourceId, RuleLists> rule_lists;

  std::vector<BackEnd> back_ends;
  std::map<azure::ResourceId, const BackEnd*> back_ends_by_id;
  // By their texts in `back_ends`, which does not change any more.
  std::unordered_map<std::string_view, NamedBackEnd> public_names;
  std::unordered_map<std::string_view, NamedBackEnd> private_names;

  std::unordered_map<std::string, std::vector<const BackEnd*>> back_ends_by_name;  // lower case

  std::vector<Endpoint> endpoints;
  std::map<net::Ip, std::vector<const Endpoint*>> endpoints_by_address;
  std::unordered_map<const azure::VirtualNetwork*, std::vector<const Endpoint*>>
      endpoints_by_network;
  std::unordered_map<const BackEnd*, std::vector<const Endpoint*>> endpoints_by_target;
  std::vector<Zone> zones;
  std::map<azure::ResourceId, const Zone*> zones_by_id;
  std::map<azure::ResourceId, std::vector<LinkedZone>> linked_zones;
  std::map<azure::ResourceId, std::vector<Neighbour>> neighbours;

  std::vector<Gateway> gateways;
  std::vector<Firewall> firewalls;
  std::vector<Hub> hubs;
  std::vector<std::unique_ptr<azure::Subnet>> assumed_subnets;  // GatewaySubnets nobody wrote
  std::vector<Host> hosts;
  std::vector<Appliance> appliances;
  std::map<azure::ResourceId, const azure::DnsResolver*> dns_resolvers;
  std::map<azure::ResourceId, const azure::OutboundEndpoint*> outbound_endpoints;
  std::vector<NameServer> name_servers;
  std::map<azure::ResourceId, std::vector<LinkedRuleset>> rulesets;
  std::map<azure::ResourceId, std::vector<const azure::DnsSecurityPolicy*>> security_policies;
};

// The steps of build, one file each.
void list_rules(Network::Index& index);
void index_back_ends(Network::Index& index, const DoParts& do_parts);
void resolve_endpoints(Network::Index& index);
void fill_zones(Network::Index& index, const DoParts& do_parts, Diagnostics& diagnostics);
void link_zones(Network::Index& index, Diagnostics& diagnostics);
void pair_peerings(Network::Index& index);
void index_name_servers(Network::Index& index, Diagnostics& diagnostics);

void place_surroundings(Network::Index& index);
void join_gateways(Network::Index& index, Diagnostics& diagnostics);
void join_firewalls(Network::Index& index);
void join_hubs(Network::Index& index);

// A network by the name that surroundings use: an id, or a name that is unique.
const azure::VirtualNetwork* network_named(const Network::Index& index, const std::string& name);

void place_environments(Network::Index& index);  // before anything points into `written`
void validate_addressing(const Network::Index& index, Diagnostics& diagnostics);
void validate_app_plans(const Network::Index& index, Diagnostics& diagnostics);
void validate_limits(const Network::Index& index, Diagnostics& diagnostics);
void validate_interfaces(const Network::Index& index, Diagnostics& diagnostics);
void validate_roles(const Network::Index& index, Diagnostics& diagnostics);
void validate_rules(const Network::Index& index, Diagnostics& diagnostics);
void validate_placement(const Network::Index& index, Diagnostics& diagnostics);
void validate_zones(const Network::Index& index, Diagnostics& diagnostics);

inline void error(Diagnostics& diagnostics, const Where& where, std::string message,
                  std::vector<std::string> facts) {
  diagnostics.push_back({Severity::error, where, std::move(message), std::move(facts)});
}

inline void warning(Diagnostics& diagnostics, const Where& where, std::string message,
                    std::vector<std::string> facts) {
  diagnostics.push_back({Severity::warning, where, std::move(message), std::move(facts)});
}

template <class T>
const T* find(const std::map<azure::ResourceId, const T*>& map, const azure::ResourceId& id) {
  const auto found = map.find(id);
  return found == map.end() ? nullptr : found->second;
}

}  // namespace airtight::model
