#include "call.h"

#include <airtight/base/text.h>

#include <algorithm>
#include <array>

#include "json.h"

namespace airtight::input::az {
namespace {

constexpr std::array<std::string_view, 12> outer_members{
    "properties", "location", "tags",  "sku",  "kind", "identity",
    "id",         "name",     "zones", "type", "plan", "extendedLocation"};

bool is_yes(std::string_view text) {
  return equal_ignoring_case(text, "true") || text == "1" || equal_ignoring_case(text, "yes") ||
         equal_ignoring_case(text, "y") || equal_ignoring_case(text, "t");
}

// I-409: the path as ARM has it, whether the command shows the object flattened or not.
std::string arm_path(std::string_view path) {
  const std::string_view first = path.substr(0, path.find_first_of(".["));
  const bool outer = std::ranges::any_of(
      outer_members, [&](std::string_view name) { return equal_ignoring_case(name, first); });
  return outer ? std::string(path) : "properties." + std::string(path);
}

Value simple_value(std::string_view text, const Place& place) {
  if (auto json = parse_json(text, place)) return *json;
  if (equal_ignoring_case(text, "true") || equal_ignoring_case(text, "false"))
    return make_bool(equal_ignoring_case(text, "true"), place);
  return make_string(std::string(text), place);
}

void remove_path(Value& resource, const std::string& path) {
  const auto dot = path.rfind('.');
  Value* owner = &resource;
  if (dot != std::string::npos) {
    for (const std::string_view name : split(std::string_view(path).substr(0, dot), '.')) {
      owner = owner->find(name);
      if (owner == nullptr) return;
    }
  }
  owner->erase(dot == std::string::npos ? path : path.substr(dot + 1));
}

// `--add properties.ipRules value=1.2.3.4` or a JSON element.
Value added_element(std::span<const shell::Word> words) {
  Value element = make_object(words.front().place);
  for (const shell::Word& word : words) {
    const auto equals = word.text.find('=');
    if (word.unknown) return value_of(word);
    if (equals == std::string::npos) return simple_value(word.text, word.place);
    element.set(word.text.substr(0, equals),
                simple_value(std::string_view(word.text).substr(equals + 1), word.place));
  }
  return element;
}

void apply_add(Call& call, Value& resource) {
  const auto words = call.options.words("add");
  if (words.size() < 2) return;
  const std::string path = arm_path(words.front().text);
  const Value* current = resource.at_path(path);
  Value list = current != nullptr && current->array() != nullptr ? *current
                                                                 : make_array(words.front().place);
  list.array()->push_back(added_element(words.subspan(1)));
  resource.set_path(path, std::move(list));
}

}  // namespace

Place Call::place_of(std::string_view key) const {
  const shell::Word* word = options.word(key);
  return word != nullptr && word->place.line > 0 ? word->place : invocation.place;
}

std::string Call::text(std::string_view key) const {
  const shell::Word* word = options.word(key);
  return word == nullptr ? std::string() : word->text;
}

tl::unexpected<Error> refuse(const Place& place, std::string message,
                             std::vector<std::string> facts) {
  return fail(to_where(place), std::move(message), std::move(facts));
}

tl::unexpected<Error> refuse(const Call& call, std::string message,
                             std::vector<std::string> facts) {
  return refuse(call.place(), std::move(message), std::move(facts));
}

Value value_of(const shell::Word& word) {
  if (word.unknown) return make_unknown(word.unknown->name, word.unknown->reason, word.place);
  return make_string(word.text, word.place);
}

Value text_value(const Call& call, std::string_view key) {
  const shell::Word* word = call.options.word(key);
  return word == nullptr ? Value{} : value_of(*word);
}

Value list_value(const Call& call, std::string_view key) {
  Value list = make_array(call.place_of(key));
  for (const shell::Word& word : call.options.words(key)) {
    if (!word.unknown && word.text.starts_with('[')) {
      const auto json = parse_json(word.text, word.place);
      if (json && json->array() != nullptr) {
        list.array()->insert(list.array()->end(), json->array()->begin(), json->array()->end());
        continue;
      }
      if (word.text.ends_with(']')) {  // shorthand "[a,b]"
        const std::string inner = word.text.substr(1, word.text.size() - 2);
        for (const std::string_view part : split(inner, ',')) {
          const std::string_view text = trim(part);
          if (!text.empty()) list.array()->push_back(make_string(std::string(text), word.place));
        }
        continue;
      }
    }
    if (word.unknown || !word.text.empty()) list.array()->push_back(value_of(word));
  }
  return list;
}

Value boolean_value(const Call& call, std::string_view key, bool otherwise) {
  if (!call.has(key)) return make_bool(otherwise, call.place());
  const shell::Word* word = call.options.word(key);
  if (word == nullptr) return make_bool(true, call.place());
  if (word->unknown) return value_of(*word);
  return make_bool(is_yes(word->text), word->place);
}

bool is_true(const Call& call, std::string_view key) {
  const Value value = boolean_value(call, key, false);
  return value.boolean() != nullptr && *value.boolean();
}

void set_text(Value& body, std::string_view path, const Call& call, std::string_view key) {
  if (call.has(key)) body.set_path(path, text_value(call, key));
}

void set_boolean(Value& body, std::string_view path, const Call& call, std::string_view key) {
  if (call.has(key)) body.set_path(path, boolean_value(call, key, false));
}

void set_list(Value& body, std::string_view path, const Call& call, std::string_view key) {
  if (call.has(key)) body.set_path(path, list_value(call, key));
}

void set_tags(Value& body, const Call& call) {
  for (const shell::Word& word : call.options.words("tags")) {
    const auto equals = word.text.find('=');
    if (word.text.empty()) continue;
    body.set_path("tags", body.find("tags") != nullptr ? *body.find("tags") : make_object());
    body.find("tags")->set(
        word.text.substr(0, equals),
        make_string(equals == std::string::npos ? std::string() : word.text.substr(equals + 1),
                    word.place));
  }
}

void set_by_path(Call& call, Value& resource, std::string_view path, const shell::Word& word,
                 std::string_view text) {
  if (path.find('[') != std::string_view::npos) {
    add_gap(call.session, word.place,
            "az " + std::string(call.command.words) + " --set " + std::string(path),
            {to_lower(call.command.type.empty() ? "*" : call.command.type)});
    return;
  }
  Value value = word.unknown ? value_of(word) : simple_value(text, word.place);
  if (value.is_null()) {
    remove_path(resource, arm_path(path));
  } else {
    resource.set_path(arm_path(path), std::move(value));
  }
}

void apply_generic_update(Call& call, Value& resource) {
  for (const shell::Word& word : call.options.words("set")) {
    const auto equals = word.text.find('=');
    if (equals == std::string::npos) continue;
    set_by_path(call, resource, std::string_view(word.text).substr(0, equals), word,
                std::string_view(word.text).substr(equals + 1));
  }
  apply_add(call, resource);
  if (call.has("remove")) remove_path(resource, arm_path(call.text("remove")));
}

}  // namespace airtight::input::az
