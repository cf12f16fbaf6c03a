#include <nlohmann/json.hpp>

#include "input/reading.h"

using namespace airtight;
using namespace airtight::input;
using namespace airtight::input::test;
using airtight::azure::ResourceId;

namespace {

const std::string vnet = network + "virtualNetworks/v";

struct Mistake {
  std::string text;
  std::string pointer;
  std::string message;
};

}  // namespace

TEST_CASE("a list is read in each of its shapes", "[I-013]") {
  const std::string row = "{'id': '$NET/virtualNetworks/v', 'properties': {}}";
  for (const std::string& text : std::vector<std::string>{
           "[" + row + "]", "{'value': [" + row + "]}", "{'count': 1, 'data': [" + row + "]}",
           "{'resources': [" + row + "]}", row, "{'responses': {'200': {'body': " + row + "}}}",
           ("{'data': {'columns': [{'name': 'id'}, {'name': 'properties'}],"
            " 'rows': [['$NET/virtualNetworks/v', {}]]}}")}) {
    CAPTURE(text);
    const Listed listed = list(text);
    CHECK(listed.set.find(ResourceId(vnet)) != nullptr);
    CHECK(listed.diagnostics.empty());
  }
}

TEST_CASE("a list with a next page is a gap about everything", "[I-370][I-372]") {
  for (const char* more :
       {"'nextLink': 'https://x'", "'$skipToken': 'abc'", "'resultTruncated': 'true'"}) {
    CAPTURE(more);
    const Listed listed = list("{'value': [], " + std::string(more) + "}");
    REQUIRE(listed.set.gaps().size() == 1);
    CHECK(listed.set.gaps().front().what == "the list is truncated");
    CHECK(listed.set.gaps().front().scope == std::vector<std::string>{"*"});
    CHECK(listed.diagnostics.size() == 1);
  }
  CHECK(list("{'value': [], 'nextLink': null}").set.gaps().empty());
}

TEST_CASE("children inside their parent become entries - a stand-alone one wins", "[I-003]") {
  const Listed listed = list(
      "[{'id': '$NET/virtualNetworks/v/subnets/a', 'properties': {'addressPrefix': '10.0.9.0/24'}},"
      " {'id': '$NET/virtualNetworks/v', 'properties': {'subnets': ["
      "   {'name': 'a', 'properties': {'addressPrefix': '10.0.1.0/24'}},"
      "   {'name': 'b', 'addressPrefix': '10.0.2.0/24'}]}}]");
  CHECK(listed.diagnostics.empty());
  const Value* a = listed.set.find(ResourceId(vnet + "/subnets/a"));
  const Value* b = listed.set.find(ResourceId(vnet + "/subnets/b"));
  REQUIRE(a != nullptr);
  REQUIRE(b != nullptr);
  CHECK(*a->at_path("properties.addressPrefix")->string() == "10.0.9.0/24");
  CHECK(*b->at_path("properties.addressPrefix")->string() == "10.0.2.0/24");
  CHECK(b->place.pointer() == "/1/properties/subnets/1");
  CHECK(listed.set.find(ResourceId(vnet))->at_path("properties.subnets") == nullptr);
}

TEST_CASE("members that tools write flat or in other spelling are put in place", "[I-373][I-374]") {
  const Listed listed = list(
      "[{'id': '$NET/networkSecurityGroups/n', 'type': 'microsoft.network/networksecuritygroups',"
      "  'resourceGroup': 'g', 'securityRules': [{'name': 'r', 'priority': 100}]},"
      " {'Id': '$RG/Microsoft.KeyVault/vaults/k', 'ResourceName': 'k', 'Sku': {'Name': 'standard'},"
      "  'Properties': {'vaultUri': 'x'}, 'resources': [{'Id': '$RG/Microsoft.Storage/"
      "storageAccounts/st', 'Properties': {}}]}]");
  CHECK(listed.diagnostics.empty());
  const Value* rule =
      listed.set.find(ResourceId(network + "networkSecurityGroups/n/securityRules/r"));
  REQUIRE(rule != nullptr);
  CHECK(rule->at_path("properties.priority") != nullptr);
  CHECK(listed.set.all().size() == 4);
}

TEST_CASE("what is no resource is an error with its pointer", "[I-001]") {
  const std::vector<Mistake> mistakes{
      {"[1]", "/0", "found number, expected a resource object"},
      {"[{'type': 'T/t', 'properties': {}}]", "/0", "without \"id\""},
      {"[{'id': 3, 'properties': {}}]", "/0/id", "found number, expected a resource id"},
      {"[{'id': 'kv1', 'properties': {}}]", "/0/id", "found \"kv1\", expected a resource id"},
      {"[{'id': '$NET/virtualNetworks/v'}]", "/0", "neither \"type\" nor \"properties\""},
      {"[{'id': '$NET/virtualNetworks/v', 'type': 5, 'properties': {}}]", "/0/type", "the type"},
      {"[{'id': '$NET/virtualNetworks/v', 'properties': {'subnets': 'x'}}]",
       "/0/properties/subnets", "expected an array of subnets"},
      {"[{'id': '$NET/virtualNetworks/v', 'properties': {'subnets': [{}]}}]",
       "/0/properties/subnets/0", "without \"name\""},
  };
  for (const Mistake& mistake : mistakes) {
    CAPTURE(mistake.text);
    const Listed listed = list(mistake.text);
    REQUIRE_FALSE(listed.diagnostics.empty());
    const Diagnostic& found = listed.diagnostics.front();
    CHECK(found.severity == Severity::error);
    CHECK(found.where.pointer == mistake.pointer);
    CHECK_THAT(found.message, Catch::Contains(mistake.message));
  }
}

