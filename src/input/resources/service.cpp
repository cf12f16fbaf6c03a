#include <airtight/base/text.h>

#include <algorithm>

#include "input/resources/fields.h"
#include "input/resources/network_rules.h"
#include "input/resources/reading.h"

namespace airtight::input::resources {
namespace {

// The resource types of the private link table, in its spelling. Sites have a structure of their
// own.
constexpr std::string_view service_types[] = {
    "Microsoft.ApiManagement/service",
    "Microsoft.App/managedEnvironments",
    "Microsoft.AppConfiguration/configurationStores",
    "Microsoft.Attestation/attestationProviders",
    "Microsoft.Authorization/resourceManagementPrivateLinks",
    "Microsoft.Automation/automationAccounts",
    "Microsoft.Batch/batchAccounts",
    "Microsoft.BotService/botServices",
    "Microsoft.Cache/Redis",
    "Microsoft.Cache/redisEnterprise",
    "Microsoft.CognitiveServices/accounts",
    "Microsoft.Compute/diskAccesses",
    "Microsoft.ContainerRegistry/registries",
    "Microsoft.ContainerService/managedClusters",
    "Microsoft.DBforMariaDB/servers",
    "Microsoft.DBforMySQL/flexibleServers",
    "Microsoft.DBforMySQL/servers",
    "Microsoft.DBforPostgreSQL/flexibleServers",
    "Microsoft.DBforPostgreSQL/serverGroupsv2",
    "Microsoft.DBforPostgreSQL/servers",
    "Microsoft.Dashboard/grafana",
    "Microsoft.DataFactory/factories",
    "Microsoft.Databricks/workspaces",
    "Microsoft.DesktopVirtualization/hostpools",
    "Microsoft.DesktopVirtualization/workspaces",
    "Microsoft.DeviceUpdate/accounts",
    "Microsoft.Devices/IotHubs",
    "Microsoft.Devices/ProvisioningServices",
    "Microsoft.DigitalTwins/digitalTwinsInstances",
    "Microsoft.DocumentDB/databaseAccounts",
    "Microsoft.DocumentDB/mongoClusters",
    "Microsoft.ElasticSan/elasticSans",
    "Microsoft.EventGrid/domains",
    "Microsoft.EventGrid/namespaces",
    "Microsoft.EventGrid/partnerNamespaces",
    "Microsoft.EventGrid/topics",
    "Microsoft.EventHub/namespaces",
    "Microsoft.Fabric/privateLinkServicesForFabric",
    "Microsoft.FileShares/fileShares",
    "Microsoft.HDInsight/clusters",
    "Microsoft.HealthcareApis/workspaces",
    "Microsoft.HybridCompute/privateLinkScopes",
    "Microsoft.Insights/privateLinkScopes",
    "Microsoft.IoTCentral/IoTApps",
    "Microsoft.KeyVault/managedHSMs",
    "Microsoft.KeyVault/vaults",
    "Microsoft.Kusto/clusters",
    "Microsoft.MachineLearningServices/registries",
    "Microsoft.MachineLearningServices/workspaces",
    "Microsoft.Maps/accounts",
    "Microsoft.Media/mediaservices",
    "Microsoft.Migrate/assessmentProjects",
    "Microsoft.Migrate/migrateProjects",
    "Microsoft.Monitor/accounts",
    "Microsoft.PowerBI/privateLinkServicesForPowerBI",
    "Microsoft.Purview/accounts",
    "Microsoft.RecoveryServices/vaults",
    "Microsoft.Relay/namespaces",
    "Microsoft.Search/searchServices",
    "Microsoft.ServiceBus/namespaces",
    "Microsoft.SignalRService/SignalR",
    "Microsoft.SignalRService/WebPubSub",
    "Microsoft.Sql/managedInstances",
    "Microsoft.Sql/servers",
    "Microsoft.Storage/storageAccounts",
    "Microsoft.StorageSync/storageSyncServices",
    "Microsoft.Synapse/privateLinkHubs",
    "Microsoft.Synapse/workspaces",
    "Microsoft.VideoIndexer/accounts",
    "Microsoft.Web/staticSites",
};

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
                      {"microsoft.keyvault/vaults/accesspolicies"}, value.place);
  for (const Value* policy : elements(value, "properties.accessPolicies", reading.diagnostics)) {
    const auto principal = policy->unknown() == nullptr
                               ? read_string(*policy, "objectId", reading.diagnostics)
                               : azure::Property<std::string>{to_input(*policy->unknown()), {}};
    if (principal.known() != nullptr) vault.policy_principals.push_back(*principal.known());
    if (principal.unknown() != nullptr)
      reading.not_known("an access policy of " + vault.name + ": " + principal.unknown()->name,
                        {"microsoft.keyvault/vaults/accesspolicies"}, policy->place);
  }
}

}  // namespace

bool read_service(const azure::ResourceId& id, const Value& value, Reading& reading) {
  const std::string type = id.type();
  const auto* row = std::ranges::find_if(
      service_types, [&](std::string_view known) { return equal_ignoring_case(known, type); });
  if (row == std::end(service_types)) return false;
  azure::Service service;
  read_common(id, value, service);
  service.type = std::string(*row);
  service.kind = text_at(value, "kind");
  service.sku = sku_of(value);
  service.custom_subdomain =
      read_string(value, "properties.customSubDomainName", reading.diagnostics);
  service.public_network_access = public_access_of(id, value, reading);
  service.network_rules = read_network_rules(id, value, reading);
  if (service.type == "Microsoft.KeyVault/vaults") read_vault(value, service, reading);
  reading.out.services.push_back(std::move(service));
  return true;
}

}  // namespace airtight::input::resources
