#include <catch2/catch.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "cli/program.h"
#include "cli/schema.h"

// The commands of a fix are followed on the resources: they must come to the change that the
// diagnosis tried on the model.

using Json = nlohmann::json;

namespace {

const std::string group = "/subscriptions/s/resourceGroups/g/providers/";

// A vault with an endpoint whose zone is linked to no network, seen from a machine.
const std::string unlinked =
    R"([
 {"id": ")" +
    group + R"(Microsoft.Network/virtualNetworks/v", "location": "westeurope",
  "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
   "subnets": [{"name": "s", "properties": {"addressPrefix": "10.0.0.0/24"}},
               {"name": "e", "properties": {"addressPrefix": "10.0.1.0/24"}}]}},
 {"id": ")" +
    group + R"(Microsoft.Network/networkInterfaces/vm1-nic", "location": "westeurope",
  "properties": {"ipConfigurations": [{"name": "c", "properties": {"privateIPAddress": "10.0.0.4",
   "subnet": {"id": ")" +
    group + R"(Microsoft.Network/virtualNetworks/v/subnets/s"}}}]}},
 {"id": ")" +
    group + R"(Microsoft.Compute/virtualMachines/vm1", "location": "westeurope",
  "properties": {"networkProfile": {"networkInterfaces": [
   {"id": ")" +
    group + R"(Microsoft.Network/networkInterfaces/vm1-nic"}]}}},
 {"id": ")" +
    group + R"(Microsoft.KeyVault/vaults/kv1", "location": "westeurope",
  "properties": {"publicNetworkAccess": "Disabled"}},
 {"id": ")" +
    group + R"(Microsoft.Network/privateEndpoints/pe1", "location": "westeurope",
  "properties": {"subnet": {"id": ")" +
    group + R"(Microsoft.Network/virtualNetworks/v/subnets/e"},
   "privateLinkServiceConnections": [{"name": "c", "properties": {
    "privateLinkServiceId": ")" +
    group + R"(Microsoft.KeyVault/vaults/kv1", "groupIds": ["vault"],
    "privateLinkServiceConnectionState": {"status": "Approved"}}}],
   "ipConfigurations": [{"name": "i", "properties": {"privateIPAddress": "10.0.1.4",
    "groupId": "vault", "memberName": "default"}}]}},
 {"id": ")" +
    group +
    R"(Microsoft.Network/privateDnsZones/privatelink.vaultcore.azure.net",
  "location": "global", "properties": {}},
 {"id": ")" +
    group +
    R"(Microsoft.Network/privateDnsZones/privatelink.vaultcore.azure.net/A/kv1",
  "properties": {"ttl": 10, "aRecords": [{"ipv4Address": "10.0.1.4"}]}}])";

const std::string refused = R"({"from": "vm1", "observations": [
 {"id": "http-1", "kind": "http", "target": "https://kv1.vault.azure.net/",
  "time": "2026-03-02T08:00:01Z", "elapsedMs": 4,
  "result": {"status": 403, "classification": "PUB_REFUSED_DISABLED"}}]})";

Ran diagnose(const std::string& resources, const std::string& observations,
             const std::vector<std::string>& more) {
  const TemporaryFile file(resources, ".json");
  const TemporaryFile seen(observations, ".json");
  std::vector<std::string> arguments{"diagnose", file.path(), "--observations", seen.path()};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return run_program(arguments);
}

}  // namespace

TEST_CASE("a fix is a change of resources, too, and what comes of it is said", "[diagnose]") {
  const Ran ran = diagnose(unlinked, refused, {"--format", "json"});
  CHECK(schema_faults("diagnose", ran.out).empty());
  const Json first = Json::parse(ran.out)["explanations"][0];
  CHECK(first["causes"][0]["code"] == "DNS_ZONE_LINK_MISSING");
  const Json& patch = first["patch"];
  REQUIRE(patch["resources"].size() == 1);
  const Json& link = patch["resources"][0];
  CHECK(link["change"] == "made");
  CHECK(link["resource"].get<std::string>().ends_with("/virtualNetworkLinks/to-v"));
  CHECK(link["body"]["properties"]["virtualNetwork"]["id"].get<std::string>().ends_with(
      "/virtualNetworks/v"));
  CHECK(patch["then"] == first["mended"]);
  CHECK(patch["then"][0]["class"] == "private");
  CHECK_FALSE(patch.contains("byHand"));
}

TEST_CASE("what a fix makes is listed for people", "[diagnose]") {
  const Ran ran = diagnose(unlinked, refused, {});
  CHECK(ran.out.find("   made " + group +
                     "Microsoft.Network/privateDnsZones/privatelink.vaultcore.azure.net/"
                     "virtualNetworkLinks/to-v\n") != std::string::npos);
}

// Of several subscriptions the commands say which, because a group's name does not.
TEST_CASE("a fix chooses the subscription where there are several", "[diagnose]") {
  std::string several = unlinked;
  several.insert(several.size() - 1, R"(,
 {"id": "/subscriptions/t/resourceGroups/g/providers/Microsoft.KeyVault/vaults/kv2",
  "location": "westeurope", "properties": {"publicNetworkAccess": "Disabled"}})");
  const Ran ran = diagnose(several, refused, {"--format", "json"});
  const Json first = Json::parse(ran.out)["explanations"][0];
  CHECK(first["causes"][0]["fix"][0] == "az account set --subscription s");
  const Ran one = diagnose(unlinked, refused, {"--format", "json"});
  CHECK(Json::parse(one.out)["explanations"][0]["causes"][0]["fix"].size() == 1);
}

namespace {

// How many explanations of an incident have commands that are all followed.
std::size_t followed_in(const std::filesystem::path& incident) {
  const auto file = [&](const char* name) { return (incident / name).string(); };
  std::vector<std::string> arguments{"diagnose",       file("resources.json"),
                                     "--observations", file("observations.json"),
                                     "--format",       "json"};
  if (exists(incident / "surroundings.json"))
    arguments.insert(arguments.end(), {"--surroundings", file("surroundings.json")});
  const Ran ran = run_program(arguments);
  if (ran.code == 2) return 0;  // one that needs --from
  CHECK(schema_faults("diagnose", ran.out).empty());
  std::size_t followed = 0;
  const Json answer = Json::parse(ran.out);
  for (const Json& each : answer["explanations"]) {
    // Of a fault that stops nothing yet no change was tried.
    if (!each.contains("patch") || !each.contains("mended") || each["patch"].contains("byHand"))
      continue;
    const Json& patch = each["patch"];
    INFO(incident.filename() << "\n" << each.dump(1));
    CHECK_FALSE(patch["resources"].empty());
    const Json& then = patch["then"];
    REQUIRE(then.size() == each["mended"].size());
    for (std::size_t i = 0; i < then.size(); ++i) {
      // Names that only the service knows leave it open whether a group writes them.
      if (then[i]["verdict"] != "uncertain") CHECK(then[i] == each["mended"][i]);
    }
    ++followed;
  }
  return followed;
}

}  // namespace

TEST_CASE("commands that are followed come to what was tried on the model", "[diagnose]") {
  std::size_t followed = 0;
  for (const char* folder : {"/tests/diagnose/incidents", "/../shared/data/incidents"}) {
    const std::filesystem::path all = std::string(AIRTIGHT_SOURCE_DIR) + folder;
    if (!exists(all)) {
      WARN("skipped: no incidents beside the checkout");
      continue;
    }
    for (const auto& entry : std::filesystem::directory_iterator(all)) {
      if (exists(entry.path() / "observations.json")) followed += followed_in(entry.path());
    }
  }
  CHECK(followed > 8);
}
