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

azure::Resources resources(const Pieces& pieces) {
  azure::Resources result;
  for (const Piece& piece : pieces) std::visit(Lists{result}, piece);
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
