// What Azure would refuse is an error and changes nothing.

#include "run.h"

using namespace airtight;
using namespace airtight::input;
using az::test::Script;

namespace {

void set_up(Script& az) {
  for (const std::string& command : std::vector<std::string>{
           "group create -n rg -l west",
           "network vnet create -g rg -n vnet1 --address-prefixes 10.0.0.0/16",
           "network vnet subnet create -g rg --vnet-name vnet1 -n a --address-prefixes 10.0.0.0/24",
           ("network vnet subnet create -g rg --vnet-name vnet1 -n web --address-prefixes "
            "10.0.1.0/24 --delegations Microsoft.Web/serverFarms"),
           "keyvault create -g rg -n kv1", "appservice plan create -g rg -n free --sku FREE",
           "webapp create -g rg -n app1 -p free",
           "network private-dns zone create -g rg -n z.example",
           "network private-dns link vnet create -g rg -z z.example -n l1 -v vnet1 -e false",
           "network nsg create -g rg -n nsg1",
           "network nsg rule create -g rg --nsg-name nsg1 -n r1 --priority 100",
           "network private-endpoint create -g rg -n pe1 --connection-name c --group-id vault "
           "--subnet a --vnet-name vnet1 --private-connection-resource-id " +
               Script::id("Microsoft.KeyVault/vaults/kv1").text()})
    az("az " + command);
}

}  // namespace

TEST_CASE("a command that Azure refuses is an error and changes nothing",
          "[az][refusals][A-008][I-422]") {
  const std::string kv = Script::id("Microsoft.KeyVault/vaults/kv1").text();
  const auto [command, message] = GENERATE_COPY(table<std::string, std::string>({
      {"network vnet subnet create -g rg --vnet-name vnet1 -n b --address-prefixes 10.0.0.128/25",
       "overlaps 10.0.0.0/24 of subnet \"a\" (N-001)"},
      {"network vnet subnet create -g rg --vnet-name vnet1 -n b --address-prefixes 10.1.0.0/24",
       "outside the address space"},
      {"network vnet subnet create -g rg --vnet-name vnet1 -n b --address-prefixes 10.0.2.0/30",
       "(N-003)"},
      {"network vnet subnet create -g rg --vnet-name vnet1 -n b --address-prefixes 10.0.2.0Create",
       "no CIDR block"},
      {"network vnet subnet create -g rg --vnet-name vent1 -n b --address-prefixes 10.0.2.0/24",
       "did you mean vnet1?"},
      {"network vnet create -g rg -n v2 --address-prefixes 169.254.0.0/24", "(N-005)"},
      {"network vnet update -g rg -n vnet1 --address-prefixes 10.1.0.0/16", "(N-001)"},
      {"network vnet delete -g rg -n vnet1", "in use by"},
      {"network vnet subnet update -g rg --vnet-name vnet1 -n a --nsg none1", "existing: nsg1"},
      {"network vnet peering create -g rg --vnet-name vnet1 -n p --remote-vnet vnet9",
       "does not exist"},
      {"network private-endpoint create -g rg -n pe2 --connection-name c --group-id vault --subnet "
       "web --vnet-name vnet1 --private-connection-resource-id " +
           kv,
       "(N-014)"},
      {"network private-endpoint create -g rg -n pe2 --connection-name c --group-id account "
       "--subnet a --vnet-name vnet1 --private-connection-resource-id " +
           kv,
       "expected vault"},
      {"network private-endpoint dns-zone-group create -g rg --endpoint-name pe9 -n g "
       "--private-dns-zone z.example --zone-name z",
       "did you mean pe1"},
      {"network private-endpoint dns-zone-group create -g rg --endpoint-name pe1 -n g "
       "--private-dns-zone other.example --zone-name z",
       "does not exist"},
      {"network private-dns zone create -g rg -n azure.com", "(D-023)"},
      {"network private-dns link vnet create -g rg -z z.example -n l2 -v vnet1 -e false",
       "(D-008)"},
      {"network private-dns record-set a add-record -g rg -z no.example -n x -a 10.0.0.4",
       "does not exist"},
      {"network private-dns record-set a add-record -g rg -z z.example -n x -a 10.0.0.400",
       "no IPv4 address"},
      {"network private-dns zone delete -g rg -n z.example", "in use by its virtual network link"},
      {"network nsg rule create -g rg --nsg-name nsg1 -n r2 --priority 100",
       "taken by rule \"r1\""},
      {"network nsg rule create -g rg --nsg-name nsg1 -n r2 --priority 99", "from 100 to 4096"},
      {"network nsg rule create -g rg --nsg-name nsg1 -n r2 --priority 101 --access Denied",
       "expected Allow or Deny"},
      {"webapp vnet-integration add -g rg -n app1 --vnet vnet1 --subnet web",
       "plan \"free\" has tier Free (F1); integration needs Basic or better (A-002)"},
      {"webapp create -g rg -n app2 -p fre", "did you mean free"},
      {"appservice plan create -g rg -n p --sku S9", "(A-004)"},
      {"keyvault update -n kv1 --default-action DenyForce", "expected Allow or Deny"},
      {"keyvault update -n kv1 --defaultaction Deny", "did you mean --default-action"},
      {"keyvault network-rule add -n kv1 --ip-address 1.2.3", "no IP address"},
      {"keyvault create -n kv2", "--resource-group/-g is missing"},
      {"group create -n rg2", "--location/-l is missing"},
      {"rest --method patch --uri " + kv + " --body {", "not JSON"},
      {"keyvault show -n kv1 --query 'id['", "--query"},
  }));
  CAPTURE(command);
  Script az;
  set_up(az);
  REQUIRE(az.errors() == "");
  const std::string before = to_resource_list(az.session.resources);
  const std::size_t steps = az.session.steps.size();
  az("az " + command);
  CHECK(az.errors().find(message) != std::string::npos);
  CAPTURE(az.errors());
  CHECK(to_resource_list(az.session.resources) == before);
  CHECK(az.session.steps.size() == steps);
}

