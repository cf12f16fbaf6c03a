// What a script leaves open makes the verdicts it may change uncertain: one world, closed or open,
// and one more line.

#include <catch2/catch.hpp>

#include "cli/program.h"

namespace {

const std::string deny =
    "az group create -n rg -l x\n"
    "az keyvault create -g rg -n kvx1 -l x --public-network-access Disabled "
    "--default-action Deny\n";

// A machine in vnet1 with an endpoint to the vault, its zone linked and written.
const std::string inside =
    deny +
    "az network vnet create -g rg -n vnet1 --address-prefixes 10.0.0.0/16\n"
    "az network nsg create -g rg -n nsg1\n"
    "az network nsg rule create -g rg --nsg-name nsg1 -n block --priority 200 --access Deny "
    "--direction Outbound --destination-port-ranges 443\n"
    "az network vnet subnet create -g rg --vnet-name vnet1 -n a --address-prefixes 10.0.1.0/24 "
    "--nsg nsg1\n"
    "az network vnet subnet create -g rg --vnet-name vnet1 -n pe --address-prefixes 10.0.2.0/24\n"
    "az network nic create -g rg -n nic1 --vnet-name vnet1 --subnet a\n"
    "az vm create -g rg -n vm1 --nics nic1\n"
    "az network private-dns zone create -g rg -n privatelink.vaultcore.azure.net\n"
    "az network private-dns link vnet create -g rg -z privatelink.vaultcore.azure.net -n l1 "
    "-v vnet1 -e false\n"
    "K=$(az keyvault show -n kvx1 --query id -o tsv)\n"
    "az network private-endpoint create -g rg -n pe1 --connection-name c --group-id vault "
    "--subnet pe --vnet-name vnet1 --private-connection-resource-id \"$K\"\n"
    "az network private-endpoint dns-zone-group create -g rg --endpoint-name pe1 -n g1 "
    "--private-dns-zone privatelink.vaultcore.azure.net --zone-name vault\n";

const std::string open_inside =
    inside + "az network nsg rule delete -g rg --nsg-name nsg1 -n block\n";

std::string verdict(const std::string& script, const std::string& from) {
  const TemporaryFile file(script);
  const Ran ran =
      run_program({"explain", file.path(), "--from", from, "--to", "kvx1", "--format", "json"});
  const auto at = ran.out.find("\"verdict\": \"");
  if (at == std::string::npos) return "exit " + std::to_string(ran.code) + ": " + ran.err;
  const std::string rest = ran.out.substr(at + 12);
  return rest.substr(0, rest.find('"'));
}

const std::string nsg =
    "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/"
    "Microsoft.Network/networkSecurityGroups/nsg1";

}  // namespace

TEST_CASE("the worlds of these tests are certain", "[az][I-401]") {
  CHECK(verdict(deny, "internet") == "deny");
  CHECK(verdict(inside, "vm1") == "deny");
  CHECK(verdict(open_inside, "vm1") == "allow");
}

TEST_CASE("a write to a vault that nobody can tell leaves every vault open", "[az][I-401]") {
  const std::string command = GENERATE(
      as<std::string>(),
      "az keyvault update -n $1 --public-network-access Enabled --default-action Allow",
      "az keyvault update --ids $K --public-network-access Enabled --default-action Allow",
      "az keyvault update -g \"$RG\" -n kvx1 --public-network-access Enabled "
      "--default-action Allow",
      "for k in $(az resource list --query [].name -o tsv); do az keyvault update -n $k "
      "--public-network-access Enabled --default-action Allow; done",
      "az keyvault update -n kv$1 --public-network-access Enabled --default-action Allow",
      "az keyvault network-rule add -n $1 --ip-address 1.2.3.4",
      "az resource update --ids $K --set properties.publicNetworkAccess=Enabled",
      "az resource update -g rg --resource-type Microsoft.KeyVault/vaults -n $N "
      "--set properties.publicNetworkAccess=Enabled",
      "az rest --method patch --uri https://management.azure.com/subscriptions/"
      "00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.KeyVault/"
      "vaults/$1?api-version=2022-07-01 --body '{\"properties\":{}}'",
      "az keyvault create -g rg -n $1 -l x");
  CAPTURE(command);
  CHECK(verdict(deny + command + "\n", "internet") == "uncertain");
}

TEST_CASE("a name that cannot be the vault's changes nothing for it", "[az][I-401]") {
  CHECK(verdict(deny + "az keyvault update -n other$1 --public-network-access Enabled\n",
                "internet") == "deny");
  CHECK(verdict(deny + "az keyvault create -g rg -n b$1\naz keyvault update -n b$1 "
                       "--default-action Deny\n",
                "internet") == "deny");
}

