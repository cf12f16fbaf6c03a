#include <airtight/input/value.h>

#include <nlohmann/json.hpp>

using namespace airtight::input;

namespace {

Value vault() {
  Value value = make_object();
  value.set_path("properties.networkAcls.defaultAction", make_string("Allow"));
  value.set_path("properties.networkAcls.bypass", make_string("AzureServices"));
  value.set_path("properties.ipRules", make_array());
  return value;
}

}  // namespace

TEST_CASE("members are found whatever their letter case, the exact spelling first", "[I-012]") {
  Value value = make_object();
  value.data = Object{{"Location", make_string("west")}, {"location", make_string("north")}};
  CHECK(*value.find("location")->string() == "north");
  CHECK(*value.find("LOCATION")->string() == "west");
  CHECK(value.find("locations") == nullptr);
  CHECK(make_string("text").find("x") == nullptr);
}

TEST_CASE("a path of names leads through objects only") {
  const Value value = vault();
  CHECK(*value.at_path("Properties.networkacls.defaultAction")->string() == "Allow");
  CHECK(value.at_path("properties.networkAcls.defaultAction.deeper") == nullptr);
  CHECK(value.at_path("properties.nothing") == nullptr);
}

TEST_CASE("setting a member keeps its first spelling and its place in the order") {
  Value value = vault();
  value.set("PROPERTIES", make_string("gone"));
  CHECK(to_json(value) == "{\n  \"properties\": \"gone\"\n}");
}

TEST_CASE("a merge patch replaces leaves and arrays, and null removes", "[I-407]") {
  Value value = vault();
  Value patch = make_object();
  patch.set_path("properties.NetworkAcls.defaultAction", make_string("Deny"));
  patch.set_path("properties.ipRules", Value{});
  merge_patch(value, patch);
  CHECK(*value.at_path("properties.networkAcls.defaultAction")->string() == "Deny");
  CHECK(*value.at_path("properties.networkAcls.bypass")->string() == "AzureServices");
  CHECK(value.at_path("properties.ipRules") == nullptr);
}

TEST_CASE("an unknown in a patch replaces what was known", "[I-002]") {
  Value value = vault();
  Value patch = make_object();
  patch.set_path("properties.networkAcls", make_unknown("$acls", "the variable is never set"));
  merge_patch(value, patch);
  REQUIRE(value.at_path("properties.networkAcls")->unknown() != nullptr);
}

TEST_CASE("values are the same wherever they were written and in any order of members") {
  Value left = vault();
  Value right = make_object(Place{"", 7, 1});
  right.set_path("Properties.ipRules", make_array());
  right.set_path("Properties.networkAcls.bypass", make_string("AzureServices"));
  right.set_path("Properties.networkAcls.defaultAction", make_string("Allow"));
  CHECK(same_value(left, right));
  right.set_path("Properties.networkAcls.defaultAction", make_string("Deny"));
  CHECK_FALSE(same_value(left, right));
  CHECK(same_value(make_int(1), Value{1.0, {}}));
  CHECK_FALSE(same_value(make_int(1), make_string("1")));
  CHECK_FALSE(same_value(Value{}, make_bool(false)));
}

TEST_CASE("JSON text of a value is JSON, whatever bytes and depth it has") {
  Value nested = make_string("bottom \xff");
  for (int i = 0; i < 3000; ++i) {
    Value outer = make_array();
    outer.array()->push_back(std::move(nested));
    nested = std::move(outer);
  }
  const auto parsed = nlohmann::json::parse(to_json(nested), nullptr, false);
  CHECK_FALSE(parsed.is_discarded());
}

TEST_CASE("an unknown is written as such", "[I-002]") {
  CHECK(to_json(make_unknown("$ip", "never set")) ==
        R"({"$unknown": "$ip", "reason": "never set"})");
}
