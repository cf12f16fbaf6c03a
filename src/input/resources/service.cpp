#include <airtight/azure/listed_name.h>
#include <airtight/azure/private_link.h>
#include <airtight/base/text.h>

#include <algorithm>
#include <optional>
#include <set>

#include "input/ignoring_case.h"
#include "input/resources/fields.h"
#include "input/resources/network_rules.h"
#include "input/resources/reading.h"

namespace airtight::input::resources {
namespace {

// The type in the private link catalogue's spelling; empty if it has none.
std::string catalogue_spelling(std::string_view type) {
  static const input::Words types = [] {
    input::Words all;  // the first spelling stays
    for (const azure::PrivateLinkRow& row : azure::private_link_table())
      all.insert(row.resource_type);
    return all;
  }();
  const auto found = types.find(type);
  return found == types.end() ? std::string() : std::string(*found);
}

// Flexible servers keep it under "network" (I-248), messaging services repeat it in the child that
// holds their rules (I-245).
azure::Property<azure::PublicNetworkAccess> public_access_of(const azure::ResourceId& id,
                                                             const Value& value, Reading& reading) {
  Diagnostics& diagnostics = reading.diagnostics;
  for (const std::string_view path :
       {"properties.publicNetworkAccess", "properties.network.publicNetworkAccess"}) {
    auto access = read_public_network_access(value, path, diagnostics);
    if (!access.absent()) return access;
  }
  const Value* rules = network_rule_set(id, reading.set);
  return rules != nullptr
             ? read_public_network_access(*rules, "properties.publicNetworkAccess", diagnostics)
             : read_public_network_access(value, "properties.publicNetworkAccess", diagnostics);
}

std::string sku_of(const Value& value) {
  for (const std::string_view path : {"sku.name", "sku", "properties.sku.name"}) {
    std::string sku = text_at(value, path);
    if (!sku.empty()) return sku;
  }
  return {};
}

// Who may read a vault's secrets.
void read_vault(const Value& value, azure::Service& vault, Reading& reading) {
  const auto rbac = read_bool(value, "properties.enableRbacAuthorization", reading.diagnostics);
  vault.rbac = rbac.known() != nullptr && *rbac.known();
  if (rbac.unknown() != nullptr)
    reading.not_known("enableRbacAuthorization of " + vault.name + ": " + rbac.unknown()->name,
                      {"microsoft.keyvault/vaults"}, value.place);
  // An unknown principal, such as the signed-in user, names nobody whom a question could be about.
  for (const Value* policy : elements(value, "properties.accessPolicies", reading.diagnostics)) {
    if (policy->unknown() != nullptr) continue;
    const auto principal = read_string(*policy, "objectId", reading.diagnostics);
    if (principal.known() != nullptr) vault.policy_principals.push_back(*principal.known());
  }
}

// Where a type tells one of the catalogue's placeholders: the value, or its first label.
struct Told {
  std::string_view type;
  std::string_view placeholder;
  std::string_view path;
  bool first_label = false;
  std::string_view behind{};  // what the value stands behind, in its label
};
constexpr Told told[] = {
    {"Microsoft.Sql/managedInstances", "dnsPrefix", "properties.dnsZone", false},
    {"Microsoft.App/managedEnvironments", "environmentId", "properties.defaultDomain", true},
    {"Microsoft.MachineLearningServices/workspaces", "workspaceGuid", "properties.workspaceId",
     false},
    {"Microsoft.Batch/batchAccounts", "nodeManagementId", "properties.nodeManagementEndpoint",
     true},
    // "https://st1.z6.web.core.windows.net/"
    {"Microsoft.Storage/storageAccounts", "zoneNumber", "properties.primaryEndpoints.web", true,
     ".z"},
};

// "https://x-ab12.weu.grafana.azure.com:443/path" gives the host.
std::optional<net::DnsName> host_in(std::string_view text) {
  if (const auto scheme = text.find("://"); scheme != text.npos) text.remove_prefix(scheme + 3);
  text = text.substr(0, text.find_first_of("/:?"));
  if (text.find('.') == text.npos) return {};
  const auto name = net::parse_dns_name(text);
  return name ? std::optional(*name) : std::nullopt;
}

// Services write their endpoints among their properties, each in a member of its own.
void read_endpoints(const Value& value, azure::Service& service, int depth = 0) {
  constexpr int deepest = 6;
  if (depth > deepest) return;
  if (const std::string* text = value.string()) {
    if (const auto host = host_in(*text)) azure::tell_placeholders(*host, "", service);
  } else if (value.array() != nullptr) {
    for (const Value& element : *value.array()) read_endpoints(element, service, depth + 1);
  } else if (value.object() != nullptr) {
    for (const Member& member : *value.object()) read_endpoints(member.value, service, depth + 1);
  }
}

// The regions of a Cosmos DB account, and those of a registry and its replicas (D-122, D-130).
void read_regions(const azure::ResourceId& id, const Value& value, azure::Service& service,
                  Reading& reading) {
  std::set<std::string> regions;
  for (const Value* location : elements(value, "properties.locations", reading.diagnostics)) {
    if (location->unknown() != nullptr) continue;
    const std::string region = region_of(text_at(*location, "locationName"));
    if (!region.empty()) regions.insert(region);
  }
  for (const Child& replica : children(reading.set, id, "replications")) {
    const std::string region = region_of(text_at(*replica.second, "location"));
    regions.insert(region.empty() ? region_of(replica.first.name()) : region);
  }
  if (regions.empty()) return;
  if (!service.location.empty()) regions.insert(service.location);
  service.regions.assign(regions.begin(), regions.end());
}

void read_names(const azure::ResourceId& id, const Value& value, azure::Service& service,
                Reading& reading) {
  for (const Told& each : told) {
    if (service.type != each.type) continue;
    std::string text = to_lower(text_at(value, each.path));
    if (!each.behind.empty()) {
      const auto at = text.find(each.behind);
      text = at == std::string::npos ? std::string() : text.substr(at + each.behind.size());
    }
    if (each.first_label) text = text.substr(0, text.find('.'));
    if (!text.empty()) service.placeholders.emplace(each.placeholder, std::move(text));
  }
  read_regions(id, value, service, reading);
  const Value* properties = value.find("properties");
  if (properties != nullptr && azure::has_generated_names(service.type))
    read_endpoints(*properties, service);
  service.own_name_form =
      equal_ignoring_case(text_at(value, "properties.dnsEndpointType"), "AzureDnsZone");
}

}  // namespace

bool read_service(const azure::ResourceId& id, std::string_view type, const Value& value,
                  Reading& reading) {
  const std::string spelled = catalogue_spelling(type);
  if (spelled.empty()) return false;
  azure::Service service;
  read_common(id, value, service);
  service.type = spelled;
  service.kind = text_at(value, "kind");
  service.sku = sku_of(value);
  service.custom_subdomain =
      read_string(value, "properties.customSubDomainName", reading.diagnostics);
  read_names(id, value, service, reading);
  service.public_network_access = public_access_of(id, value, reading);
  service.network_rules = read_network_rules(id, value, reading);
  service.approved_elsewhere = approved_elsewhere(id, reading);
  if (service.type == "Microsoft.KeyVault/vaults") read_vault(value, service, reading);
  reading.out.services.push_back(std::move(service));
  return true;
}

}  // namespace airtight::input::resources
