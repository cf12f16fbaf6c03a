#include <airtight/report/lab_replay.h>

#include <catch2/catch.hpp>

#include "cli/schema.h"

using namespace airtight;

namespace {

std::vector<report::LabStep> two_steps() {
  return {{0, "T-101", "az network vnet create", {{"page", "200", "200"}}, {}},
          {1, "", "sleep", {{"page", "200", "500"}, {"detect", "OK", ""}}, {"no app"}}};
}

}  // namespace

TEST_CASE("a replay in a lab is a document of its schema", "[report][lab]") {
  const std::string document = report::json_lab_replay({"lab-replay", {}, {}}, two_steps());
  CHECK(schema_faults("lab-replay", document).empty());
  CHECK(document.find("\"agrees\": true") != std::string::npos);
  CHECK(document.find("\"agrees\": false") != std::string::npos);
}

TEST_CASE("steps that a lab measured otherwise say both", "[report][lab]") {
  const std::string text = report::text_lab_replay(two_steps(), false);
  CHECK(text.find("500, not 200") != std::string::npos);
  CHECK(text.find("not measured") != std::string::npos);
  CHECK(text.find("1: no app") != std::string::npos);
  CHECK(text.find("1 of 2 steps are measured as predicted") != std::string::npos);
}
