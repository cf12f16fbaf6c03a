#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/program.h"
#include "cli/schema.h"

using Json = nlohmann::json;

namespace {

// A template of Microsoft's quickstarts, and a place in it that has routes and filters.
struct Recorded {
  std::string name;
  std::string from;
  std::string hop;  // towards 8.8.8.8
  int code = 0;     // 3 where the firewall's address is made by the deployment
};

const std::vector<Recorded>& recorded() {
  static const std::vector<Recorded> all{
      {"qs-azurefirewall-sandbox-linux", "Server", "VirtualAppliance", 0},
      {"qs-hub-and-spoke-sandbox", "subnet:spokeDevVnet/WorkloadSubnet", "Internet", 0},
      {"qs-hub-and-spoke-sandbox", "winJmphostVm", "Internet", 0},
      {"qs-azure-firewall-dns-proxy", "DevVm", "VirtualAppliance", 3},
      {"qs-key-vault-private-endpoint", "TestVm", "Internet", 0}};
  return all;
}

// The template with its parameters; empty where the data is not there.
std::vector<std::string> inputs(const Recorded& each) {
  const std::string path = AIRTIGHT_SOURCE_DIR "/../shared/data/arm/" + each.name;
  if (!std::filesystem::exists(path + ".json")) return {};
  return {path + ".json", path + ".parameters.json"};
}

std::string run(const std::string& command, std::vector<std::string> arguments, int code) {
  arguments.insert(arguments.begin(), command);
  arguments.emplace_back("--quiet");
  const Ran ran = run_program(arguments);
  INFO(command << ": " << ran.err);
  CHECK(ran.code == code);
  return ran.out;
}

Json document(const std::string& command, std::vector<std::string> arguments, int code) {
  arguments.insert(arguments.end(), {"--format", "json"});
  const std::string text = run(command, std::move(arguments), code);
  REQUIRE_FALSE(text.empty());
  CHECK(schema_faults(command, text).empty());
  return Json::parse(text);
}

std::vector<std::string> operator+(std::vector<std::string> words,
                                   const std::vector<std::string>& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

using Words = std::vector<std::string>;

// A machine behind a user route, with a group at its subnet.
const char* const small = R"([
{"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v",
 "type": "Microsoft.Network/virtualNetworks", "name": "v", "location": "westeurope",
 "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}, "subnets": [
  {"name": "s", "properties": {"addressPrefix": "10.0.0.0/24",
   "routeTable": {"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/routeTables/rt"},
   "networkSecurityGroup": {"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/networkSecurityGroups/n"}}}]}},
{"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/routeTables/rt",
 "type": "Microsoft.Network/routeTables", "name": "rt", "location": "westeurope",
 "properties": {"routes": [{"name": "to-fw", "properties": {"addressPrefix": "0.0.0.0/0",
  "nextHopType": "VirtualAppliance", "nextHopIpAddress": "10.0.9.4"}}]}},
{"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/networkSecurityGroups/n",
 "type": "Microsoft.Network/networkSecurityGroups", "name": "n", "location": "westeurope",
 "properties": {"securityRules": [{"name": "ssh", "properties": {"priority": 100,
  "direction": "Inbound", "access": "Allow", "protocol": "Tcp", "sourceAddressPrefix": "10.9.0.0/16",
  "sourcePortRange": "*", "destinationAddressPrefix": "*", "destinationPortRange": "22"}}]}}
])";

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("the three tables are documents of their schemas for templates of others",
          "[cli][effective][next-hop]") {
  for (const Recorded& each : recorded()) {
    const Words files = inputs(each);
    if (files.empty()) {
      WARN("skipped: no " + each.name + " in ../shared/data/arm");
      continue;
    }
    CAPTURE(each.name, each.from);
    const Words from = files + Words{"--from", each.from};
    const Json routes = document("effective-routes", from, each.code);
    CHECK(routes["determined"] == (each.code == 0));
    CHECK(routes["routes"].size() >= 3);
    const Json rules = document("effective-nsg", from, 0);
    CHECK(rules["determined"] == true);
    const Json next = document("next-hop", from + Words{"--to", "8.8.8.8"}, each.code);
    CHECK(next["nextHopType"] == each.hop);
    CHECK(document("next-hop", from + Words{"--to", "168.63.129.16"}, 0)["nextHopType"] ==
          "Platform");
  }
}