TEST_CASE("what an unknown name may take away or add inside is open", "[az][I-401]") {
  const std::string command = GENERATE(
      as<std::string>(), "az network nsg rule delete -g rg --nsg-name nsg1 -n $N",
      "az network nsg rule delete -g rg --nsg-name $G -n block",
      "az network nsg rule create -g rg --nsg-name $G -n r --priority 150 --direction Outbound "
      "--destination-port-ranges 443",
      "az network vnet subnet update -g rg --vnet-name $V -n a --remove networkSecurityGroup",
      "az network vnet subnet update -g rg --vnet-name vnet1 -n a --nsg \"$G\"",
      "az network vnet subnet update -g rg --vnet-name vnet1 -n $S --nsg null",
      "az network vnet subnet update -g \"$RG\" --vnet-name vnet1 -n a --nsg null",
      "az network nsg delete -g rg -n $G");
  CAPTURE(command);
  CHECK(verdict(inside + command + "\n", "vm1") == "uncertain");
}

TEST_CASE("what an unknown name may break is open", "[az][I-401]") {
  const std::string command = GENERATE(
      as<std::string>(), "az network private-endpoint delete -g rg -n $P",
      "az network private-endpoint dns-zone-group delete -g rg --endpoint-name pe1 -n $N",
      "az network private-endpoint dns-zone-group create -g rg --endpoint-name pe1 -n g1 "
      "--private-dns-zone \"$ZONE\" --zone-name z",
      "az group delete -n $RG -y",
      "az network private-dns link vnet delete -g rg -z privatelink.vaultcore.azure.net -n $L -y",
      "az network private-dns link vnet create -g rg -z $Z -n l2 -v vnet1 -e false",
      "az network private-dns link vnet create -g rg -z privatelink.vaultcore.azure.net -n l1 "
      "-v \"$NET\" -e false",
      "az network vnet peering create -g rg --vnet-name vnet1 -n p --remote-vnet \"$PEER\"");
  CAPTURE(command);
  CHECK(verdict(open_inside + command + "\n", "vm1") == "uncertain");
}

TEST_CASE("all of a generic update counts, in its order", "[az][I-409]") {
  const auto [command, expected] = GENERATE(table<std::string, std::string>({
      {"az keyvault update -n kvx1 --set properties.publicNetworkAccess=Enabled "
       "--set properties.networkAcls.defaultAction=Allow --set tags.a=b",
       "allow"},
      {"az keyvault update -n kvx1 --set properties.public_network_access=Enabled "
       "properties.network_acls.default_action=Allow",
       "allow"},
      {"az keyvault update -n kvx1 --remove properties.publicNetworkAccess "
       "--remove properties.networkAcls",
       "allow"},
      {"az keyvault update -n kvx1 --set $X", "uncertain"},
      {"az keyvault update -n kvx1 --set \"$P=Enabled\"", "uncertain"},
      {"az keyvault update -n kvx1 --set properties.publicNetworkAccess=$P", "uncertain"},
      {"az keyvault update -n kvx1 --set properties", "uncertain"},
      {"az keyvault update -n kvx1 --set properties.networkAcls[0].x=1", "uncertain"},
      {"az keyvault update -n kvx1 --set properties.sku.name.x=1", "uncertain"},
      {"az keyvault update -n kvx1 --add $X y=1", "uncertain"},
      {"az keyvault update -n kvx1 --remove $X", "uncertain"},
      {"az keyvault network-rule add -n kvx1 --ip-address 1.2.3.4 $EXTRA", "uncertain"},
      {"az keyvault update -n kvx1 --enable-purge-protection $EXTRA", "uncertain"},
      {"az keyvault update -n kvx1 --enable-purge-protection \"$EXTRA\"", "deny"},
      {"az keyvault create -g rg -n kvx1 -l x", "uncertain"},
      {"az keyvault delete -n kvx1\naz keyvault recover -n kvx1", "deny"},
  }));
  CAPTURE(command);
  CHECK(verdict(deny + command + "\n", "internet") == expected);
}