TEST_CASE("an app cannot share its integration subnet", "[az][refusals][N-014]") {
  Script az;
  set_up(az);
  az("az appservice plan update -g rg -n free --sku B1");
  az("az webapp vnet-integration add -g rg -n app1 --vnet vnet1 --subnet a");
  CHECK(az.errors().find("holds \"pe1\"") != std::string::npos);
  az("az webapp vnet-integration add -g rg -n app1 --vnet vnet1 --subnet web");
  az("az appservice plan update -g rg -n free --sku F1");
  CHECK(az.errors().find("tier Free cannot be") != std::string::npos);
}

TEST_CASE("an unsupported command is a warning and a gap with what it may change",
          "[az][gaps][I-420]") {
  const auto [command, scope] = GENERATE(table<std::string, std::string>({
      {"az network front-door create -g rg -n f", "microsoft.network/frontdoors"},
      {"az acr replication create -r r -l west", "microsoft.containerregistry/registries"},
      {"az sf cluster create -g rg -n k", "*"},
      {"az network vnet crate -g rg -n v", "*"},
      {"az deployment group create -g rg -f main.bicep", "*"},
      {"bash deploy.sh", "*"},
      {"curl -X PUT https://management.azure.com/x", "*"},
      {"az network front-door show -g rg -n f", ""},
      {"az login --identity", ""},
      {"az network watcher test-connectivity", ""},
      {"az monitor metrics alert create -n x", ""},
      {"curl ifconfig.me", ""},
  }));
  CAPTURE(command);
  Script az;
  const auto output = az(command);
  CHECK(output.unknown);
  if (scope.empty()) {
    CHECK(az.session.resources.gaps().empty());
    CHECK(az.session.diagnostics.empty());
    return;
  }
  REQUIRE(az.session.resources.gaps().size() == 1);
  CHECK(az.session.resources.gaps().front().scope == std::vector<std::string>{scope});
  CHECK(az.session.steps.back().gaps.size() == 1);
  CHECK(az.session.diagnostics.size() == 1);
}
