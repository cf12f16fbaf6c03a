#pragma once

#include <airtight/azure/filters.h>
#include <airtight/azure/property.h>
#include <airtight/azure/resource.h>
#include <airtight/net/flow.h>

#include <optional>
#include <string>
#include <vector>

namespace airtight::azure {

// The three kinds in the order in which the firewall asks them (N-281).
enum class FirewallStage { translation, network, application };

// "https:443" of an application rule.
struct ApplicationProtocol {
  std::string type;  // "Http", "Https", "Mssql"
  net::Port port{443};
  bool operator==(const ApplicationProtocol&) const = default;
};

// A rule of a policy or of a classic collection (I-214). The groups of a side are IP groups.
struct FirewallRule {
  std::string name;
  Where where;
  RuleSide source;
  RuleSide destination;
  std::vector<std::string> names;        // destinationFqdns or targetFqdns
  std::vector<std::string> name_tags;    // fqdnTags: lists that Microsoft keeps
  std::vector<net::Protocol> protocols;  // of a network rule; empty: any
  std::vector<net::PortRange> ports;
  std::vector<ApplicationProtocol> applications;
  std::optional<net::Ip> translated_address;
  std::optional<net::Port> translated_port;
  std::vector<UnknownInput> unknown;

  bool operator==(const FirewallRule&) const = default;
};

struct RuleCollection {
  std::string name;
  FirewallStage stage = FirewallStage::network;
  bool allow = false;
  int priority = 0;
  std::vector<FirewallRule> rules;
  std::vector<UnknownInput> unknown;
  Where where;

  bool operator==(const RuleCollection&) const = default;
};

// Microsoft.Network/firewallPolicies/ruleCollectionGroups.
struct RuleCollectionGroup : Resource {
  ResourceId policy;
  int priority = 0;
  std::vector<RuleCollection> collections;
};

// What a firewall does about a match with a list that the platform keeps: known addresses and names
// of attackers, or signatures of attacks (N-281).
enum class ThreatMode { off, alert, deny };

// Microsoft.Network/firewallPolicies.
struct FirewallPolicy : Resource {
  Property<ResourceId> base;
  Property<std::vector<net::Prefix>> private_ranges;  // absent: IANA's (N-289)
  Property<bool> dns_proxy;
  Property<std::vector<net::Ip>> dns_servers;
  Property<ThreatMode> threat_intelligence;  // absent: alert
  Property<ThreatMode> intrusion_detection;  // absent: off
};

// Microsoft.Network/azureFirewalls.
struct AzureFirewall : Resource {
  Property<ResourceId> subnet;  // of its first IP configuration
  Property<net::Ip> address;    // absent: the first usable one of its subnet, in a hub not known
  std::vector<ResourceId> public_addresses;
  Property<ResourceId> policy;
  Property<ResourceId> hub;
  std::vector<RuleCollection> collections;   // classic
  Property<ThreatMode> threat_intelligence;  // classic
};

// Microsoft.Network/ipGroups.
struct IpGroup : Resource {
  std::vector<net::Prefix> prefixes;
  std::vector<UnknownInput> unknown;
};

}  // namespace airtight::azure
