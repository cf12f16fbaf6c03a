#include "run.h"

using namespace airtight;
using namespace airtight::input;
using az::test::Script;

namespace {

std::string compact(std::string json) {
  std::erase_if(json, [](char c) { return c == ' ' || c == '\n'; });
  return json;
}

}  // namespace

TEST_CASE("services of the table write what decides about their public edge",
          "[az][I-244][I-245][I-246][I-247]") {
  struct Case {
    std::vector<std::string> commands;
    std::string resource;
    std::string path;
    std::string value;
  };
  const std::string registry = "Microsoft.ContainerRegistry/registries/r";
  const std::string cosmos = "Microsoft.DocumentDB/databaseAccounts/c";
  const std::string bus = "Microsoft.ServiceBus/namespaces/b/networkRuleSets/default";
  const std::string create_bus = "servicebus namespace create -g rg -n b --sku Premium";
  const std::vector<Case> cases{
      {{"acr create -g rg -n r --sku Premium --public-network-enabled false"},
       registry,
       "properties.networkRuleSet.defaultAction",
       "Deny"},
      {{"acr create -g rg -n r --sku Premium --public-network-enabled false"},
       registry,
       "properties.publicNetworkAccess",
       "Disabled"},
      {{"acr create -g rg -n r --sku Premium", "acr update -n r --allow-trusted-services false"},
       registry,
       "properties.networkRuleBypassOptions",
       "None"},
      {{"acr create -g rg -n r --sku Premium",
        "acr network-rule add -n r --ip-address 192.0.2.0/24"},
       registry,
       "properties.networkRuleSet.ipRules",
       R"([{"action":"Allow","value":"192.0.2.0/24"}])"},
      {{"cosmosdb create -g rg -n c -e false"},
       cosmos,
       "properties.publicNetworkAccess",
       "Disabled"},
      {{"cosmosdb create -g rg -n c --ip-range-filter 192.0.2.1,192.0.2.2"},
       cosmos,
       "properties.ipRules",
       R"([{"ipAddressOrRange":"192.0.2.1"},{"ipAddressOrRange":"192.0.2.2"}])"},
      {{"cosmosdb create -g rg -n c --enable-virtual-network"},
       cosmos,
       "properties.isVirtualNetworkFilterEnabled",
       "true"},
      {{"appconfig create -g rg -n a -l west --enable-public-network false"},
       "Microsoft.AppConfiguration/configurationStores/a",
       "properties.publicNetworkAccess",
       "Disabled"},
      {{"search service create -g rg -n s --sku basic --ip-rules \"192.0.2.1;192.0.2.2\""},
       "Microsoft.Search/searchServices/s",
       "properties.networkRuleSet.ipRules",
       R"([{"value":"192.0.2.1"},{"value":"192.0.2.2"}])"},
      {{"search service create -g rg -n s --sku basic"},
       "Microsoft.Search/searchServices/s",
       "properties.publicNetworkAccess",
       "enabled"},
      {{create_bus,
        "servicebus namespace network-rule-set update -g rg -n b --default-action Deny "
        "--public-network-access Enabled"},
       bus,
       "properties.defaultAction",
       "Deny"},
      {{create_bus,
        "servicebus namespace network-rule-set ip-rule add -g rg -n b --ip-rule "
        "ip-address=192.0.2.1 action=Allow"},
       bus,
       "properties.ipRules",
       R"([{"action":"Allow","ipMask":"192.0.2.1"}])"},
      {{"containerapp env create -g rg -n e --internal-only true"},
       "Microsoft.App/managedEnvironments/e",
       "properties.vnetConfiguration.internal",
       "true"},
  };
  for (const Case& one : cases) {
    Script az;
    az("az group create -n rg -l west");
    for (const std::string& command : one.commands) az("az " + command);
    CAPTURE(one.commands, one.path, az.errors());
    CHECK(az.errors().empty());
    CHECK(compact(az.text(one.resource, one.path)) == one.value);
  }
}

TEST_CASE("rules of a namespace outside the input are not all its rules", "[az][I-420]") {
  Script az;
  az("az servicebus namespace network-rule-set update -g rg -n outside "
     "--enable-trusted-service-access true");
  REQUIRE(az.session.steps.back().gaps.size() == 1);
  CHECK(az.session.steps.back().gaps[0].scope ==
        std::vector<std::string>{"microsoft.servicebus/namespaces"});
}

TEST_CASE("subnets of rules are found by name and by id", "[az][I-244][I-245]") {
  Script az;
  az("az group create -n rg -l west");
  az("az network vnet create -g rg -n v --subnet-name s");
  az("az cosmosdb create -g rg -n c");
  az("az cosmosdb network-rule add -g rg -n c --vnet-name v --subnet s");
  az("az eventhubs namespace create -g rg -n h");
  az("az eventhubs namespace network-rule-set virtual-network-rule add -g rg -n h --subnet "
     "id=/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/"
     "Microsoft.Network/virtualNetworks/v/subnets/s");
  CHECK(az.errors().empty());
  CHECK(
      compact(az.text("Microsoft.DocumentDB/databaseAccounts/c", "properties.virtualNetworkRules"))
          .find("/virtualNetworks/v/subnets/s") != std::string::npos);
  CHECK(compact(az.text("Microsoft.EventHub/namespaces/h/networkRuleSets/default",
                        "properties.virtualNetworkRules"))
            .find("/virtualNetworks/v/subnets/s") != std::string::npos);
}
