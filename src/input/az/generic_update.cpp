// The generic update: --set, --add and --remove (I-409), in the order they are given.
//
// Each works on a path into the object as the command line shows it: flattened or not, in camelCase
// or in the snake_case of the SDK. A path that cannot be followed may change anything in the
// resource, so it is a gap over its type, and the rest is still applied.

#include <airtight/base/text.h>

#include <algorithm>
#include <array>

#include "call.h"
#include "json.h"
#include "nested.h"
#include "symbols.h"

namespace airtight::input::az {
namespace {

constexpr std::array<std::string_view, 12> outer_members{
    "properties", "location", "tags",  "sku",  "kind", "identity",
    "id",         "name",     "zones", "type", "plan", "extendedLocation"};
constexpr std::size_t longest_path = 400;
constexpr std::size_t deepest_path = 16;

// "network_acls" is networkAcls.
std::string camel_case(std::string_view name) {
  std::string result;
  bool upper = false;
  for (const char c : name) {
    if (c == '_') {
      upper = !result.empty();
      continue;
    }
    result += upper && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    upper = false;
  }
  return result;
}

bool is_plain(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
  });
}

azure::ResourceId id_of(const Value& resource) {
  const Value* id = resource.find("id");
  return azure::ResourceId(id != nullptr && id->string() != nullptr ? *id->string() : "");
}

// The path as ARM has it, "properties" first; empty when it cannot be followed.
std::vector<std::string> arm_path(std::string_view text, const Value& resource) {
  if (text.size() > longest_path) return {};
  std::vector<std::string> names;
  for (const std::string_view part : split(text, '.')) {
    if (!is_plain(part)) return {};
    std::string name = camel_case(part);
    if (equal_ignoring_case(name, "networkRuleSet") &&
        equal_ignoring_case(id_of(resource).type(), "Microsoft.Storage/storageAccounts"))
      name = "networkAcls";  // as the command line shows it (I-373)
    names.push_back(std::move(name));
  }
  if (names.size() > deepest_path) return {};
  const bool outer = std::ranges::any_of(outer_members, [&](std::string_view name) {
    return equal_ignoring_case(name, names.front());
  });
  if (!outer) names.insert(names.begin(), "properties");
  return names;
}

// A path into a list of children, which are resources of their own.
bool is_nested(const Call& call, const std::vector<std::string>& path, Value& resource) {
  return path.size() > 1 && equal_ignoring_case(path[0], "properties") &&
         load_nested(call.session, id_of(resource), path[1], resource);
}

void not_followed(Call& call, const Value& resource, const shell::Word& word,
                  std::string_view option) {
  const std::string type = id_of(resource).type();
  warn(call.session, word.place,
       "what --" + std::string(option) + " changes here is not understood", {"I-409"});
  add_gap(call.session, word.place,
          "az " + std::string(call.command.words) + " --" + std::string(option),
          type.empty() ? types_of(call.command) : std::vector<std::string>{to_lower(type)});
}

// The object that holds the path's last name, made on the way; null where something that is no
// object is in the way.
Value* owner_of(Value& resource, const std::vector<std::string>& path, const Place& place) {
  Value* owner = &resource;
  for (std::size_t i = 0; i + 1 < path.size(); ++i) {
    Value* next = owner->find(path[i]);
    if (next == nullptr || next->is_null()) next = &owner->set(path[i], make_object(place));
    if (next->object() == nullptr) return nullptr;
    owner = next;
  }
  return owner;
}

// "[a,b]" without quotes inside; anything deeper is unknown.
Value shorthand(std::string_view text, const Place& place) {
  const std::string_view inner = text.substr(1, text.size() - 2);
  if (!text.starts_with('[') || !text.ends_with(']') ||
      inner.find_first_of("[]{}:'\"") != inner.npos)
    return make_unknown(std::string(text.substr(0, 40)), "its shorthand is not read", place);
  Value list = make_array(place);
  for (const std::string_view part : split(inner, ',')) {
    if (!trim(part).empty()) list.array()->push_back(make_string(std::string(trim(part)), place));
  }
  return list;
}

Value simple_value(std::string_view text, const Place& place) {
  if (auto json = parse_json(text, place)) return *json;
  if (equal_ignoring_case(text, "true") || equal_ignoring_case(text, "false"))
    return make_bool(equal_ignoring_case(text, "true"), place);
  if (text.starts_with('[') || text.starts_with('{')) return shorthand(text, place);
  return make_string(std::string(text), place);
}

