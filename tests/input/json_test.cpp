#include "input/json.h"

#include <nlohmann/json.hpp>

using namespace airtight;
using namespace airtight::input;

namespace {

struct Read {
  std::optional<Value> value;
  Diagnostics diagnostics;
};

Read read(std::string_view text) {
  Read result;
  result.value = read_json(text, "f.json", result.diagnostics);
  return result;
}

struct Fault {
  std::string text;
  int line;
  int column;
  std::string expected;  // part of the message
};

std::string repeated(std::string_view text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

}  // namespace

TEST_CASE("every value of a document knows its line, column and pointer", "[I-001]") {
  const auto result = read("{\n  \"a\": [1,\n        {\"b/c~d\": true}],\n  \"é\": \"x\"}");
  REQUIRE(result.value);
  CHECK(result.diagnostics.empty());
  const Value* flag = (*result.value->find("a")->array())[1].find("b/c~d");
  REQUIRE(flag != nullptr);
  CHECK(to_where(flag->place) == Where{"f.json", 3, 19, "/a/1/b~1c~0d"});
  CHECK(to_where(result.value->find("é")->place) == Where{"f.json", 4, 8, "/é"});
  CHECK(to_where(result.value->place) == Where{"f.json", 1, 1, ""});
}

TEST_CASE("a text that is not JSON is an error at the place where it stops being JSON", "[I-010]") {
  const std::vector<Fault> faults{
      {"[1", 1, 3, "the text ends, expected ',' or ']'"},
      {"{\"a\": 1,\n \"b\"", 2, 5, "expected ':'"},
      {"{\"a\": {\"b\": 1}", 1, 15, "the text ends, expected ',' or '}'"},
      {"[1] x", 1, 5, "found 'x', expected the end"},
      {"[1,\n2 3]", 2, 3, "found '3', expected ',' or ']'"},
      {"{\"a\": 1,}", 1, 9, "expected a member name"},
      {"[1,]", 1, 4, "expected a value"},
      {"{\"a\": tru}", 1, 10, "expected true"},
      {"[nulll]", 1, 6, "expected null"},
      {"// note\n{}", 1, 1, "comments are not JSON"},
      {"{'a': 1}", 1, 2, "found ''', expected a member name"},
      {"[\"a\nb\"]", 1, 4, "write a line break as \\n"},
      {"[\"abc]", 1, 2, "never ends"},
      {"[\"\\q\"]", 1, 4, "after a backslash"},
      {"[\"\\ud800\"]", 1, 9, "surrogate"},
      {"[01]", 1, 3, "without leading zeros"},
      {"[1.]", 1, 4, "a digit"},
      {"[1e999]", 1, 2, "a double can hold"},
      {"[1]]", 1, 4, "expected the end"},
      {"", 1, 1, "expected a JSON value"},
  };
  for (const Fault& fault : faults) {
    CAPTURE(fault.text);
    const auto result = read(fault.text);
    CHECK_FALSE(result.value);
    REQUIRE(result.diagnostics.size() == 1);
    const Diagnostic& found = result.diagnostics.front();
    CHECK(found.severity == Severity::error);
    CHECK(found.where.line == fault.line);
    CHECK(found.where.column == fault.column);
    CHECK_THAT(found.message, Catch::Contains(fault.expected));
  }
}

TEST_CASE("numbers keep 64 bits and become doubles past them") {
  const auto result = read("[9223372036854775807, 123456789012345678901234567890, -0.5, 1e3]");
  REQUIRE(result.value);
  const Array& numbers = *result.value->array();
  CHECK(std::get<std::int64_t>(numbers[0].data) == 9223372036854775807);
  CHECK(std::get<double>(numbers[1].data) == Approx(1.2345678901234568e29));
  CHECK(std::get<double>(numbers[2].data) == Approx(-0.5));
  CHECK(std::get<double>(numbers[3].data) == Approx(1000));
}

TEST_CASE("of a member given twice the last one counts, with a warning", "[I-012]") {
  const auto result = read("{\"a\": 1, \"b\": 2,\n \"A\": 3}");
  REQUIRE(result.value);
  CHECK(result.value->object()->size() == 2);
  CHECK(std::get<std::int64_t>(result.value->find("a")->data) == 3);
  REQUIRE(result.diagnostics.size() == 1);
  CHECK(result.diagnostics.front().severity == Severity::warning);
  CHECK(result.diagnostics.front().where.line == 2);
}

TEST_CASE("ten thousand repeated members are read in bounded time and few words") {
  std::string text = "{\"k0\": 0";
  for (int i = 0; i < 10000; ++i) text += ", \"k" + std::to_string(i % 5000) + "\": 1";
  const auto result = read(text + "}");
  REQUIRE(result.value);
  CHECK(result.value->object()->size() == 5000);
  CHECK(result.diagnostics.size() == 20);
}

TEST_CASE("nesting is bounded") {
  CHECK(read(repeated("[", 128) + repeated("]", 128)).value);
  for (const int depth : {129, 200, 5000, 200000}) {
    const auto arrays = read(repeated("[", depth) + repeated("]", depth));
    CHECK_FALSE(arrays.value);
    CHECK_FALSE(arrays.diagnostics.empty());
    CHECK_FALSE(read(repeated("{\"a\":", depth)).value);
  }
}

TEST_CASE("whatever is cut from a document, there is a value or one error with a place") {
  const std::string text =
      "{\"a\": [1, -2.5e3, \"x\\u00e9\\n\", {\"b\": null}], \"c\": true, \"d\": {\"e\": []}}";
  for (std::size_t size = 0; size < text.size(); ++size) {
    std::string changed = text.substr(0, size) + text.substr(size + 1);
    for (const std::string& cut : {text.substr(0, size), changed}) {
      CAPTURE(cut);
      const auto result = read(cut);
      const bool valid = nlohmann::json::accept(cut);
      CHECK(result.value.has_value() == valid);
      if (valid) continue;
      REQUIRE(result.diagnostics.size() == 1);
      CHECK_THAT(result.diagnostics.front().message, Catch::Contains("expected"));
    }
  }
}
