#include "input/json_events.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "input/json.h"

using namespace airtight;
using namespace airtight::input;

namespace {

std::string places_of(const Value& value) {
  std::string text = value.place.pointer() + "@" + std::to_string(value.place.line()) + ":" +
                     std::to_string(value.place.column()) + " ";
  if (const Array* items = value.array()) {
    for (const Value& each : *items) text += places_of(each);
  }
  if (const Object* members = value.object()) {
    for (const Member& each : *members) text += places_of(each.value);
  }
  return text;
}

using Read = std::optional<Value> (*)(std::string_view, const SharedText&, Diagnostics&);

// All that a reader says of a text.
std::string said_by(Read read, const std::string& text) {
  Diagnostics diagnostics;
  const auto value = read(text, SharedText("f.json"), diagnostics);
  std::string said = value ? to_json(*value) + "\n" + places_of(*value) : "nothing";
  for (const Diagnostic& each : diagnostics) said += "\n" + to_string(each);
  return said;
}

void same(const std::string& text) {
  INFO(text.substr(0, 200));
  CHECK(said_by(read_json_by_events, text) == said_by(read_json, text));
}

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

}  // namespace

TEST_CASE("two readers of JSON say the same of a text", "[input][json][I-010][I-012]") {
  for (const char* text :
       {R"({"targets": [{"name": "a.example", "port": 443}, {"name": "b.example"}]})",
        "{\n  \"a\" : [ 1 , -0, 2.5e3,\n 9223372036854775807, 9223372036854775808, -1e-7 ],\r\n"
        "\t\"b\":{\"c\":null,\"d\":true,\"e\":false} , \"\":\"\"}",
        R"({"a":"\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00 é 😀","é":{"ü":["}",",",":"]}})",
        R"({"a": 1, "A": 2, "b": {"x": [], "X": {}}, "a": 3})",
        "[]",
        "{}",
        "[[],{},[{}]]",
        "7",
        "\"x\"",
        "true",
        "null",
        "",
        " ",
        "{",
        "[",
        "]",
        "{]",
        "[1,]",
        "{\"a\":}",
        "{\"a\" 1}",
        "{'a':1}",
        "[01]",
        "[1] 2",
        "[\"a\nb\"]",
        "[\"\\ud800\"]",
        "[\"\\x\"]",
        "[1e999]",
        "[tru]",
        "// c\n{}",
        "\"",
        "[\"a",
        "[-]",
        "[.5]",
        "[1.]",
        "{\"a\":1,,}",
        "nul",
        "[nullx]",
        "[1 2]"})
    same(text);
  constexpr std::size_t deepest = deepest_json;
  for (const std::size_t depth : {deepest - 1, deepest, deepest + 1, std::size_t{5000}})
    same(nested(depth));
}

TEST_CASE("two readers of JSON say the same of many members", "[input][json]") {
  std::string text = "{";
  for (int i = 0; i < 200; ++i)
    text += "\"member" + std::to_string(i % 150) + "\": " + std::to_string(i) + ",\n";
  same(text + "\"last\": []}");
}

TEST_CASE("two readers of JSON say the same of what was once found hostile", "[input][json]") {
  namespace fs = std::filesystem;
  std::size_t count = 0;
  for (const auto& each : fs::recursive_directory_iterator(AIRTIGHT_SOURCE_DIR "/fuzz/corpus")) {
    if (!each.is_regular_file() || each.file_size() > 1U << 20U) continue;
    std::ifstream file(each.path(), std::ios::binary);
    std::ostringstream bytes;
    bytes << file.rdbuf();
    const std::string text = bytes.str();
    if (text.find_first_of("{[") == std::string::npos || text.find('\0') != std::string::npos)
      continue;
    ++count;
    same(text);
  }
  CHECK(count > 20);
}

TEST_CASE("two readers of JSON say the same of texts with a fault", "[input][json]") {
  const std::string whole =
      "{\"a\": [1, 2.5, \"x\\ny\", {\"b\": null, \"B\": true}], \"c\": {\"d\": -3, \"e\": []}}";
  for (std::size_t at = 0; at < whole.size(); ++at) {
    same(whole.substr(0, at));
    for (const char c : std::string_view("]},:\"1 x\\")) {
      std::string changed = whole;
      changed[at] = c;
      same(changed);
    }
  }
}
