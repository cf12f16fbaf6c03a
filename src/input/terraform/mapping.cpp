#include "input/terraform/mapping.h"

#include <airtight/base/text.h>

#include <algorithm>
#include <array>

namespace airtight::input::terraform {
namespace {

constexpr Field identity_and_place[] = {
    copy("location", "location"),
    copy("identity.type", "identity.type"),
    principal("identity.principal_id", "identity.principalId"),
};

// Families of types that are not followed, behind "azurerm_"; the longest start that fits counts.
// They are listed below their ARM type or namespace, so that one that may carry or stop traffic
// makes verdicts uncertain as it does when it comes from an export. A type of no family is a gap.
struct Family {
  std::string_view start;
  std::string_view arm;
};

constexpr Family families[] = {
    {"aadb2c_", "Microsoft.AzureActiveDirectory"},
    {"advisor_", "Microsoft.Advisor"},
    {"ai_foundry_project", "Microsoft.MachineLearningServices"},
    {"api_management", "Microsoft.ApiManagement"},
    {"app_configuration_", "Microsoft.AppConfiguration"},
    {"app_service_", "Microsoft.Web"},
    {"application_gateway", "Microsoft.Network/applicationGateways"},
    {"application_insights", "Microsoft.Insights"},
    {"attestation_provider", "Microsoft.Attestation"},
    {"automation_", "Microsoft.Automation"},
    {"availability_set", "Microsoft.Compute"},
    {"backup_", "Microsoft.RecoveryServices"},
    {"batch_", "Microsoft.Batch"},
    {"billing_", "Microsoft.Billing"},
    {"bot_", "Microsoft.BotService"},
    {"capacity_reservation", "Microsoft.Compute"},
    {"cdn_", "Microsoft.Cdn"},
    {"chaos_studio_", "Microsoft.Chaos"},
    {"cognitive_", "Microsoft.CognitiveServices"},
    {"communication_service", "Microsoft.Communication"},
    {"consumption_budget", "Microsoft.Consumption"},
    {"container_app_", "Microsoft.App"},
    {"container_group", "Microsoft.ContainerInstance"},
    {"container_registry_", "Microsoft.ContainerRegistry"},
    {"cosmosdb_", "Microsoft.DocumentDB"},
    {"cost_", "Microsoft.CostManagement"},
    {"dashboard", "Microsoft.Portal"},
    {"data_factory_", "Microsoft.DataFactory"},
    {"data_protection_", "Microsoft.DataProtection"},
    {"databricks_", "Microsoft.Databricks"},
    {"dedicated_host", "Microsoft.Compute"},
    {"dev_test_", "Microsoft.DevTestLab"},
    {"disk_", "Microsoft.Compute"},
    {"dns_", "Microsoft.Network/dnsZones"},
    {"eventgrid_", "Microsoft.EventGrid"},
    {"eventhub", "Microsoft.EventHub"},
    {"express_route_circuit_", "Microsoft.Network/expressRouteCircuits"},
    {"express_route_connection", "Microsoft.Network/expressRouteGateways"},
    {"federated_identity_credential", "Microsoft.ManagedIdentity"},
    {"firewall_application_rule_collection", "Microsoft.Network/azureFirewalls"},
    {"firewall_nat_rule_collection", "Microsoft.Network/azureFirewalls"},
    {"firewall_network_rule_collection", "Microsoft.Network/azureFirewalls"},
    {"frontdoor", "Microsoft.Network/frontDoors"},
    {"function_app_", "Microsoft.Web"},
    {"hdinsight_", "Microsoft.HDInsight"},
    {"healthcare_", "Microsoft.HealthcareApis"},
    {"image", "Microsoft.Compute"},
    {"iothub_", "Microsoft.Devices"},
    {"key_vault_", "Microsoft.KeyVault"},
    {"kubernetes_", "Microsoft.ContainerService"},
    {"kusto_", "Microsoft.Kusto"},
    {"lb_", "Microsoft.Network/loadBalancers"},
    {"lighthouse_", "Microsoft.ManagedServices"},
    {"linux_virtual_machine_", "Microsoft.Compute"},
    {"load_test", "Microsoft.LoadTestService"},
    {"log_analytics_", "Microsoft.OperationalInsights"},
    {"logic_app_", "Microsoft.Logic"},
    {"machine_learning_", "Microsoft.MachineLearningServices"},
    {"maintenance_", "Microsoft.Maintenance"},
    {"managed_disk", "Microsoft.Compute"},
    {"management_group", "Microsoft.Management"},
    {"management_lock", "Microsoft.Authorization"},
    {"mariadb_", "Microsoft.DBforMariaDB"},
    {"monitor_", "Microsoft.Insights"},
    {"mssql_", "Microsoft.Sql"},
    {"mysql_", "Microsoft.DBforMySQL"},
    {"netapp_", "Microsoft.NetApp"},
    {"network_connection_monitor", "Microsoft.Insights"},
    {"network_ddos_protection_plan", "Microsoft.Network/ddosProtectionPlans"},
    {"network_interface_application_gateway_", "Microsoft.Network/applicationGateways"},
    {"network_interface_backend_", "Microsoft.Network/loadBalancers"},
    {"network_interface_nat_rule_", "Microsoft.Network/loadBalancers"},
    {"network_manager", "Microsoft.Network/networkManagers"},
    {"network_packet_capture", "Microsoft.Network/networkWatchers"},
    {"network_profile", "Microsoft.Network/networkProfiles"},
    {"network_security_perimeter", "Microsoft.Network/networkSecurityPerimeters"},
    {"network_watcher", "Microsoft.Network/networkWatchers"},
    {"notification_hub", "Microsoft.NotificationHubs"},
    {"point_to_site_vpn_gateway", "Microsoft.Network/p2sVpnGateways"},
    {"policy_", "Microsoft.Authorization"},
    {"portal_", "Microsoft.Portal"},
    {"postgresql_", "Microsoft.DBforPostgreSQL"},
    {"proximity_placement_group", "Microsoft.Compute"},
    {"purview_", "Microsoft.Purview"},
    {"recovery_services_", "Microsoft.RecoveryServices"},
    {"redis_", "Microsoft.Cache"},
    {"relay_", "Microsoft.Relay"},
    {"resource_group_cost_", "Microsoft.CostManagement"},
    {"resource_group_policy_", "Microsoft.Authorization"},
    {"resource_policy_", "Microsoft.Authorization"},
    {"resource_provider_registration", "Microsoft.Resources"},
    {"role_", "Microsoft.Authorization"},
    {"route_server", "Microsoft.Network/virtualHubs"},
    {"search_", "Microsoft.Search"},
    {"security_center_", "Microsoft.Security"},
    {"sentinel_", "Microsoft.SecurityInsights"},
    {"service_fabric_", "Microsoft.ServiceFabric"},
    {"servicebus_", "Microsoft.ServiceBus"},
    {"shared_image", "Microsoft.Compute"},
    {"signalr_", "Microsoft.SignalRService"},
    {"site_recovery_", "Microsoft.RecoveryServices"},
    {"snapshot", "Microsoft.Compute"},
    {"spring_cloud_", "Microsoft.AppPlatform"},
    {"sql_", "Microsoft.Sql"},
    {"ssh_public_key", "Microsoft.Compute"},
    {"static_", "Microsoft.Web"},
    {"storage_", "Microsoft.Storage"},
    {"stream_analytics_", "Microsoft.StreamAnalytics"},
    {"subscription_cost_", "Microsoft.CostManagement"},
    {"subscription_policy_", "Microsoft.Authorization"},
    {"synapse_", "Microsoft.Synapse"},
    {"tenant_", "Microsoft.Authorization"},
    {"traffic_manager_", "Microsoft.Network/trafficManagerProfiles"},
    {"virtual_desktop_", "Microsoft.DesktopVirtualization"},
    {"virtual_hub_", "Microsoft.Network/virtualHubs"},
    {"virtual_machine_", "Microsoft.Compute"},
    {"virtual_network_gateway_nat_rule", "Microsoft.Network/virtualNetworkGateways"},
    {"vpn_", "Microsoft.Network/vpnGateways"},
    {"web_app_", "Microsoft.Web"},
    {"web_application_firewall_policy", "Microsoft.Network/firewallPolicies"},
    {"web_pubsub", "Microsoft.SignalRService"},
    {"windows_virtual_machine_", "Microsoft.Compute"},
};

constexpr std::string_view provider_prefix = "azurerm_";

// Providers whose resources are not in Azure, or change nothing between addresses in it.
constexpr std::string_view foreign[] = {
    "archive",   "assert",    "aws",    "azuread",  "azuredevops", "cloudflare",
    "cloudinit", "datadog",   "docker", "external", "gitlab",      "github",
    "google",    "grafana",   "helm",   "http",     "kubectl",     "kubernetes",
    "local",     "modtm",     "null",   "okta",     "pagerduty",   "random",
    "template",  "terraform", "time",   "tls",      "vault",
};

std::array<std::span<const Mapping>, 6> all_mappings() {
  return {network_mappings(), dns_mappings(), compute_mappings(),
          edge_mappings(),    web_mappings(), service_mappings()};
}

}  // namespace

Fields common_fields() { return identity_and_place; }

bool is_mapped_type(std::string_view arm) {
  return std::ranges::any_of(all_mappings(), [&](std::span<const Mapping> table) {
    return std::ranges::any_of(
        table, [&](const Mapping& row) { return equal_ignoring_case(row.arm, arm); });
  });
}

const Mapping* find_mapping(std::string_view terraform_type) {
  for (const auto& table : all_mappings()) {
    const auto row = std::ranges::find(table, terraform_type, &Mapping::terraform);
    if (row != table.end()) return &*row;
  }
  return nullptr;
}

std::string_view family_of(std::string_view terraform_type) {
  if (!terraform_type.starts_with(provider_prefix)) return {};
  const std::string_view type = terraform_type.substr(provider_prefix.size());
  const Family* best = nullptr;
  for (const Family& family : families) {
    if (type.starts_with(family.start) &&
        (best == nullptr || best->start.size() < family.start.size()))
      best = &family;
  }
  return best == nullptr ? std::string_view() : best->arm;
}

bool is_foreign(std::string_view provider) {
  return std::ranges::find(foreign, provider) != std::end(foreign);
}

}  // namespace airtight::input::terraform
