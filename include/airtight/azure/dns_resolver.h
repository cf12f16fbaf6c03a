#pragma once

#include <airtight/azure/property.h>
#include <airtight/azure/resource.h>
#include <airtight/net/dns_name.h>
#include <airtight/net/ip.h>

#include <string>
#include <vector>

namespace airtight::azure {

// Microsoft.Network/dnsResolvers (I-213).
struct DnsResolver : Resource {
  ResourceId virtual_network;
};

// …/inboundEndpoints: addresses that answer as Azure-provided DNS of the resolver's network
// (D-220).
struct InboundEndpoint : Resource {
  ResourceId resolver;
  ResourceId subnet;
  std::vector<net::Ip> addresses;  // dynamic ones are known of exports only (D-221)
};

// …/outboundEndpoints: where forwarded queries leave from.
struct OutboundEndpoint : Resource {
  ResourceId resolver;
  ResourceId subnet;
};

// dnsForwardingRulesets/forwardingRules.
struct ForwardingRule {
  std::string name;
  net::DnsName suffix;  // empty: ".", every name (D-228)
  std::vector<net::Ip> targets;
  Property<bool> enabled;  // absent: enabled
  Where where;

  bool operator==(const ForwardingRule&) const = default;
};

// Microsoft.Network/dnsForwardingRulesets with its rules and links.
struct ForwardingRuleset : Resource {
  std::vector<ResourceId> outbound_endpoints;
  std::vector<ForwardingRule> rules;
  std::vector<ResourceId> virtual_networks;
};

// dnsResolverPolicies/dnsSecurityRules (D-240).
struct DnsSecurityRule {
  std::string name;
  int priority = 0;
  bool block = false;  // else allow or alert
  std::vector<net::DnsName> domains;
  std::vector<UnknownInput> unknown;
  Where where;

  bool operator==(const DnsSecurityRule&) const = default;
};

// Microsoft.Network/dnsResolverPolicies with its rules and links.
struct DnsSecurityPolicy : Resource {
  std::vector<DnsSecurityRule> rules;
  std::vector<ResourceId> virtual_networks;
};

}  // namespace airtight::azure
