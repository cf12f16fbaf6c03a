#include <airtight/scenario/policy.h>
#include <yaml-cpp/yaml.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "cli/schema.h"

using namespace airtight;
using Json = nlohmann::json;

namespace {

std::string read(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// The document as an editor checks it against the schema.
Json json_of(const YAML::Node& node) {
  if (node.IsMap()) {
    Json map = Json::object();
    for (const auto& item : node) map[item.first.Scalar()] = json_of(item.second);
    return map;
  }
  if (node.IsSequence()) {
    Json list = Json::array();
    for (const auto& item : node) list.push_back(json_of(item));
    return list;
  }
  if (!node.IsScalar()) return nullptr;
  if (node.Tag() == "?" && node.Scalar() == "true") return true;
  return node.Scalar();
}

// What follows "# <word>: " on each line that starts so.
std::set<std::string> said(const std::string& text, const std::string& word) {
  std::set<std::string> lines;
  std::istringstream in(text);
  const std::string start = "# " + word + ": ";
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with(start)) lines.insert(line.substr(start.size()));
  }
  return lines;
}

std::set<std::string> faults_of(const std::string& text) {
  Diagnostics diagnostics;
  scenario::read_policy(text, "p", diagnostics);
  std::set<std::string> faults;
  for (const Diagnostic& one : diagnostics) {
    CHECK(one.severity == Severity::error);
    faults.insert(to_string(one).substr(2));  // without "p:"
  }
  return faults;
}

}  // namespace

TEST_CASE("each mistake in a policy is told with its line, its pointer and what was meant",
          "[scenario][policy]") {
  std::size_t count = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(AIRTIGHT_SOURCE_DIR "/tests/scenario/policy_mistakes")) {
    INFO(entry.path().filename().string());
    const std::string text = read(entry.path());
    CHECK(faults_of(text) == said(text, "expect"));
    const std::string schema = *said(text, "schema").begin();
    if (schema != "unreadable") {
      const bool refused = !schema_faults("policy", json_of(YAML::Load(text)).dump()).empty();
      CHECK(refused == (schema == "refuses"));
    }
    ++count;
  }
  CHECK(count >= 30);
}

TEST_CASE("a policy with everything in it is read, and the schema takes it", "[scenario][policy]") {
  const std::string text = R"(schema: airtight/policy/1
packs: [isolated-backend]
groups:
  front ends: {workloads: [{type: Microsoft.Web/*, tags: {env: prod}}, {name: "job-?"}]}
  vaults: {targets: [{type: Microsoft.KeyVault/vaults, used: true}]}
assertions:
  - id: vaults
    title: Vaults are for front ends
    severity: medium
    controls: [MCSB NS-2]
    isolated: {app: "group:front ends", backend: "group:vaults"}
waivers:
  - {id: vaults, subject: "web1 -> *", reason: moves in March, owner: team-a, expires: 2027-03-31}
  - {id: isolated-backend/*, reason: r, expires: 2027-01-01}
)";
  CHECK(schema_faults("policy", json_of(YAML::Load(text)).dump()).empty());
  Diagnostics diagnostics;
  const verify::Policy policy = scenario::read_policy(text, "p.yaml", diagnostics);
  CHECK(diagnostics.empty());
  REQUIRE(policy.groups.size() == 2);
  CHECK(policy.groups[0].selectors[0].tags.at("env") == "prod");
  CHECK(policy.groups[1].kind == verify::Group::Kind::targets);
  CHECK(policy.groups[1].selectors[0].used);
  REQUIRE(policy.assertions.size() == 1);
  CHECK(policy.assertions[0].severity == verify::Severity::medium);
  CHECK(policy.assertions[0].controls == std::vector<std::string>{"MCSB NS-2"});
  REQUIRE(policy.waivers.size() == 2);
  CHECK(policy.waivers[0].owner == "team-a");
  CHECK(policy.waivers[0].expires == std::chrono::year{2027} / 3 / 31);
}

TEST_CASE("the policy of the tutorial is one", "[scenario][policy]") {
  const std::string text = read(AIRTIGHT_SOURCE_DIR "/scenarios/tutorial/policy.yaml");
  CHECK(faults_of(text).empty());
  CHECK(schema_faults("policy", json_of(YAML::Load(text)).dump()).empty());
}
