#pragma once

#include <airtight/azure/resources.h>
#include <airtight/base/diagnostic.h>
#include <airtight/model/network.h>
#include <airtight/reach/reach.h>
#include <airtight/verify/verdict.h>

#include <optional>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

// Small networks for tests, written as lists of resources. Names are unique across types; a subnet
// is "vnet1/snet1". Whatever a builder does not take is set on what it returns.
namespace airtight::world {

inline net::Ip ip(const std::string& text) { return net::parse_ip(text).value(); }
inline net::Prefix prefix(const std::string& text) { return net::parse_prefix(text).value(); }

inline azure::ResourceId id(const std::string& type, const std::string& name) {
  return azure::make_id("s", "g", type, name);
}

template <class T>
azure::Property<T> known(T value) {
  return {{std::move(value)}, {}};
}
template <class T>
azure::Property<T> unknown(const std::string& name) {
  return {{azure::UnknownInput{name}}, {}};
}

template <class T>
T named(const std::string& type, const std::string& name) {
  T resource;
  resource.id = id(type, name);
  resource.name = name;
  resource.location = "westeurope";
  return resource;
}

inline std::vector<azure::WrittenPrefix> written(const std::vector<std::string>& prefixes) {
  std::vector<azure::WrittenPrefix> result;
  for (const std::string& text : prefixes) result.push_back({prefix(text), {}});
  return result;
}

inline azure::VirtualNetwork vnet(const std::string& name,
                                  const std::vector<std::string>& prefixes) {
  auto result = named<azure::VirtualNetwork>("Microsoft.Network/virtualNetworks", name);
  result.address_prefixes = written(prefixes);
  return result;
}

inline azure::ResourceId vnet_id(const std::string& name) {
  return id("Microsoft.Network/virtualNetworks", name);
}

inline azure::ResourceId subnet_id(const std::string& path) {
  const auto slash = path.find('/');
  return vnet_id(path.substr(0, slash)).child("subnets", path.substr(slash + 1));
}

inline azure::ResourceId nsg_id(const std::string& name) {
  return id("Microsoft.Network/networkSecurityGroups", name);
}
inline azure::ResourceId table_id(const std::string& name) {
  return id("Microsoft.Network/routeTables", name);
}

// What a subnet refers to; empty names refer to nothing.
struct On {
  std::string nsg{};
  std::string table{};
  std::vector<std::string> service_endpoints{};
  std::optional<azure::EndpointPolicies> policies{};
};

inline azure::Subnet subnet(const std::string& path, const std::string& block, const On& on = {}) {
  azure::Subnet result;
  result.id = subnet_id(path);
  result.name = result.id.name();
  result.virtual_network = result.id.parent();
  result.address_prefixes = written({block});
  result.service_endpoints = on.service_endpoints;
  if (!on.nsg.empty()) result.network_security_group = known(nsg_id(on.nsg));
  if (!on.table.empty()) result.route_table = known(table_id(on.table));
  if (on.policies) result.endpoint_policies = known(*on.policies);
  return result;
}

// The link of `from` to `to`, with both access flags on unless they are said.
inline azure::Peering peering_link(const std::string& from, const std::string& to,
                                   bool forwarded = true, bool access = true) {
  azure::Peering result;
  result.id = vnet_id(from).child("virtualNetworkPeerings", "to-" + to);
  result.name = result.id.name();
  result.virtual_network = vnet_id(from);
  result.remote = vnet_id(to);
  result.allow_virtual_network_access = known(access);
  result.allow_forwarded_traffic = known(forwarded);
  return result;
}

inline azure::UserRoute route(const std::string& block, azure::RouteNextHop hop,
                              const std::string& address = "") {
  azure::UserRoute result;
  result.name = "to-" + block;
  result.prefix = prefix(block);
  result.next_hop = hop;
  if (!address.empty()) result.next_hop_address = ip(address);
  return result;
}

inline azure::RouteTable table(const std::string& name, std::vector<azure::UserRoute> routes) {
  auto result = named<azure::RouteTable>("Microsoft.Network/routeTables", name);
  result.routes = std::move(routes);
  return result;
}

// "*" and words are tags, the rest are blocks.
inline azure::RuleSide side(const std::string& text) {
  azure::RuleSide result;
  if (const auto block = net::parse_prefix(text))
    result.prefixes.push_back(*block);
  else
    result.tags.push_back(text);
  return result;
}

// A rule as one line: {100, out, deny, "*", "Storage", "443"}.
struct RuleLine {
  int priority = 100;
  azure::Direction direction = azure::Direction::outbound;
  azure::Access access = azure::Access::deny;
  std::string source = "*";
  std::string destination = "*";
  std::string ports = "*";
  std::optional<net::Protocol> protocol{};
};

inline constexpr auto in = azure::Direction::inbound;
inline constexpr auto out = azure::Direction::outbound;
inline constexpr auto allow = azure::Access::allow;
inline constexpr auto deny = azure::Access::deny;

inline azure::SecurityRule rule(const RuleLine& line) {
  azure::SecurityRule result;
  result.name = "rule" + std::to_string(line.priority);
  result.where = {"world", line.priority, 0, ""};
  result.priority = line.priority;
  result.direction = line.direction;
  result.access = line.access;
  result.protocol = line.protocol;
  result.source = side(line.source);
  result.destination = side(line.destination);
  result.source_ports = {net::PortRange{}};
  result.destination_ports = {net::parse_port_range(line.ports).value()};
  return result;
}

inline azure::NetworkSecurityGroup nsg(const std::string& name,
                                       const std::vector<RuleLine>& lines) {
  auto result = named<azure::NetworkSecurityGroup>("Microsoft.Network/networkSecurityGroups", name);
  for (const RuleLine& line : lines) result.rules.push_back(rule(line));
  return result;
}

inline azure::NetworkInterface nic(const std::string& name, const std::string& in_subnet,
                                   const std::string& address) {
  auto result = named<azure::NetworkInterface>("Microsoft.Network/networkInterfaces", name);
  result.subnet = subnet_id(in_subnet);
  result.addresses = {ip(address)};
  return result;
}

inline azure::NetworkInterface appliance(const std::string& name, const std::string& in_subnet,
                                         const std::string& address) {
  azure::NetworkInterface result = nic(name, in_subnet, address);
  result.ip_forwarding = true;
  return result;
}

// One line of a policy: {true, "10.1.0.0/16", "10.2.0.0/16", 443}; "*" and 0 are any.
struct PolicyLine {
  bool allow = true;
  std::string source = "*";
  std::string destination = "*";
  int port = 0;
  std::string fqdn{};
};

inline azure::ApplianceRule policy_rule(const PolicyLine& line) {
  azure::ApplianceRule result;
  result.allow = line.allow;
  if (line.source != "*") result.source = prefix(line.source);
  if (line.destination != "*") result.destination = prefix(line.destination);
  result.fqdn = line.fqdn;
  const net::Port port{static_cast<std::uint16_t>(line.port)};
  if (line.port != 0) result.ports = {{port, port}};
  return result;
}

// What the surroundings say of an appliance in a subnet; `snat` is said.
inline azure::SurroundingAppliance policy(const std::string& in_subnet, const std::string& address,
                                          const std::vector<PolicyLine>& lines, bool snat = false) {
  azure::SurroundingAppliance result;
  result.address = ip(address);
  result.subnet = in_subnet;
  result.snat = snat;
  result.rules.emplace();
  for (const PolicyLine& line : lines) result.rules->push_back(policy_rule(line));
  return result;
}

inline azure::VirtualNetworkGateway gateway(const std::string& name, const std::string& in_network,
                                            azure::GatewayType type = azure::GatewayType::vpn) {
  auto result =
      named<azure::VirtualNetworkGateway>("Microsoft.Network/virtualNetworkGateways", name);
  result.type = known(type);
  result.subnet = known(subnet_id(in_network + "/GatewaySubnet"));
  return result;
}

// A site behind the gateway of a network; it sends `routes` to Azure.
inline azure::SurroundingSite outside_site(
    const std::string& name, const std::string& block, const std::string& behind,
    const std::vector<std::string>& routes,
    azure::SurroundingSite::Connection connection = azure::SurroundingSite::Connection::vpn) {
  azure::SurroundingSite result;
  result.name = name;
  result.prefixes = {prefix(block)};
  result.connection = connection;
  result.gateway_network = behind;
  result.advertised = {prefix(block)};
  for (const std::string& text : routes) result.routes_to_azure.push_back(prefix(text));
  return result;
}

inline azure::LearnedRoute learned(const std::string& by, const std::string& block) {
  return {by, prefix(block), {}};
}

inline azure::VirtualMachine machine(const std::string& name, const std::string& nic_name) {
  auto result = named<azure::VirtualMachine>("Microsoft.Compute/virtualMachines", name);
  result.network_interfaces = {id("Microsoft.Network/networkInterfaces", nic_name)};
  return result;
}

inline azure::Service service(const std::string& type, const std::string& name) {
  auto result = named<azure::Service>(type, name);
  result.type = type;
  result.public_network_access = known(azure::PublicNetworkAccess::enabled);
  return result;
}

inline azure::NetworkRules rules(azure::DefaultAction action,
                                 const std::vector<std::string>& blocks = {},
                                 const std::vector<std::string>& subnets = {}) {
  azure::NetworkRules result;
  result.default_action = known(action);
  result.bypass = known(std::vector<std::string>{"AzureServices"});
  for (const std::string& block : blocks) result.ip_rules.push_back({prefix(block), {}});
  for (const std::string& path : subnets) result.subnet_rules.push_back({subnet_id(path), {}});
  return result;
}

inline azure::NetworkRules open_rules() { return rules(azure::DefaultAction::allow); }
inline azure::NetworkRules closed_rules() { return rules(azure::DefaultAction::deny); }

inline azure::Service vault(const std::string& name,
                            const azure::NetworkRules& edge = open_rules()) {
  azure::Service result = service("Microsoft.KeyVault/vaults", name);
  result.network_rules = known(edge);
  result.rbac = true;
  return result;
}

inline azure::Service storage(const std::string& name,
                              const azure::NetworkRules& edge = open_rules()) {
  azure::Service result = service("Microsoft.Storage/storageAccounts", name);
  result.kind = "StorageV2";
  result.network_rules = known(edge);
  return result;
}

inline azure::Service language(const std::string& name) {
  azure::Service result = service("Microsoft.CognitiveServices/accounts", name);
  result.kind = "TextAnalytics";
  result.custom_subdomain = known(name);
  return result;
}

inline azure::Site app(const std::string& name, const std::string& in_subnet = "",
                       bool route_all = true) {
  auto result = named<azure::Site>("Microsoft.Web/sites", name);
  result.kind = "app";
  if (!in_subnet.empty()) {
    result.integration_subnet = known(subnet_id(in_subnet));
    result.route_all = known(route_all);
  }
  return result;
}

inline azure::PrivateEndpoint endpoint(const std::string& name, const std::string& in_subnet,
                                       const azure::Resource& target, const std::string& group,
                                       const std::string& address) {
  auto result = named<azure::PrivateEndpoint>("Microsoft.Network/privateEndpoints", name);
  result.subnet = subnet_id(in_subnet);
  result.target = target.id;
  result.group_ids = {group};
  result.addresses = {ip(address)};
  return result;
}

inline azure::PrivateDnsZone zone(const std::string& name) {
  auto result = named<azure::PrivateDnsZone>("Microsoft.Network/privateDnsZones", name);
  result.zone = net::parse_dns_name(name).value();
  return result;
}

inline azure::VirtualNetworkLink zone_link(const std::string& of_zone, const std::string& to) {
  azure::VirtualNetworkLink result;
  result.zone = id("Microsoft.Network/privateDnsZones", of_zone);
  result.id = result.zone.child("virtualNetworkLinks", "to-" + to);
  result.name = result.id.name();
  result.virtual_network = vnet_id(to);
  result.registration_enabled = known(false);
  return result;
}

inline azure::ZoneGroup zone_group(const std::string& of_endpoint, const std::string& in_zone) {
  azure::ZoneGroup result;
  result.endpoint = id("Microsoft.Network/privateEndpoints", of_endpoint);
  result.id = result.endpoint.child("privateDnsZoneGroups", "default");
  result.name = "default";
  result.zones = {id("Microsoft.Network/privateDnsZones", in_zone)};
  return result;
}

inline constexpr auto vault_zone = "privatelink.vaultcore.azure.net";
inline constexpr auto language_zone = "privatelink.cognitiveservices.azure.com";

using Piece =
    std::variant<azure::VirtualNetwork, azure::Subnet, azure::Peering, azure::NetworkSecurityGroup,
                 azure::RouteTable, azure::NetworkInterface, azure::VirtualMachine,
                 azure::PrivateEndpoint, azure::ZoneGroup, azure::PrivateDnsZone,
                 azure::VirtualNetworkLink, azure::RecordSet, azure::Service, azure::Plan,
                 azure::Site, azure::RoleAssignment, azure::Secret, azure::VirtualNetworkGateway,
                 azure::LocalNetworkGateway, azure::GatewayConnection, azure::AzureFirewall,
                 azure::FirewallPolicy, azure::RuleCollectionGroup, azure::IpGroup,
                 azure::PublicIpAddress, azure::NatGateway, azure::LoadBalancer,
                 azure::AdminRuleCollection, azure::NetworkGroup, azure::PerimeterProfile,
                 azure::PerimeterAssociation, azure::SurroundingSite, azure::SurroundingAppliance,
                 azure::SurroundingWorkload, azure::LearnedRoute, azure::ServiceTags,
                 azure::ServiceEndpointPolicy, azure::OtherResource, azure::Gap, azure::VirtualHub,
                 azure::HubConnection, azure::HostedWorkload, azure::PrivateLinkService>;
using Pieces = std::vector<Piece>;

// A policy that lists these accounts, groups and subscriptions.
inline azure::ServiceEndpointPolicy endpoint_policy(
    const std::string& name, const std::vector<azure::ResourceId>& resources) {
  auto result =
      named<azure::ServiceEndpointPolicy>("Microsoft.Network/serviceEndpointPolicies", name);
  result.resources = resources;
  return result;
}

// A firewall in "hub/AzureFirewallSubnet" with the policy of its name.
inline azure::AzureFirewall firewall(const std::string& name, const std::string& in_network,
                                     const std::string& address) {
  auto result = named<azure::AzureFirewall>("Microsoft.Network/azureFirewalls", name);
  result.subnet = known(subnet_id(in_network + "/AzureFirewallSubnet"));
  result.address = known(ip(address));
  result.policy = known(id("Microsoft.Network/firewallPolicies", name));
  return result;
}

inline azure::FirewallPolicy firewall_policy(const std::string& name,
                                             const std::string& parent = "") {
  auto result = named<azure::FirewallPolicy>("Microsoft.Network/firewallPolicies", name);
  if (!parent.empty()) result.base = known(id("Microsoft.Network/firewallPolicies", parent));
  return result;
}

// One rule that makes a collection of its own: {allow, "10.1.0.0/16", "10.2.0.0/16", 443}.
struct FirewallLine {
  bool allow = true;
  std::string source = "*";
  std::string destination = "*";
  int port = 443;
  std::string name{};  // of an application rule; then `destination` does not count
};

inline azure::RuleCollection collection(const FirewallLine& line, int priority) {
  const net::Port port{static_cast<std::uint16_t>(line.port)};
  azure::FirewallRule rule;
  rule.name = "rule" + std::to_string(priority);
  rule.source = side(line.source);
  azure::RuleCollection result;
  result.name = "collection" + std::to_string(priority);
  result.priority = priority;
  result.allow = line.allow;
  if (line.name.empty()) {
    rule.destination = side(line.destination);
    rule.ports = {{port, port}};
  } else {
    result.stage = azure::FirewallStage::application;
    rule.names = {line.name};
    rule.applications = {{"Https", port}};
  }
  result.rules.push_back(std::move(rule));
  return result;
}

// The lines in order, as a group of one policy.
inline azure::RuleCollectionGroup rule_group(const std::string& of_policy, int priority,
                                             const std::vector<FirewallLine>& lines) {
  azure::RuleCollectionGroup result;
  result.policy = id("Microsoft.Network/firewallPolicies", of_policy);
  result.id = result.policy.child("ruleCollectionGroups", "group" + std::to_string(priority));
  result.name = result.id.name();
  result.priority = priority;
  int next = 100;
  for (const FirewallLine& line : lines) result.collections.push_back(collection(line, next++));
  return result;
}

inline azure::ResourceId public_id(const std::string& name) {
  return id("Microsoft.Network/publicIPAddresses", name);
}

inline azure::PublicIpAddress public_address(const std::string& name, const std::string& address,
                                             const std::string& sku = "Standard") {
  auto result = named<azure::PublicIpAddress>("Microsoft.Network/publicIPAddresses", name);
  result.sku = sku;
  if (!address.empty()) result.address = known(ip(address));
  return result;
}

inline azure::NatGateway nat_gateway(const std::string& name, const std::string& address_name) {
  auto result = named<azure::NatGateway>("Microsoft.Network/natGateways", name);
  result.addresses = {public_id(address_name)};
  return result;
}

// Each piece in its list, each list in order of id; a later piece replaces one with its id.
azure::Resources resources(const Pieces& pieces);

// The network of the pieces. Fails the test when Azure would refuse them.
model::Network network(const Pieces& pieces);

Pieces operator+(Pieces a, const Pieces& b);

// Senders.
reach::Workload sender(const model::Network& network, const std::string& nic_name);
reach::Workload any_of(const model::Network& network, const std::string& subnet_path);
reach::Workload app_sender(const model::Network& network, const std::string& name);
// A client of a site; without an address, any of it.
reach::Workload from_site(const model::Network& network, const std::string& name,
                          const std::string& address = "");
// A service of Azure that calls on somebody's behalf.
reach::Workload managed(const std::string& type, const std::string& address = "");
reach::Workload internet(const std::string& address = "");

// Destinations.
reach::Destination to(const std::string& address, int port = 443,
                      net::Protocol protocol = net::Protocol::tcp);
reach::Destination to_front_end(const model::Network& network, const azure::Resource& target);
// The target's endpoint by address, as a client gets there that knows the resource's name.
reach::Destination to_endpoint(const model::Network& network, const std::string& address,
                               const azure::Resource& target, const std::string& group,
                               int port = 443);

// Verdicts in words: "allow", "allow assuming C-18", "deny NSG_OUT", "uncertain C-06",
// "uncertain $IP".
std::string in_words(const verify::Verdict& verdict);
verify::Verdict judge(const model::Network& network, const reach::Workload& from,
                      const reach::Destination& destination);
std::string outcome(const model::Network& network, const reach::Workload& from,
                    const reach::Destination& destination);

}  // namespace airtight::world
