// The private link groups of each resource type: the rows of the reference's table of private link
// zones for the public cloud.

#include "group_ids.h"

#include <airtight/base/text.h>

#include <algorithm>
#include <array>

namespace airtight::input::az {
namespace {

struct Row {
  std::string_view type;
  std::string_view groups;
};

constexpr std::array rows{
    Row{"Microsoft.ApiManagement/service", "Gateway"},
    Row{"Microsoft.App/managedEnvironments", "managedEnvironments"},
    Row{"Microsoft.AppConfiguration/configurationStores", "configurationStores"},
    Row{"Microsoft.Attestation/attestationProviders", "standard"},
    Row{"Microsoft.Authorization/resourceManagementPrivateLinks", "ResourceManagement"},
    Row{"Microsoft.Automation/automationAccounts", "Webhook DSCAndHybridWorker"},
    Row{"Microsoft.Batch/batchAccounts", "batchAccount nodeManagement"},
    Row{"Microsoft.BotService/botServices", "Bot Token"},
    Row{"Microsoft.Cache/Redis", "redisCache"},
    Row{"Microsoft.Cache/redisEnterprise", "redisEnterprise"},
    Row{"Microsoft.CognitiveServices/accounts", "account"},
    Row{"Microsoft.Compute/diskAccesses", "disks"},
    Row{"Microsoft.ContainerRegistry/registries", "registry"},
    Row{"Microsoft.ContainerService/managedClusters", "management"},
    Row{"Microsoft.DBforMariaDB/servers", "mariadbServer"},
    Row{"Microsoft.DBforMySQL/flexibleServers", "mysqlServer"},
    Row{"Microsoft.DBforMySQL/servers", "mysqlServer"},
    Row{"Microsoft.DBforPostgreSQL/flexibleServers", "postgresqlServer"},
    Row{"Microsoft.DBforPostgreSQL/serverGroupsv2", "coordinator"},
    Row{"Microsoft.DBforPostgreSQL/servers", "postgresqlServer"},
    Row{"Microsoft.Dashboard/grafana", "grafana"},
    Row{"Microsoft.DataFactory/factories", "dataFactory portal"},
    Row{"Microsoft.Databricks/workspaces", "databricks_ui_api browser_authentication"},
    Row{"Microsoft.DesktopVirtualization/hostpools", "connection"},
    Row{"Microsoft.DesktopVirtualization/workspaces", "global feed"},
    Row{"Microsoft.DeviceUpdate/accounts", "DeviceUpdate"},
    Row{"Microsoft.Devices/IotHubs", "iotHub"},
    Row{"Microsoft.Devices/ProvisioningServices", "iotDps"},
    Row{"Microsoft.DigitalTwins/digitalTwinsInstances", "API"},
    Row{"Microsoft.DocumentDB/databaseAccounts", "Sql MongoDB Cassandra Gremlin Table Analytical"},
    Row{"Microsoft.DocumentDB/mongoClusters", "MongoCluster"},
    Row{"Microsoft.ElasticSan/elasticSans", "volumegroup"},
    Row{"Microsoft.EventGrid/domains", "domain"},
    Row{"Microsoft.EventGrid/namespaces", "topic topicspace"},
    Row{"Microsoft.EventGrid/partnerNamespaces", "partnernamespace"},
    Row{"Microsoft.EventGrid/topics", "topic"},
    Row{"Microsoft.EventHub/namespaces", "namespace"},
    Row{"Microsoft.Fabric/privateLinkServicesForFabric", "workspace"},
    Row{"Microsoft.FileShares/fileShares", "FileShare"},
    Row{"Microsoft.HDInsight/clusters", "gateway headnode"},
    Row{"Microsoft.HealthcareApis/workspaces", "healthcareworkspace"},
    Row{"Microsoft.HybridCompute/privateLinkScopes", "hybridcompute"},
    Row{"Microsoft.Insights/privateLinkScopes", "azuremonitor"},
    Row{"Microsoft.IoTCentral/IoTApps", "iotApp"},
    Row{"Microsoft.KeyVault/managedHSMs", "managedhsm"},
    Row{"Microsoft.KeyVault/vaults", "vault"},
    Row{"Microsoft.Kusto/clusters", "cluster"},
    Row{"Microsoft.MachineLearningServices/registries", "amlregistry"},
    Row{"Microsoft.MachineLearningServices/workspaces", "amlworkspace"},
    Row{"Microsoft.Maps/accounts", "account"},
    Row{"Microsoft.Media/mediaservices", "keydelivery liveevent streamingendpoint"},
    Row{"Microsoft.Migrate/assessmentProjects", "Default"},
    Row{"Microsoft.Migrate/migrateProjects", "Default"},
    Row{"Microsoft.Monitor/accounts", "prometheusMetrics"},
    Row{"Microsoft.PowerBI/privateLinkServicesForPowerBI", "tenant"},
    Row{"Microsoft.Purview/accounts", "account portal platform"},
    Row{"Microsoft.RecoveryServices/vaults", "AzureBackup AzureBackup_secondary AzureSiteRecovery"},
    Row{"Microsoft.Relay/namespaces", "namespace"},
    Row{"Microsoft.Search/searchServices", "searchService"},
    Row{"Microsoft.ServiceBus/namespaces", "namespace"},
    Row{"Microsoft.SignalRService/SignalR", "signalr"},
    Row{"Microsoft.SignalRService/WebPubSub", "webpubsub"},
    Row{"Microsoft.Sql/managedInstances", "managedInstance"},
    Row{"Microsoft.Sql/servers", "sqlServer"},
    Row{"Microsoft.Storage/storageAccounts",
        "blob blob_secondary table table_secondary queue queue_secondary file web web_secondary "
        "dfs dfs_secondary"},
    Row{"Microsoft.StorageSync/storageSyncServices", "afs"},
    Row{"Microsoft.Synapse/privateLinkHubs", "Web"},
    Row{"Microsoft.Synapse/workspaces", "Sql SqlOnDemand Dev"},
    Row{"Microsoft.VideoIndexer/accounts", "account"},
    Row{"Microsoft.Web/sites", "sites"},
    Row{"Microsoft.Web/staticSites", "staticSites"},
};

// Endpoints of these groups need an address for each member; all others need one.
struct Count {
  std::string_view group;
  std::size_t addresses;
};
constexpr std::array counts{
    Count{"registry", 2},
    Count{"amlworkspace", 3},
};

}  // namespace

std::vector<std::string> group_ids(std::string_view type) {
  std::vector<std::string> groups;
  for (const Row& row : rows) {
    if (!equal_ignoring_case(row.type, type)) continue;
    for (const std::string_view group : split(row.groups, ' ')) groups.emplace_back(group);
  }
  return groups;
}

std::size_t address_count(std::string_view type, std::string_view group) {
  // A Cosmos DB account has one address for its name and one for its region.
  if (equal_ignoring_case(type, "Microsoft.DocumentDB/databaseAccounts")) return 2;
  const auto found = std::ranges::find_if(
      counts, [&](const Count& count) { return equal_ignoring_case(count.group, group); });
  return found == counts.end() ? 1 : found->addresses;
}

}  // namespace airtight::input::az
