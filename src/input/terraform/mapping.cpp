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

// Families of types that are not followed. The longest start that fits counts; a family whose
// resources may carry, stop or redirect traffic is not harmless, and neither is one that is not
// here.
struct Family {
  std::string_view start;
  std::string_view arm;
  bool harmless = true;
};

constexpr Family families[] = {
    {"azurerm_aadb2c_", "Microsoft.AzureActiveDirectory"},
    {"azurerm_advisor_", "Microsoft.Advisor"},
    {"azurerm_api_management", "Microsoft.ApiManagement"},
    {"azurerm_app_configuration_", "Microsoft.AppConfiguration"},
    {"azurerm_app_service_certificate", "Microsoft.Web"},
    {"azurerm_app_service_custom_hostname_binding", "Microsoft.Web"},
    {"azurerm_app_service_managed_certificate", "Microsoft.Web"},
    {"azurerm_app_service_source_control", "Microsoft.Web"},
    {"azurerm_application_insights", "Microsoft.Insights"},
    {"azurerm_attestation_provider", "Microsoft.Attestation"},
    {"azurerm_automation_", "Microsoft.Automation"},
    {"azurerm_availability_set", "Microsoft.Compute"},
    {"azurerm_backup_", "Microsoft.RecoveryServices"},
    {"azurerm_billing_", "Microsoft.Billing"},
    {"azurerm_capacity_reservation", "Microsoft.Compute"},
    {"azurerm_cdn_", "Microsoft.Cdn"},
    {"azurerm_cognitive_deployment", "Microsoft.CognitiveServices"},
    {"azurerm_communication_service", "Microsoft.Communication"},
    {"azurerm_consumption_budget", "Microsoft.Consumption"},
    {"azurerm_container_app_environment_certificate", "Microsoft.App"},
    {"azurerm_container_registry_", "Microsoft.ContainerRegistry"},
    {"azurerm_cosmosdb_", "Microsoft.DocumentDB"},
    {"azurerm_cost_", "Microsoft.CostManagement"},
    {"azurerm_dashboard", "Microsoft.Portal"},
    {"azurerm_data_factory_", "Microsoft.DataFactory"},
    {"azurerm_data_protection_", "Microsoft.DataProtection"},
    {"azurerm_dedicated_host", "Microsoft.Compute"},
    {"azurerm_dev_test_", "Microsoft.DevTestLab"},
    {"azurerm_disk_encryption_set", "Microsoft.Compute"},
    {"azurerm_dns_", "Microsoft.Network/dnsZones"},
    {"azurerm_eventgrid_", "Microsoft.EventGrid"},
    {"azurerm_eventhub", "Microsoft.EventHub"},
    {"azurerm_federated_identity_credential", "Microsoft.ManagedIdentity"},
    {"azurerm_image", "Microsoft.Compute"},
    {"azurerm_key_vault_certificate", "Microsoft.KeyVault"},
    {"azurerm_key_vault_key", "Microsoft.KeyVault"},
    {"azurerm_lb_probe", "Microsoft.Network/loadBalancers"},
    {"azurerm_lighthouse_", "Microsoft.ManagedServices"},
    {"azurerm_log_analytics_", "Microsoft.OperationalInsights"},
    {"azurerm_logic_app_action_", "Microsoft.Logic"},
    {"azurerm_logic_app_trigger_", "Microsoft.Logic"},
    {"azurerm_logic_app_workflow", "Microsoft.Logic"},
    {"azurerm_maintenance_", "Microsoft.Maintenance"},
    {"azurerm_managed_disk", "Microsoft.Compute"},
    {"azurerm_management_group", "Microsoft.Management"},
    {"azurerm_management_lock", "Microsoft.Authorization"},
    {"azurerm_monitor_", "Microsoft.Insights"},
    {"azurerm_mssql_database", "Microsoft.Sql"},
    {"azurerm_mssql_elasticpool", "Microsoft.Sql"},
    {"azurerm_mssql_server_extended_auditing_policy", "Microsoft.Sql"},
    {"azurerm_mssql_server_security_alert_policy", "Microsoft.Sql"},
    {"azurerm_mssql_server_vulnerability_assessment", "Microsoft.Sql"},
    {"azurerm_mysql_flexible_database", "Microsoft.DBforMySQL"},
    {"azurerm_network_connection_monitor", "Microsoft.Insights"},
    {"azurerm_network_ddos_protection_plan", "Microsoft.Network/ddosProtectionPlans"},
    {"azurerm_network_manager", "Microsoft.Network/networkManagers", false},
    {"azurerm_network_security_perimeter", "Microsoft.Network/networkSecurityPerimeters", false},
    {"azurerm_network_watcher", "Microsoft.Network/networkWatchers"},
    {"azurerm_notification_hub", "Microsoft.NotificationHubs"},
    {"azurerm_policy_", "Microsoft.Authorization"},
    {"azurerm_portal_", "Microsoft.Portal"},
    {"azurerm_postgresql_flexible_server_configuration", "Microsoft.DBforPostgreSQL"},
    {"azurerm_postgresql_flexible_server_database", "Microsoft.DBforPostgreSQL"},
    {"azurerm_proximity_placement_group", "Microsoft.Compute"},
    {"azurerm_recovery_services_vault", "Microsoft.RecoveryServices"},
    {"azurerm_resource_group_policy_", "Microsoft.Authorization"},
    {"azurerm_resource_policy_", "Microsoft.Authorization"},
    {"azurerm_resource_provider_registration", "Microsoft.Resources"},
    {"azurerm_role_", "Microsoft.Authorization"},
    {"azurerm_security_center_", "Microsoft.Security"},
    {"azurerm_sentinel_", "Microsoft.SecurityInsights"},
    {"azurerm_servicebus_queue", "Microsoft.ServiceBus"},
    {"azurerm_servicebus_subscription", "Microsoft.ServiceBus"},
    {"azurerm_servicebus_topic", "Microsoft.ServiceBus"},
    {"azurerm_service_plan", "Microsoft.Web"},
    {"azurerm_shared_image", "Microsoft.Compute"},
    {"azurerm_snapshot", "Microsoft.Compute"},
    {"azurerm_sql_database", "Microsoft.Sql"},
    {"azurerm_ssh_public_key", "Microsoft.Compute"},
    {"azurerm_storage_blob", "Microsoft.Storage"},
    {"azurerm_storage_container", "Microsoft.Storage"},
    {"azurerm_storage_data_lake_gen2_", "Microsoft.Storage"},
    {"azurerm_storage_encryption_scope", "Microsoft.Storage"},
    {"azurerm_storage_management_policy", "Microsoft.Storage"},
    {"azurerm_storage_queue", "Microsoft.Storage"},
    {"azurerm_storage_share", "Microsoft.Storage"},
    {"azurerm_storage_table", "Microsoft.Storage"},
    {"azurerm_stream_analytics_", "Microsoft.StreamAnalytics"},
    {"azurerm_subscription_policy_", "Microsoft.Authorization"},
    {"azurerm_tenant_", "Microsoft.Authorization"},
    {"azurerm_express_route_circuit_authorization", "Microsoft.Network/expressRouteCircuits"},
    {"azurerm_express_route_circuit_peering", "Microsoft.Network/expressRouteCircuits"},
    {"azurerm_virtual_machine_data_disk_attachment", "Microsoft.Compute"},
    {"azurerm_virtual_machine_extension", "Microsoft.Compute"},
    {"azurerm_virtual_machine_scale_set_extension", "Microsoft.Compute"},
    {"azurerm_web_application_firewall_policy", "Microsoft.Network"},
    {"azurerm_web_pubsub", "Microsoft.SignalRService"},
    {"azurerm_signalr_", "Microsoft.SignalRService"},
};

// Providers whose resources are not in Azure, or change nothing between addresses in it.
constexpr std::string_view foreign[] = {
    "archive",  "assert",     "aws",        "azuread",   "azuredevops", "cloudflare", "cloudinit",
    "datadog",  "docker",     "external",   "gitlab",    "github",      "google",     "grafana",
    "helm",     "http",       "kubectl",    "kubernetes", "local",      "modtm",      "null",
    "okta",     "pagerduty",  "random",     "template",  "terraform",   "time",       "tls",
    "vault",
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

Unmapped unmapped(std::string_view terraform_type) {
  const Family* best = nullptr;
  for (const Family& family : families) {
    if (terraform_type.starts_with(family.start) &&
        (best == nullptr || best->start.size() < family.start.size()))
      best = &family;
  }
  if (best == nullptr) return {"Microsoft.Network", false};
  return {best->arm, best->harmless};
}

bool is_foreign(std::string_view provider) {
  return std::ranges::find(foreign, provider) != std::end(foreign);
}

}  // namespace airtight::input::terraform
