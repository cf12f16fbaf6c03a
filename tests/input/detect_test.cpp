#include "input/source_text.h"

using namespace airtight;
using namespace airtight::input;

namespace {

struct Case {
  Kind kind;
  std::string text;
};

Kind kind_of_text(const std::string& text, Diagnostics& diagnostics) {
  return detect(text, "f", diagnostics);
}

}  // namespace

TEST_CASE("what a file is follows from its content", "[I-013]") {
  const std::vector<Case> cases{
      {Kind::az_script, "#!/usr/bin/env bash\necho hello"},
      {Kind::az_script, "# T-1\naz group create --name g"},
      {Kind::az_script, "set -e\nid=$(az vm show --query id)"},
      {Kind::az_script, "  az login"},
      {Kind::arm_template,
       R"({"$schema": "https://x/2019-04-01/DeploymentTemplate.json#", "resources": []})"},
      {Kind::arm_template, R"({"contentVersion": "1.0.0.0", "resources": []})"},
      {Kind::arm_parameters, R"({"$schema": "https://x/deploymentParameters.json#"})"},
      {Kind::terraform, R"({"format_version": "1.2", "planned_values": {}})"},
      {Kind::terraform, R"({"terraform_version": "1.6", "serial": 3, "resources": []})"},
      {Kind::what_if, R"({"status": "Succeeded", "changes": [{"changeType": "Create"}]})"},
      {Kind::what_if, R"({"properties": {"changes": [{"changeType": "Modify"}]}})"},
      {Kind::policy, R"({"schema": "airtight/policy/1", "rules": []})"},
      {Kind::policy, "# ours\nschema: airtight/policy/1\nrules: []"},
      {Kind::resource_list, "[]"},
      {Kind::resource_list, R"({"value": []})"},
      {Kind::resource_list, R"({"count": 1, "data": [{}]})"},
      {Kind::resource_list, R"({"data": {"columns": [], "rows": []}})"},
      {Kind::resource_list, R"({"id": "/subscriptions/s", "type": "T/t", "properties": {}})"},
  };
  for (const Case& one : cases) {
    CAPTURE(one.text);
    Diagnostics diagnostics;
    CHECK(kind_of_text(one.text, diagnostics) == one.kind);
    CHECK(diagnostics.empty());
  }
}

TEST_CASE("a template with comments is a template, and what else is wrong is told", "[I-010]") {
  const std::string schema = R"("$schema": "https://x/2019-04-01/deploymentTemplate.json#")";
  for (const std::string& text :
       {"// first\n{" + schema + ", \"resources\": []}", "/* a */ {" + schema + "} // end",
        "{ // here\n" + schema + ",\n\"metadata\": {\"d\": \"two\nlines\"}}"}) {
    CAPTURE(text);
    Diagnostics diagnostics;
    CHECK(kind_of_text(text, diagnostics) == Kind::arm_template);
    CHECK(diagnostics.empty());
  }
  Diagnostics diagnostics;
  kind_of_text("// first\n{" + schema + ",\n}", diagnostics);
  REQUIRE(diagnostics.size() == 1);
  CHECK(diagnostics.front().where.line == 3);
  CHECK_THAT(diagnostics.front().message, !Catch::Contains("comments"));
}

TEST_CASE("a file of no known kind is an error that says what was expected", "[I-013]") {
  for (const char* text : {"3", "\"text\"", "null", "{}", R"({"a": 1})", "hello", "{\"value\": [",
                           "[1] trailing", "schema: other/1"}) {
    CAPTURE(text);
    Diagnostics diagnostics;
    CHECK(kind_of_text(text, diagnostics) == Kind::unknown);
    REQUIRE(diagnostics.size() == 1);
    CHECK(diagnostics.front().severity == Severity::error);
    CHECK(diagnostics.front().where.line == 1);
    CHECK(diagnostics.front().where.column > 0);
    CHECK_THAT(diagnostics.front().message, Catch::Contains("expected"));
  }
}