TEST_CASE("an inventory without properties makes stubs, and never hides what is known", "[I-371]") {
  const std::string type = "'type': 'Microsoft.Network/virtualNetworks'";
  Listed listed = list("[{'id': '$NET/virtualNetworks/v', " + type + "}]");
  CHECK(listed.diagnostics.size() == 1);
  CHECK(listed.set.find(ResourceId(vnet))->find("$external") != nullptr);
  listed = list("[{'id': '$NET/virtualNetworks/v', 'properties': {'x': 1}}]");
  read_resource_list(source(json_text("[{'id': '$NET/virtualNetworks/v', " + type + "}]")),
                     listed.set, listed.diagnostics);
  CHECK(listed.set.find(ResourceId(vnet))->at_path("properties.x") != nullptr);
}

TEST_CASE("what to_resource_list writes is read back as it was", "[I-002]") {
  const Listed first = list(
      "[{'id': '$NET/virtualNetworks/v', 'location': 'west', 'properties': {'addressSpace':"
      "   {'addressPrefixes': [{'$unknown': '$P', 'reason': 'never set'}]}}},"
      " {'id': '$NET/privateEndpoints/p', '$order': 3, '$addresses': ['10.0.0.4'],"
      "   'properties': {}},"
      " {'id': '$NET/privateEndpoints/p/privateDnsZoneGroups/default', '$recordsDeleted': true,"
      "   'properties': {}},"
      " {'id': '$NET/virtualNetworks/hub', '$external': true, 'properties': {}},"
      " {'id': '$RG/Microsoft.Web/sites/a/config/appsettings', 'properties': {"
      "   'DB': 'Server=db.database.windows.net;Password=hunter2', 'NAME': 'hub',"
      "   'KV': '@Microsoft.KeyVault(VaultName=k;SecretName=s)', 'WEBSITE_VNET_ROUTE_ALL': '1',"
      "   'U': {'$unknown': '$U', 'reason': ''}}},"
      " {'$gap': 'az cdn create', 'scope': ['microsoft.cdn'], 'file': 'a.sh', 'line': 4}]");
  CHECK(first.diagnostics.empty());
  const std::string emitted = to_resource_list(first.set);
  Listed second;
  read_resource_list(source(emitted), second.set, second.diagnostics);
  CHECK(second.diagnostics.empty());
  CHECK(to_resource_list(second.set) == emitted);
  REQUIRE(second.set.gaps().size() == 1);
  CHECK(second.set.gaps().front().place.line() == 4);
  CHECK(emitted.find("hunter2") == std::string::npos);
  const Value* prefixes =
      second.set.find(ResourceId(vnet))->at_path("properties.addressSpace.addressPrefixes");
  CHECK(prefixes->array()->front().unknown() != nullptr);
}

TEST_CASE("a later list replaces resources of the same id", "[I-004][I-006]") {
  Listed listed = list("[{'id': '$NET/virtualNetworks/v', 'properties': {'a': 1}}]");
  read_resource_list(
      source(json_text("[{'id': '$NET/VIRTUALNETWORKS/V', 'properties': {'b': 1}}]")), listed.set,
      listed.diagnostics);
  CHECK(listed.set.all().size() == 1);
  CHECK(listed.set.find(ResourceId(vnet))->at_path("properties.a") == nullptr);
}

TEST_CASE("a child under its parent needs no id, and effective rules are no resources",
          "[I-374][I-375]") {
  const Listed child = list(
      "[{'id': '$RG/Microsoft.Sql/servers/s', 'properties': {}, 'resources': [{'Type': "
      "'Microsoft.Sql/servers/firewallRules', 'Name': 'all', 'Properties': {'startIpAddress': "
      "'0.0.0.0'}}]}]");
  CHECK(child.diagnostics.empty());
  CHECK(child.set.find(azure::ResourceId(
            subscription + "/providers/Microsoft.Sql/servers/s/firewallRules/all")) != nullptr);
  const Listed effective =
      list("{'value': [{'source': 'Default', 'nextHopType': 'VnetLocal', 'addressPrefix': []}]}");
  CHECK(effective.set.empty());
  REQUIRE(effective.diagnostics.size() == 1);
  CHECK(effective.diagnostics.front().severity == Severity::warning);
}

TEST_CASE("a count beyond the rows is a truncated page", "[I-372]") {
  const std::string row = "{'id': '$NET/virtualNetworks/v', 'properties': {}}";
  CHECK(list("{'data': [" + row + "], 'total_records': 500, 'count': 1}").set.gaps().size() == 1);
  CHECK(list("{'data': [" + row + "], 'total_records': 1, 'count': 1}").set.gaps().empty());
}

TEST_CASE("a resource that failed to deploy is noted", "[I-370]") {
  const auto read = [](const std::string& state) {
    return list("[{'id': '$NET/virtualNetworks/v', 'properties': {'provisioningState': '" + state +
                "'}}]");
  };
  CHECK(read("Succeeded").diagnostics.empty());
  REQUIRE(read("Failed").diagnostics.size() == 1);
  CHECK(read("Failed").diagnostics.front().severity == Severity::warning);
}
