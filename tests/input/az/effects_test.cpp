// Single commands and their exact ARM effect.

#include "run.h"

using namespace airtight;
using namespace airtight::input;
using az::test::Script;

namespace {

const std::string vnet = "Microsoft.Network/virtualNetworks/v";
const std::string zone = "Microsoft.Network/privateDnsZones/z.example";

void run_all(Script& az, const std::vector<std::string>& commands) {
  az("az group create -n rg -l west");
  for (const std::string& command : commands) az("az " + command);
}

}  // namespace

TEST_CASE("commands write what the real command line sends", "[az][effects]") {
  struct Case {
    std::string facts;
    std::vector<std::string> commands;
    std::string resource;
    std::string path;
    std::string value;
  };
  const std::vector<Case> cases{
      {"default prefix",
       {"network vnet create -g rg -n v"},
       vnet,
       "properties.addressSpace.addressPrefixes",
       "[\n  \"10.0.0.0/16\"\n]"},
      {"inline subnet",
       {"network vnet create -g rg -n v --subnet-name s"},
       vnet + "/subnets/s",
       "properties.addressPrefix",
       "10.0.0.0/24"},
      {"dns cleared",
       {"network vnet create -g rg -n v --dns-servers 10.0.0.4",
        "network vnet update -g rg -n v --dns-servers \"\""},
       vnet,
       "properties.dhcpOptions.dnsServers",
       "[]"},
      {"I-446",
       {"network vnet create -g rg -n v",
        "network vnet create -g rg -n w --address-prefixes "
        "10.9.0.0/16",
        "network vnet peering create -g rg --vnet-name v -n p --remote-vnet w"},
       vnet + "/virtualNetworkPeerings/p",
       "properties.allowVirtualNetworkAccess",
       "false"},
      {"rule default port",
       {"network nsg create -g rg -n n",
        "network nsg rule create -g rg --nsg-name n -n r --priority 200"},
       "Microsoft.Network/networkSecurityGroups/n/securityRules/r",
       "properties.destinationPortRange",
       "80"},
      {"several are plural",
       {"network nsg create -g rg -n n",
        "network nsg rule create -g rg --nsg-name n -n r --priority 200 --protocol tcp "
        "--destination-port-ranges 80 443"},
       "Microsoft.Network/networkSecurityGroups/n/securityRules/r",
       "properties.destinationPortRanges",
       "[\n  \"80\",\n  \"443\"\n]"},
      {"detach",
       {"network vnet create -g rg -n v", "network nsg create -g rg -n n",
        "network vnet subnet create -g rg --vnet-name v -n s --address-prefix 10.0.0.0/24 --nsg n",
        "network vnet subnet update -g rg --vnet-name v -n s --nsg \"\""},
       vnet + "/subnets/s",
       "properties.networkSecurityGroup",
       "(absent)"},
      {"E-061",
       {"cognitiveservices account create -g rg -n c -l west --kind OpenAI --sku S0",
        "cognitiveservices account network-rule add -g rg -n c --ip-address 1.2.3.4"},
       "Microsoft.CognitiveServices/accounts/c",
       "properties.networkAcls.defaultAction",
       "Deny"},
      {"A-046",
       {"network vnet create -g rg -n v --subnet-name s", "appservice plan create -g rg -n p",
        "webapp create -g rg -n a -p p",
        "webapp vnet-integration add -g rg -n a --vnet v --subnet s"},
       vnet + "/subnets/s",
       "properties.delegations",
       "[\n  {\n    \"name\": \"delegation\",\n    \"properties\": {\n      \"serviceName\": "
       "\"Microsoft.Web/serverFarms\"\n    }\n  }\n]"},
      {"integration removed",
       {"network vnet create -g rg -n v --subnet-name s", "appservice plan create -g rg -n p",
        "webapp create -g rg -n a -p p --vnet v --subnet s",
        "webapp vnet-integration remove -g rg -n a"},
       "Microsoft.Web/sites/a",
       "properties.virtualNetworkSubnetId",
       "(absent)"},
      {"I-409",
       {"keyvault create -g rg -n k", "resource update --ids " +
                                          Script::id("Microsoft.KeyVault/vaults/k").text() +
                                          " --set properties.publicNetworkAccess=Disabled"},
       "Microsoft.KeyVault/vaults/k",
       "properties.publicNetworkAccess",
       "Disabled"},
      {"I-407 full address",
       {"keyvault create -g rg -n k",
        "rest --method PATCH --url https://management.azure.com" +
            Script::id("Microsoft.KeyVault/vaults/k").text() +
            "?api-version=1 --body '{\"properties\":{\"publicNetworkAccess\":\"Disabled\"}}'"},
       "Microsoft.KeyVault/vaults/k",
       "properties.publicNetworkAccess",
       "Disabled"},
      {"records",
       {"network private-dns zone create -g rg -n z.example",
        "network private-dns record-set a add-record -g rg -z z.example -n x -a 10.0.0.4",
        "network private-dns record-set a add-record -g rg -z z.example -n x -a 10.0.0.5",
        "network private-dns record-set a remove-record -g rg -z z.example -n x -a 10.0.0.4"},
       zone + "/A/x",
       "properties.aRecords",
       "[\n  {\n    \"ipv4Address\": \"10.0.0.5\"\n  }\n]"},
      {"last record",
       {"network private-dns zone create -g rg -n z.example",
        "network private-dns record-set a add-record -g rg -z z.example -n x -a 10.0.0.4",
        "network private-dns record-set a remove-record -g rg -z z.example -n x -a 10.0.0.4"},
       zone + "/A/x",
       "properties",
       "(absent)"},
      {"vm opens ssh",
       {"vm create -g rg -n m --image Ubuntu2204"},
       "Microsoft.Network/networkSecurityGroups/mNSG/securityRules/default-allow-ssh",
       "properties.destinationPortRange",
       "22"},
      {"vm address",
       {"vm create -g rg -n m --image Ubuntu2204"},
       "Microsoft.Network/networkInterfaces/mVMNic",
       "$addresses",
       "[\n  \"10.0.0.4\"\n]"},
      {"endpoint in a security group",
       {"network vnet create -g rg -n v --subnet-name s", "keyvault create -g rg -n k",
        "network asg create -g rg -n g",
        "network private-endpoint create -g rg -n e --connection-name c --group-id vault "
        "--vnet-name v --subnet s --asg id=" +
            Script::id("Microsoft.Network/applicationSecurityGroups/g").text() +
            " --private-connection-resource-id " +
            Script::id("Microsoft.KeyVault/vaults/k").text()},
       "Microsoft.Network/privateEndpoints/e",
       "properties.applicationSecurityGroups",
       "[\n  {\n    \"id\": \"" +
           Script::id("Microsoft.Network/applicationSecurityGroups/g").text() + "\"\n  }\n]"},
      {"service endpoint policy of a subnet N-186",
       {"network vnet create -g rg -n v", "network service-endpoint policy create -g rg -n p",
        "network service-endpoint policy-definition create -g rg --policy-name p -n d --service "
        "Microsoft.Storage --service-resources /subscriptions/s /subscriptions/t",
        "network vnet subnet create -g rg --vnet-name v -n s --address-prefixes 10.0.1.0/24 "
        "--service-endpoints Microsoft.Storage --service-endpoint-policy p"},
       vnet + "/subnets/s",
       "properties.serviceEndpointPolicies",
       "[\n  {\n    \"id\": \"" + Script::id("Microsoft.Network/serviceEndpointPolicies/p").text() +
           "\"\n  }\n]"},
      {"service endpoint policy definition N-186",
       {"network service-endpoint policy create -g rg -n p",
        "network service-endpoint policy-definition create -g rg --policy-name p -n d --service "
        "Microsoft.Storage --service-resources /subscriptions/s /subscriptions/t"},
       "Microsoft.Network/serviceEndpointPolicies/p/serviceEndpointPolicyDefinitions/d",
       "properties.serviceResources",
       "[\n  \"/subscriptions/s\",\n  \"/subscriptions/t\"\n]"},
      {"peering of some subnets N-166",
       {"network vnet create -g rg -n v", "network vnet create -g rg -n w",
        "network vnet peering create -g rg --vnet-name v -n p --remote-vnet w "
        "--peer-complete-vnets false --local-subnet-names a b --remote-subnet-names c"},
       vnet + "/virtualNetworkPeerings/p",
       "properties.localSubnetNames",
       "[\n  \"a\",\n  \"b\"\n]"},
      {"defaults",
       {"configure --defaults group=rg location=north", "network vnet create -n v"},
       vnet,
       "properties.enableDdosProtection",
       "false"},
      {"storage",
       {"storage account create -g rg -n st --default-action Deny"},
       "Microsoft.Storage/storageAccounts/st",
       "properties.networkAcls.bypass",
       "AzureServices"},
      {"sql",
       {"sql server create -g rg -n q -u a -p CANARY -e false"},
       "Microsoft.Sql/servers/q",
       "properties.publicNetworkAccess",
       "Disabled"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.facts);
    Script az;
    run_all(az, c.commands);
    CHECK(az.errors() == "");
    CHECK(az.text(c.resource, c.path) == c.value);
    CHECK(to_resource_list(az.session.resources).find("CANARY") == std::string::npos);
    for (const ScriptStep& step : az.session.steps)
      CHECK(step.command.find("CANARY") == std::string::npos);
  }
}

