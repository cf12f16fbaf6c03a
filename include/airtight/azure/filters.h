#pragma once

#include <airtight/azure/property.h>
#include <airtight/azure/resource.h>
#include <airtight/net/flow.h>

#include <optional>
#include <string>
#include <vector>

namespace airtight::azure {

enum class Direction { inbound, outbound };
enum class Access { allow, deny };

// One side of a rule: prefixes, service tags and application security groups, as written. "*" is
// the tag "*".
struct RuleSide {
  std::vector<net::Prefix> prefixes;
  std::vector<std::string> tags;
  std::vector<ResourceId> groups;
  std::vector<UnknownInput> unknown;

  bool operator==(const RuleSide&) const = default;
};

// networkSecurityGroups/securityRules (I-203).
struct SecurityRule {
  std::string name;
  Where where;
  int priority = 0;
  Direction direction = Direction::inbound;
  Access access = Access::deny;
  std::optional<net::Protocol> protocol;  // none: any
  RuleSide source;
  RuleSide destination;
  std::vector<net::PortRange> source_ports;
  std::vector<net::PortRange> destination_ports;
  std::vector<UnknownInput> unknown;  // any other part of the rule that is not known

  bool operator==(const SecurityRule&) const = default;
};

struct NetworkSecurityGroup : Resource {
  std::vector<SecurityRule> rules;  // as written, without the default rules
};

// nextHopType of a user route (I-204).
enum class RouteNextHop { gateway, vnet_local, internet, appliance, none };

struct UserRoute {
  std::string name;
  Where where;
  std::optional<net::Prefix> prefix;  // none for a service tag or an unknown
  std::string tag;                    // the service tag, N-050
  RouteNextHop next_hop = RouteNextHop::none;
  std::optional<net::Ip> next_hop_address;
  std::vector<UnknownInput> unknown;

  bool operator==(const UserRoute&) const = default;
};

struct RouteTable : Resource {
  std::vector<UserRoute> routes;
  bool disable_bgp_propagation = false;
};

}  // namespace airtight::azure
