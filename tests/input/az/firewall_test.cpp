#include "run.h"

using namespace airtight;
using namespace airtight::input;
using az::test::Script;

namespace {

const std::string firewall = "Microsoft.Network/azureFirewalls/fw";
const std::string rules = "Microsoft.Network/firewallPolicies/p/ruleCollectionGroups/g";
const std::string collection = "az network firewall policy rule-collection-group collection ";
const std::string in_group = " -g rg --policy-name p --rcg-name g ";

Script prepared() {
  Script az;
  az("az group create -n rg -l west");
  az("az network vnet create -g rg -n hub --address-prefixes 10.0.0.0/16 --subnet-name "
     "AzureFirewallSubnet --subnet-prefixes 10.0.1.0/26");
  az("az network public-ip create -g rg -n pip");
  az("az network firewall policy create -g rg -n p --sku Premium --enable-dns-proxy true "
     "--dns-servers 10.0.9.9");
  az("az network firewall policy rule-collection-group create -g rg --policy-name p -n g "
     "--priority 300");
  return az;
}

std::string compact(std::string json) {
  std::erase_if(json, [](char c) { return c == ' ' || c == '\n'; });
  return json;
}

}  // namespace

TEST_CASE("a firewall sits in its subnet and shows the address it will have",
          "[az][I-214][I-082]") {
  Script az = prepared();
  az("az network firewall create -g rg -n fw --firewall-policy p --vnet-name hub --conf-name c "
     "--public-ip pip");
  CHECK(az.errors().empty());
  CHECK(az.text(firewall, "properties.sku.name") == "AZFW_VNet");
  CHECK(az.text(firewall, "properties.firewallPolicy.id").ends_with("/firewallPolicies/p"));
  const Value body = az.get(firewall);
  const Value& first = body.at_path("properties.ipConfigurations")->array()->front();
  CHECK(first.at_path("properties.subnet.id")->string()->ends_with("/subnets/AzureFirewallSubnet"));
  CHECK(first.at_path("properties.publicIPAddress.id")->string()->ends_with("/pip"));
  CHECK(first.at_path("properties.privateIPAddress") == nullptr);
  for (const char* query :
       {"ipConfigurations[0].privateIPAddress", "ipConfigurations[0].privateIpAddress"}) {
    CHECK(
        az("az network firewall show -g rg -n fw --query " + std::string(query) + " -o tsv").text ==
        "10.0.1.4");
  }
  CHECK(az("az network firewall ip-config list -g rg -f fw --query "
           "\"[?name=='c'].privateIpAddress\" -o tsv")
            .text.starts_with("10.0.1.4"));
}

TEST_CASE("an ip-config of its own does the same", "[az][I-214]") {
  Script az = prepared();
  az("az network firewall create -g rg -n fw");
  az("az network firewall ip-config create -g rg -f fw -n c --vnet-name hub --public-ip-address "
     "pip");
  CHECK(az.errors().empty());
  CHECK(az.get(firewall).at_path("properties.ipConfigurations")->array()->size() == 1);
  az("az network firewall ip-config create -g rg -f fw -n c --vnet-name nowhere");
  CHECK(az.errors().find("nowhere") != std::string::npos);
}

