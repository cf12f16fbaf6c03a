#include "input/terraform/mapping.h"
#include "input/types.h"

// App Service: plans, apps, their slots and their integration.
namespace airtight::input::terraform {
namespace {

constexpr Field plan_fields[] = {
    copy("sku_name", "sku.name"),
    copy("sku.size", "sku.name"),
    copy("sku.tier", "sku.tier"),
    copy("worker_count", "sku.capacity"),
    copy("sku.capacity", "sku.capacity"),
    equals("os_type", "properties.reserved", "Linux"),
    copy("reserved", "properties.reserved"),
    id("app_service_environment_id", "properties.hostingEnvironmentProfile.id",
       "Microsoft.Web/hostingEnvironments"),
};

constexpr Field restriction_fields[] = {
    copy("name", "name"),
    copy("priority", "priority"),
    copy("action", "action"),
    copy("ip_address", "ipAddress"),
    copy("service_tag", "ipAddress"),
    id("virtual_network_subnet_id", "vnetSubnetResourceId", types::subnets),
    id("subnet_id", "vnetSubnetResourceId", types::subnets),
};

constexpr Field string_fields[] = {copy("type", "type"), copy("value", "value")};

// One table for all apps: each provider version and kind of app has a part of these attributes.
// Route-all is what the provider writes, false unless it is asked for (I-231).
constexpr Field site_fields[] = {
    id("service_plan_id", "properties.serverFarmId", types::plans),
    id("app_service_plan_id", "properties.serverFarmId", types::plans),
    id("virtual_network_subnet_id", "properties.virtualNetworkSubnetId", types::subnets),
    copy("site_config.vnet_route_all_enabled", "properties.vnetRouteAllEnabled"),
    copy("vnet_image_pull_enabled", "properties.vnetImagePullEnabled"),
    copy("vnet_content_share_enabled", "properties.vnetContentShareEnabled"),
    copy("virtual_network_backup_restore_enabled", "properties.vnetBackupRestoreEnabled"),
    enabled("public_network_access_enabled", "properties.publicNetworkAccess"),
    enabled("site_config.public_network_access_enabled", "properties.publicNetworkAccess"),
    copy("public_network_access", "properties.publicNetworkAccess"),
    copy("https_only", "properties.httpsOnly"),
    copy("key_vault_reference_identity_id", "properties.keyVaultReferenceIdentity"),
    blocks("site_config.ip_restriction", "properties.siteConfig.ipSecurityRestrictions",
           restriction_fields),
    copy("site_config.ip_restriction_default_action",
         "properties.siteConfig.ipSecurityRestrictionsDefaultAction"),
    blocks("site_config.scm_ip_restriction", "properties.siteConfig.scmIpSecurityRestrictions",
           restriction_fields),
    copy("site_config.scm_use_main_ip_restriction",
         "properties.siteConfig.scmIpSecurityRestrictionsUseMain"),
    settings("app_settings", "config/appsettings"),
    named("connection_string", "config/connectionstrings", string_fields),
};

constexpr Field linux_app[] = {constant("kind", "app,linux")};
constexpr Field windows_app[] = {constant("kind", "app")};
constexpr Field linux_function[] = {constant("kind", "functionapp,linux")};
constexpr Field windows_function[] = {constant("kind", "functionapp")};
constexpr Field logic_app[] = {constant("kind", "functionapp,workflowapp")};
// The Flex plan always routes all (I-231).
constexpr Field flex_function[] = {constant("kind", "functionapp,linux"),
                                   yes("properties.vnetRouteAllEnabled")};

constexpr Field integration_fields[] = {
    id("subnet_id", "properties.subnetResourceId", types::subnets)};

constexpr Field ase_fields[] = {
    id("subnet_id", "properties.virtualNetwork.id", types::subnets),
    copy("internal_load_balancing_mode", "properties.internalLoadBalancingMode"),
};

constexpr Naming in_app{"app_service_id function_app_id web_app_id", "app_service_name"};
constexpr Naming integration{"app_service_id", "", "=virtualNetwork"};
constexpr Naming slot_integration{"app_service_id slots/slot_name", "", "=virtualNetwork"};

constexpr Mapping rows[] = {
    {"azurerm_service_plan", types::plans, plan_fields},
    {"azurerm_app_service_plan", types::plans, plan_fields},
    {"azurerm_app_service_environment_v3", "Microsoft.Web/hostingEnvironments", ase_fields},
    {"azurerm_linux_web_app", types::sites, site_fields, {}, Kind::resource, linux_app},
    {"azurerm_windows_web_app", types::sites, site_fields, {}, Kind::resource, windows_app},
    {"azurerm_linux_function_app", types::sites, site_fields, {}, Kind::resource, linux_function},
    {"azurerm_windows_function_app",
     types::sites,
     site_fields,
     {},
     Kind::resource,
     windows_function},
    {"azurerm_function_app_flex_consumption",
     types::sites,
     site_fields,
     {},
     Kind::resource,
     flex_function},
    {"azurerm_logic_app_standard", types::sites, site_fields, {}, Kind::resource, logic_app},
    {"azurerm_app_service", types::sites, site_fields, {}, Kind::resource, windows_app},
    {"azurerm_function_app", types::sites, site_fields, {}, Kind::resource, windows_function},
    {"azurerm_linux_web_app_slot", types::slots, site_fields, in_app, Kind::resource, linux_app},
    {"azurerm_windows_web_app_slot", types::slots, site_fields, in_app, Kind::resource,
     windows_app},
    {"azurerm_linux_function_app_slot", types::slots, site_fields, in_app, Kind::resource,
     linux_function},
    {"azurerm_windows_function_app_slot", types::slots, site_fields, in_app, Kind::resource,
     windows_function},
    {"azurerm_app_service_slot", types::slots, site_fields, in_app, Kind::resource, windows_app},
    {"azurerm_app_service_virtual_network_swift_connection", "Microsoft.Web/sites/networkConfig",
     integration_fields, integration},
    {"azurerm_app_service_slot_virtual_network_swift_connection",
     "Microsoft.Web/sites/slots/networkConfig", integration_fields, slot_integration},
};

}  // namespace

std::span<const Mapping> web_mappings() { return rows; }

}  // namespace airtight::input::terraform
