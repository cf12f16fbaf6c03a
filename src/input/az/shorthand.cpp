#include "shorthand.h"

#include <airtight/base/text.h>

#include <optional>

#include "json.h"
#include "references.h"

namespace airtight::input::az {
namespace {

std::string_view unquoted(std::string_view text) {
  text = trim(text);
  const bool quoted = text.size() >= 2 && (text.front() == '\'' || text.front() == '"') &&
                      text.back() == text.front();
  return quoted ? text.substr(1, text.size() - 2) : text;
}

// A value that holds a symbol is not known; an id may have symbols among its names (I-401).
Value member_value(std::string_view text, const shell::Word& word) {
  if (word.unknown && !is_id(text) && text.find(word.unknown->name) != std::string_view::npos)
    return make_unknown(std::string(text), word.unknown->reason, word.place);
  return make_string(std::string(text), word.place);
}

// "a:1,b:2", where a value may have colons: ids and addresses of IPv6 do.
std::optional<Value> read_object(std::string_view text, const shell::Word& word) {
  Value object = make_object(word.place);
  for (const std::string_view part : split(text, ',')) {
    if (trim(part).empty()) continue;
    const auto colon = part.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    object.set(unquoted(part.substr(0, colon)),
               member_value(unquoted(part.substr(colon + 1)), word));
  }
  return object;
}

// "{…},{…}" or "[{…},{…}]", one level deep.
std::optional<Value> read_list(std::string_view text, const shell::Word& word) {
  Value list = make_array(word.place);
  text = trim(text);
  if (text.starts_with('[') && text.ends_with(']')) text = text.substr(1, text.size() - 2);
  while (!(text = trim(text)).empty()) {
    const auto end = text.find('}');
    if (!text.starts_with('{') || end == std::string_view::npos) return std::nullopt;
    auto object = read_object(text.substr(1, end - 1), word);
    if (!object) return std::nullopt;
    list.array()->push_back(std::move(*object));
    text = trim(text.substr(end + 1));
    if (text.starts_with(',')) text = text.substr(1);
  }
  return list;
}

// The same in JSON.
void find_symbols(Value& value, const shell::Word& word) {
  if (const std::string* text = value.string()) {
    value = member_value(std::string(*text), word);
  } else if (Array* items = value.array()) {
    for (Value& item : *items) find_symbols(item, word);
  } else if (Object* members = value.object()) {
    for (Member& member : *members) find_symbols(member.value, word);
  }
}

Value read_word(const shell::Word& word) {
  auto json = parse_json(word.text, word.place);
  if (json && word.unknown) find_symbols(*json, word);
  if (json) {
    if (json->array() != nullptr) return std::move(*json);
    if (json->object() != nullptr) {
      Value list = make_array(word.place);
      list.array()->push_back(std::move(*json));
      return list;
    }
  }
  if (auto list = read_list(word.text, word)) return std::move(*list);
  return make_unknown(word.text, "neither JSON nor shorthand", word.place);
}

}  // namespace

Value object_list(const Call& call, std::string_view key) {
  Value all = make_array(call.place_of(key));
  for (const shell::Word& word : call.options.words(key)) {
    // A symbol inside a known text ("…/subnets/$NAME") is part of that text.
    const bool readable = word.text.find('{') != std::string::npos;
    Value list = word.unknown && !readable ? value_of(word) : read_word(word);
    if (list.array() == nullptr) return list;
    for (Value& element : *list.array()) all.array()->push_back(std::move(element));
  }
  return all;
}

}  // namespace airtight::input::az
