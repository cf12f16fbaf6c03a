#include "input/terraform/mapping.h"
#include "input/types.h"

// Services behind private endpoints, their firewalls, and who may use them.
namespace airtight::input::terraform {
namespace {

constexpr std::string_view access = "properties.publicNetworkAccess";

constexpr Field policy_fields[] = {
    principal("object_id", "objectId"),
    copy("tenant_id", "tenantId"),
};

constexpr Field vault_fields[] = {
    copy("sku_name", "properties.sku.name"),
    enabled("public_network_access_enabled", access),
    copy("network_acls.default_action", "properties.networkAcls.defaultAction"),
    copy("network_acls.bypass", "properties.networkAcls.bypass"),
    each("network_acls.ip_rules", "properties.networkAcls.ipRules", "value"),
    each_id("network_acls.virtual_network_subnet_ids", "properties.networkAcls.virtualNetworkRules",
            "id", types::subnets),
    copy("rbac_authorization_enabled", "properties.enableRbacAuthorization"),
    copy("enable_rbac_authorization", "properties.enableRbacAuthorization"),
    blocks("access_policy", "properties.accessPolicies", policy_fields),
};
constexpr Field access_policy_fields[] = {append("properties.accessPolicies", policy_fields)};
constexpr Field secret_fields[] = {copy("value", "properties.value")};

constexpr Field link_access_fields[] = {
    id("endpoint_resource_id", "resourceId", ""),
    copy("endpoint_tenant_id", "tenantId"),
};

// The network rules stand in the account or in a resource of their own, which wins (I-321).
constexpr Field storage_fields[] = {
    copy("account_kind", "kind"),
    copy("account_tier", "sku.tier"),
    copy("is_hns_enabled", "properties.isHnsEnabled"),
    copy("dns_endpoint_type", "properties.dnsEndpointType"),
    enabled("public_network_access_enabled", access),
    copy("network_rules.default_action", "properties.networkAcls.defaultAction"),
    joined("network_rules.bypass", "properties.networkAcls.bypass"),
    each("network_rules.ip_rules", "properties.networkAcls.ipRules", "value"),
    each_id("network_rules.virtual_network_subnet_ids",
            "properties.networkAcls.virtualNetworkRules", "id", types::subnets),
    blocks("network_rules.private_link_access", "properties.networkAcls.resourceAccessRules",
           link_access_fields),
};
constexpr Field storage_rule_fields[] = {
    copy("default_action", "properties.networkAcls.defaultAction"),
    joined("bypass", "properties.networkAcls.bypass"),
    each("ip_rules", "properties.networkAcls.ipRules", "value"),
    each_id("virtual_network_subnet_ids", "properties.networkAcls.virtualNetworkRules", "id",
            types::subnets),
    blocks("private_link_access", "properties.networkAcls.resourceAccessRules", link_access_fields),
    blocks("private_link_access_rule", "properties.networkAcls.resourceAccessRules",
           link_access_fields),
};

constexpr Field subnet_rule_fields[] = {
    id("subnet_id", "id", types::subnets),
    copy("ignore_missing_vnet_service_endpoint", "ignoreMissingVnetServiceEndpoint"),
};
constexpr Field injection_fields[] = {
    copy("scenario", "scenario"),
    id("subnet_id", "subnetArmId", types::subnets),
};
constexpr Field cognitive_fields[] = {
    copy("kind", "kind"),
    copy("sku_name", "sku.name"),
    copy("custom_subdomain_name", "properties.customSubDomainName"),
    enabled("public_network_access_enabled", access),
    copy("public_network_access", access),
    copy("network_acls.default_action", "properties.networkAcls.defaultAction"),
    copy("network_acls.bypass", "properties.networkAcls.bypass"),
    each("network_acls.ip_rules", "properties.networkAcls.ipRules", "value"),
    blocks("network_acls.virtual_network_rules", "properties.networkAcls.virtualNetworkRules",
           subnet_rule_fields),
    blocks("network_injection", "properties.networkInjections", injection_fields),
    copy("outbound_network_access_restricted", "properties.restrictOutboundNetworkAccess"),
};
constexpr Field ai_services[] = {constant("kind", "AIServices")};

constexpr Field sql_fields[] = {
    copy("version", "properties.version"),
    enabled("public_network_access_enabled", access),
    enabled("outbound_network_restriction_enabled", "properties.restrictOutboundNetworkAccess"),
};
constexpr Field range_fields[] = {
    copy("start_ip_address", "properties.startIpAddress"),
    copy("end_ip_address", "properties.endIpAddress"),
    copy("start_ip", "properties.startIP"),
    copy("end_ip", "properties.endIP"),
};
constexpr Field sql_subnet_fields[] = {
    id("subnet_id", "properties.virtualNetworkSubnetId", types::subnets),
    copy("ignore_missing_vnet_service_endpoint", "properties.ignoreMissingVnetServiceEndpoint"),
};

constexpr Field cosmos_subnet_fields[] = {
    id("id", "id", types::subnets),
    copy("ignore_missing_vnet_service_endpoint", "ignoreMissingVNetServiceEndpoint"),
};
constexpr Field capability_fields[] = {copy("name", "name")};
constexpr Field cosmos_fields[] = {
    copy("kind", "kind"),
    enabled("public_network_access_enabled", access),
    copy("is_virtual_network_filter_enabled", "properties.isVirtualNetworkFilterEnabled"),
    each("ip_range_filter", "properties.ipRules", "ipAddressOrRange"),
    blocks("virtual_network_rule", "properties.virtualNetworkRules", cosmos_subnet_fields),
    choose("network_acl_bypass_for_azure_services", "properties.networkAclBypass", "AzureServices",
           "None"),
    copy("network_acl_bypass_ids", "properties.networkAclBypassResourceIds"),
    blocks("capabilities", "properties.capabilities", capability_fields),
};

// Service Bus and Event Hubs keep their rules in a child named "default" (I-245).
constexpr Field message_subnet_fields[] = {
    id("subnet_id", "subnet.id", types::subnets),
    copy("ignore_missing_vnet_service_endpoint", "ignoreMissingVnetServiceEndpoint"),
    copy("ignore_missing_virtual_network_service_endpoint", "ignoreMissingVnetServiceEndpoint"),
};
constexpr Field message_ip_fields[] = {copy("ip_mask", "ipMask"), copy("action", "action")};
constexpr Field message_rule_fields[] = {
    enabled("public_network_access_enabled", access),
    copy("default_action", "properties.defaultAction"),
    copy("trusted_services_allowed", "properties.trustedServiceAccessEnabled"),
    copy("trusted_service_access_enabled", "properties.trustedServiceAccessEnabled"),
    each("ip_rules", "properties.ipRules", "ipMask"),
    blocks("ip_rule", "properties.ipRules", message_ip_fields),
    blocks("network_rules", "properties.virtualNetworkRules", message_subnet_fields),
    blocks("virtual_network_rule", "properties.virtualNetworkRules", message_subnet_fields),
};
constexpr Field message_fields[] = {
    copy("sku", "sku.name"),
    enabled("public_network_access_enabled", access),
    child("network_rule_set", "networkRuleSets", message_rule_fields, "default"),
    child("network_rulesets", "networkRuleSets", message_rule_fields, "default"),
};

constexpr Field registry_ip_fields[] = {copy("ip_range", "value"), copy("action", "action")};
constexpr Field registry_subnet_fields[] = {
    id("subnet_id", "id", types::subnets),
    copy("action", "action"),
};
constexpr Field registry_fields[] = {
    copy("sku", "sku.name"),
    enabled("public_network_access_enabled", access),
    copy("network_rule_set.default_action", "properties.networkRuleSet.defaultAction"),
    blocks("network_rule_set.ip_rule", "properties.networkRuleSet.ipRules", registry_ip_fields),
    blocks("network_rule_set.virtual_network", "properties.networkRuleSet.virtualNetworkRules",
           registry_subnet_fields),
    copy("network_rule_bypass_option", "properties.networkRuleBypassOptions"),
    copy("data_endpoint_enabled", "properties.dataEndpointEnabled"),
};

constexpr Field configuration_fields[] = {
    copy("sku", "sku.name"),
    copy("public_network_access", access),
    enabled("public_network_access_enabled", access),
};
constexpr Field search_fields[] = {
    copy("sku", "sku.name"),
    enabled("public_network_access_enabled", access),
    each("allowed_ips", "properties.networkRuleSet.ipRules", "value"),
    copy("network_rule_bypass_option", "properties.networkRuleSet.bypass"),
};
constexpr Field shared_link_fields[] = {
    id("target_resource_id", "properties.privateLinkResourceId", ""),
    copy("subresource_name", "properties.groupId"),
};
constexpr Field redis_fields[] = {
    copy("sku_name", "properties.sku.name"),
    id("subnet_id", "properties.subnetId", types::subnets),
    copy("private_static_ip_address", "properties.staticIP"),
    enabled("public_network_access_enabled", access),
};
constexpr Field flexible_fields[] = {
    copy("sku_name", "sku.name"),
    id("delegated_subnet_id", "properties.network.delegatedSubnetResourceId", types::subnets),
    id("private_dns_zone_id", "properties.network.privateDnsZoneArmResourceId",
       types::private_zones),
    enabled("public_network_access_enabled", "properties.network.publicNetworkAccess"),
    copy("public_network_access", "properties.network.publicNetworkAccess"),
};
constexpr Field environment_fields[] = {
    id("infrastructure_subnet_id", "properties.vnetConfiguration.infrastructureSubnetId",
       types::subnets),
    copy("internal_load_balancer_enabled", "properties.vnetConfiguration.internal"),
    copy("public_network_access", access),
};
constexpr Field container_app_fields[] = {
    id("container_app_environment_id", "properties.managedEnvironmentId",
       types::container_environments),
    copy("ingress.external_enabled", "properties.configuration.ingress.external"),
    copy("ingress.target_port", "properties.configuration.ingress.targetPort"),
};
constexpr Field cluster_fields[] = {
    copy("private_cluster_enabled", "properties.apiServerAccessProfile.enablePrivateCluster"),
    copy("private_dns_zone_id", "properties.apiServerAccessProfile.privateDNSZone"),
    copy("api_server_access_profile.authorized_ip_ranges",
         "properties.apiServerAccessProfile.authorizedIPRanges"),
    id("api_server_access_profile.subnet_id", "properties.apiServerAccessProfile.subnetId",
       types::subnets),
    copy("network_profile.outbound_type", "properties.networkProfile.outboundType"),
    copy("network_profile.network_plugin", "properties.networkProfile.networkPlugin"),
};
constexpr Field workspace_fields[] = {
    copy("kind", "kind"),
    enabled("public_network_access_enabled", access),
    copy("public_network_access", access),
    copy("managed_network.isolation_mode", "properties.managedNetwork.isolationMode"),
};
constexpr Field access_fields[] = {
    enabled("public_network_access_enabled", access),
    copy("public_network_access", access),
};

constexpr Field identity_fields[] = {principal("principal_id", "properties.principalId")};
constexpr Field assignment_fields[] = {
    id("scope", "properties.scope", ""),
    copy("role_definition_name", "properties.roleDefinitionName"),
    copy("role_definition_id", "properties.roleDefinitionId"),
    principal("principal_id", "properties.principalId"),
    copy("principal_type", "properties.principalType"),
};

constexpr Naming in_server{"server_id", "server_name"};
constexpr Naming in_namespace{"namespace_id", "namespace_name", "=default"};

constexpr Mapping rows[] = {
    {"azurerm_key_vault", types::vaults, vault_fields},
    {"azurerm_key_vault_access_policy",
     types::vaults,
     access_policy_fields,
     {"key_vault_id"},
     Kind::patch},
    {"azurerm_key_vault_secret",
     "Microsoft.KeyVault/vaults/secrets",
     secret_fields,
     {"key_vault_id"}},
    {"azurerm_storage_account", types::storage_accounts, storage_fields},
    {"azurerm_storage_account_network_rules",
     types::storage_accounts,
     storage_rule_fields,
     {"storage_account_id", "storage_account_name"},
     Kind::patch},
    {"azurerm_cognitive_account", types::accounts, cognitive_fields},
    {"azurerm_ai_services", types::accounts, cognitive_fields, {}, Kind::resource, ai_services},
    {"azurerm_mssql_server", types::sql_servers, sql_fields},
    {"azurerm_sql_server", types::sql_servers, sql_fields},
    {"azurerm_mssql_firewall_rule", "Microsoft.Sql/servers/firewallRules", range_fields, in_server},
    {"azurerm_sql_firewall_rule", "Microsoft.Sql/servers/firewallRules", range_fields, in_server},
    {"azurerm_mssql_virtual_network_rule", "Microsoft.Sql/servers/virtualNetworkRules",
     sql_subnet_fields, in_server},
    {"azurerm_sql_virtual_network_rule", "Microsoft.Sql/servers/virtualNetworkRules",
     sql_subnet_fields, in_server},
    {"azurerm_mssql_outbound_firewall_rule",
     "Microsoft.Sql/servers/outboundFirewallRules",
     {},
     in_server},
    {"azurerm_cosmosdb_account", types::cosmos, cosmos_fields},
    {"azurerm_servicebus_namespace", types::buses, message_fields},
    {"azurerm_servicebus_namespace_network_rule_set",
     "Microsoft.ServiceBus/namespaces/networkRuleSets", message_rule_fields, in_namespace},
    {"azurerm_eventhub_namespace", types::event_hubs, message_fields},
    {"azurerm_container_registry", types::registries, registry_fields},
    {"azurerm_app_configuration", "Microsoft.AppConfiguration/configurationStores",
     configuration_fields},
    {"azurerm_search_service", types::searches, search_fields},
    {"azurerm_search_shared_private_link_service",
     "Microsoft.Search/searchServices/sharedPrivateLinkResources",
     shared_link_fields,
     {"search_service_id"}},
    {"azurerm_redis_cache", types::caches, redis_fields},
    {"azurerm_redis_firewall_rule",
     "Microsoft.Cache/redis/firewallRules",
     range_fields,
     {"redis_cache_id", "redis_cache_name"}},
    {"azurerm_managed_redis", "Microsoft.Cache/redisEnterprise", access_fields},
    {"azurerm_redis_enterprise_cluster", "Microsoft.Cache/redisEnterprise"},
    {"azurerm_postgresql_flexible_server", types::postgres, flexible_fields},
    {"azurerm_postgresql_flexible_server_firewall_rule",
     "Microsoft.DBforPostgreSQL/flexibleServers/firewallRules", range_fields, in_server},
    {"azurerm_mysql_flexible_server", types::mysql, flexible_fields},
    {"azurerm_mysql_flexible_server_firewall_rule",
     "Microsoft.DBforMySQL/flexibleServers/firewallRules", range_fields, in_server},
    {"azurerm_postgresql_server", "Microsoft.DBforPostgreSQL/servers", access_fields},
    {"azurerm_postgresql_firewall_rule", "Microsoft.DBforPostgreSQL/servers/firewallRules",
     range_fields, in_server},
    {"azurerm_postgresql_virtual_network_rule",
     "Microsoft.DBforPostgreSQL/servers/virtualNetworkRules", sql_subnet_fields, in_server},
    {"azurerm_mysql_server", "Microsoft.DBforMySQL/servers", access_fields},
    {"azurerm_mysql_firewall_rule", "Microsoft.DBforMySQL/servers/firewallRules", range_fields,
     in_server},
    {"azurerm_mysql_virtual_network_rule", "Microsoft.DBforMySQL/servers/virtualNetworkRules",
     sql_subnet_fields, in_server},
    {"azurerm_mariadb_server", "Microsoft.DBforMariaDB/servers", access_fields},
    {"azurerm_mariadb_firewall_rule", "Microsoft.DBforMariaDB/servers/firewallRules", range_fields,
     in_server},
    {"azurerm_synapse_firewall_rule",
     "Microsoft.Synapse/workspaces/firewallRules",
     range_fields,
     {"synapse_workspace_id"}},
    {"azurerm_container_app_environment", types::container_environments, environment_fields},
    {"azurerm_container_app", "Microsoft.App/containerApps", container_app_fields},
    {"azurerm_kubernetes_cluster", "Microsoft.ContainerService/managedClusters", cluster_fields},
    {"azurerm_machine_learning_workspace", "Microsoft.MachineLearningServices/workspaces",
     workspace_fields},
    {"azurerm_ai_foundry", "Microsoft.MachineLearningServices/workspaces", workspace_fields},
    {"azurerm_eventgrid_topic", "Microsoft.EventGrid/topics", access_fields},
    {"azurerm_eventgrid_domain", "Microsoft.EventGrid/domains", access_fields},
    {"azurerm_data_factory", "Microsoft.DataFactory/factories", access_fields},
    {"azurerm_static_web_app", "Microsoft.Web/staticSites", access_fields},
    {"azurerm_synapse_workspace", "Microsoft.Synapse/workspaces", access_fields},
    {"azurerm_databricks_workspace", "Microsoft.Databricks/workspaces", access_fields},
    {"azurerm_iothub", "Microsoft.Devices/IotHubs", access_fields},
    {"azurerm_automation_account", "Microsoft.Automation/automationAccounts", access_fields},
    {"azurerm_batch_account", "Microsoft.Batch/batchAccounts", access_fields},
    {"azurerm_user_assigned_identity", "Microsoft.ManagedIdentity/userAssignedIdentities",
     identity_fields},
    {"azurerm_role_assignment",
     types::role_assignments,
     assignment_fields,
     {"scope"},
     Kind::extension},
};

}  // namespace

std::span<const Mapping> service_mappings() { return rows; }

}  // namespace airtight::input::terraform