TEST_CASE("two endpoints of one service lose their record together", "[az][D-157][D-158]") {
  Script az;
  run_all(az, {"network vnet create -g rg -n v --subnet-name s", "keyvault create -g rg -n k",
               "network private-dns zone create -g rg -n z.example"});
  const std::string vault = Script::id("Microsoft.KeyVault/vaults/k").text();
  for (const std::string name : {"one", "two"}) {
    az("az network private-endpoint create -g rg -n " + name +
       " --connection-name c --group-id vault --vnet-name v --subnet s "
       "--private-connection-resource-id " +
       vault);
    az("az network private-endpoint dns-zone-group create -g rg --endpoint-name " + name +
       " -n g --private-dns-zone z.example --zone-name z");
  }
  const std::string two = "Microsoft.Network/privateEndpoints/two";
  const std::string group = two + "/privateDnsZoneGroups/g";
  CHECK(az.text(two, "$addresses") == "[\n  \"10.0.0.5\"\n]");
  CHECK(az.text(group, "$order") == "2");
  az("az network private-endpoint delete -g rg -n one");
  CHECK(az.text(group, "$recordsDeleted") == "true");
  az("az network private-endpoint dns-zone-group add -g rg --endpoint-name two -n g "
     "--private-dns-zone z.example --zone-name z");
  CHECK(az.text(group, "$recordsDeleted") == "(absent)");
  CHECK(az.errors() == "");
}

