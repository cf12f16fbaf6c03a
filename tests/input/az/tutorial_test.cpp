// The golden tutorial, step by step (T-001 to T-120), with variables already expanded.

#include "run.h"

using namespace airtight;
using namespace airtight::input;
using az::test::Script;

namespace {

const std::string web = "Microsoft.Web/sites/app1";
const std::string cs = "Microsoft.CognitiveServices/accounts/cs1";
const std::string kv = "Microsoft.KeyVault/vaults/kv1";
const std::string vnet = "Microsoft.Network/virtualNetworks/vnet1";
const std::string endpoint = "Microsoft.Network/privateEndpoints/";

void prerequisite(Script& az) {
  az("az group create --name rg --location westeurope", "T-001");
  az("az cognitiveservices account create --resource-group rg --name cs1 --location westeurope "
     "--kind TextAnalytics --sku F0 --custom-domain cs1",
     "T-002");
  az("az webapp up --sku F1 --resource-group rg --name app1 --plan app1 --location westeurope",
     "T-003");
  az("az webapp config appsettings set --resource-group rg --name app1 --settings "
     "CS_ACCOUNT_NAME=cs1 CS_ACCOUNT_KEY=CANARY0123",
     "T-004");
  az("az keyvault create --resource-group rg --name kv1 --location westeurope --sku standard "
     "--enable-rbac-authorization",
     "T-006");
  az("az webapp identity assign --resource-group rg --name app1 --scope " + Script::id(kv).text() +
         " --role 'Key Vault Secrets User'",
     "T-008");
}

std::string references(Script& az) {
  const std::string a =
      az("az keyvault secret set --vault-name kv1 --name csresource --value cs1 --query id -o tsv")
          .text;
  const std::string b =
      az("az keyvault secret set --vault-name kv1 --name cskey --value CANARY --query id -o tsv")
          .text;
  return "az webapp config appsettings set --resource-group rg --name app1 --settings "
         "'CS_ACCOUNT_NAME=@Microsoft.KeyVault(SecretUri=" +
         a + ")' 'CS_ACCOUNT_KEY=@Microsoft.KeyVault(SecretUri=" + b + ")'";
}

void network(Script& az) {
  az("az network vnet create --resource-group rg --location westeurope --name vnet1 "
     "--address-prefixes 10.0.0.0/16",
     "T-101");
  az("az network vnet subnet create --resource-group rg --vnet-name vnet1 --name int "
     "--address-prefixes 10.0.0.0/24 --delegations Microsoft.Web/serverfarms",
     "T-102");
  az("az network vnet subnet create --resource-group rg --vnet-name vnet1 --name pe "
     "--address-prefixes 10.0.1.0/24 --disable-private-endpoint-network-policies",
     "T-103");
  az("az network private-dns zone create --resource-group rg --name "
     "privatelink.cognitiveservices.azure.com",
     "T-104");
  az("az network private-dns link vnet create --resource-group rg --name link1 --zone-name "
     "privatelink.cognitiveservices.azure.com --virtual-network vnet1 --registration-enabled False",
     "T-106");
}

void isolate(Script& az) {
  const std::string id =
      az("az cognitiveservices account show -g rg -n cs1 --query id --output tsv").text;
  az("az network private-endpoint create --resource-group rg --name cs-pe --location westeurope "
     "--connection-name cs-pc --private-connection-resource-id " +
         id + " --group-id account --vnet-name vnet1 --subnet pe",
     "T-108");
  az("az network private-endpoint dns-zone-group create --resource-group rg --endpoint-name cs-pe "
     "--name cs-zg --private-dns-zone privatelink.cognitiveservices.azure.com --zone-name free",
     "T-109");
  az("az rest --uri " + id +
         "?api-version=2021-04-30 --method PATCH --body "
         "'{\"properties\":{\"publicNetworkAccess\":\"Disabled\"}}' --headers "
         "'Content-Type=application/json'",
     "T-110");
  const std::string vault = az("az keyvault show --name kv1 --query id --output tsv").text;
  az("az network private-endpoint create -g rg -n kv-pe -l westeurope --connection-name kv-pc "
     "--private-connection-resource-id " +
         vault + " --group-id vault --vnet-name vnet1 --subnet pe",
     "T-111");
  az("az keyvault update --name kv1 --default-action Deny", "T-113");
}

}  // namespace

TEST_CASE("the tutorial's prerequisite leaves an open app, account and vault",
          "[az][T-001][T-002][T-003][T-006][T-008][A-048][E-031]") {
  Script az;
  prerequisite(az);
  CHECK(az.errors().empty());
  CHECK(az.text(cs, "kind") == "TextAnalytics");
  CHECK(az.text(cs, "sku.name") == "F0");
  CHECK(az.text(cs, "properties.customSubDomainName") == "cs1");
  CHECK(az.text(cs, "properties.networkAcls") == "(absent)");
  CHECK(az.text("Microsoft.Web/serverfarms/app1", "sku.name") == "F1");
  CHECK(az.text("Microsoft.Web/serverfarms/app1", "properties.reserved") == "false");
  CHECK(az.text(web, "properties.httpsOnly") == "false");
  CHECK(az.text(web, "properties.publicNetworkAccess") == "(absent)");
  CHECK(az.text(web, "identity.type") == "SystemAssigned");
  CHECK(az.text(kv, "properties.networkAcls.bypass") == "AzureServices");
  CHECK(az.text(kv, "properties.networkAcls.defaultAction") == "Allow");
  CHECK(az.text(kv, "properties.enableRbacAuthorization") == "true");
  CHECK(az.session.resources.of_type("Microsoft.Authorization/roleAssignments").size() == 1);
}