TEST_CASE("a list of children written in the parent replaces them", "[az][I-003][I-004]") {
  const std::string rest = "az rest --method put --url " + nsg + "?api-version=2023-09-01 --body ";
  const std::string vnet = "az rest --method put --url " +
                           nsg.substr(0, nsg.find("networkSecurity")) +
                           "virtualNetworks/vnet1?api-version=2023-09-01 --body ";
  const auto [command, expected] = GENERATE_COPY(table<std::string, std::string>({
      {rest + "'{\"properties\":{\"securityRules\":[]}}'", "allow"},
      {rest + "'{\"properties\":{}}'", "uncertain"},
      {"az network nsg update -g rg -n nsg1 --set securityRules=[]", "allow"},
      {"az network nsg update -g rg -n nsg1 --remove securityRules 0", "allow"},
      {"az network nsg update -g rg -n nsg1 --remove securityRules", "allow"},
      {"az network nsg update -g rg -n nsg1 --set securityRules[0].access=Allow", "uncertain"},
      {"az network nsg update -g rg -n nsg1 --set \"securityRules=$X\"", "uncertain"},
      {"az network nsg update -g rg -n nsg1 --add securityRules name=open priority=150 "
       "direction=Outbound access=Allow protocol=* sourceAddressPrefix=* sourcePortRange=* "
       "destinationAddressPrefix=* destinationPortRange=443",
       "allow"},
      {"az network nsg create -g rg -n nsg1", "uncertain"},
      {vnet + "'{\"properties\":{\"addressSpace\":{\"addressPrefixes\":[\"10.0.0.0/16\"]},"
              "\"subnets\":[{\"name\":\"a\",\"properties\":{\"addressPrefix\":\"10.0.1.0/24\"}},"
              "{\"name\":\"pe\",\"properties\":{\"addressPrefix\":\"10.0.2.0/24\"}}]}}'",
       "allow"},
  }));
  CAPTURE(command);
  CHECK(verdict(inside + command + "\n", "vm1") == expected);
}

// Nobody describes 10.9.9.9, so it does not answer.
TEST_CASE("a list in shorthand is read", "[az][I-407]") {
  CHECK(verdict(open_inside + "az network vnet update -g rg -n vnet1 "
                              "--set dhcpOptions.dnsServers=[10.9.9.9]\n",
                "vm1") == "deny");
}

TEST_CASE("a script may delete what a zone group wrote", "[az][D-152][D-158][CH-12]") {
  const std::string zone = nsg.substr(0, nsg.find("networkSecurity")) +
                           "privateDnsZones/privatelink.vaultcore.azure.net/A/kvx1";
  const std::string set = " -g rg -z privatelink.vaultcore.azure.net -n kvx1 ";
  const auto [command, expected] = GENERATE_COPY(table<std::string, std::string>({
      {"az network private-dns record-set a delete" + set + "-y", "deny"},
      {"az rest --method delete --url " + zone + "?api-version=2020-06-01", "deny"},
      {"az resource delete --ids " + zone, "deny"},
      {"az network private-dns record-set a remove-record" + set + "-a 10.0.2.4", "uncertain"},
      {"az network private-dns record-set a add-record" + set + "-a 10.9.9.9", "uncertain"},
      {"az network private-dns record-set a delete" + set +
           "-y\naz network private-dns record-set a add-record" + set + "-a 10.9.9.9",
       "deny"},
      {"az network private-dns record-set a delete" + set +
           "-y\naz network private-endpoint dns-zone-group create -g rg --endpoint-name pe1 -n g1 "
           "--private-dns-zone privatelink.vaultcore.azure.net --zone-name vault",
       "allow"},
  }));
  CAPTURE(command);
  CHECK(verdict(open_inside + command + "\n", "vm1") == expected);
}

TEST_CASE("a rest call that cannot be followed is a gap", "[az][I-407]") {
  const std::string path =
      "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/"
      "Microsoft.KeyVault/vaults/kvx1?api-version=2022-07-01 ";
  const std::string body =
      "--body '{\"properties\":{\"publicNetworkAccess\":\"Enabled\","
      "\"networkAcls\":{\"defaultAction\":\"Allow\"}}}'";
  const auto [command, expected] = GENERATE_COPY(table<std::string, std::string>({
      {"--method patch --url https://westeurope.management.azure.com" + path + body, "allow"},
      {"--method patch --url https://management.usgovcloudapi.net" + path + body, "uncertain"},
      {"--method $M --url " + path + body, "uncertain"},
      {"--method patch --url https://$HOST" + path + body, "uncertain"},
      {"--method patch --url https://graph.microsoft.com/v1.0/me --body {}", "deny"},
  }));
  CAPTURE(command);
  CHECK(verdict(deny + "az rest " + command + "\n", "internet") == expected);
}
