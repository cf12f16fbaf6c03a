#include "reach/world.h"

#include <airtight/base/text.h>
#include <airtight/model/reading.h>

#include <algorithm>
#include <stdexcept>

namespace airtight::world {
namespace {

struct Lists {
  azure::Resources& resources;

  void operator()(const azure::VirtualNetwork& x) { put(resources.virtual_networks, x); }
  void operator()(const azure::Subnet& x) { put(resources.subnets, x); }
  void operator()(const azure::Peering& x) { put(resources.peerings, x); }
  void operator()(const azure::ServiceEndpointPolicy& x) {
    put(resources.service_endpoint_policies, x);
  }
  void operator()(const azure::NetworkSecurityGroup& x) {
    put(resources.network_security_groups, x);
  }
  void operator()(const azure::RouteTable& x) { put(resources.route_tables, x); }
  void operator()(const azure::NetworkInterface& x) { put(resources.network_interfaces, x); }
  void operator()(const azure::VirtualMachine& x) { put(resources.virtual_machines, x); }
  void operator()(const azure::PrivateEndpoint& x) { put(resources.private_endpoints, x); }
  void operator()(const azure::ZoneGroup& x) { put(resources.zone_groups, x); }
  void operator()(const azure::PrivateDnsZone& x) { put(resources.private_dns_zones, x); }
  void operator()(const azure::VirtualNetworkLink& x) { put(resources.links, x); }
  void operator()(const azure::RecordSet& x) { put(resources.record_sets, x); }
  void operator()(const azure::Service& x) { put(resources.services, x); }
  void operator()(const azure::Plan& x) { put(resources.plans, x); }
  void operator()(const azure::Site& x) { put(resources.sites, x); }
  void operator()(const azure::RoleAssignment& x) { put(resources.role_assignments, x); }
  void operator()(const azure::Secret& x) { put(resources.secrets, x); }
  void operator()(const azure::OtherResource& x) { put(resources.others, x); }
  void operator()(const azure::VirtualNetworkGateway& x) { put(resources.gateways, x); }
  void operator()(const azure::LocalNetworkGateway& x) { put(resources.local_network_gateways, x); }
  void operator()(const azure::GatewayConnection& x) { put(resources.gateway_connections, x); }
  void operator()(const azure::AzureFirewall& x) { put(resources.firewalls, x); }
  void operator()(const azure::FirewallPolicy& x) { put(resources.firewall_policies, x); }
  void operator()(const azure::RuleCollectionGroup& x) { put(resources.rule_collection_groups, x); }
  void operator()(const azure::IpGroup& x) { put(resources.ip_groups, x); }
  void operator()(const azure::PublicIpAddress& x) { put(resources.public_addresses, x); }
  void operator()(const azure::NatGateway& x) { put(resources.nat_gateways, x); }
  void operator()(const azure::LoadBalancer& x) { put(resources.load_balancers, x); }
  void operator()(const azure::AdminRuleCollection& x) { put(resources.admin_rule_collections, x); }
  void operator()(const azure::NetworkGroup& x) { put(resources.network_groups, x); }
  void operator()(const azure::PerimeterProfile& x) { put(resources.perimeter_profiles, x); }
  void operator()(const azure::PerimeterAssociation& x) {
    put(resources.perimeter_associations, x);
  }
  void operator()(const azure::ServiceTags& x) { resources.surroundings.service_tags = x; }
  void operator()(const azure::SurroundingSite& x) { resources.surroundings.sites.push_back(x); }
  void operator()(const azure::SurroundingAppliance& x) {
    resources.surroundings.appliances.push_back(x);
  }
  void operator()(const azure::SurroundingWorkload& x) {
    resources.surroundings.workloads.push_back(x);
  }
  void operator()(const azure::LearnedRoute& x) {
    resources.surroundings.learned_routes.push_back(x);
  }
  void operator()(const azure::VirtualHub& x) { put(resources.virtual_hubs, x); }
  void operator()(const azure::HubConnection& x) { put(resources.hub_connections, x); }
  void operator()(const azure::HostedWorkload& x) { put(resources.hosted_workloads, x); }
  void operator()(const azure::PrivateLinkService& x) { put(resources.private_link_services, x); }
  void operator()(const azure::Gap& x) { resources.gaps.push_back(x); }

