#pragma once

#include <airtight/azure/dns_resolver.h>
#include <airtight/azure/filters.h>
#include <airtight/azure/firewall.h>
#include <airtight/azure/gateway.h>
#include <airtight/azure/governance.h>
#include <airtight/azure/hosted.h>
#include <airtight/azure/identity.h>
#include <airtight/azure/private_dns.h>
#include <airtight/azure/private_endpoint.h>
#include <airtight/azure/private_link_service.h>
#include <airtight/azure/public_address.h>
#include <airtight/azure/relay.h>
#include <airtight/azure/service.h>
#include <airtight/azure/site.h>
#include <airtight/azure/surroundings.h>
#include <airtight/azure/virtual_hub.h>
#include <airtight/azure/virtual_network.h>

#include <string>
#include <string_view>
#include <vector>

namespace airtight::azure {

// A resource whose type the model does not know. It is named by `inventory` and, where its type may
// carry or stop traffic, makes verdicts uncertain.
struct OtherResource : Resource {
  std::string type;
};

// Something the input does that could not be followed; see input::ResourceSet::Gap.
struct Gap {
  std::string what;
  std::vector<std::string> scope;  // lower-case type prefixes, "*" for everything
  Where where;
  ResourceId about = {};  // only this service or app; empty: everything of these types
  bool operator==(const Gap&) const = default;
};

// Whether a gap may change resources of a type. One covers the other: "microsoft.network" all of
// the provider, a type its children.
bool may_change(const Gap& gap, std::string_view type);

// All resources of an input as written. Each list is in order of id; references are by id and may
// point outside.
struct Resources {
  std::vector<VirtualNetwork> virtual_networks;
  std::vector<Subnet> subnets;
  std::vector<Peering> peerings;
  std::vector<ServiceEndpointPolicy> service_endpoint_policies;
  std::vector<NetworkSecurityGroup> network_security_groups;
  std::vector<RouteTable> route_tables;
  std::vector<NetworkInterface> network_interfaces;
  std::vector<VirtualMachine> virtual_machines;
  std::vector<VirtualNetworkGateway> gateways;
  std::vector<LocalNetworkGateway> local_network_gateways;
  std::vector<GatewayConnection> gateway_connections;
  std::vector<VirtualHub> virtual_hubs;
  std::vector<HubConnection> hub_connections;
  std::vector<AzureFirewall> firewalls;
  std::vector<FirewallPolicy> firewall_policies;
  std::vector<RuleCollectionGroup> rule_collection_groups;
  std::vector<IpGroup> ip_groups;
  std::vector<PublicIpAddress> public_addresses;
  std::vector<PublicIpPrefix> public_prefixes;
  std::vector<NatGateway> nat_gateways;
  std::vector<LoadBalancer> load_balancers;
  std::vector<AdminRuleCollection> admin_rule_collections;
  std::vector<NetworkGroup> network_groups;
  std::vector<PerimeterProfile> perimeter_profiles;
  std::vector<PerimeterAssociation> perimeter_associations;
  std::vector<PrivateEndpoint> private_endpoints;
  std::vector<PrivateLinkService> private_link_services;
  std::vector<ZoneGroup> zone_groups;
  std::vector<PrivateDnsZone> private_dns_zones;
  std::vector<VirtualNetworkLink> links;
  std::vector<RecordSet> record_sets;
  std::vector<DnsResolver> dns_resolvers;
  std::vector<InboundEndpoint> inbound_endpoints;
  std::vector<OutboundEndpoint> outbound_endpoints;
  std::vector<ForwardingRuleset> forwarding_rulesets;
  std::vector<DnsSecurityPolicy> dns_security_policies;
  std::vector<HostedWorkload> hosted_workloads;
  std::vector<Relay> relays;
  std::vector<Service> services;
  std::vector<Plan> plans;
  std::vector<Site> sites;
  std::vector<RoleAssignment> role_assignments;
  std::vector<Secret> secrets;
  std::vector<OtherResource> others;
  std::vector<Gap> gaps;
  Surroundings surroundings;
};

// A subnet as surroundings name it: by its id, or as "network/subnet" or by its name where only one
// is so called. Null if there is none.
const Subnet* subnet_named(const Resources& resources, std::string_view text);
const SurroundingSite* site_named(const Resources& resources, std::string_view name);

}  // namespace airtight::azure
