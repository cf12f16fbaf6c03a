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

// Commas inside "[…]" separate nothing here.
std::vector<std::string_view> members_in(std::string_view text) {
  std::vector<std::string_view> parts;
  std::size_t start = 0;
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '[') ++depth;
    if (text[i] == ']') --depth;
    if (text[i] != ',' || depth > 0) continue;
    parts.push_back(text.substr(start, i - start));
    start = i + 1;
  }
  parts.push_back(text.substr(start));
  return parts;
}

Value value_in(std::string_view text, const shell::Word& word) {
  text = unquoted(text);
  if (!text.starts_with('[') || !text.ends_with(']')) return member_value(text, word);
  Value list = make_array(word.place);
  for (const std::string_view part : split(text.substr(1, text.size() - 2), ',')) {
    if (!trim(part).empty()) list.array()->push_back(member_value(unquoted(part), word));
  }
  return list;
}

// "a:1,b:[2,3]", where a value may have colons: ids and addresses of IPv6 do.
std::optional<Value> read_object(std::string_view text, const shell::Word& word) {
  Value object = make_object(word.place);
  for (const std::string_view part : members_in(text)) {
    if (trim(part).empty()) continue;
    const auto colon = part.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    object.set(unquoted(part.substr(0, colon)), value_in(part.substr(colon + 1), word));
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

Value renamed(const Value& list, std::span<const Renaming> members) {
  if (list.array() == nullptr) return list;
  Value result = make_array(list.place);
  for (const Value& element : *list.array()) {
    if (element.object() == nullptr) {
      result.array()->push_back(element);
      continue;
    }
    Value changed = make_object(element.place);
    for (const Member& member : *element.object()) {
      std::string_view path = member.key;
      for (const Renaming& row : members) {
        if (row.option == member.key) path = row.path;
      }
      changed.set_path(path, member.value);
    }
    result.array()->push_back(std::move(changed));
  }
  return result;
}

}  // namespace airtight::input::az
