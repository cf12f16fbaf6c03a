#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "cli/outside.h"
#include "cli/program.h"
#include "cli/schema.h"

using Json = nlohmann::json;

namespace {

const std::string root = AIRTIGHT_SOURCE_DIR;
const std::vector<std::string> packs{"--pack", "mcsb",   "--pack",
                                     "cis",    "--pack", "isolated-backend"};

Ran check(const std::string& input, std::vector<std::string> more) {
  std::vector<std::string> arguments{"check", input, "--quiet"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return run_program(arguments);
}

Json with_packs(const std::string& input) {
  std::vector<std::string> more = packs;
  more.insert(more.end(), {"--format", "json"});
  const Ran ran = check(input, more);
  INFO(ran.err);
  CHECK(schema_faults("check", ran.out).empty());
  return Json::parse(ran.out);
}

// "cis/6.2/internet/vm1": "fail".
std::map<std::string, std::string> statuses(const Json& report) {
  std::map<std::string, std::string> all;
  for (const Json& result : report.at("results")) all[result["id"]] = result["status"];
  return all;
}

}  // namespace

TEST_CASE("controls say what the network does, on fixtures of ours and of peers", "[cli][packs]") {
  std::ifstream file(root + "/tests/compliance/expected/controls.json");
  const Json expected = Json::parse(file);
  REQUIRE(expected.size() >= 46);
  for (const auto& [fixture, ids] : expected.items()) {
    INFO(fixture);
    const auto found = statuses(with_packs(root + "/" + fixture));
    for (const auto& [id, status] : ids.items()) {
      INFO(id);
      REQUIRE(found.contains(id));
      CHECK(found.at(id) == status.get<std::string>());
    }
    CHECK(found.size() == ids.size());
  }
}

TEST_CASE("what two packs promise alike is asked once, by the name of the first", "[cli][packs]") {
  const TemporaryFile input(
      R"([{"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/kv1",
           "type": "Microsoft.KeyVault/vaults", "name": "kv1", "location": "westeurope",
           "properties": {"tenantId": "t"}},
          {"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Web/sites/app1",
           "type": "Microsoft.Web/sites", "name": "app1", "location": "westeurope",
           "properties": {"siteConfig": {"appSettings": [
             {"name": "VAULT", "value": "https://kv1.vault.azure.net/"}]}}}])",
      ".json");
  const auto ids = [&](std::vector<std::string> more) {
    more.insert(more.end(), {"--format", "json"});
    return statuses(Json::parse(check(input.path(), more).out));
  };
  const auto both = ids({"--pack", "isolated-backend", "--pack", "mcsb"});
  CHECK(both.contains("isolated-backend/app1/kv1"));
  CHECK_FALSE(both.contains("mcsb/NS-2/app1/kv1"));
  CHECK(both.contains("mcsb/NS-2/internet/kv1"));
  CHECK(ids({"--pack", "mcsb"}).contains("mcsb/NS-2/app1/kv1"));
  CHECK(both.size() == ids({"--pack", "mcsb"}).size());
}

TEST_CASE("a slot is called by its app's name and its own", "[cli][packs][A-190]") {
  std::string resources;
  for (const std::string path : {"app1", "app1/slots/stage", "app2", "app2/slots/stage"}) {
    const bool slot = path.find('/') != std::string::npos;
    resources += (resources.empty() ? "[" : ", ") +
                 (R"({"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Web/sites/)" +
                  path + R"(", "type": "Microsoft.Web/sites)" + (slot ? "/slots" : "") +
                  R"(", "location": "westeurope", "properties": {}})");
  }
  const TemporaryFile input(resources + "]", ".json");
  const Json report = Json::parse(check(input.path(), {"--pack", "mcsb", "--format", "json"}).out);
  std::set<std::string> subjects;
  for (const Json& result : report.at("results")) {
    subjects.insert(result["subject"]);
    CHECK(result["title"].get<std::string>().find("what app") == 0);
  }
  for (const char* name : {"app1", "app1/slots/stage", "app2", "app2/slots/stage"})
    CHECK(subjects.contains(std::string(name) + " -> internet"));
}