bool has_symbol(const shell::Word& word, std::string_view part) {
  return word.unknown && (part.find(word.unknown->name) != part.npos ||
                          part.find_first_of(symbol_marks) != part.npos);
}

void apply_set(Call& call, Value& resource, const shell::Word& word) {
  const std::string_view text = word.text;
  const auto equals = text.find('=');
  if (equals == text.npos || has_symbol(word, text.substr(0, equals)))
    return not_followed(call, resource, word, "set");
  set_by_path(call, resource, text.substr(0, equals), word, text.substr(equals + 1));
}

Value member_value(const shell::Word& word, std::string_view text) {
  return has_symbol(word, text) ? value_of(word) : simple_value(text, word.place);
}

// `--add properties.ipRules value=1.2.3.4` or a JSON element.
Value added_element(std::span<const shell::Word> words) {
  Value element = make_object(words.front().place);
  for (const shell::Word& word : words) {
    const std::string_view text = word.text;
    const auto equals = text.find('=');
    if (equals == text.npos || text.starts_with('{') || has_symbol(word, text.substr(0, equals)))
      return member_value(word, text);
    element.set_path(camel_case(text.substr(0, equals)),
                     member_value(word, text.substr(equals + 1)));
  }
  return element;
}

void apply_add(Call& call, Value& resource, std::span<const shell::Word> words) {
  const shell::Word& path_word = words.front();
  const auto path = arm_path(path_word.text, resource);
  if (path.empty() || path_word.unknown || words.size() < 2 ||
      (is_nested(call, path, resource) && path.size() > 2))
    return not_followed(call, resource, path_word, "add");
  Value* owner = owner_of(resource, path, path_word.place);
  Value* list = owner == nullptr ? nullptr : owner->find(path.back());
  if (owner != nullptr && (list == nullptr || list->is_null()))
    list = &owner->set(path.back(), make_array(path_word.place));
  if (list == nullptr || list->array() == nullptr)
    return not_followed(call, resource, path_word, "add");
  list->array()->push_back(added_element(words.subspan(1)));
}

// The element of `--remove list 0`. Which child is the first, the set does not know.
bool remove_element(Value* list, const std::string& index, bool nested) {
  const bool number = !index.empty() && index.size() < 6 &&
                      index.find_first_not_of("0123456789") == std::string::npos;
  if (list == nullptr || list->array() == nullptr || !number) return false;
  const auto at = static_cast<std::size_t>(std::stoi(index));
  if (at >= list->array()->size() || (nested && list->array()->size() > 1)) return false;
  list->array()->erase(list->array()->begin() + static_cast<std::ptrdiff_t>(at));
  return true;
}

void apply_remove(Call& call, Value& resource, std::span<const shell::Word> words) {
  const shell::Word& path_word = words.front();
  const bool unknown =
      std::ranges::any_of(words, [](const shell::Word& word) { return word.unknown.has_value(); });
  const auto path = arm_path(path_word.text, resource);
  const bool nested = !path.empty() && is_nested(call, path, resource);
  Value* owner = path.empty() ? nullptr : owner_of(resource, path, path_word.place);
  if (unknown || owner == nullptr || words.size() > 2 || (nested && path.size() > 2))
    return not_followed(call, resource, path_word, "remove");
  if (words.size() == 2) {
    if (!remove_element(owner->find(path.back()), words[1].text, nested))
      not_followed(call, resource, path_word, "remove");
    return;
  }
  if (nested) {
    owner->set(path.back(), make_array(path_word.place));
  } else {
    owner->erase(path.back());
  }
}

}  // namespace

void set_by_path(Call& call, Value& resource, std::string_view text_of_path,
                 const shell::Word& word, std::string_view text) {
  const auto path = arm_path(text_of_path, resource);
  if (path.empty() || (is_nested(call, path, resource) && path.size() > 2))
    return not_followed(call, resource, word, "set");
  Value value = word.unknown ? value_of(word) : simple_value(text, word.place);
  Value* owner = owner_of(resource, path, word.place);
  if (owner == nullptr) return not_followed(call, resource, word, "set");
  if (value.is_null()) {
    owner->erase(path.back());
  } else {
    owner->set(path.back(), std::move(value));
  }
}

void apply_generic_update(Call& call, Value& resource) {
  for (const Options::Update& update : call.options.updates) {
    if (update.words.empty()) continue;
    if (update.key == "set") {
      for (const shell::Word& word : update.words) apply_set(call, resource, word);
    } else if (update.key == "add") {
      apply_add(call, resource, update.words);
    } else {
      apply_remove(call, resource, update.words);
    }
  }
}

}  // namespace airtight::input::az
