#pragma once

#include <airtight/azure/property.h>
#include <airtight/azure/resource.h>
#include <airtight/net/ip.h>

#include <optional>
#include <vector>

namespace airtight::azure {

// Where a private link service sends from, towards its load balancer.
struct TranslationAddress {
  ResourceId subnet;
  std::optional<net::Ip> address;  // none: some address of the subnet
  bool operator==(const TranslationAddress&) const = default;
};

// Microsoft.Network/privateLinkServices: a service of the user's own that endpoints lead to. Its
// load balancer sees translated addresses, so that networks on both sides may overlap (N-214).
struct PrivateLinkService : Resource {
  std::vector<TranslationAddress> sources;
  std::vector<ResourceId> frontends;  // of load balancers
  std::vector<UnknownInput> unknown;
};

}  // namespace airtight::azure
