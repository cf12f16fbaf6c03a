#include "json.h"

#include <nlohmann/json.hpp>

namespace airtight::input::az {
namespace {

using Json = nlohmann::ordered_json;

constexpr int deepest = 100;

bool too_deep(std::string_view text) {
  int depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (quoted && text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      quoted = !quoted;
    } else if (!quoted && (text[i] == '{' || text[i] == '[')) {
      if (++depth > deepest) return true;
    } else if (!quoted && (text[i] == '}' || text[i] == ']')) {
      --depth;
    }
  }
  return false;
}

Value convert(const Json& json, const Place& place) {
  Value value;
  value.place = place;
  if (json.is_object()) {
    value.data = Object{};
    for (const auto& [key, member] : json.items()) value.set(key, convert(member, place));
  } else if (json.is_array()) {
    value.data = Array{};
    for (const Json& element : json) value.array()->push_back(convert(element, place));
  } else if (json.is_string()) {
    value.data = json.get<std::string>();
  } else if (json.is_boolean()) {
    value.data = json.get<bool>();
  } else if (json.is_number_integer()) {
    value.data = json.get<std::int64_t>();
  } else if (json.is_number()) {
    value.data = json.get<double>();
  }
  return value;
}

}  // namespace

Result<Value> parse_json(std::string_view text, const Place& place) {
  if (too_deep(text)) return fail(to_where(place), "the JSON is nested more than 100 levels deep");
  const Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded()) return fail(to_where(place), "this is not JSON");
  return convert(json, place);
}

}  // namespace airtight::input::az
