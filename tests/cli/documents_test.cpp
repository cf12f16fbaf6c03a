#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/program.h"
#include "cli/schema.h"

using Json = nlohmann::json;

namespace {

std::string faults(const std::string& command, const Json& document) {
  return schema_faults(command, document.dump());
}

// The tutorial's end state as a resource list.
std::string emitted(const std::string& until = {}) {
  std::vector<std::string> arguments{"replay"};
  for (const std::string& script : tutorial_scripts()) arguments.push_back(script);
  for (const char* word : {"--emit", "-"}) arguments.emplace_back(word);
  if (!until.empty()) {
    arguments.emplace_back("--until");
    arguments.push_back(until);
  }
  const Ran ran = run_program(arguments);
  REQUIRE(ran.code == 0);
  return ran.out;
}

Json document(std::vector<std::string> arguments, int code) {
  arguments.insert(arguments.end(), {"--format", "json"});
  const Ran ran = run_program(arguments);
  INFO(ran.err);
  CHECK(ran.code == code);
  return Json::parse(ran.out);
}

}  // namespace

TEST_CASE("the replay is a document of its schema, the same bytes each time", "[cli][T-130]") {
  std::vector<std::string> arguments{"replay"};
  for (const std::string& script : tutorial_scripts()) arguments.push_back(script);
  const Json json = document(arguments, 0);
  CHECK(faults("replay", json).empty());
  CHECK(json == document(arguments, 0));
  std::vector<std::string> outages;
  for (const Json& window : json["windows"]) {
    if (window["kind"] == "outage") outages.push_back(window["opens"]);
    if (window["kind"] == "outage") CHECK(window["closes"] == "T-118");
  }
  CHECK(outages ==
        std::vector<std::string>{"T-110", "T-114"});  // language detection, then the page
}

TEST_CASE("the tutorial keeps its promise at the end, and not a step before", "[cli][policy]") {
  const std::string policy = std::string(AIRTIGHT_SOURCE_DIR) + "/scenarios/tutorial/policy.yaml";
  std::vector<std::string> arguments{"replay", "--policy", policy};
  for (const std::string& script : tutorial_scripts()) arguments.push_back(script);
  const Json end = document(arguments, 0);
  for (const Json& result : end["results"]) CHECK(result["status"] == "pass");
  arguments.insert(arguments.end(), {"--until", "T-116"});
  const Json early = document(arguments, 1);
  CHECK(faults("replay", early).empty());
  REQUIRE(early["results"].size() == 2);
  for (const Json& result : early["results"]) CHECK(result["status"] == "fail");

  const TemporaryFile state(emitted(), ".json");
  CHECK(document({"what-if", state.path(), "--policy", policy}, 0)["violations"].empty());
  const TemporaryFile before(emitted("T-112"), ".json");
  const Json open = document({"what-if", before.path(), "--policy", policy}, 1);
  CHECK(faults("what-if", open).empty());
  CHECK(open["violations"].size() == 3);  // and the app does not reach its AI service
}

TEST_CASE("what replay emits is read back to the same predictions", "[cli][T-160]") {
  const TemporaryFile state(emitted(), ".json");
  const Json json = document({"what-if", state.path()}, 0);
  INFO(json.dump(2));
  CHECK(faults("what-if", json).empty());
  int private_paths = 0;
  for (const Json& path : json["paths"]) {
    if (path["from"] == "internet") CHECK(path["verdict"] == "deny");
    if (path["via"] == "private-endpoint") ++private_paths;
  }
  CHECK(private_paths == 3);  // the app's two back ends, and the vault of its references
}

TEST_CASE("what-if --base names what changes", "[cli]") {
  const TemporaryFile before(emitted("T-112"), ".json");
  const TemporaryFile after(emitted("T-113"), ".json");
  const Json json = document({"what-if", after.path(), "--base", before.path()}, 1);
  CHECK(faults("what-if", json).empty());
  CHECK(json["changes"].size() >= 3);
  CHECK(json["forecast"]["pairs"] > 0);
  CHECK(document({"what-if", after.path(), "--base", after.path()}, 1)["changes"].empty());
}

TEST_CASE("what-if --base has the sets of packets that fare otherwise", "[cli][sets]") {
  const TemporaryFile before(emitted("T-112"), ".json");
  const TemporaryFile after(emitted("T-113"), ".json");
  const Json sets = document({"what-if", after.path(), "--base", before.path()}, 1)["reachability"];
  CHECK(sets["added"].empty());
  REQUIRE_FALSE(sets["removed"].empty());
  for (const Json& set : sets["removed"]) {
    CHECK(set["before"]["verdict"] == "allow");
    CHECK(set["after"]["verdict"] == "deny");
    CHECK_FALSE(set["after"]["trace"].empty());
  }
  // The Internet was let in and is not: one flow says so in each state.
  const auto alone = [&](const TemporaryFile& state) {
    return run_program(
               {"explain", state.path(), "--from", "internet", "--to", "langdetect-kv", "--quiet"})
        .code;
  };
  CHECK(alone(before) == 0);
  CHECK(alone(after) == 1);
  const Json same = document({"what-if", after.path(), "--base", after.path()}, 1)["reachability"];
  for (const char* key : {"added", "removed", "changed"}) CHECK(same[key].empty());
}

TEST_CASE("explain and resolve are documents of their schemas", "[cli]") {
  const TemporaryFile state(emitted(), ".json");
  const Json listing = document({"what-if", state.path()}, 0);
  const std::string vault = listing["paths"][0]["to"];
  const Json explained =
      document({"explain", state.path(), "--from", "internet", "--to", vault}, 1);
  CHECK(faults("explain", explained).empty());
  const std::string name = listing["paths"][0]["resolution"]["name"];
  const Json resolved = document({"resolve", state.path(), "--from", "internet", name}, 0);
  CHECK(faults("resolve", resolved).empty());
  CHECK(resolved["class"] == "public");
  const Json inventory = document({"inventory", state.path()}, 0);
  CHECK(faults("inventory", inventory).empty());
  CHECK(inventory["summary"]["Microsoft.Network/privateEndpoints"] == 2);
}

TEST_CASE("batch lines answer in order, errors as documents", "[cli]") {
  const TemporaryFile state(emitted(), ".json");
  const TemporaryFile lines(
      "{\"from\":\"internet\",\"to\":\"no-such-thing\"}\n"
      "not json\n"
      "{\"from\":\"internet\",\"to\":\"203.0.113.9\",\"port\":443}\n",
      ".jsonl");
  const Ran ran = run_program({"explain", state.path(), "--batch", lines.path()});
  std::istringstream out(ran.out);
  std::vector<Json> documents;
  for (std::string line; std::getline(out, line);) documents.push_back(Json::parse(line));
  REQUIRE(documents.size() == 3);
  CHECK(documents[0].contains("error"));
  CHECK(documents[1].contains("error"));
  CHECK(documents[2]["verdict"] == "allow");
  CHECK(ran.code == 2);
}
