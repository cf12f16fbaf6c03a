#pragma once

#include <airtight/azure/property.h>
#include <airtight/azure/resource.h>
#include <airtight/net/flow.h>

#include <optional>
#include <string>
#include <vector>

namespace airtight::azure {

// Microsoft.Network/publicIPAddresses (I-206). The address is known of deployed ones only.
struct PublicIpAddress : Resource {
  Property<net::Ip> address;
  std::string sku;  // "Standard", "Basic"; empty if absent
};

// Microsoft.Network/publicIPPrefixes.
struct PublicIpPrefix : Resource {
  Property<net::Prefix> prefix;
};

// Microsoft.Network/natGateways (I-205).
struct NatGateway : Resource {
  std::vector<ResourceId> addresses;
  std::vector<ResourceId> prefixes;
  std::vector<UnknownInput> unknown;
};

struct Frontend {
  ResourceId id;
  ResourceId subnet;               // of an internal one
  std::optional<net::Ip> address;  // private
  ResourceId public_address;
  std::vector<UnknownInput> unknown;
  bool operator==(const Frontend&) const = default;
};

struct BackendPool {
  ResourceId id;
  std::vector<net::Ip> addresses;       // listed by address; members also name the pool themselves
  std::vector<UnknownInput> unknown{};  // members that are not known
  bool operator==(const BackendPool&) const = default;
};

struct BalancingRule {
  ResourceId frontend;
  ResourceId pool;
  std::optional<net::Protocol> protocol;  // none: all (high availability ports)
  net::Port frontend_port;
  net::Port backend_port;
  std::vector<UnknownInput> unknown;
  std::optional<net::Port> probe{};  // where its members are asked whether they live (N-126)
  bool operator==(const BalancingRule&) const = default;
};

struct OutboundRule {
  ResourceId pool;
  std::vector<ResourceId> frontends;
  bool operator==(const OutboundRule&) const = default;
};

// Microsoft.Network/loadBalancers (I-217).
struct LoadBalancer : Resource {
  std::string sku;
  std::vector<Frontend> frontends;
  std::vector<BackendPool> pools;
  std::vector<BalancingRule> rules;
  std::vector<OutboundRule> outbound_rules;
};

}  // namespace airtight::azure