TEST_CASE("each control names its benchmark and a packet where it fails", "[cli][packs]") {
  const Json report = with_packs(root + "/tests/compliance/ssh-open.json");
  std::set<std::string> controls;
  for (const Json& result : report.at("results")) {
    for (const Json& control : result.at("controls")) controls.insert(control);
    if (result["id"] != "cis/6.2/internet/vm1") continue;
    CHECK(result["title"] == "selected networks at most reach SSH of vm1");
    CHECK(result["witness"]["flow"]["port"] == 22);
    CHECK(result["witness"]["verdict"] == "allow");
  }
  CHECK(controls.contains("CIS Azure 2.0.0 6.2"));
  CHECK(controls.contains("MCSB NS-3"));
}

TEST_CASE("every result of a pack has its place, its way and what decided, in SARIF",
          "[cli][packs][sarif]") {
  for (const char* name :
       {"ssh-open", "vault-open", "storage-deny-by-default", "vault-endpoint-without-a-link"}) {
    INFO(name);
    std::vector<std::string> more = packs;
    more.insert(more.end(), {"--format", "sarif"});
    const std::string text = check(root + "/tests/compliance/" + name + ".json", more).out;
    CHECK(sarif_faults(text).empty());
    const Json results = Json::parse(text)["runs"][0]["results"];
    CHECK_FALSE(results.empty());
    for (const Json& result : results) {
      const Json& place = result["locations"][0]["physicalLocation"];
      CHECK(place["region"]["startLine"] >= 1);
      CHECK(place["artifactLocation"]["uri"].get<std::string>().ends_with(std::string(name) +
                                                                          ".json"));
      CHECK_FALSE(result["relatedLocations"].empty());
      CHECK_FALSE(result["codeFlows"][0]["threadFlows"][0]["locations"].empty());
    }
  }
}

TEST_CASE("promises of one's own speak of packets, names and ways", "[cli][policy]") {
  const TemporaryFile policy(R"(schema: airtight/policy/1
groups:
  machines: {workloads: [{type: Microsoft.Compute/virtualMachines}]}
assertions:
  - id: no-ssh
    unreachable: {from: internet, to: "group:machines", ports: [22], protocols: [tcp]}
  - id: no-rdp
    unreachable: {from: internet, to: vm1, ports: [3389], protocols: [tcp]}
  - id: few
    selectedNetworks: {from: internet, to: vm1}
  - id: comes
    reachable: {from: "internet:198.51.100.7", to: "203.0.113.10", ports: [22]}
  - id: looked-at
    inspected: {from: vm1, to: internet}
owners:
  - {id: no-*, owner: team-net}
  - {subject: "*", owner: team-all}
)",
                             ".yaml");
  const Ran ran = check(root + "/tests/compliance/ssh-open.json",
                        {"--policy", policy.path(), "--format", "json"});
  INFO(ran.err);
  CHECK(schema_faults("check", ran.out).empty());
  const Json report = Json::parse(ran.out);
  const auto found = statuses(report);
  CHECK(found.at("no-ssh") == "fail");
  CHECK(found.at("no-rdp") == "pass");
  CHECK(found.at("few") == "fail");
  CHECK(found.at("comes") == "pass");
  CHECK(found.at("looked-at") == "fail");
  for (const Json& result : report["results"])
    CHECK(result["owner"] ==
          (result["id"].get<std::string>().starts_with("no-") ? "team-net" : "team-all"));
}

