#include <nlohmann/json.hpp>

#include "cli/program.h"
#include "cli/schema.h"

using Json = nlohmann::json;

namespace {

Json inventory(const std::vector<std::string>& inputs) {
  std::vector<std::string> arguments{"inventory"};
  arguments.insert(arguments.end(), inputs.begin(), inputs.end());
  arguments.insert(arguments.end(), {"--format", "json"});
  const Ran ran = run_program(arguments);
  INFO(ran.err);
  REQUIRE(ran.code == 0);
  CHECK(schema_faults("inventory", ran.out).empty());
  return Json::parse(ran.out);
}

std::string last(const Json& id) {
  const std::string text = id.get<std::string>();
  return text.substr(text.rfind('/') + 1);
}

const Json* what(const Json& document, const std::string& part) {
  for (const Json& unknown : document["unknown"]) {
    if (unknown["what"].get<std::string>().find(part) != std::string::npos) return &unknown;
  }
  return nullptr;
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("the graph says who is in which network and who is answered from which zone",
          "[cli][inventory]") {
  const std::string file = scenarios + "/five-ways-resolver-in-the-hub/symbolic.json";
  const Json json = inventory({file});
  CHECK(json["summary"]["Microsoft.Network/virtualNetworks"] == 2);
  const Json& graph = json["graph"];
  REQUIRE(graph["virtualNetworks"].size() == 2);
  const Json& spoke = graph["virtualNetworks"][1];
  CHECK(last(spoke["id"]) == "spoke");
  CHECK(spoke["dnsServers"] == Json{"10.50.0.4"});
  CHECK(spoke["subnets"][0]["delegations"] == Json{"Microsoft.Web/serverFarms"});
  CHECK(graph["peerings"].size() == 2);
  for (const Json& peering : graph["peerings"]) CHECK(peering["up"] == true);
  REQUIRE(graph["privateEndpoints"].size() == 2);
  CHECK(graph["privateEndpoints"][0]["groupId"] == "account");
  CHECK(graph["privateEndpoints"][0]["predicted"] == true);
  REQUIRE(graph["privateDnsZones"].size() == 2);
  for (const Json& zone : graph["privateDnsZones"]) {
    // The spoke has no link: the resolver in the hub answers it.
    REQUIRE(zone["links"].size() == 1);
    CHECK(last(zone["links"][0]["virtualNetwork"]) == "hub");
    REQUIRE(zone["reachedBy"].size() == 2);
    CHECK(last(zone["reachedBy"][0]["id"]) == "hub");
    CHECK(last(zone["reachedBy"][1]["id"]) == "spoke");
    for (const Json& reader : zone["reachedBy"]) CHECK(reader["certain"] == true);
  }
  const Ran text = run_program({"inventory", file});
  CHECK(has(text.out, "  spoke  10.60.0.0/16 (DNS servers 10.50.0.4)\n"));
  CHECK(has(text.out,
            "privatelink.database.windows.net  names: 1; linked to: hub; answers: hub, spoke"));
}

TEST_CASE("a zone behind a DNS server that nobody describes is not certain to answer",
          "[cli][inventory][R-31]") {
  const TemporaryFile file(
      "az network vnet create -g rg -n v --dns-servers 10.0.9.9\n"
      "az network private-dns zone create -g rg -n z.example\n"
      "az network private-dns link vnet create -g rg -z z.example -n l -v v -e false\n");
  const Json json = inventory({file.path()});
  const Json& zone = json["graph"]["privateDnsZones"][0];
  CHECK(zone["links"].size() == 1);
  for (const Json& reader : zone["reachedBy"]) CHECK(reader["certain"] == false);
}

TEST_CASE("what is not followed says whether it may change verdicts", "[cli][inventory][I-002]") {
  const std::string id = R"("id":"/subscriptions/s/resourceGroups/g/providers/)";
  const TemporaryFile file(
      "[{" + id + R"(Microsoft.Network/vpnGateways/w","type":"Microsoft.Network/vpnGateways"},)" +
          "{" + id + R"(Microsoft.Insights/components/i","type":"Microsoft.Insights/components",)" +
          R"("properties":{"key":{"$unknown":"the key","reason":"a secret"}}},)" + "{" + id +
          R"(Microsoft.KeyVault/vaults/k","type":"Microsoft.KeyVault/vaults",)" +
          R"("tags":{"owner":{"$unknown":"the owner","reason":"a parameter"}},)" +
          R"("properties":{"publicNetworkAccess":{"$unknown":"the switch","reason":"a parameter"}}},)" +
          R"({"$gap":"a list that was not read","scope":["microsoft.network"]}])",
      ".json");
  const Json json = inventory({file.path()});
  const std::vector<std::pair<std::string, bool>> expected{
      {"vpnGateways: w", true}, {"components: i", false}, {"the key", false},
      {"the owner", false},     {"the switch", true},     {"a list that was not read", true}};
  for (const auto& [part, matters] : expected) {
    CAPTURE(part, json["unknown"].dump(1));
    const Json* found = what(json, part);
    REQUIRE(found != nullptr);
    CHECK((*found)["mayMatter"] == matters);
  }
}

TEST_CASE("a peering with one link is down", "[cli][inventory][N-150]") {
  const TemporaryFile file(
      "az network vnet create -g rg -n a --address-prefixes 10.1.0.0/16\n"
      "az network vnet create -g rg -n b --address-prefixes 10.2.0.0/16\n"
      "az network vnet peering create -g rg -n ab --vnet-name a --remote-vnet b "
      "--allow-vnet-access\n");
  const Json json = inventory({file.path()});
  REQUIRE(json["graph"]["peerings"].size() == 1);
  CHECK(json["graph"]["peerings"][0]["up"] == false);
  CHECK(has(run_program({"inventory", file.path()}).out, "a -> b (down)"));
}

TEST_CASE("a resource of a nested deployment has its place and the deployments around it",
          "[cli][inventory][I-053]") {
  for (const char* form : {"compiled.json", "symbolic.json"}) {
    const Json json = inventory({scenarios + "/five-ways-hub-and-spokes/" + form});
    int peerings = 0;
    for (const Json& resource : json["resources"]) {
      if (resource["type"] != "Microsoft.Network/virtualNetworks/virtualNetworkPeerings") {
        CHECK_FALSE(resource.contains("deployments"));
        continue;
      }
      CHECK(resource["deployments"] ==
            Json{"peering-" + std::to_string(last(resource["id"]) == "hub-to-spoke1"   ? 0
                                             : last(resource["id"]) == "hub-to-spoke2" ? 1
                                             : last(resource["id"]) == "spoke1-to-hub" ? 2
                                                                                       : 3)});
      CHECK(has(resource["where"]["pointer"], "/properties/template/resources/"));
      ++peerings;
    }
    CHECK(peerings == 4);
  }
}