 private:
  template <class T>
  static void put(std::vector<T>& list, const T& value) {
    const auto place =
        std::ranges::lower_bound(list, value.id, {}, [](const T& other) { return other.id; });
    if (place != list.end() && place->id == value.id)
      *place = value;
    else
      list.insert(place, value);
  }
};

}  // namespace

template <class T>
requires(!std::is_same_v<T, Piece>) Piece::Piece(T resource)
    : resource_(std::move(resource)), put_([](azure::Resources& resources, const std::any& piece) {
        Lists{resources}(std::any_cast<const T&>(piece));
      }) {
  if constexpr (requires(const T& piece) { piece.id; }) id_ = std::any_cast<const T&>(resource_).id;
}

template <class T>
T* Piece::as() {
  return std::any_cast<T>(&resource_);
}
template <class T>
const T* Piece::as() const {
  return std::any_cast<T>(&resource_);
}

void Piece::put_into(azure::Resources& resources) const { put_(resources, resource_); }

#define AIRTIGHT_PIECE(kind)                      \
  template Piece::Piece(azure::kind);             \
  template azure::kind* Piece::as<azure::kind>(); \
  template const azure::kind* Piece::as<azure::kind>() const
AIRTIGHT_PIECE(VirtualNetwork);
AIRTIGHT_PIECE(Subnet);
AIRTIGHT_PIECE(Peering);
AIRTIGHT_PIECE(NetworkSecurityGroup);
AIRTIGHT_PIECE(RouteTable);
AIRTIGHT_PIECE(NetworkInterface);
AIRTIGHT_PIECE(VirtualMachine);
AIRTIGHT_PIECE(PrivateEndpoint);
AIRTIGHT_PIECE(ZoneGroup);
AIRTIGHT_PIECE(PrivateDnsZone);
AIRTIGHT_PIECE(VirtualNetworkLink);
AIRTIGHT_PIECE(RecordSet);
AIRTIGHT_PIECE(Service);
AIRTIGHT_PIECE(Plan);
AIRTIGHT_PIECE(Site);
AIRTIGHT_PIECE(RoleAssignment);
AIRTIGHT_PIECE(Secret);
AIRTIGHT_PIECE(VirtualNetworkGateway);
AIRTIGHT_PIECE(LocalNetworkGateway);
AIRTIGHT_PIECE(GatewayConnection);
AIRTIGHT_PIECE(AzureFirewall);
AIRTIGHT_PIECE(FirewallPolicy);
AIRTIGHT_PIECE(RuleCollectionGroup);
AIRTIGHT_PIECE(IpGroup);
AIRTIGHT_PIECE(PublicIpAddress);
AIRTIGHT_PIECE(NatGateway);
AIRTIGHT_PIECE(LoadBalancer);
AIRTIGHT_PIECE(AdminRuleCollection);
AIRTIGHT_PIECE(NetworkGroup);
AIRTIGHT_PIECE(PerimeterProfile);
AIRTIGHT_PIECE(PerimeterAssociation);
AIRTIGHT_PIECE(SurroundingSite);
AIRTIGHT_PIECE(SurroundingAppliance);
AIRTIGHT_PIECE(SurroundingWorkload);
AIRTIGHT_PIECE(LearnedRoute);
AIRTIGHT_PIECE(ServiceTags);
AIRTIGHT_PIECE(ServiceEndpointPolicy);
AIRTIGHT_PIECE(OtherResource);
AIRTIGHT_PIECE(Gap);
AIRTIGHT_PIECE(VirtualHub);
AIRTIGHT_PIECE(HubConnection);
AIRTIGHT_PIECE(HostedWorkload);
AIRTIGHT_PIECE(PrivateLinkService);
#undef AIRTIGHT_PIECE

net::Ip ip(const std::string& text) { return net::parse_ip(text).value(); }

net::Prefix prefix(const std::string& text) { return net::parse_prefix(text).value(); }

azure::ResourceId id(const std::string& type, const std::string& name) {
  return azure::make_id("s", "g", type, name);
}

std::vector<azure::WrittenPrefix> written(const std::vector<std::string>& prefixes) {
  std::vector<azure::WrittenPrefix> result;
  for (const std::string& text : prefixes) result.push_back({prefix(text), {}});
  return result;
}

azure::VirtualNetwork vnet(const std::string& name, const std::vector<std::string>& prefixes) {
  auto result = named<azure::VirtualNetwork>("Microsoft.Network/virtualNetworks", name);
  result.address_prefixes = written(prefixes);
  return result;
}

azure::ResourceId vnet_id(const std::string& name) {
  return id("Microsoft.Network/virtualNetworks", name);
}

azure::ResourceId subnet_id(const std::string& path) {
  const auto slash = path.find('/');
  return vnet_id(path.substr(0, slash)).child("subnets", path.substr(slash + 1));
}

azure::ResourceId nsg_id(const std::string& name) {
  return id("Microsoft.Network/networkSecurityGroups", name);
}

azure::ResourceId table_id(const std::string& name) {
  return id("Microsoft.Network/routeTables", name);
}

azure::Subnet subnet(const std::string& path, const std::string& block, const On& on) {
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

azure::Peering peering_link(const std::string& from, const std::string& to, bool forwarded,
                            bool access) {
  azure::Peering result;
  result.id = vnet_id(from).child("virtualNetworkPeerings", "to-" + to);
  result.name = result.id.name();
  result.virtual_network = vnet_id(from);
  result.remote = vnet_id(to);
  result.allow_virtual_network_access = known(access);
  result.allow_forwarded_traffic = known(forwarded);
  return result;
}

azure::UserRoute route(const std::string& block, azure::RouteNextHop hop,
                       const std::string& address) {
  azure::UserRoute result;
  result.name = "to-" + block;
  result.prefix = prefix(block);
  result.next_hop = hop;
  if (!address.empty()) result.next_hop_address = ip(address);
  return result;
}

azure::RouteTable table(const std::string& name, std::vector<azure::UserRoute> routes) {
  auto result = named<azure::RouteTable>("Microsoft.Network/routeTables", name);
  result.routes = std::move(routes);
  return result;
}

azure::RuleSide side(const std::string& text) {
  azure::RuleSide result;
  if (const auto block = net::parse_prefix(text))
    result.prefixes.push_back(*block);
  else
    result.tags.push_back(text);
  return result;
}

azure::SecurityRule rule(const RuleLine& line) {
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

azure::NetworkSecurityGroup nsg(const std::string& name, const std::vector<RuleLine>& lines) {
  auto result = named<azure::NetworkSecurityGroup>("Microsoft.Network/networkSecurityGroups", name);
  for (const RuleLine& line : lines) result.rules.push_back(rule(line));
  return result;
}

azure::NetworkInterface nic(const std::string& name, const std::string& in_subnet,
                            const std::string& address) {
  auto result = named<azure::NetworkInterface>("Microsoft.Network/networkInterfaces", name);
  result.subnet = subnet_id(in_subnet);
  result.addresses = {ip(address)};
  return result;
}

azure::NetworkInterface appliance(const std::string& name, const std::string& in_subnet,
                                  const std::string& address) {
  azure::NetworkInterface result = nic(name, in_subnet, address);
  result.ip_forwarding = true;
  return result;
}

azure::ApplianceRule policy_rule(const PolicyLine& line) {
  azure::ApplianceRule result;
  result.allow = line.allow;
  if (line.source != "*") result.source = prefix(line.source);
  if (line.destination != "*") result.destination = prefix(line.destination);
  result.fqdn = line.fqdn;
  const net::Port port{static_cast<std::uint16_t>(line.port)};
  if (line.port != 0) result.ports = {{port, port}};
  return result;
}

azure::SurroundingAppliance policy(const std::string& in_subnet, const std::string& address,
                                   const std::vector<PolicyLine>& lines, bool snat) {
  azure::SurroundingAppliance result;
  result.address = ip(address);
  result.subnet = in_subnet;
  result.snat = snat;
  result.rules.emplace();
  for (const PolicyLine& line : lines) result.rules->push_back(policy_rule(line));
  return result;
}

azure::VirtualNetworkGateway gateway(const std::string& name, const std::string& in_network,
                                     azure::GatewayType type) {
  auto result =
      named<azure::VirtualNetworkGateway>("Microsoft.Network/virtualNetworkGateways", name);
  result.type = known(type);
  result.subnet = known(subnet_id(in_network + "/GatewaySubnet"));
  return result;
}

azure::SurroundingSite outside_site(const std::string& name, const std::string& block,
                                    const std::string& behind,
                                    const std::vector<std::string>& routes,
                                    azure::SurroundingSite::Connection connection) {
  azure::SurroundingSite result;
  result.name = name;
  result.prefixes = {prefix(block)};
  result.connection = connection;
  result.gateway_network = behind;
  result.advertised = {prefix(block)};
  for (const std::string& text : routes) result.routes_to_azure.push_back(prefix(text));
  return result;
}

azure::LearnedRoute learned(const std::string& by, const std::string& block) {
  return {by, prefix(block), {}};
}

azure::VirtualMachine machine(const std::string& name, const std::string& nic_name) {
  auto result = named<azure::VirtualMachine>("Microsoft.Compute/virtualMachines", name);
  result.network_interfaces = {id("Microsoft.Network/networkInterfaces", nic_name)};
  return result;
}

azure::Service service(const std::string& type, const std::string& name) {
  auto result = named<azure::Service>(type, name);
  result.type = type;
  result.public_network_access = known(azure::PublicNetworkAccess::enabled);
  return result;
}

azure::NetworkRules rules(azure::DefaultAction action, const std::vector<std::string>& blocks,
                          const std::vector<std::string>& subnets) {
  azure::NetworkRules result;
  result.default_action = known(action);
  result.bypass = known(std::vector<std::string>{"AzureServices"});
  for (const std::string& block : blocks) result.ip_rules.push_back({prefix(block), {}});
  for (const std::string& path : subnets) result.subnet_rules.push_back({subnet_id(path), {}});
  return result;
}

azure::NetworkRules open_rules() { return rules(azure::DefaultAction::allow); }

azure::NetworkRules closed_rules() { return rules(azure::DefaultAction::deny); }

azure::Service vault(const std::string& name, const azure::NetworkRules& edge) {
  azure::Service result = service("Microsoft.KeyVault/vaults", name);
  result.network_rules = known(edge);
  result.rbac = true;
  return result;
}

azure::Service storage(const std::string& name, const azure::NetworkRules& edge) {
  azure::Service result = service("Microsoft.Storage/storageAccounts", name);
  result.kind = "StorageV2";
  result.network_rules = known(edge);
  return result;
}

azure::Service language(const std::string& name) {
  azure::Service result = service("Microsoft.CognitiveServices/accounts", name);
  result.kind = "TextAnalytics";
  result.custom_subdomain = known(name);
  return result;
}

azure::Site app(const std::string& name, const std::string& in_subnet, bool route_all) {
  auto result = named<azure::Site>("Microsoft.Web/sites", name);
  result.kind = "app";
  if (!in_subnet.empty()) {
    result.integration_subnet = known(subnet_id(in_subnet));
    result.route_all = known(route_all);
  }
  return result;
}

azure::PrivateEndpoint endpoint(const std::string& name, const std::string& in_subnet,
                                const azure::Resource& target, const std::string& group,
                                const std::string& address) {
  auto result = named<azure::PrivateEndpoint>("Microsoft.Network/privateEndpoints", name);
  result.subnet = subnet_id(in_subnet);
  result.target = target.id;
  result.group_ids = {group};
  result.addresses = {ip(address)};
  return result;
}

azure::PrivateDnsZone zone(const std::string& name) {
  auto result = named<azure::PrivateDnsZone>("Microsoft.Network/privateDnsZones", name);
  result.zone = net::parse_dns_name(name).value();
  return result;
}

azure::VirtualNetworkLink zone_link(const std::string& of_zone, const std::string& to) {
  azure::VirtualNetworkLink result;
  result.zone = id("Microsoft.Network/privateDnsZones", of_zone);
  result.id = result.zone.child("virtualNetworkLinks", "to-" + to);
  result.name = result.id.name();
  result.virtual_network = vnet_id(to);
  result.registration_enabled = known(false);
  return result;
}

azure::ZoneGroup zone_group(const std::string& of_endpoint, const std::string& in_zone) {
  azure::ZoneGroup result;
  result.endpoint = id("Microsoft.Network/privateEndpoints", of_endpoint);
  result.id = result.endpoint.child("privateDnsZoneGroups", "default");
  result.name = "default";
  result.zones = {id("Microsoft.Network/privateDnsZones", in_zone)};
  return result;
}

azure::ServiceEndpointPolicy endpoint_policy(const std::string& name,
                                             const std::vector<azure::ResourceId>& resources) {
  auto result =
      named<azure::ServiceEndpointPolicy>("Microsoft.Network/serviceEndpointPolicies", name);
  result.resources = resources;
  return result;
}

azure::AzureFirewall firewall(const std::string& name, const std::string& in_network,
                              const std::string& address) {
  auto result = named<azure::AzureFirewall>("Microsoft.Network/azureFirewalls", name);
  result.subnet = known(subnet_id(in_network + "/AzureFirewallSubnet"));
  result.address = known(ip(address));
  result.policy = known(id("Microsoft.Network/firewallPolicies", name));
  return result;
}

azure::FirewallPolicy firewall_policy(const std::string& name, const std::string& parent) {
  auto result = named<azure::FirewallPolicy>("Microsoft.Network/firewallPolicies", name);
  if (!parent.empty()) result.base = known(id("Microsoft.Network/firewallPolicies", parent));
  return result;
}

azure::RuleCollection collection(const FirewallLine& line, int priority) {
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

azure::RuleCollectionGroup rule_group(const std::string& of_policy, int priority,
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

azure::ResourceId public_id(const std::string& name) {
  return id("Microsoft.Network/publicIPAddresses", name);
}

azure::PublicIpAddress public_address(const std::string& name, const std::string& address,
                                      const std::string& sku) {
  auto result = named<azure::PublicIpAddress>("Microsoft.Network/publicIPAddresses", name);
  result.sku = sku;
  if (!address.empty()) result.address = known(ip(address));
  return result;
}

azure::NatGateway nat_gateway(const std::string& name, const std::string& address_name) {
  auto result = named<azure::NatGateway>("Microsoft.Network/natGateways", name);
  result.addresses = {public_id(address_name)};
  return result;
}

azure::Resources resources(const Pieces& pieces) {
  azure::Resources result;
  for (const Piece& piece : pieces) piece.put_into(result);
  return result;
}

model::Network network(const Pieces& pieces) {
  Diagnostics diagnostics;
  model::Network result = model::build(resources(pieces), diagnostics);
  for (const Diagnostic& diagnostic : diagnostics) {
    if (diagnostic.severity == Severity::error) throw std::logic_error(to_string(diagnostic));
  }
  return result;
}

Pieces operator+(Pieces a, const Pieces& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

reach::Workload sender(const model::Network& network, const std::string& nic_name) {
  const azure::NetworkInterface* nic =
      network.network_interface(id("Microsoft.Network/networkInterfaces", nic_name));
  if (nic == nullptr) throw std::logic_error("no interface " + nic_name);
  return {.kind = reach::Workload::Kind::machine,
          .name = nic_name,
          .site = nullptr,
          .interface = nic,
          .subnet = network.subnet(nic->subnet),
          .network = network.virtual_network(nic->subnet.parent()),
          .address = {}};
}

reach::Workload any_of(const model::Network& network, const std::string& subnet_path) {
  reach::Workload result;
  result.kind = reach::Workload::Kind::subnet;
  result.name = "subnet:" + subnet_path;
  result.subnet = network.subnet(subnet_id(subnet_path));
  result.network = network.virtual_network(subnet_id(subnet_path).parent());
  return result;
}

reach::Workload app_sender(const model::Network& network, const std::string& name) {
  reach::Workload result;
  result.kind = reach::Workload::Kind::app;
  result.name = name;
  result.site = network.site(id("Microsoft.Web/sites", name));
  return result;
}

reach::Workload from_site(const model::Network& network, const std::string& name,
                          const std::string& address) {
  reach::Workload result;
  result.kind = reach::Workload::Kind::on_premises;
  result.name = "on-premises:" + name;
  for (const azure::SurroundingSite& site : network.written().surroundings.sites) {
    if (site.name == name) result.outside = &site;
  }
  if (!address.empty()) result.address = ip(address);
  return result;
}

reach::Workload managed(const std::string& type, const std::string& address) {
  reach::Workload result;
  result.kind = reach::Workload::Kind::service;
  result.name = "a " + type;
  result.service = type;
  if (!address.empty()) result.address = ip(address);
  return result;
}

reach::Workload internet(const std::string& address) {
  reach::Workload result;
  result.name = "internet";
  if (!address.empty()) result.address = ip(address);
  return result;
}

reach::Destination to(const std::string& address, int port, net::Protocol protocol) {
  reach::Destination result;
  result.ip = ip(address);
  result.protocol = protocol;
  result.port = net::Port{static_cast<std::uint16_t>(port)};
  return result;
}

reach::Destination to_front_end(const model::Network& network, const azure::Resource& target) {
  reach::Destination result;
  result.front_end = network.back_end(target.id);
  result.target = result.front_end;
  if (!result.front_end->names.empty()) result.group_id = result.front_end->names.front().group_id;
  return result;
}

reach::Destination to_endpoint(const model::Network& network, const std::string& address,
                               const azure::Resource& target, const std::string& group, int port) {
  reach::Destination result = to(address, port);
  result.target = network.back_end(target.id);
  result.group_id = group;
  return result;
}

std::string in_words(const verify::Verdict& verdict) {
  std::string words{verify::to_string(verdict.judgement)};
  if (verdict.judgement == verify::Judgement::deny)
    return words + " " + std::string{reach::to_string(verdict.reason)};
  if (!verdict.assumptions.empty() && verdict.judgement == verify::Judgement::allow)
    words += " assuming " + join(verdict.assumptions, " ");
  if (verdict.judgement == verify::Judgement::uncertain) {
    if (!verdict.choices.empty()) words += " " + join(verdict.choices, " ");
    if (!verdict.unknowns.empty()) words += " " + join(verdict.unknowns, " ");
  }
  return words;
}

verify::Verdict judge(const model::Network& network, const reach::Workload& from,
                      const reach::Destination& destination) {
  const auto readings = model::explore(
      [&](model::Reading& reading) { return reach::reach(network, from, destination, reading); });
  return verify::join(readings, {});
}

std::string outcome(const model::Network& network, const reach::Workload& from,
                    const reach::Destination& destination) {
  return in_words(judge(network, from, destination));
}

}  // namespace airtight::world
