#include "input/templates.h"

using namespace airtight;
using namespace airtight::input;
using namespace airtight::input::test;

TEST_CASE("an inline parameter is read as the type that the template declares", "[I-030][I-032]") {
  struct Case {
    const char* type;
    const char* text;
    const char* json;
  };
  const Templates files("inline");
  for (const Case& each :
       {Case{"string", "12", "\"12\""}, Case{"String", "true", "\"true\""}, Case{"int", "12", "12"},
        Case{"int", " -3 ", "-3"}, Case{"int", "+4", "4"}, Case{"bool", "True", "true"},
        Case{"bool", "false", "false"}, Case{"object", "{\"b\": \"c\"}", "{\n  \"b\": \"c\"\n}"},
        Case{"array", "[]", "[]"}, Case{"string", "a=b", "\"a=b\""}, Case{"string", "", "\"\""}}) {
    CAPTURE(each.type, each.text);
    const std::string file = files.add(
        "t.json",
        vault(std::string("'x': {'type': '") + each.type + "'}", "'x': '[parameters(`x`)]'"));
    Deployment deployment;
    deployment.parameters = {std::string("x=") + each.text};
    const Inputs inputs = read({file}, deployment);
    CHECK(errors(inputs).empty());
    CHECK(json_at(inputs, "properties.x") == each.json);
  }
}

TEST_CASE("a text that is none of the type is an error with both", "[I-030][I-032]") {
  struct Case {
    const char* type;
    const char* text;
    const char* expected;
  };
  const Templates files("wrong");
  for (const Case& each :
       {Case{"int", "three", "a whole number"}, Case{"int", "1.5", "a whole number"},
        Case{"int", "99999999999999999999", "a whole number"}, Case{"int", "", "a whole number"},
        Case{"bool", "yes", "true or false"}, Case{"array", "{}", "a JSON array"},
        Case{"array", "a,b", "a JSON array"}, Case{"object", "[]", "a JSON object"}}) {
    CAPTURE(each.type, each.text);
    const std::string file = files.add(
        "t.json",
        vault(std::string("'x': {'type': '") + each.type + "'}", "'x': '[parameters(`x`)]'"));
    Deployment deployment;
    deployment.parameters = {std::string("x=") + each.text};
    CHECK_THAT(errors(read({file}, deployment)),
               Catch::Contains("--parameters: parameter x is \"" + std::string(each.text) + "\"") &&
                   Catch::Contains(std::string("expected ") + each.expected));
  }
}

TEST_CASE("no message repeats a secret", "[I-030]") {
  const Templates files("secret");
  const std::string file =
      files.add("t.json", vault("'x': {'type': 'secureObject'}", "'x': '[parameters(`x`)]'"));
  Deployment deployment;
  deployment.parameters = {"x=hunter2"};
  const std::string said = errors(read({file}, deployment));
  CHECK_THAT(said, Catch::Contains("parameter x is a secret") && !Catch::Contains("hunter2"));
  deployment.parameters = {"x={\"a\": \"hunter2\"}"};
  CHECK_THAT(json_at(read({file}, deployment), "properties"), !Catch::Contains("hunter2"));
}

TEST_CASE("of several sources of a parameter the later wins", "[I-032]") {
  const Templates files("order");
  const std::string file =
      files.add("t.json", vault("'x': {'type': 'string'}", "'x': '[parameters(`x`)]'"));
  const std::string bare = files.add("p.json", "{'x': {'value': 'file'}}");
  const std::string text = files.add("text.txt", "from a file\n");
  const auto given = [&](const std::vector<std::string>& parameters) {
    Deployment deployment;
    deployment.parameters = parameters;
    const Inputs inputs = read({file}, deployment);
    CHECK(errors(inputs).empty());
    return json_at(inputs, "properties.x");
  };
  CHECK(given({bare, "x=inline"}) == "\"inline\"");
  CHECK(given({"x=inline", "@" + bare}) == "\"file\"");
  CHECK(given({"{\"x\": {\"value\": \"json\"}}"}) == "\"json\"");
  CHECK(given({"x=@" + text}) == "\"from a file\"");
  CHECK(given({"X=any case"}) == "\"any case\"");
}

TEST_CASE("a parameter that no template has is an error with the names there are", "[I-032]") {
  const Templates files("untaken");
  const std::string one =
      files.add("one.json", vault("'access': {'type': 'string', 'defaultValue': 'a'}", "'x': 1"));
  const std::string two = files.add("two.json", vault("'other': {'type': 'int', 'defaultValue': 1}",
                                                      "'x': '[parameters(`other`)]'"));
  Deployment deployment;
  deployment.parameters = {"acess=b"};
  CHECK_THAT(errors(read({one}, deployment)),
             Catch::Contains("no parameter \"acess\"; did you mean access?"));
  deployment.parameters = {"zzz=b"};
  CHECK_THAT(errors(read({one, two}, deployment)), Catch::Contains("it has access, other"));
  deployment.parameters = {"other=2"};  // one of the two has it
  CHECK(errors(read({one, two}, deployment)).empty());
  deployment.every_parameter = false;
  CHECK(errors(read({one}, deployment)).empty());
}

TEST_CASE("parameters and a target need a template", "[I-032]") {
  const Templates files("none");
  const std::string list = files.add("list.json", "[]");
  Deployment deployment;
  deployment.parameters = {"x=1"};
  CHECK_THAT(errors(read({list}, deployment)), Catch::Contains("no ARM template"));
  deployment.parameters = {};
  deployment.names_target = true;
  CHECK_THAT(errors(read({list}, deployment)), Catch::Contains("no ARM template"));
  deployment.parameters = {"no-such-file.json"};
  CHECK_THAT(errors(read({list}, deployment)), Catch::Contains("no-such-file.json"));
}

TEST_CASE("the target is what the template sees of its deployment", "[I-006][I-076]") {
  const Templates files("target");
  const std::string file = files.add(
      "t.json", vault("", "'s': '[subscription().subscriptionId]', 'g': '[resourceGroup().name]'"));
  Deployment deployment;
  deployment.target.subscription = "11111111-1111-1111-1111-111111111111";
  deployment.target.resource_group = "prod";
  deployment.target.location = "norwayeast";
  const Inputs inputs = read({file}, deployment);
  CHECK(errors(inputs).empty());
  CHECK(json_at(inputs, "properties.s") == "\"11111111-1111-1111-1111-111111111111\"");
  CHECK(json_at(inputs, "properties.g") == "\"prod\"");
  CHECK(json_at(inputs, "location") == "\"norwayeast\"");
  CHECK_THAT(json_at(inputs, "id"), Catch::Contains("/resourceGroups/prod/"));
}
