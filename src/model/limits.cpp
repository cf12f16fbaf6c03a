#include <airtight/base/text.h>

#include <map>

#include "index.h"

// What Azure would refuse for its number (azure-network.md section 10). A warning, because limits
// are raised on request and change.
namespace airtight::model {
namespace {

struct Limit {
  std::size_t most;
  std::string_view what;
  std::string_view fact;
};

constexpr Limit rules_in_group{1000, "rules", "N-359"};
constexpr Limit routes_in_table{400, "routes", "N-362"};
constexpr Limit tagged_routes{25, "routes by service tag", "N-362"};
constexpr Limit endpoints_in_network{1000, "private endpoints", "N-365"};
constexpr Limit peerings_of_network{500, "peerings", "N-352"};
constexpr Limit subnets_of_network{3000, "subnets", "N-351"};
constexpr Limit servers_of_network{20, "DNS servers", "N-363"};
constexpr Limit restrictions_of_site{512, "access restrictions", "N-381"};
constexpr Limit storage_addresses{200, "ipRules", "N-378"};
constexpr Limit vault_addresses{1000, "ipRules", "N-379"};
constexpr Limit vault_subnets{200, "virtualNetworkRules", "N-379"};
constexpr Limit ai_subnets{100, "virtualNetworkRules", "N-380"};

void check(const azure::Resource& resource, std::size_t count, const Limit& limit,
           Diagnostics& diagnostics) {
  if (count <= limit.most) return;
  diagnostics.push_back({Severity::warning,
                         resource.where,
                         resource.name + " has " + std::to_string(count) + " " +
                             std::string(limit.what) + ", more than " + std::to_string(limit.most),
                         {std::string(limit.fact)}});
}

template <class T, class Owner>
std::map<azure::ResourceId, std::size_t> count_by(const std::vector<T>& list, const Owner& owner) {
  std::map<azure::ResourceId, std::size_t> counts;
  for (const T& each : list) ++counts[owner(each)];
  return counts;
}

void check_networks(const azure::Resources& written, Diagnostics& diagnostics) {
  auto subnets = count_by(written.subnets, [](const auto& each) { return each.virtual_network; });
  auto peerings = count_by(written.peerings, [](const auto& each) { return each.virtual_network; });
  auto endpoints =
      count_by(written.private_endpoints, [](const auto& each) { return each.subnet.parent(); });
  for (const azure::VirtualNetwork& network : written.virtual_networks) {
    check(network, subnets[network.id], subnets_of_network, diagnostics);
    check(network, peerings[network.id], peerings_of_network, diagnostics);
    check(network, endpoints[network.id], endpoints_in_network, diagnostics);
    if (const auto* servers = network.dns_servers.known())
      check(network, servers->size(), servers_of_network, diagnostics);
  }
}

void check_service(const azure::Service& service, Diagnostics& diagnostics) {
  const azure::NetworkRules* rules = service.network_rules.known();
  if (rules == nullptr) return;
  if (equal_ignoring_case(service.type, "Microsoft.Storage/storageAccounts"))
    check(service, rules->ip_rules.size(), storage_addresses, diagnostics);
  if (equal_ignoring_case(service.type, "Microsoft.KeyVault/vaults")) {
    check(service, rules->ip_rules.size(), vault_addresses, diagnostics);
    check(service, rules->subnet_rules.size(), vault_subnets, diagnostics);
  }
  if (equal_ignoring_case(service.type, "Microsoft.CognitiveServices/accounts"))
    check(service, rules->subnet_rules.size(), ai_subnets, diagnostics);
}

}  // namespace

void validate_limits(const Network::Index& index, Diagnostics& diagnostics) {
  const azure::Resources& written = index.written;
  check_networks(written, diagnostics);
  for (const azure::NetworkSecurityGroup& group : written.network_security_groups)
    check(group, group.rules.size(), rules_in_group, diagnostics);
  for (const azure::RouteTable& table : written.route_tables) {
    std::size_t tagged = 0;
    for (const azure::UserRoute& route : table.routes) tagged += route.tag.empty() ? 0U : 1U;
    check(table, table.routes.size(), routes_in_table, diagnostics);
    check(table, tagged, tagged_routes, diagnostics);
  }
  for (const azure::Site& site : written.sites)
    check(site, site.restrictions.rules.size(), restrictions_of_site, diagnostics);
  for (const azure::Service& service : written.services) check_service(service, diagnostics);
}

}  // namespace airtight::model
