#include "call.h"

#include <airtight/base/text.h>

#include "json.h"

namespace airtight::input::az {
namespace {

bool is_yes(std::string_view text) {
  return equal_ignoring_case(text, "true") || text == "1" || equal_ignoring_case(text, "yes") ||
         equal_ignoring_case(text, "y") || equal_ignoring_case(text, "t");
}

}  // namespace

Place Call::place_of(std::string_view key) const {
  const shell::Word* word = options.word(key);
  return word != nullptr && word->place.line() > 0 ? word->place : invocation.place;
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

Value integer_value(const Call& call, std::string_view key) {
  Value text = text_value(call, key);
  if (text.string() == nullptr) return text;
  const std::string& digits = *text.string();
  const bool number = !digits.empty() && digits.size() < 10 &&
                      digits.find_first_not_of("0123456789") == std::string::npos;
  return number ? make_int(std::stoi(digits), text.place) : text;
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

Value text_or(const Call& call, std::string_view key, std::string_view otherwise) {
  return call.has(key) ? text_value(call, key) : make_string(std::string(otherwise), call.place());
}

Value choice_value(const Call& call, std::string_view key, std::string_view yes,
                   std::string_view no) {
  Value on = boolean_value(call, key, true);
  if (on.boolean() == nullptr) return on;
  return make_string(std::string(*on.boolean() ? yes : no), on.place);
}

bool is_true(const Call& call, std::string_view key) {
  const Value value = boolean_value(call, key, false);
  return value.boolean() != nullptr && *value.boolean();
}

Value list_at(const Value& body, std::string_view path) {
  const Value* list = body.at_path(path);
  return list != nullptr && list->array() != nullptr ? *list : make_array();
}

void append(Value& body, std::string_view path, Value element) {
  Value list = list_at(body, path);
  list.array()->push_back(std::move(element));
  body.set_path(path, std::move(list));
}

void erase_path(Value& body, std::string_view path) {
  Value* owner = &body;
  for (auto dot = path.find('.'); owner != nullptr && dot != path.npos; dot = path.find('.')) {
    owner = owner->find(path.substr(0, dot));
    path.remove_prefix(dot + 1);
  }
  if (owner != nullptr) owner->erase(path);
}

void set_text(Value& body, std::string_view path, const Call& call, std::string_view key) {
  if (call.has(key)) body.set_path(path, text_value(call, key));
}

void set_boolean(Value& body, std::string_view path, const Call& call, std::string_view key) {
  if (call.has(key)) body.set_path(path, boolean_value(call, key, false));
}

void set_integer(Value& body, std::string_view path, const Call& call, std::string_view key) {
  if (call.has(key)) body.set_path(path, integer_value(call, key));
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

}  // namespace airtight::input::az
