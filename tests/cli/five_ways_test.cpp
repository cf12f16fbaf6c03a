// One network written as Bicep compiles it, with symbolic names, as a Terraform plan, as an az
// script and as a live export: one model, one verdict.

#include <nlohmann/json.hpp>

#include "cli/program.h"

using Json = nlohmann::json;

namespace {

constexpr const char* forms[] = {"compiled.json", "symbolic.json", "plan.json", "script.sh",
                                 "live.json"};

// Which files were read and where things stand in them is all that may differ; and only a live
// export knows an address that the others predict (R-37), which is the same all the same.
void forget_places(Json& json) {
  if (json.is_object()) {
    json.erase("inputs");
    json.erase("where");
    json.erase("predicted");
  }
  for (Json& member : json) {
    if (member.is_structured()) forget_places(member);
  }
}

std::string answer(std::vector<std::string> arguments, const std::string& file) {
  arguments.insert(arguments.begin() + 1, file);
  arguments.insert(arguments.end(), {"--format", "json"});
  const Ran ran = run_program(arguments);
  CAPTURE(file, ran.err);
  REQUIRE(ran.out.starts_with("{"));
  Json json = Json::parse(ran.out);
  forget_places(json);
  json["exit"] = ran.code;
  // A plan alone also knows the state before, and says what it changes.
  if (arguments.front() == "what-if" && file.ends_with("plan.json")) {
    CHECK(json["changes"].size() == json["paths"].size());
    json["changes"] = Json::array();
    CHECK(json.contains("forecast"));
    json.erase("forecast");
    CHECK(json.contains("reachability"));
    json.erase("reachability");
  }
  return json.dump(1);
}

struct World {
  std::string name;
  std::vector<std::vector<std::string>> questions;
};

const std::vector<World> worlds{
    {"five-ways-app-and-vault",
     {{"what-if"},
      {"explain", "--from", "app1", "--to", "vault-five-ways"},
      {"explain", "--from", "references:app1", "--to", "vault-five-ways"},
      {"resolve", "--from", "subnet:vnet1/snet-endpoints", "vault-five-ways.vault.azure.net"},
      {"effective-routes", "--from", "app1"}}},
    {"five-ways-hub-and-spokes",
     {{"what-if"},
      {"explain", "--from", "vm-spoke1", "--to", "10.2.1.10:443"},
      {"explain", "--from", "vm-spoke2", "--to", "10.1.1.10:443"},
      {"explain", "--from", "vm-spoke1", "--to", "packages.example.com"},
      {"next-hop", "--from", "vm-spoke1", "--to", "203.0.113.7"},
      {"effective-routes", "--from", "vm-spoke2"}}},
    {"five-ways-groups-and-machines",
     {{"what-if"},
      {"explain", "--from", "vm-web", "--to", "10.20.1.20:5432"},
      {"explain", "--from", "vm-db", "--to", "10.20.1.10:5432"},
      {"effective-nsg", "--from", "vm-web"},
      {"effective-nsg", "--from", "vm-db"},
      {"effective-routes", "--from", "vm-db"}}},
    {"five-ways-functions-and-storage",
     {{"what-if"},
      {"explain", "--from", "func1", "--to", "stfiveways/table"},
      {"explain", "--from", "vm-builder", "--to", "stfiveways/blob"},
      {"explain", "--from", "internet:198.51.100.9", "--to", "stfiveways/blob"},
      {"effective-routes", "--from", "vm-builder"}}},
    {"five-ways-resolver-in-the-hub",
     {{"what-if"},
      {"explain", "--from", "app1", "--to", "ai-five-ways"},
      {"explain", "--from", "app1", "--to", "sql-five-ways"},
      {"explain", "--from", "internet:198.51.100.9", "--to", "sql-five-ways"},
      {"resolve", "--from", "subnet:hub/snet-endpoints", "sql-five-ways.database.windows.net"},
      {"effective-routes", "--from", "app1"}}},
};

// What the inventory says of the network, but for what only a live export knows.
std::string graph(const std::string& file) {
  const Ran ran = run_program({"inventory", file, "--format", "json"});
  CAPTURE(file, ran.err);
  REQUIRE(ran.code == 0);
  Json graph = Json::parse(ran.out)["graph"];
  for (Json& endpoint : graph["privateEndpoints"]) endpoint.erase("predicted");
  for (Json& peering : graph["peerings"]) peering.erase("state");
  return graph.dump(1);
}

}  // namespace

TEST_CASE("five ways to write one network give the same answers, byte for byte",
          "[cli][five-ways][I-003][I-306][I-372][I-373]") {
  for (const World& world : worlds) {
    const std::string folder = scenarios + "/" + world.name + "/";
    for (const auto& question : world.questions) {
      const std::string expected = answer(question, folder + forms[0]);
      for (const char* form : forms) {
        CAPTURE(world.name, question, form);
        CHECK(answer(question, folder + form) == expected);
      }
    }
  }
}

TEST_CASE("five ways to write one network make the same graph", "[cli][five-ways][inventory]") {
  for (const World& world : worlds) {
    const std::string folder = scenarios + "/" + world.name + "/";
    const std::string expected = graph(folder + forms[0]);
    for (const char* form : forms) {
      CAPTURE(world.name, form);
      CHECK(graph(folder + form) == expected);
    }
  }
}
