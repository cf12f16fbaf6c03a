#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "input/arm/expanding.h"

using namespace airtight;
using namespace airtight::input;
using namespace airtight::input::test;

namespace {

namespace fs = std::filesystem;

const fs::path data = fs::path(AIRTIGHT_SOURCE_DIR) / ".." / "shared" / "data";

std::set<std::string> lower(const nlohmann::json& ids) {
  std::set<std::string> all;
  for (const auto& id : ids) {
    std::string key = azure::ResourceId(id.get<std::string>()).key();
    // An empty resource group of a module is the one around it, not no group (I-055).
    const std::string nowhere = "/resourcegroups/providers/";
    if (const auto at = key.find(nowhere); at != std::string::npos)
      key.replace(at, nowhere.size(), "/resourcegroups/rg-test/providers/");
    all.insert(key);
  }
  return all;
}

// What the template itself declares: no stub, and no child that stands inside its parent.
std::set<std::string> declared(const Listed& listed, const std::set<std::string>& expected) {
  std::set<std::string> all;
  for (const auto& [id, resource] : listed.set.all()) {
    const bool stub = resource->find("$external") != nullptr;
    const bool unnamed = id.key().find('[') != std::string::npos;
    const bool child = !id.parent().empty() && resource->find("apiVersion") == nullptr;
    if (stub || unnamed || (child && !expected.contains(id.key()))) continue;
    all.insert(id.key());
  }
  return all;
}

Listed expand_file(const fs::path& path, const nlohmann::json& parameters) {
  Listed listed;
  std::vector<Source> files;
  if (parameters.is_string())
    files.push_back(read_source((data / "arm" / parameters.get<std::string>()).string()).value());
  const auto text = read_source(path.string());
  REQUIRE(text.has_value());
  REQUIRE(text->kind == Kind::arm_template);
  read_arm_template(text.value(), files, target_for_tests(), {}, listed.set, listed.diagnostics);
  return listed;
}

}  // namespace

TEST_CASE("recorded templates expand to the expected ids", "[arm][I-053][I-074]") {
  std::ifstream file(data / "derived" / "arm-expected-ids.json");
  if (!file) {
    WARN("skipped: no recorded templates in ../shared/data/arm");
    return;
  }
  const auto expected = nlohmann::json::parse(file)["files"];
  for (const auto& [name, row] : expected.items()) {
    CAPTURE(name);
    const Listed listed = expand_file(data / "arm" / name, row["parameters"]);
    for (const Diagnostic& diagnostic : listed.diagnostics) {
      if (diagnostic.severity != Severity::error) continue;
      CAPTURE(to_string(diagnostic));
      CHECK(diagnostic.message.find("is required") != std::string::npos);
    }
    const auto ids = lower(row["ids"]);
    CHECK(declared(listed, ids) == ids);
  }
}

TEST_CASE("a template and its symbolic twin leave the same behind", "[arm][I-046]") {
  std::error_code error;
  int twins = 0;
  for (fs::directory_iterator next(data / "arm", error), end; !error && next != end;
       next.increment(error)) {
    const std::string path = next->path().string();
    const auto at = path.find(".symbolic.json");
    if (at == std::string::npos) continue;
    CAPTURE(path);
    ++twins;
    const auto shown = [](const Listed& listed) {
      std::string text;
      for (const auto& [id, resource] : listed.set.all()) {
        Value value = *resource;
        value.erase("$deployments");
        if (value.find("$external") == nullptr) text += to_json(value);
      }
      return text;
    };
    CHECK(shown(expand_file(path, nullptr)) ==
          shown(expand_file(path.substr(0, at) + ".json", nullptr)));
  }
  if (twins == 0) WARN("skipped: no recorded templates in ../shared/data/arm");
}