TEST_CASE("app settings keep references and names of resources, never values",
          "[az][T-004][T-009][T-010][CONTRACT-5]") {
  Script az;
  prerequisite(az);
  CHECK(az.text(web + "/config/appsettings", "properties.CS_ACCOUNT_NAME.resourceName") == "cs1");
  CHECK(az.text(web + "/config/appsettings", "properties.CS_ACCOUNT_KEY.$setting") == "dropped");
  az(references(az), "T-010");
  const std::string name = az.text(web + "/config/appsettings", "properties.CS_ACCOUNT_NAME");
  CHECK(name.starts_with(
      "@Microsoft.KeyVault(SecretUri=https://kv1.vault.azure.net/secrets/csresource/"));
  CHECK(az.text(kv + "/secrets/csresource", "properties.resourceName") == "cs1");
  CHECK(az.text(kv + "/secrets/cskey", "properties.resourceName") == "(absent)");
  CHECK(to_resource_list(az.session.resources).find("CANARY") == std::string::npos);
  for (const ScriptStep& step : az.session.steps)
    CHECK(step.command.find("CANARY") == std::string::npos);
}

TEST_CASE("the seed closes the back ends and integrates the app",
          "[az][T-101][T-108][T-109][T-110][T-113][T-115][T-116][T-117][A-044]") {
  Script az;
  prerequisite(az);
  network(az);
  isolate(az);
  const std::string closing = references(az);
  az(closing, "T-114");
  az("az appservice plan update --name app1 --resource-group rg --sku S1", "T-115");
  az("az webapp update --resource-group rg --name app1 --https-only", "T-116");
  az("az webapp vnet-integration add --resource-group rg --name app1 --vnet vnet1 --subnet int",
     "T-117");
  CHECK(az.errors() == "");
  CHECK(az.warnings() == "");
  CHECK(az.text(vnet, "properties.addressSpace.addressPrefixes") == "[\n  \"10.0.0.0/16\"\n]");
  CHECK(az.text(vnet + "/subnets/pe", "properties.privateEndpointNetworkPolicies") == "Disabled");
  CHECK(az.text(vnet + "/subnets/int", "properties.addressPrefix") == "10.0.0.0/24");
  CHECK(az.text(endpoint + "cs-pe", "$addresses") == "[\n  \"10.0.1.4\"\n]");
  CHECK(az.text(endpoint + "kv-pe", "$addresses") == "[\n  \"10.0.1.5\"\n]");
  CHECK(az.text(endpoint + "kv-pe", "$order") == "2");
  CHECK(az.text(cs, "properties.publicNetworkAccess") == "Disabled");
  CHECK(az.text(kv, "properties.networkAcls.defaultAction") == "Deny");
  CHECK(az.text(kv, "properties.networkAcls.bypass") == "AzureServices");
  CHECK(az.text(kv, "properties.publicNetworkAccess") == "(absent)");
  CHECK(az.text("Microsoft.Web/serverfarms/app1", "sku.tier") == "Standard");
  CHECK(az.text(web, "properties.httpsOnly") == "true");
  CHECK(az.text(web, "properties.vnetRouteAllEnabled") == "true");
  CHECK(az.text(web, "properties.virtualNetworkSubnetId") ==
        Script::id(vnet + "/subnets/int").text());
  az("az group delete --name rg", "T-120");
  CHECK(az.session.resources.empty());
}

TEST_CASE("each labelled step lists what it wrote", "[az][replay]") {
  Script az;
  prerequisite(az);
  network(az);
  isolate(az);
  const auto step = std::ranges::find(az.session.steps, "T-110", &ScriptStep::label);
  REQUIRE(step != az.session.steps.end());
  REQUIRE(step->changes.size() == 1);
  CHECK(step->changes.front().id == Script::id(cs));
  CHECK(step->command == "az rest --uri … --method PATCH --body … --headers …");
  az("sleep 60", "T-118");
  CHECK(az.session.steps.back().label == "T-118");
  CHECK(az.session.steps.back().changes.empty());
}

TEST_CASE("the seed alone starts from resources of an earlier script", "[az][I-420]") {
  Script az;
  network(az);
  isolate(az);
  az("az webapp vnet-integration add -g rg -n app1 --vnet vnet1 --subnet int");
  CHECK(az.errors() == "");
  CHECK(az.warnings().find("kv1") != std::string::npos);
  CHECK(az.text(kv, "$external") == "true");
  CHECK(az.text(kv, "properties.networkAcls.defaultAction") == "Deny");
  CHECK(az.text(kv, "properties.networkAcls.bypass") == "(absent)");
}
