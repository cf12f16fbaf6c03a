#include "input/reading.h"

using namespace airtight;
using namespace airtight::input;
using namespace airtight::input::test;

// Every place where an export may hold a secret holds the word "canary", and no output may.
TEST_CASE("no secret of an export survives the reading", "[contract]") {
  const std::vector<std::string> resources{
      R"({'id': '$RG/Microsoft.Web/sites/a', 'tags': {'note': 'sig=canary'}, 'properties': {
          'siteConfig': {
            'appSettings': [{'name': 'A', 'value': 'canary'}, {'name': 'B', 'value': {'x': 'canary'}}],
            'connectionStrings': [{'name': 'C', 'connectionString': 'Server=h.x.net;Pwd=canary'}],
            'publishingPassword': 'canary', 'machineKey': {'decryptionKey': 'canary'},
            'metadata': [{'name': 'm', 'value': 'canary'}],
            'siteAuthSettings': {'clientSecret': 'canary', 'facebookAppSecret': 'canary'},
            'azureStorageAccounts': {'m': {'accessKey': 'canary'}}},
          'siteProperties': {'appSettings': [{'name': 'A', 'value': 'canary'}]},
          'functionAppConfig': {'nested': {'appSettings': [{'name': 'A', 'value': 'canary'}]}}}})",
      R"({'id': '$RG/Microsoft.Web/sites/a/config/appsettings', 'properties': {
          'PASSWORD': 'canary', 'URL': 'https://u:canary@h.x.net/?sig=canary'}})",
      R"({'id': '$RG/Microsoft.Web/sites/a/slots/s/config/connectionstrings', 'properties': {
          'C': {'value': 'AccountKey=canary', 'type': 'Custom'}}})",
      R"({'id': '$RG/Microsoft.Web/sites/a/config/web', 'properties': {
          'appSettings': [{'name': 'A', 'value': 'canary'}], 'publishingPassword': 'canary'}})",
      R"({'id': '$RG/Microsoft.Web/sites/a/config/authsettingsV2', 'properties': {
          'identityProviders': {'x': {'registration': {'clientSecret': 'canary'}}}}})",
      R"({'id': '$RG/Microsoft.KeyVault/vaults/k/secrets/s', 'properties': {'value': 'canary'}})",
      R"({'id': '$RG/Microsoft.Storage/storageAccounts/st', 'primaryKey': 'canary', 'properties': {
          'keys': [{'keyName': 'key1', 'value': 'canary'}], 'primaryConnectionString': 'canary',
          'sasToken': 'canary', 'url': 'https://st/c?sv=1&sig=canary'}})",
      R"({'id': '$RG/Microsoft.CognitiveServices/accounts/c', 'properties': {
          'key1': 'canary', 'key2': 'canary', 'apiProperties': {'qnaAzureSearchEndpointKey': 'x',
          'websiteName': 'w'}}})",
      R"({'id': '$RG/Microsoft.Compute/virtualMachines/m', 'properties': {
          'osProfile': {'adminPassword': 'canary', 'customData': 'canary'}, 'userData': 'canary'}})",
      R"({'id': '$RG/Microsoft.Compute/virtualMachines/m/extensions/e', 'properties': {
          'settings': {'commandToExecute': 'canary'}, 'protectedSettings': {'x': 'canary'}}})",
      R"({'id': '$RG/Microsoft.App/containerApps/ca', 'properties': {
          'configuration': {'secrets': [{'name': 's', 'value': 'canary'}]},
          'template': {'containers': [{'env': [{'name': 'E', 'value': 'canary'}]}]}}})",
      R"({'id': '$NET/connections/vpn', 'properties': {'sharedKey': 'canary',
          'authorizationKey': 'canary'}})",
      R"({'id': '$RG/Microsoft.Resources/deployments/d', 'properties': {
          'parameters': {'adminPassword': {'value': 'canary'}, 'p': {'value': 'canary'}}}})",
      R"({'id': '$RG/Microsoft.Sql/servers/s', 'properties': {
          'administratorLoginPassword': 'canary', 'list': ['Password=canary']}})",
  };
  for (const std::string& resource : resources) {
    CAPTURE(resource);
    const Listed listed = list("[" + resource + "]");
    CHECK_FALSE(listed.set.empty());
    CHECK(to_resource_list(listed.set).find("canary") == std::string::npos);
    Diagnostics diagnostics = listed.diagnostics;
    to_resources(listed.set, diagnostics);
    for (const Diagnostic& diagnostic : diagnostics)
      CHECK(to_string(diagnostic).find("canary") == std::string::npos);
  }
}

TEST_CASE("what the network needs of a vault or a site is not taken for a secret") {
  const std::string emitted = to_resource_list(
      list("[{'id': '$RG/Microsoft.KeyVault/vaults/k', 'properties': {'accessPolicies': "
           "[{'objectId': 'o', 'permissions': {'secrets': ['get'], 'keys': ['list']}}], "
           "'publicNetworkAccess': 'Disabled', 'enableRbacAuthorization': true}},"
           "{'id': '$RG/Microsoft.Web/sites/a', 'properties': {'keyVaultReferenceIdentity': "
           "'SystemAssigned', 'siteConfig': {'vnetRouteAllEnabled': true}}}]")
          .set);
  for (const char* kept : {"\"get\"", "publicNetworkAccess", "enableRbacAuthorization",
                           "vnetRouteAllEnabled", "keyVaultReferenceIdentity", "objectId"})
    CHECK_THAT(emitted, Catch::Contains(kept));
}
