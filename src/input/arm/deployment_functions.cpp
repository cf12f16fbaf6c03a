// What an expression may ask about the deployment and its surroundings (I-075, I-076).
#include <utility>

#include "input/arm/functions.h"

namespace airtight::input::arm {
namespace {

struct Text {
  std::string_view path;
  std::string value;
};

// What the object lacks is unknown, not missing.
Ref object_of(const Call& call, const std::vector<Text>& members) {
  Value object = make_object(call.place);
  for (const Text& member : members) {
    if (!member.value.empty()) object.set_path(member.path, make_string(member.value, call.place));
  }
  Ref result = call.result(std::move(object));
  result.open = std::make_shared<const std::string>(call.expression.name + "()");
  return result;
}

Ref resource_group(const Call& call) {
  const Scope& scope = call.context.frame->seen;
  if (scope.group.empty())
    return call.refuse("the deployment is not to a resource group", {"I-076"});
  return object_of(call, {{"id", scope.id()},
                          {"name", scope.group},
                          {"type", "Microsoft.Resources/resourceGroups"},
                          {"location", call.expansion.target().location},
                          {"properties.provisioningState", "Succeeded"}});
}

Ref subscription(const Call& call) {
  std::string id = call.context.frame->seen.subscription;
  if (id.empty()) id = call.expansion.target().subscription;
  return object_of(call, {{"id", "/subscriptions/" + id},
                          {"subscriptionId", id},
                          {"tenantId", call.expansion.target().tenant}});
}

Ref tenant(const Call& call) {
  const std::string& id = call.expansion.target().tenant;
  return object_of(call, {{"id", "/tenants/" + id}, {"tenantId", id}});
}

Ref management_group(const Call& call) {
  const std::string& name = call.context.frame->seen.management_group;
  if (name.empty())
    return call.unknown("managementGroup()", "the deployment is not to a management group");
  return object_of(call, {{"id", Scope{{}, {}, name}.id()},
                          {"name", name},
                          {"type", "Microsoft.Management/managementGroups"}});
}

Ref deployment(const Call& call) {
  return object_of(call, {{"name", call.context.frame->deployment},
                          {"location", call.expansion.target().location},
                          {"properties.mode", "Incremental"},
                          {"properties.template.contentVersion", "1.0.0.0"}});
}

// The public cloud.
Ref environment(const Call& call) {
  return object_of(
      call, {{"name", "AzureCloud"},
             {"gallery", "https://gallery.azure.com/"},
             {"graph", "https://graph.windows.net/"},
             {"portal", "https://portal.azure.com"},
             {"graphAudience", "https://graph.windows.net/"},
             {"activeDirectoryDataLake", "https://datalake.azure.net/"},
             {"batch", "https://batch.core.windows.net/"},
             {"media", "https://rest.media.azure.net"},
             {"sqlManagement", "https://management.core.windows.net:8443/"},
             {"vmImageAliasDoc",
              "https://raw.githubusercontent.com/Azure/azure-rest-api-specs/master/arm-compute/"
              "quickstart-templates/aliases.json"},
             {"resourceManager", "https://management.azure.com/"},
             {"authentication.loginEndpoint", "https://login.microsoftonline.com/"},
             {"authentication.tenant", "common"},
             {"authentication.identityProvider", "AAD"},
             {"suffixes.acrLoginServer", ".azurecr.io"},
             {"suffixes.azureDatalakeAnalyticsCatalogAndJob", "azuredatalakeanalytics.net"},
             {"suffixes.azureDatalakeStoreFileSystem", "azuredatalakestore.net"},
             {"suffixes.azureFrontDoorEndpointSuffix", "azurefd.net"},
             {"suffixes.keyvaultDns", ".vault.azure.net"},
             {"suffixes.sqlServerHostname", ".database.windows.net"},
             {"suffixes.storage", "core.windows.net"}});
}

// I-079: none of these feeds the network.
Ref from_azure(const Call& call) {
  return call.unknown(call.expression.name + "()", "only Azure knows it");
}

Ref fail(const Call& call) {  // I-078
  return call.refuse("the template refuses the deployment: " + printed(call[0], '"'), {"I-078"});
}

constexpr Function deployment_functions_rows[] = {
    {"deployer", 0, 0, Arguments::known, from_azure},
    {"deployment", 0, 0, Arguments::known, deployment},
    {"environment", 0, 0, Arguments::known, environment},
    {"externalinput", 1, 2, Arguments::known, from_azure},
    {"externalinputs", 1, 1, Arguments::known, from_azure},
    {"fail", 1, 1, Arguments::known, fail},
    {"managementgroup", 0, 0, Arguments::known, management_group},
    {"pickzones", 3, 5, Arguments::known, from_azure},
    {"providers", 1, 2, Arguments::known, from_azure},
    {"resourcegroup", 0, 0, Arguments::known, resource_group},
    {"roledefinitions", 1, 1, Arguments::known, from_azure},
    {"subscription", 0, 0, Arguments::known, subscription},
    {"tenant", 0, 0, Arguments::known, tenant},
    {"tologicalzone", 3, 3, Arguments::known, from_azure},
    {"tologicalzones", 3, 3, Arguments::known, from_azure},
    {"tophysicalzone", 3, 3, Arguments::known, from_azure},
    {"tophysicalzones", 3, 3, Arguments::known, from_azure},
};

}  // namespace

std::span<const Function> deployment_functions() { return deployment_functions_rows; }

}  // namespace airtight::input::arm
