#include <airtight/input/what_if.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "input/reading.h"

using namespace airtight;
using namespace airtight::input;
using namespace airtight::input::test;

namespace {

struct Read {
  WhatIf states;
  Diagnostics diagnostics;
};

Read read(const std::string& text) {
  Read result;
  result.states = read_what_if(source(json_text(text)), result.diagnostics);
  return result;
}

std::string change(const std::string& type, const std::string& name, const std::string& members) {
  return "{'changeType': '" + type + "', 'resourceId': '$NET/routeTables/" + name + "'" + members +
         "}";
}

bool has(const ResourceSet& set, const std::string& name) {
  return set.find(azure::ResourceId(network + "routeTables/" + name)) != nullptr;
}

}  // namespace

TEST_CASE("a what-if result has two states", "[what-if][I-350][I-351]") {
  const Read result =
      read("{'changes': [" + change("Create", "a", ", 'before': null, 'after': {'location': 'x'}") +
           "," + change("Delete", "b", ", 'before': {'location': 'x'}") + "," +
           change("Ignore", "c", ", 'after': {'location': 'x'}") + "," +
           change("Modify", "d",
                  ", 'before': {'properties': {'n': '1'}}, 'after': {'properties': {'n': "
                  "'[reference(x)]'}}") +
           "]}");
  CHECK(result.diagnostics.empty());
  const ResourceSet& before = result.states.before;
  const ResourceSet& after = result.states.after;
  CHECK((!has(before, "a") && has(after, "a")));
  CHECK((has(before, "b") && !has(after, "b")));
  CHECK((has(before, "c") && has(after, "c")));
  const Value* changed = after.find(azure::ResourceId(network + "routeTables/d"));
  REQUIRE(changed != nullptr);
  REQUIRE(changed->at_path("properties.n") != nullptr);
  CHECK(changed->at_path("properties.n")->unknown() != nullptr);
  CHECK(after.gaps().empty());
}

TEST_CASE("what a what-if could not tell is a gap", "[what-if][I-351][I-354][I-355]") {
  const Read result =
      read("{'properties': {'changes': [" + change("Unsupported", "a", "") + "," +
           change("Create", "b", "") +
           "], 'diagnostics': [{'code': 'NestedDeploymentShortCircuited', 'message': 'm'}]}}");
  REQUIRE(result.states.after.gaps().size() == 3);
  CHECK(result.states.after.gaps()[0].scope ==
        std::vector<std::string>{"microsoft.network/routetables"});
  CHECK(result.states.after.gaps()[2].scope == std::vector<std::string>{"*"});
  CHECK(std::ranges::any_of(result.diagnostics, [](const Diagnostic& diagnostic) {
    return diagnostic.message.find("FullResourcePayloads") != std::string::npos;
  }));
}

TEST_CASE("a result without any payload is refused, one missing payload is a gap",
          "[what-if][I-354]") {
  const Read none = read("{'changes': [" + change("Ignore", "a", "") + "]}");
  CHECK(has_errors(none.diagnostics));
  const Read one = read("{'changes': [" + change("Ignore", "a", "") + "," +
                        change("Create", "b", ", 'after': {'location': 'x'}") + "]}");
  CHECK_FALSE(has_errors(one.diagnostics));
  CHECK(one.diagnostics.size() == 1);
  REQUIRE(one.states.after.gaps().size() == 1);
  CHECK(one.states.after.gaps()[0].scope ==
        std::vector<std::string>{"microsoft.network/routetables"});
}

namespace {

// Files with faults of their own, and how many diagnostics these take: a change without a payload
// and one that Azure could not evaluate; a peering and an NSG listed in their owners and again by
// themselves, and deployments that were not expanded; a change without a type; a diagnostic of the
// compiler. All others are read without a word.
const std::map<std::string, std::size_t> faults{
    {"report-all-change-types.json", 2},
    {"report-hub-spoke.json", 10},
    {"report-missing-properties.json", 1},
    {"report-with-diagnostics.json", 1},
};

}  // namespace

TEST_CASE("every diagnostic of a recorded what-if is a fault of the file", "[what-if][I-350]") {
  namespace fs = std::filesystem;
  std::error_code error;
  int files = 0;
  const fs::path folder = fs::path(AIRTIGHT_SOURCE_DIR) / ".." / "shared" / "data" / "whatif";
  for (fs::directory_iterator next(folder, error), end; !error && next != end;
       next.increment(error)) {
    const std::string file = next->path().string();
    ++files;
    const auto text = read_source(file);
    REQUIRE(text.has_value());
    if (text->kind != Kind::what_if) continue;  // two hold no changes, and one no JSON
    Diagnostics diagnostics;
    const WhatIf states = read_what_if(text.value(), diagnostics);
    CHECK((!states.after.empty() || !states.after.gaps().empty() || !diagnostics.empty()));
    to_resources(states.after, diagnostics);
    std::string said = file + "\n";
    for (const Diagnostic& diagnostic : diagnostics) said += to_string(diagnostic) + "\n";
    CAPTURE(said);
    const auto known = faults.find(fs::path(file).filename().string());
    CHECK(diagnostics.size() == (known == faults.end() ? 0 : known->second));
  }
  if (files == 0) WARN("skipped: no recorded results in ../shared/data/whatif");
}
