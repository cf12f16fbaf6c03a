#include "run.h"

using namespace airtight;
using namespace airtight::input;
using az::test::Script;

TEST_CASE("addresses and groups are added to an endpoint that is there", "[az][I-210]") {
  Script az;
  az("az group create -n rg -l west");
  az("az network vnet create -g rg -n v --subnet-name s");
  az("az network asg create -g rg -n g");
  az("az keyvault create -g rg -n k");
  az("az network private-endpoint create -g rg -n e --vnet-name v --subnet s --group-id vault "
     "--connection-name c --private-connection-resource-id /subscriptions/" +
     std::string(az::nobody) + "/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/k");
  az("az network private-endpoint ip-config add -g rg --endpoint-name e -n one --group-id vault "
     "--member-name default --private-ip-address 10.0.0.77");
  az("az network private-endpoint asg add -g rg --endpoint-name e --asg-id g");
  CHECK(az.errors().empty());
  const std::string endpoint = "Microsoft.Network/privateEndpoints/e";
  const Value body = az.get(endpoint);
  const Value& first = body.at_path("properties.ipConfigurations")->array()->front();
  CHECK(*first.at_path("properties.privateIPAddress")->string() == "10.0.0.77");
  CHECK(*body.find("$addresses")->array()->front().string() == "10.0.0.77");
  CHECK(body.at_path("properties.applicationSecurityGroups")
            ->array()
            ->front()
            .find("id")
            ->string()
            ->ends_with("/applicationSecurityGroups/g"));
  az("az network private-endpoint asg add -g rg --endpoint-name none --asg-id g");
  CHECK(az.errors().find("none") != std::string::npos);
}

TEST_CASE("a prefix of public addresses for a NAT gateway", "[az][I-206]") {
  Script az;
  az("az group create -n rg -l west");
  az("az network public-ip prefix create -g rg -n p --length 30");
  az("az network nat gateway create -g rg -n n --public-ip-prefixes p");
  CHECK(az.errors().empty());
  CHECK(az.text("Microsoft.Network/publicIPPrefixes/p", "properties.prefixLength") == "30");
}