TEST_CASE("a history says since when, what is new and what is fixed", "[cli][history]") {
  const std::string open = root + "/tests/compliance/vault-open.json";
  const std::string closed = root + "/tests/compliance/vault-closed-without-an-endpoint.json";
  const TemporaryFile history("", ".json");
  const auto on = [&](const std::string& day, const std::string& input) {
    const Ran ran = check(
        input, {"--pack", "mcsb", "--today", day, "--history", history.path(), "--format", "json"});
    INFO(ran.err);
    CHECK(schema_faults("check", ran.out).empty());
    std::ifstream kept(history.path());
    std::ostringstream text;
    text << kept.rdbuf();
    CHECK(schema_faults("history", text.str()).empty());
    return Json::parse(ran.out);
  };
  const Json first = on("2027-01-10", open);
  CHECK(first["results"][0]["since"] == "2027-01-10");
  CHECK(first["history"]["new"] == 1);
  const Json second = on("2027-02-01", open);
  CHECK(second["results"][0]["since"] == "2027-01-10");
  CHECK(second["history"]["new"] == 0);
  const Json third = on("2027-03-01", closed);
  CHECK(third["history"]["fixed"].size() == 1);
  CHECK(third["history"]["fixed"][0]["since"] == "2027-01-10");
  CHECK(third["history"]["fixed"][0]["fixed"] == "2027-03-01");
  CHECK(on("2027-03-02", closed)["history"]["fixed"].empty());
  const Json again = on("2027-04-01", open);  // it was mended, so it is new
  CHECK(again["results"][0]["since"] == "2027-04-01");
  CHECK(again["history"]["new"] == 1);
  const Ran told =
      check(open, {"--pack", "mcsb", "--today", "2027-05-01", "--history", history.path()});
  CHECK(told.out.find("since 2027-04-01") != std::string::npos);

  const TemporaryFile other(R"({"schema": "airtight/check/1"})", ".json");
  CHECK(check(open, {"--history", other.path()}).code == 2);
  std::ifstream kept(other.path());
  std::string line;
  std::getline(kept, line);
  CHECK(line == R"({"schema": "airtight/check/1"})");  // what is not a history is left alone
  CHECK(check(open, {"--pack", "mcsb", "--history", "/no/such/folder/history.json"}).code == 2);
}

TEST_CASE("a setting that is not known may name one more back end", "[cli][packs]") {
  const TemporaryFile file(R"({"$schema":
    "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
    "contentVersion": "1.0.0.0", "resources": [
    {"type": "Microsoft.Web/sites", "apiVersion": "2022-03-01", "name": "app1",
     "location": "westeurope", "properties": {"siteConfig": {"appSettings": [
       {"name": "KNOWN", "value": "1"},
       {"name": "STORE", "value": "[listConnectionStrings('x', '2022-05-01').value]"}
     ]}}}]})",
                           ".json");
  const Ran ran = check(file.path(), {});
  CHECK(ran.code == 3);
  CHECK(ran.out.find("open: the value of setting STORE\n") != std::string::npos);
  CHECK(ran.out.find("KNOWN") == std::string::npos);
}

TEST_CASE("a connection string of which the key alone is secret names its account",
          "[cli][packs][I-083]") {
  const TemporaryFile file(R"({"$schema":
    "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
    "contentVersion": "1.0.0.0", "resources": [
    {"type": "Microsoft.Storage/storageAccounts", "apiVersion": "2022-05-01", "name": "st1",
     "location": "westeurope", "properties": {"publicNetworkAccess": "Enabled"}},
    {"type": "Microsoft.Web/sites", "apiVersion": "2022-03-01", "name": "app1",
     "location": "westeurope", "properties": {"siteConfig": {"appSettings": [
       {"name": "STORE", "value": "[format('DefaultEndpointsProtocol=https;AccountName={0};AccountKey={1}', 'st1', listKeys(resourceId('Microsoft.Storage/storageAccounts', 'st1'), '2022-05-01').keys[0].value)]"}
     ]}}}]})",
                           ".json");
  const Ran ran = check(file.path(), {});
  CHECK(ran.code == 1);
  CHECK(ran.out.find("st1 is isolated for app1") != std::string::npos);
  CHECK(ran.out.find("the value of setting STORE") == std::string::npos);
}

namespace {

// A machine in a subnet, whose interface gets its address from Azure; `more` are further resources.
std::string machine_without_address(const std::string& configuration, const std::string& more) {
  const std::string net =
      "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/net1";
  const std::string id = "/subscriptions/s/resourceGroups/g/providers/";
  const auto resource = [&](const std::string& type, const std::string& name,
                            const std::string& properties) {
    return R"({"id": ")" + id + type + "/" + name + R"(", "type": ")" + type + R"(", "name": ")" +
           name + R"(", "location": "westeurope", "properties": {)" + properties + "}}";
  };
  return "[" +
         resource(
             "Microsoft.Network/virtualNetworks", "net1",
             R"("addressSpace": {"addressPrefixes": ["10.1.0.0/16"]}, "subnets": [{"id": ")" + net +
                 R"(/subnets/a", "name": "a", "properties": {"addressPrefix": "10.1.1.0/24"}}])") +
         "," +
         resource(
             "Microsoft.Network/networkInterfaces", "nic1",
             R"("ipConfigurations": [{"name": "i", "properties": {"privateIPAllocationMethod": "Dynamic", "subnet": {"id": ")" +
                 net + R"(/subnets/a"})" + configuration + "}}]") +
         "," +
         resource("Microsoft.Compute/virtualMachines", "vm1",
                  R"("networkProfile": {"networkInterfaces": [{"id": ")" + id +
                      R"(Microsoft.Network/networkInterfaces/nic1"}]})") +
         more + "]";
}

}  // namespace