TEST_CASE("collections and rules of a policy", "[az][I-214]") {
  Script az = prepared();
  az("az network ip-group create -g rg -n spokes --ip-addresses 10.1.0.0/16 10.2.0.0/16");
  az(collection + "add-filter-collection" + in_group +
     "-n net --collection-priority 100 --action Allow --rule-type NetworkRule --rule-name a "
     "--ip-protocols TCP UDP --source-ip-groups spokes --dest-addr 10.3.0.0/16 "
     "--destination-ports 443");
  az(collection + "rule add" + in_group +
     "--collection-name net -n b --rule-type ApplicationRule --protocols Https=443 Http=8080 "
     "--source-addresses '*' --target-fqdns example.com");
  az(collection + "add-nat-collection" + in_group +
     "-n nat --collection-priority 90 --action DNAT --rule-name in --ip-protocols TCP "
     "--source-addresses '*' --dest-addr 203.0.113.4 --destination-ports 443 "
     "--translated-address 10.3.0.4 --translated-port 8443");
  CHECK(az.errors().empty());
  CHECK(az.text(rules, "properties.priority") == "300");
  const Value body = az.get(rules);
  const Array& list = *body.at_path("properties.ruleCollections")->array();
  REQUIRE(list.size() == 2);
  CHECK(
      compact(to_json(*list[0].find("rules"))) ==
      R"([{"name":"a","sourceIpGroups":["/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/ipGroups/spokes"],"destinationAddresses":["10.3.0.0/16"],"destinationPorts":["443"],"ipProtocols":["TCP","UDP"],"ruleType":"NetworkRule"},{"name":"b","sourceAddresses":["*"],"targetFqdns":["example.com"],"protocols":[{"protocolType":"Https","port":443},{"protocolType":"Http","port":8080}],"ruleType":"ApplicationRule"}])");
  CHECK(*list[1].find("ruleCollectionType")->string() == "FirewallPolicyNatRuleCollection");
  CHECK(compact(to_json(*list[1].find("rules"))).find(R"("translatedPort":"8443")") !=
        std::string::npos);

  az(collection + "rule remove" + in_group + "--collection-name net -n a");
  az(collection + "remove" + in_group + "-n nat");
  const Value after = az.get(rules);
  const Array& left = *after.at_path("properties.ruleCollections")->array();
  REQUIRE(left.size() == 1);
  CHECK(left[0].find("rules")->array()->size() == 1);
  az(collection + "rule add" + in_group + "--collection-name none -n b --rule-type NetworkRule");
  CHECK(az.errors().find("no rule collection \"none\"") != std::string::npos);
}

TEST_CASE("classic rules stand in the firewall", "[az][I-214]") {
  Script az = prepared();
  az("az network firewall create -g rg -n fw");
  az("az network firewall network-rule create -g rg -f fw -c net -n a --priority 100 --action Deny "
     "--protocols TCP --source-addresses 10.1.0.0/16 --destination-addresses '*' "
     "--destination-ports 22");
  az("az network firewall network-rule create -g rg -f fw -c net -n b --protocols Any "
     "--source-addresses '*' --destination-addresses '*' --destination-ports '*'");
  az("az network firewall application-rule create -g rg -f fw -c web -n c --priority 200 "
     "--action Allow --protocols https=443 --source-addresses '*' --target-fqdns example.com");
  CHECK(az.errors().empty());
  CHECK(
      compact(az.text(firewall, "properties.networkRuleCollections")) ==
      R"([{"name":"net","properties":{"priority":100,"action":{"type":"Deny"},"rules":[{"name":"a","sourceAddresses":["10.1.0.0/16"],"destinationAddresses":["*"],"destinationPorts":["22"],"protocols":["TCP"]},{"name":"b","sourceAddresses":["*"],"destinationAddresses":["*"],"destinationPorts":["*"],"protocols":["Any"]}]}}])");
  CHECK(compact(az.text(firewall, "properties.applicationRuleCollections"))
            .find(R"("protocols":[{"protocolType":"https","port":443}])") != std::string::npos);
}

TEST_CASE("settings of the firewall that only policies have in the model are gaps", "[az]") {
  Script az = prepared();
  az("az network firewall create -g rg -n fw --enable-dns-proxy true");
  REQUIRE(az.session.steps.back().gaps.size() == 1);
  CHECK(az.session.steps.back().gaps[0].scope ==
        std::vector<std::string>{"microsoft.network/azurefirewalls"});
  az("az network firewall update -g rg -n fw --no-such-option");
  CHECK(az.errors().find("--no-such-option") != std::string::npos);
}

TEST_CASE("an update of a policy outside the input leaves its rules unknown", "[az][I-420]") {
  Script az;
  az("az network firewall policy update -g rg -n elsewhere --enable-dns-proxy true");
  CHECK(az.has("Microsoft.Network/firewallPolicies/elsewhere"));
  const Value stub = az.get("Microsoft.Network/firewallPolicies/elsewhere");
  REQUIRE(stub.find("$external") != nullptr);
  CHECK(az.text("Microsoft.Network/firewallPolicies/elsewhere",
                "properties.dnsSettings.enableProxy") == "true");
  // Made later in the script, it is no longer outside.
  az("az network firewall policy create -g rg -n elsewhere");
  CHECK(az.get("Microsoft.Network/firewallPolicies/elsewhere").find("$external") == nullptr);

  Script made = prepared();
  made("az network firewall policy update -g rg -n mistake --sku Standard");
  CHECK(made.errors().find("mistake") != std::string::npos);
}
