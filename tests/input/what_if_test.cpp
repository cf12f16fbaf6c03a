#include <airtight/input/what_if.h>

#include <algorithm>
#include <filesystem>

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

TEST_CASE("recorded what-if results are read", "[what-if][I-350]") {
  namespace fs = std::filesystem;
  std::error_code error;
  int files = 0;
  const fs::path folder = fs::path(AIRTIGHT_SOURCE_DIR) / ".." / "shared" / "data" / "whatif";
  for (fs::directory_iterator next(folder, error), end; !error && next != end;
       next.increment(error)) {
    const std::string file = next->path().string();
    CAPTURE(file);
    ++files;
    const auto text = read_source(file);
    REQUIRE(text.has_value());
    if (text->kind != Kind::what_if) continue;  // two hold no changes, and one no JSON
    Diagnostics diagnostics;
    const WhatIf states = read_what_if(text.value(), diagnostics);
    CHECK((!states.after.empty() || !states.after.gaps().empty() || !diagnostics.empty()));
  }
  if (files == 0) WARN("skipped: no recorded results in ../shared/data/whatif");
}
