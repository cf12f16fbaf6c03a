#include "service_endpoint.h"

#include <airtight/azure/region_pairs.h>
#include <airtight/azure/service_family.h>
#include <airtight/base/text.h>

#include <algorithm>
#include <optional>

#include "tags.h"

namespace airtight::reach {
namespace {

bool is_on(const azure::Subnet& subnet, const std::string& wanted) {
  return std::ranges::any_of(subnet.service_endpoints, [&](const std::string& service) {
    return equal_ignoring_case(service, wanted);
  });
}

// N-184: SQL's endpoint has the prefixes of the network's region only.
std::string tag_of(const model::Network& network, const azure::Subnet& subnet,
                   const std::string& endpoint) {
  const azure::VirtualNetwork* home = network.virtual_network(subnet.virtual_network);
  std::string tag(azure::tag_of_service_endpoint(endpoint));
  if (equal_ignoring_case(endpoint, "Microsoft.Sql") && home != nullptr)
    tag += "." + home->location;
  return tag;
}

// The prefixes that a service endpoint of the subnet routes, null where they are not known.
const std::vector<net::Prefix>* routed_by(const model::Network& network,
                                          const azure::Subnet& subnet,
                                          const std::string& endpoint) {
  return prefixes_of_tag(network, tag_of(network, subnet, endpoint));
}

// The length of the longest prefix that routes an address to one of the subnet's service endpoints;
// none where the service tag file does not say it (N-048).
std::optional<int> service_prefix_length(const model::Network& network, const azure::Subnet& subnet,
                                         const net::Ip& ip) {
  std::optional<int> longest;
  for (const std::string& endpoint : subnet.service_endpoints) {
    const auto* prefixes = routed_by(network, subnet, endpoint);
    if (prefixes == nullptr) continue;
    for (const net::Prefix& prefix : *prefixes) {
      if (prefix.contains(ip)) longest = std::max(longest.value_or(0), prefix.length);
    }
  }
  return longest;
}

using Unknowns = std::vector<azure::UnknownInput>;

// What a policy may let through beside what it lists.
void add_unsaid(const azure::ServiceEndpointPolicy& policy, const std::string& account,
                Unknowns& unsaid) {
  unsaid.insert(unsaid.end(), policy.unknown.begin(), policy.unknown.end());
  const std::string whether = "whether " + account + " is an account of ";
  for (const std::string& alias : policy.aliases) unsaid.push_back({whether + alias});
  const bool silent = policy.resources.empty() && policy.aliases.empty() && policy.unknown.empty();
  if (policy.external || silent)
    unsaid.push_back({"what service endpoint policy " + policy.name + " lets through"});
}

bool any_may_pass(const Unknowns& unsaid, model::Reading& reading) {
  return std::ranges::any_of(
      unsaid, [&](const azure::UnknownInput& unknown) { return reading.guess(unknown) == 0; });
}

}  // namespace

bool has_service_endpoint(const model::Network& network, const azure::Subnet& subnet,
                          const model::BackEnd& target, model::Reading& reading) {
  const std::string wanted(azure::service_family(target.service.type).service_endpoint);
  if (wanted.empty()) return false;
  if (is_on(subnet, wanted + ".Global")) return true;
  if (!is_on(subnet, wanted)) return false;
  const azure::VirtualNetwork* home = network.virtual_network(subnet.virtual_network);
  const std::string region = home == nullptr ? "" : home->location;
  const std::string& other = target.service.location;
  if (region.empty() || other.empty() || region == other) return true;
  if (wanted == "Microsoft.Sql") return false;
  if (wanted != "Microsoft.Storage") return true;
  if (const auto paired = azure::are_paired(region, other)) return *paired;
  return reading.guess({"whether " + region + " and " + other + " are paired regions"}) == 0;
}

bool passes_endpoint_policies(const model::Network& network, const azure::Subnet& subnet,
                              const model::BackEnd* target, model::Reading& reading) {
  if (subnet.service_endpoint_policies.empty() && subnet.unknown_policies.empty()) return true;
  if (target != nullptr &&
      !equal_ignoring_case(target->service.type, "Microsoft.Storage/storageAccounts"))
    return true;
  Unknowns unsaid = subnet.unknown_policies;
  for (const azure::ResourceId& id : subnet.service_endpoint_policies) {
    const auto& policies = network.written().service_endpoint_policies;
    const auto policy = std::ranges::find(policies, id, &azure::ServiceEndpointPolicy::id);
    if (policy == policies.end() || target == nullptr) {
      unsaid.push_back(
          {"what service endpoint policy " + std::string(id.name()) + " lets through"});
      continue;
    }
    if (std::ranges::any_of(policy->resources, [&](const azure::ResourceId& listed) {
          return listed.contains(target->id());
        }))
      return true;
    add_unsaid(*policy, target->service.name, unsaid);
  }
  return any_may_pass(unsaid, reading);
}

bool is_behind_service_endpoint(const model::Network& network, const azure::Subnet& subnet,
                                const net::Ip& ip, model::Reading& reading) {
  for (const std::string& endpoint : subnet.service_endpoints) {
    const auto* prefixes = routed_by(network, subnet, endpoint);
    if (prefixes == nullptr) {
      if (reading.guess({"whether service endpoint " + endpoint + " takes " + to_string(ip)}) == 1)
        return true;
      continue;
    }
    if (std::ranges::any_of(*prefixes,
                            [&](const net::Prefix& prefix) { return prefix.contains(ip); }))
      return true;
  }
  return false;
}

std::vector<Route> service_endpoint_routes(const model::Network& network,
                                           const azure::Subnet& subnet) {
  std::vector<Route> routes;
  for (const std::string& endpoint : subnet.service_endpoints) {
    Route route;
    route.hop = Hop::service_endpoint;
    route.tag = tag_of(network, subnet, endpoint);
    route.where = subnet.where;
    const auto* prefixes = prefixes_of_tag(network, route.tag);
    if (route.tag.empty()) route.tag = endpoint;
    if (prefixes == nullptr) {
      routes.push_back(route);
      continue;
    }
    for (const net::Prefix& prefix : *prefixes) {
      route.prefix = prefix;
      routes.push_back(route);
    }
  }
  return routes;
}

bool wins_over(const Route* route, bool tagged, const model::Network& network,
               const azure::Subnet& subnet, const std::optional<net::Ip>& ip,
               model::Reading& reading) {
  if (route == nullptr || route->origin != RouteOrigin::user) return true;
  const auto length = ip ? service_prefix_length(network, subnet, *ip) : std::nullopt;
  if (!tagged && route->prefix.length < length.value_or(1)) return true;
  const bool longer = !tagged && length && route->prefix.length > *length;
  switch (reading.branch(model::Choice::c04_service_endpoint_against_user_route)) {
    case 0:
      return !longer;
    case 1:
      return true;
    default:
      return false;
  }
}

bool takes_service_endpoint(const model::Network& network, const azure::Subnet& subnet,
                            const net::Ip& ip, const Route* chosen, model::Reading& reading) {
  const bool local =
      chosen != nullptr && chosen->origin == RouteOrigin::system && chosen->hop != Hop::internet;
  if (subnet.service_endpoints.empty() || net::is_private(ip) || local) return false;
  if (!is_behind_service_endpoint(network, subnet, ip, reading)) return false;
  return wins_over(chosen, false, network, subnet, ip, reading);
}

}  // namespace airtight::reach