TEST_CASE("approval writes the connection's state", "[az][N-207]") {
  Script az;
  run_all(az, {"network vnet create -g rg -n v --subnet-name s", "keyvault create -g rg -n k"});
  const std::string vault = Script::id("Microsoft.KeyVault/vaults/k").text();
  az("az network private-endpoint create -g rg -n e --connection-name c --group-id vault "
     "--vnet-name v --subnet s --manual-request --private-connection-resource-id " +
     vault);
  const Value before = az.get("Microsoft.Network/privateEndpoints/e");
  const Value* list = before.at_path("properties.manualPrivateLinkServiceConnections");
  REQUIRE(list != nullptr);
  CHECK((*list->array())[0].at_path("properties.privateLinkServiceConnectionState") == nullptr);
  az("az network private-endpoint-connection reject -g rg --resource-name k --type "
     "Microsoft.KeyVault/vaults -n e.1234");
  const Value after = az.get("Microsoft.Network/privateEndpoints/e");
  const Value& connection =
      (*after.at_path("properties.manualPrivateLinkServiceConnections")->array())[0];
  CHECK(*connection.at_path("properties.privateLinkServiceConnectionState.status")->string() ==
        "Rejected");
}

TEST_CASE("commands answer as the real ones do", "[az][output][I-373][I-403]") {
  const auto [command, text] = GENERATE(table<std::string, std::string>({
      {"network vnet show -g rg -n v --query addressSpace.addressPrefixes[0] -o tsv",
       "10.0.0.0/16"},
      {"network vnet show -g rg -n v --query subnets[0].name -o tsv", "s"},
      {"network vnet show -g rg -n v --query nothing -o tsv", ""},
      {"network vnet show -g rg -n v --query name", "\"v\""},
      {"network vnet create -g rg -n w --address-prefixes 10.9.0.0/16 --query newVNet.name -o tsv",
       "w"},
      {"network vnet subnet list -g rg --vnet-name v --query [].name -o tsv", "s\n"},
      {"keyvault show -n k --query properties.vaultUri -o tsv", "https://k.vault.azure.net/"},
      {"keyvault show -n k --query properties.provisioningState -o tsv", "Succeeded"},
      {"webapp show -g rg -n a --query defaultHostName -o tsv", "a.azurewebsites.net"},
      {"webapp show -g rg -n a --query httpsOnly -o tsv", "false"},
      {"account show --query id -o tsv", "00000000-0000-0000-0000-000000000000"},
      {"group show -n rg --query location -o tsv", "west"},
      {"keyvault list -g rg --query \"[?name=='k'].location | [0]\" -o tsv", "west"},
  }));
  CAPTURE(command);
  Script az;
  run_all(az, {"network vnet create -g rg -n v --subnet-name s", "keyvault create -g rg -n k",
               "appservice plan create -g rg -n p", "webapp create -g rg -n a -p p"});
  const auto output = az("az " + command);
  CHECK(az.errors() == "");
  CHECK_FALSE(output.unknown);
  CHECK(output.text == text);
}