TEST_CASE("whichever address of a private subnet a machine gets, the Internet does not send to it",
          "[cli][packs]") {
  const std::string id = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/";
  const TemporaryFile hidden(machine_without_address("", ""), ".json");
  const auto closed = statuses(with_packs(hidden.path()));
  CHECK(closed.at("cis/6.2/internet/vm1") == "pass");
  CHECK(closed.at("mcsb/NS-3/internet/vm1") == "pass");

  // A public address nobody says leads there, and a balancer that may.
  const TemporaryFile seen(
      machine_without_address(R"(, "publicIPAddress": {"id": ")" + id + R"(publicIPAddresses/p1"})",
                              ""),
      ".json");
  CHECK(statuses(with_packs(seen.path())).at("cis/6.2/internet/vm1") == "undetermined");
  const TemporaryFile balanced(
      machine_without_address(
          R"(, "loadBalancerBackendAddressPools": [{"id": ")" + id +
              R"(loadBalancers/lb1/backendAddressPools/b"}])",
          R"(,{"id": ")" + id + R"(loadBalancers/lb1", "type": "Microsoft.Network/loadBalancers",
             "name": "lb1", "location": "westeurope", "properties": {
               "frontendIPConfigurations": [{"id": ")" +
              id +
              R"(loadBalancers/lb1/frontendIPConfigurations/f", "name": "f", "properties": {
                 "publicIPAddress": {"id": ")" +
              id + R"(publicIPAddresses/p1"}}}],
               "backendAddressPools": [{"id": ")" +
              id +
              R"(loadBalancers/lb1/backendAddressPools/b", "name": "b", "properties": {}}]}})"),
      ".json");
  CHECK(statuses(with_packs(balanced.path())).at("cis/6.2/internet/vm1") == "undetermined");
}

TEST_CASE("what is open is said once", "[cli][packs]") {
  const std::string id = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/";
  const TemporaryFile seen(
      machine_without_address(R"(, "publicIPAddress": {"id": ")" + id + R"(publicIPAddresses/p1"})",
                              ""),
      ".json");
  const Ran ran = check(seen.path(), {"--pack", "cis"});
  CHECK_THAT(ran.out, Catch::Contains("public address p1"));
  CHECK_THAT(ran.out, !Catch::Contains("no packet that the question asks about"));
}

TEST_CASE("an exported app may use what its settings name, which an export does not have",
          "[cli][packs]") {
  const auto app = [](const std::string& host) {
    return R"([{"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Web/sites/app1",
    "location": "westeurope", "kind": "app,linux", "properties": {)" +
           host + R"("publicNetworkAccess": "Enabled"}}])";
  };
  const TemporaryFile exported(app(R"("defaultHostName": "app1.azurewebsites.net", )"), ".json");
  const Ran ran = check(exported.path(), {"--pack", "isolated-backend"});
  CHECK(ran.code == 3);
  CHECK_THAT(ran.out, Catch::Contains("the settings of app1, which an export does not have"));
  const TemporaryFile written(app(""), ".json");
  CHECK_THAT(check(written.path(), {"--pack", "isolated-backend"}).out,
             !Catch::Contains("the settings of app1"));
}

TEST_CASE("a history that is no file of a history's size is refused", "[cli][history]") {
  const std::string input = root + "/tests/compliance/vault-open.json";
  const Ran folder = check(input, {"--history", root});
  CHECK(folder.code == 2);
  CHECK_THAT(folder.err, Catch::Contains("expected a history"));
  const TemporaryFile large("{}", ".json");
  std::filesystem::resize_file(large.path(), std::uintmax_t{65} << 20U);
  const Ran ran = check(input, {"--history", large.path()});
  CHECK(ran.code == 2);
  CHECK_THAT(ran.err, Catch::Contains("found a history of 65 MiB, expected at most 64 MiB"));
}