TEST_CASE("a table of a machine's routes reads as the platform's own", "[cli][effective]") {
  const TemporaryFile file(small, ".json");
  const Words from{file.path(), "--from", "subnet:v/s"};
  const std::string text = run("effective-routes", from, 0);
  CHECK(has(text, "subnet v/s, route table rt\n"));
  CHECK(has(text, "Source   State    Address Prefix  Next Hop Type     Next Hop IP  User-defined"));
  CHECK(has(text, "\n-------  -------  --------------"));
  CHECK(has(text, "Default  Invalid  0.0.0.0/0       Internet"));
  CHECK(has(text, "overridden by User 0.0.0.0/0 to-fw [N-031, N-046]"));
  CHECK(has(text, "User     Active   0.0.0.0/0       VirtualAppliance  10.0.9.4     to-fw"));
  CHECK(has(text, "[N-030] " + file.path() + ":"));

  const Json routes = document("effective-routes", from, 0);
  const Json& user = routes["routes"].back();
  CHECK(user["source"] == "User");
  CHECK(user["where"]["pointer"] == "/1/properties/routes/0");
  CHECK(user["nextHopIpAddress"] == Json::array({"10.0.9.4"}));
}

TEST_CASE("the rules of a group read as the platform's own", "[cli][effective][R-24]") {
  const TemporaryFile file(small, ".json");
  const Words from{file.path(), "--from", "subnet:v/s"};
  const std::string text = run("effective-nsg", from, 0);
  CHECK(has(text, "subnet s: network security group n\n"));
  CHECK(has(text, "Inbound    100       ssh"));
  CHECK(has(text, "Inbound    65001     AllowAzureLoadBalancerInBound  Allow"));
  CHECK(has(text, "Outbound   65500     DenyAllOutBound"));
  CHECK(has(text, "VirtualNetwork     inbound and outbound  0.0.0.0/0, 10.0.0.0/16"));
  CHECK(has(text, "assuming C-10\n"));
  const Json narrowed =
      document("effective-nsg", from + Words{"--assume", "C-10=no"}, 0)["networkSecurityGroups"];
  const Json& inbound = narrowed[0]["effectiveSecurityRules"][1];
  CHECK(inbound["name"] == "AllowVnetInBound");
  CHECK(inbound["expandedSourceAddressPrefix"] == Json::array({"10.0.0.0/16", "168.63.129.16/32"}));
}

TEST_CASE("next-hop answers lines in order, errors as documents", "[cli][next-hop]") {
  const TemporaryFile file(small, ".json");
  const TemporaryFile lines(
      "{\"from\":\"subnet:v/s\",\"to\":\"10.0.0.9\"}\n"
      "{\"from\":\"nobody\",\"to\":\"10.0.0.9\"}\n"
      "{\"from\":\"subnet:v/s\",\"to\":\"kv1\"}\n"
      "{\"from\":\"subnet:v/s\",\"to\":\"8.8.8.8\",\"port\":443}\n",
      ".jsonl");
  std::istringstream out(run("next-hop", {file.path(), "--batch", lines.path()}, 2));
  std::vector<Json> documents;
  for (std::string line; std::getline(out, line);) documents.push_back(Json::parse(line));
  REQUIRE(documents.size() == 4);
  CHECK(documents[0]["nextHopType"] == "VnetLocal");
  CHECK(documents[0]["routeTableId"] == "System Route");
  CHECK(documents[1].contains("error"));
  CHECK(documents[2].contains("error"));
  CHECK(documents[3]["nextHopIpAddress"] == "10.0.9.4");
  CHECK(documents[3]["route"]["name"] == "to-fw");
}
