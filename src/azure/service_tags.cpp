#include <airtight/azure/service_tags.h>
#include <airtight/base/text.h>

#include <algorithm>

namespace airtight::azure {
namespace {

// The tags of the weekly file (N-122) and of the list of tags for rules.
constexpr std::string_view tags =
    "ActionGroup ApiManagement AppConfiguration ApplicationInsightsAvailability AppService "
    "AppServiceManagement AutonomousDevelopmentPlatform AzureActiveDirectory "
    "AzureActiveDirectoryDomainServices AzureAdvancedThreatProtection AzureAPIForFHIR "
    "AzureArcInfrastructure AzureAttestation AzureBackup AzureBotService AzureCloud "
    "AzureCognitiveSearch AzureConnectors AzureContainerRegistry AzureCosmosDB AzureDatabricks "
    "AzureDataExplorerManagement AzureDataLake AzureDeviceUpdate AzureDevOps AzureDevSpaces "
    "AzureDigitalTwins AzureEventGrid AzureFrontDoor AzureHealthcareAPIs "
    "AzureInformationProtection AzureIoTHub AzureKeyVault AzureLoadTestingInstanceManagement "
    "AzureMachineLearning AzureMachineLearningInference AzureManagedGrafana AzureMonitor "
    "AzureOpenDatasets AzurePortal AzureRemoteRendering AzureResourceManager "
    "AzureSecurityCenter AzureSentinel AzureSignalR AzureSiteRecovery AzureSphere "
    "AzureSpringCloud AzureStack AzureTrafficManager AzureUpdateDelivery AzureVideoIndexer "
    "AzureWebPubSub BatchNodeManagement ChaosStudio CognitiveServicesFrontend "
    "CognitiveServicesManagement ContainerAppsManagement DataFactory DataFactoryManagement "
    "Dynamics365BusinessCentral Dynamics365ForMarketingEmail Dynamics365FraudProtection "
    "EOPExternalPublishedIPs EventHub GatewayManager GenevaActions Grafana "
    "GuestAndHybridManagement HDInsight IoTHub KustoAnalytics LogicApps LogicAppsManagement "
    "M365ManagementActivityApi M365ManagementActivityApiWebhook Marketplace "
    "MicrosoftAzureFluidRelay MicrosoftCloudAppSecurity MicrosoftContainerRegistry "
    "MicrosoftDefenderForEndpoint MicrosoftPurviewPolicyDistribution OneDsCollector PowerBI "
    "PowerPlatformInfra PowerPlatformPlex PowerQueryOnline SCCservice Scuba SerialConsole "
    "ServiceBus ServiceFabric Sql SqlManagement Storage StorageMover StorageSyncService "
    "VideoIndexer WindowsAdminCenter WindowsVirtualDesktop";

}  // namespace

bool is_service_tag(std::string_view tag) {
  const std::string_view global = tag.substr(0, tag.find('.'));
  return std::ranges::any_of(
      split(tags, ' '), [&](std::string_view each) { return equal_ignoring_case(each, global); });
}

}  // namespace airtight::azure