TEST_CASE("keys and passwords are stand-ins that are marked", "[az][output][CONTRACT-5]") {
  Script az;
  run_all(az, {"storage account create -g rg -n st"});
  const auto key = az("az storage account keys list -g rg -n st --query [0].value -o tsv");
  CHECK(key.secret);
  CHECK(key.text == "[dropped]");
}

TEST_CASE("the signed-in user's id is unknown but always the same", "[az][TD-09]") {
  Script az;
  const auto id = az("az ad signed-in-user show --query id -o tsv");
  const auto older = az("az ad signed-in-user show --query objectId -o tsv");
  REQUIRE(id.unknown);
  REQUIRE(older.unknown);
  CHECK(*id.unknown == *older.unknown);
  CHECK(az.warnings().find("TD-09") != std::string::npos);
}

TEST_CASE("a reference whose address is empty stays a reference", "[az][TD-03]") {
  Script az;
  run_all(az, {"appservice plan create -g rg -n p", "webapp create -g rg -n a -p p",
               "webapp config appsettings set -g rg -n a --settings "
               "'A=@Microsoft.KeyVault(SecretUri=)' B=?UNKNOWN"});
  CHECK(az.text("Microsoft.Web/sites/a/config/appsettings", "properties.A") ==
        "@Microsoft.KeyVault(SecretUri=)");
}

TEST_CASE("values point to the line of the script that wrote them", "[az]") {
  Script az;
  run_all(az, {"network vnet create -g rg -n v"});
  CHECK(az.get(vnet).place.line() == 2);
  REQUIRE(!az.get(vnet).place.file().empty());
}

TEST_CASE("a network's links to zones go with it", "[az][effects][D-027][CH-03]") {
  Script az;
  run_all(az,
          {"network vnet create -g rg -n v", "network private-dns zone create -g rg -n z.example",
           "network private-dns link vnet create -g rg -z z.example -n l -v v -e false",
           "network vnet create -g rg -n w --address-prefixes 10.9.0.0/16",
           "network private-dns link vnet create -g rg -z z.example -n m -v w -e false"});
  REQUIRE(az.has(zone + "/virtualNetworkLinks/l"));
  az("az network vnet delete -g rg -n v");
  CHECK_FALSE(az.has(vnet));
  CHECK_FALSE(az.has(zone + "/virtualNetworkLinks/l"));
  CHECK(az.has(zone + "/virtualNetworkLinks/m"));
}
