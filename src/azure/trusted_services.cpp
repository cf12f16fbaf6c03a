#include <airtight/azure/trusted_services.h>
#include <airtight/base/text.h>

#include <algorithm>
#include <array>
#include <span>

// From the services' own pages on network rules. The lists err on the long side: a caller that is
// listed here and not by the service makes a verdict of isolation fail, never hold.
namespace airtight::azure {
namespace {

using Types = std::span<const std::string_view>;

constexpr std::array<std::string_view, 43> vault{
    "Microsoft.ApiManagement/service",
    "Microsoft.Batch/batchAccounts",
    "Microsoft.BotService/botServices",
    "Microsoft.Cache/redis",
    "Microsoft.Cdn/profiles",
    "Microsoft.CognitiveServices/accounts",
    "Microsoft.Compute/cloudServices",
    "Microsoft.Compute/diskEncryptionSets",
    "Microsoft.Compute/disks",
    "Microsoft.Compute/virtualMachineScaleSets",
    "Microsoft.Compute/virtualMachines",
    "Microsoft.ContainerRegistry/registries",
    "Microsoft.DBforMySQL/flexibleServers",
    "Microsoft.DBforMySQL/servers",
    "Microsoft.DBforPostgreSQL/flexibleServers",
    "Microsoft.DBforPostgreSQL/servers",
    "Microsoft.DataFactory/factories",
    "Microsoft.DataLakeStore/accounts",
    "Microsoft.Databricks/workspaces",
    "Microsoft.DocumentDB/databaseAccounts",
    "Microsoft.EventHub/namespaces",
    "Microsoft.HDInsight/clusters",
    "Microsoft.ImportExport/jobs",
    "Microsoft.Insights/components",
    "Microsoft.Kusto/clusters",
    "Microsoft.MachineLearningServices/workspaces",
    "Microsoft.NetApp/netAppAccounts",
    "Microsoft.Network/applicationGateways",
    "Microsoft.Network/azureFirewalls",
    "Microsoft.Network/expressRoutePorts",
    "Microsoft.Network/firewallPolicies",
    "Microsoft.Network/frontDoors",
    "Microsoft.OperationalInsights/clusters",
    "Microsoft.Purview/accounts",
    "Microsoft.RecoveryServices/vaults",
    "Microsoft.Resources/deployments",
    "Microsoft.Search/searchServices",
    "Microsoft.ServiceBus/namespaces",
    "Microsoft.Sql/managedInstances",
    "Microsoft.Sql/servers",
    "Microsoft.Storage/storageAccounts",
    "Microsoft.Synapse/workspaces",
    "Microsoft.Web/certificates",
};

constexpr std::array<std::string_view, 43> storage{
    "Microsoft.ApiManagement/service",
    "Microsoft.AutonomousSystems/workspaces",
    "Microsoft.Batch/batchAccounts",
    "Microsoft.BotService/botServices",
    "Microsoft.Cache/redis",
    "Microsoft.CognitiveServices/accounts",
    "Microsoft.ContainerRegistry/registries",
    "Microsoft.CostManagement/exports",
    "Microsoft.DataBox/jobs",
    "Microsoft.DataFactory/factories",
    "Microsoft.DataProtection/backupVaults",
    "Microsoft.DataShare/accounts",
    "Microsoft.Databricks/accessConnectors",
    "Microsoft.Databricks/workspaces",
    "Microsoft.DevTestLab/labs",
    "Microsoft.Devices/IotHubs",
    "Microsoft.EventGrid/domains",
    "Microsoft.EventGrid/partnerTopics",
    "Microsoft.EventGrid/systemTopics",
    "Microsoft.EventGrid/topics",
    "Microsoft.EventHub/namespaces",
    "Microsoft.HDInsight/clusters",
    "Microsoft.HealthcareApis/services",
    "Microsoft.HealthcareApis/workspaces",
    "Microsoft.ImportExport/jobs",
    "Microsoft.Insights/components",
    "Microsoft.IoTCentral/IoTApps",
    "Microsoft.KeyVault/managedHSMs",
    "Microsoft.Kusto/clusters",
    "Microsoft.Logic/integrationAccounts",
    "Microsoft.Logic/workflows",
    "Microsoft.MachineLearningServices/workspaces",
    "Microsoft.Media/mediaservices",
    "Microsoft.Migrate/migrateProjects",
    "Microsoft.Network/networkWatchers",
    "Microsoft.Purview/accounts",
    "Microsoft.RecoveryServices/vaults",
    "Microsoft.Search/searchServices",
    "Microsoft.Sql/servers",
    "Microsoft.StorageSync/storageSyncServices",
    "Microsoft.StreamAnalytics/streamingjobs",
    "Microsoft.Synapse/workspaces",
    "Microsoft.VideoIndexer/accounts",
};

constexpr std::array<std::string_view, 4> registry{
    "Microsoft.ContainerInstance/containerGroups", "Microsoft.ContainerRegistry/registries",
    "Microsoft.MachineLearningServices/workspaces", "Microsoft.Security/pricings"};

constexpr std::array<std::string_view, 3> ai{"Microsoft.CognitiveServices/accounts",
                                             "Microsoft.MachineLearningServices/workspaces",
                                             "Microsoft.Search/searchServices"};

constexpr std::array<std::string_view, 10> messaging{"Microsoft.ApiManagement/service",
                                                     "Microsoft.Devices/IotHubs",
                                                     "Microsoft.EventGrid/domains",
                                                     "Microsoft.EventGrid/systemTopics",
                                                     "Microsoft.EventGrid/topics",
                                                     "Microsoft.HealthcareApis/workspaces",
                                                     "Microsoft.Insights/diagnosticSettings",
                                                     "Microsoft.IoTCentral/IoTApps",
                                                     "Microsoft.StreamAnalytics/streamingjobs",
                                                     "Microsoft.Synapse/workspaces"};

constexpr std::array<std::string_view, 2> cosmos{"Microsoft.Search/searchServices",
                                                 "Microsoft.Synapse/workspaces"};

struct Row {
  std::string_view target;
  Types callers;
};

constexpr std::array rows{
    Row{"Microsoft.KeyVault/vaults", vault},
    Row{"Microsoft.Storage/storageAccounts", storage},
    Row{"Microsoft.ContainerRegistry/registries", registry},
    Row{"Microsoft.CognitiveServices/accounts", ai},
    Row{"Microsoft.Search/searchServices", ai},
    Row{"Microsoft.EventHub/namespaces", messaging},
    Row{"Microsoft.ServiceBus/namespaces", messaging},
    Row{"Microsoft.DocumentDB/databaseAccounts", cosmos},
};

bool is_or_is_below(std::string_view type, std::string_view listed) {
  return equal_ignoring_case(type, listed) ||
         starts_with_ignoring_case(type, std::string(listed) + "/");
}

}  // namespace

bool is_trusted_by(std::string_view target, std::string_view caller) {
  const auto* const row = std::ranges::find_if(
      rows, [&](const Row& each) { return equal_ignoring_case(each.target, target); });
  return row != rows.end() && std::ranges::any_of(row->callers, [&](std::string_view listed) {
           return is_or_is_below(caller, listed);
         });
}

}  // namespace airtight::azure
