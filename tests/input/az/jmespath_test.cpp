#include "input/az/jmespath.h"

#include "input/az/json.h"

using namespace airtight::input;
using namespace airtight::input::az;

namespace {

const std::string document = R"({
  "id": "/subscriptions/s/x", "n": null, "a-b": 3,
  "props": {"list": [{"name": "x", "v": 1}, {"name": "y", "v": 2}], "state": "Succeeded"},
  "nested": [[1, 2], [3]], "names": ["kv-a", "st-b"]})";

std::string query(const std::string& text) {
  const auto expression = parse_jmespath(text);
  if (!expression) return "error: " + expression.error().message;
  const auto result = evaluate(*expression, *parse_json(document, {}));
  if (!result) return "error: " + result.error().message;
  std::string json;
  for (const char c : to_json(*result)) {
    if (c != '\n' && c != ' ') json += c;
  }
  return json;
}

}  // namespace

TEST_CASE("the queries of scripts find what the command line finds", "[az][query][I-403]") {
  const auto [text, result] = GENERATE(table<std::string, std::string>({
      {"id", R"("/subscriptions/s/x")"},
      {"ID", "null"},
      {"\"a-b\"", "3"},
      {"props.state", R"("Succeeded")"},
      {"props.list[0].name", R"("x")"},
      {"props.list[-1].name", R"("y")"},
      {"props.list[].name", R"(["x","y"])"},
      {"props.list[*].name | [0]", R"("x")"},
      {"props.list[?name=='y'].v | [0]", "2"},
      {"props.list[?v > `1`].name", R"(["y"])"},
      {"props.list[?name=='x' && v!=`null`] | length(@)", "1"},
      {"props.list[?!contains(name,'x')].name", R"(["y"])"},
      {"props.{s:state, first:list[0].name}", R"({"s":"Succeeded","first":"x"})"},
      {"props.list[].[name,v]", R"([["x",1],["y",2]])"},
      {"[id, n]", R"(["/subscriptions/s/x",null])"},
      {"nested[]", "[1,2,3]"},
      {"nested[][]", "[1,2,3]"},
      {"names[?starts_with(@, 'kv')] | [0]", R"("kv-a")"},
      {"names[?ends_with(@, 'b')]", R"(["st-b"])"},
      {"join(',', names)", R"("kv-a,st-b")"},
      {"length(names)", "2"},
      {"names[1:]", R"(["st-b"])"},
      {"names[::-1]", R"(["st-b","kv-a"])"},
      {"keys(props)", R"(["list","state"])"},
      {"missing || id", R"("/subscriptions/s/x")"},
      {"missing.deeper[0]", "null"},
      {"to_string(`5`)", R"("5")"},
      {"props.*", R"([[{"name":"x","v":1},{"name":"y","v":2}],"Succeeded"])"},
      {"(props.list)[1].v", "2"},
  }));
  CAPTURE(text);
  CHECK(query(text) == result);
}

TEST_CASE("a wrong query is an error that says where", "[az][query][I-403]") {
  const auto [text, message] = GENERATE(table<std::string, std::string>({
      {"a.", "ends too early"},
      {"a[?b", "ends too early"},
      {"a b", "character 3"},
      {"nothing(a)", "not supported"},
      {"length(`5`)", "does not take"},
      {"'open", "quote without its end"},
      {"", "ends too early"},
  }));
  CAPTURE(text);
  CHECK(query(text).find(message) != std::string::npos);
}

TEST_CASE("hostile queries end in an error", "[az][query]") {
  CHECK(query(std::string(900, '(')).starts_with("error"));
  CHECK(query(std::string(5000, '!') + "a").starts_with("error"));
  std::string stars;
  for (int i = 0; i < 600; ++i) stars += "[*]";
  CHECK(query(stars).starts_with("error"));
}

TEST_CASE("an unknown on the way is the answer", "[az][query][I-002]") {
  Value value = make_object();
  value.set("ip", make_unknown("public address", "Azure chooses it"));
  const auto result = evaluate(*parse_jmespath("ip.address[0]"), value);
  REQUIRE(result);
  CHECK(result->unknown() != nullptr);
}
