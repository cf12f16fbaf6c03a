#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/program.h"

namespace {

const std::string a_template = R"({
  "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  "contentVersion": "1.0.0.0",
  "parameters": {"access": {"type": "string"}},
  "resources": [{
    "type": "Microsoft.KeyVault/vaults", "apiVersion": "2023-07-01", "name": "kv1",
    "location": "westeurope",
    "properties": {"tenantId": "t", "sku": {"family": "A", "name": "standard"},
                   "publicNetworkAccess": "[parameters('access')]"}}]
})";

std::string parameters_with(const std::string& access) {
  return R"({
  "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#",
  "contentVersion": "1.0.0.0",
  "parameters": {"access": {"value": ")" +
         access + R"("}}
})";
}

Ran explain(const std::vector<std::string>& more) {
  std::vector<std::string> arguments{"explain", "--from", "internet", "--to", "kv1", "--quiet"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return run_program(arguments);
}

}  // namespace

TEST_CASE("the option --parameters gives a template its values", "[cli][I-025]") {
  const TemporaryFile file(a_template, ".json");
  const TemporaryFile closed(parameters_with("Disabled"), ".json");
  const TemporaryFile open(parameters_with("Enabled"), ".json");
  CHECK(explain({file.path()}).code == 2);  // required
  CHECK(explain({file.path(), "--parameters", closed.path()}).code == 1);
  CHECK(explain({file.path(), "--parameters", "@" + closed.path()}).code == 1);
  CHECK(explain({file.path(), "--parameters", open.path()}).code == 0);
  CHECK(explain({file.path(), "--parameters", "no-such-file.json"}).code == 2);
}

TEST_CASE("the option --parameters takes values as az does", "[cli][I-032]") {
  const TemporaryFile file(a_template, ".json");
  const TemporaryFile open(parameters_with("Enabled"), ".json");
  CHECK(explain({file.path(), "--parameters", "access=Disabled"}).code == 1);
  CHECK(explain({file.path(), "--parameters", "access=Enabled"}).code == 0);
  CHECK(explain({file.path(), "--parameters", open.path(), "access=Disabled"}).code == 1);
  CHECK(
      explain({file.path(), "--parameters", "access=Disabled", "--parameters", open.path()}).code ==
      0);
  const Ran wrong = explain({file.path(), "--parameters", "acess=Disabled"});
  CHECK(wrong.code == 2);
  CHECK_THAT(wrong.err, Catch::Contains("did you mean access?"));
}

TEST_CASE("the target of a deployment is told by options", "[cli][I-006]") {
  const TemporaryFile file(a_template, ".json");
  const std::vector<std::string> arguments{
      "inventory",        file.path(), "--parameters",   "access=Disabled",
      "--format",         "json",      "--subscription", "11111111-1111-1111-1111-111111111111",
      "--resource-group", "prod",      "--location",     "Norway East"};
  const Ran ran = run_program(arguments);
  CHECK(ran.code == 0);
  CHECK_THAT(ran.out, Catch::Contains("/subscriptions/11111111-1111-1111-1111-111111111111/"
                                      "resourceGroups/prod/"));
  const Ran wrong =
      explain({file.path(), "--parameters", "access=Disabled", "--resource-group", "a/b"});
  CHECK(wrong.code == 2);
  CHECK_THAT(wrong.err, Catch::Contains("--resource-group is \"a/b\""));
}

TEST_CASE("the option --fail-on narrows what is an error for the shell", "[cli]") {
  const TemporaryFile file(a_template, ".json");
  const TemporaryFile closed(parameters_with("Disabled"), ".json");
  const auto code = [&](const std::vector<std::string>& more) {
    std::vector<std::string> arguments{file.path(), "--parameters", closed.path()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return explain(arguments).code;
  };
  CHECK(code({"--fail-on", "violated"}) == 1);
  CHECK(code({"--fail-on", "undetermined,violated"}) == 1);
  CHECK(code({"--fail-on", "undetermined"}) == 0);
  CHECK(code({"--exit-zero"}) == 0);
  CHECK(code({"--fail-on", "whatever"}) == 2);
  CHECK(explain({file.path(), "--fail-on", "violated"}).code == 2);  // wrong input is never hidden
}

TEST_CASE("resolve --assume takes one reading of the platform", "[cli][CH-12][R-01]") {
  const TemporaryFile file(R"([
    {"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v1",
     "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}}},
    {"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v1/subnets/a",
     "properties": {"addressPrefix": "10.0.0.0/24"}},
    {"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/kv1",
     "location": "westeurope", "properties": {"publicNetworkAccess": "Disabled"}},
    {"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/privateEndpoints/e1",
     "properties": {"subnet": {"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v1/subnets/a"},
       "privateLinkServiceConnections": [{"name": "e1", "properties": {
         "privateLinkServiceId": "/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/kv1",
         "groupIds": ["vault"],
         "privateLinkServiceConnectionState": {"status": "Approved"}}}],
       "customDnsConfigs": [{"fqdn": "kv1.vault.azure.net", "ipAddresses": ["10.0.0.4"]}]}},
    {"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/privateDnsZones/privatelink.vaultcore.azure.net",
     "properties": {}},
    {"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/privateDnsZones/privatelink.vaultcore.azure.net/virtualNetworkLinks/l",
     "properties": {"registrationEnabled": false,
       "virtualNetwork": {"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v1"}}},
    {"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/privateDnsZones/privatelink.vaultcore.azure.net/A/kv1",
     "properties": {"ttl": 300, "aRecords": [{"ipv4Address": "10.0.0.9"}]}},
    {"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/privateEndpoints/e1/privateDnsZoneGroups/default",
     "properties": {"privateDnsZoneConfigs": [{"name": "vault", "properties": {
       "privateDnsZoneId": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/privateDnsZones/privatelink.vaultcore.azure.net"}}]}}
  ])",
                           ".json");
  const auto addresses = [&](const std::vector<std::string>& more) {
    std::vector<std::string> arguments{"resolve",  file.path(),   "kv1.vault.azure.net",
                                       "--from",   "subnet:v1/a", "--quiet",
                                       "--format", "json"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Ran ran = run_program(arguments);
    INFO(ran.err);
    return nlohmann::json::parse(ran.out)["addresses"].dump();
  };
  CHECK(addresses({"--assume", "CH-12=0"}) == R"(["10.0.0.4"])");
  CHECK(addresses({"--assume", "CH-12=the manual one"}) == R"(["10.0.0.9"])");
  CHECK(run_program({"resolve", file.path(), "kv1.vault.azure.net", "--from", "subnet:v1/a",
                     "--assume", "CH-12=whatever"})
            .code == 2);
}

TEST_CASE("every verb that the help lists has help of its own", "[cli]") {
  std::istringstream help(run_program({"--help"}).out);
  std::string line;
  while (std::getline(help, line) && line != "Subcommands:") continue;
  int verbs = 0;
  for (std::string verb; std::getline(help, line) && std::istringstream(line) >> verb; ++verbs) {
    CAPTURE(verb);
    const Ran ran = run_program({verb, "--help"});
    CHECK(ran.code == 0);
    CHECK_THAT(ran.out, Catch::Contains("airtight " + verb + " "));
  }
  CHECK(verbs > 10);
}

TEST_CASE("a file may be called as a verb is", "[cli]") {
  const Ran ran = run_program({"explain", "inventory", "--from", "internet", "--to", "kv1"});
  CHECK(ran.code == 2);
  CHECK_THAT(ran.err, Catch::Contains("inventory: cannot open"));
}
