#include "input/arm/given.h"

#include <airtight/base/text.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "input/arm/relaxed_json.h"
#include "input/arm/schema.h"

namespace airtight::input::arm {
namespace {

// {"parameters": {name: {"value": …}}}, or the inner map alone (I-032).
const Value* parameters_in(const Value& root) {
  if (const Value* all = root.find("parameters"); all != nullptr && all->object() != nullptr)
    return all;
  const bool wrapped =
      root.object() != nullptr && std::ranges::all_of(*root.object(), [](const Member& member) {
        return member.value.find("value") != nullptr || member.value.find("reference") != nullptr;
      });
  return wrapped ? &root : nullptr;
}

void give(const Source& source, Frame& frame, Diagnostics& diagnostics) {
  auto root = read_relaxed_json(source.text, source.path, diagnostics);
  if (!root) return;
  const Ref owner{std::make_shared<const Value>(std::move(*root))};
  const Value* all = parameters_in(*owner);
  if (all == nullptr) {
    diagnostics.push_back({Severity::error,
                           to_where(owner->place),
                           "the parameter file has no \"parameters\"",
                           {"I-032"}});
    return;
  }
  for (const Member& member : *all->object())
    frame.given[to_lower(member.key)] = {part(owner, member.value), {}, true};
}

// Everything inside a value that was typed is where it was typed.
void set_place(Value& value, const Place& place) {
  value.place = place;
  if (Array* items = value.array()) {
    for (Value& item : *items) set_place(item, place);
  }
  if (Object* members = value.object()) {
    for (Member& member : *members) set_place(member.value, place);
  }
}

std::optional<Value> integer_in(std::string_view text) {
  text = trim(text);
  if (text.starts_with('+')) text.remove_prefix(1);
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return make_int(number);
}

std::optional<Value> boolean_in(std::string_view text) {
  if (equal_ignoring_case(text, "true")) return make_bool(true);
  if (equal_ignoring_case(text, "false")) return make_bool(false);
  return std::nullopt;
}

std::optional<Value> json_in(const InlineParameter& parameter) {
  Diagnostics faults;
  return read_relaxed_json(parameter.text, parameter.place.file(), faults);
}

// What each type is read from, and how to say so.
struct Reader {
  std::string_view type;
  std::string_view expected;
};
constexpr Reader readers[] = {
    {"int", "a whole number"},   {"bool", "true or false"},         {"array", "a JSON array"},
    {"object", "a JSON object"}, {"secureobject", "a JSON object"},
};

// The value a text stands for; nothing when it is none of the type.
std::optional<Value> value_in(const InlineParameter& parameter, const std::string& type) {
  if (type == "int") return integer_in(parameter.text);
  if (type == "bool") return boolean_in(parameter.text);
  if (type != "array" && type != "object" && type != "secureobject")
    return make_string(parameter.text);
  auto json = json_in(parameter);
  if (!json || (type == "array" ? json->array() == nullptr : json->object() == nullptr))
    return std::nullopt;
  return json;
}

// A secret is not repeated in a message.
void refuse(const InlineParameter& parameter, const std::string& type, bool secret,
            Diagnostics& diagnostics) {
  const auto* reader = std::ranges::find(readers, type, &Reader::type);
  diagnostics.push_back({Severity::error,
                         to_where(parameter.place),
                         "parameter " + printable(parameter.name) + " is " +
                             (secret ? "a secret, not shown" : in_quotes(parameter.text)) +
                             "; expected " + std::string(reader->expected) + ", as its type is " +
                             type,
                         {"I-030", "I-032"}});
}

void give(const InlineParameter& parameter, Frame& frame, ParameterUse& use,
          Diagnostics& diagnostics) {
  const Value& root = *frame.body;
  const Value* all = root.find("parameters");
  const Value* declaration = all == nullptr ? nullptr : all->find(parameter.name);
  if (declaration == nullptr) return;
  const std::string name = to_lower(parameter.name);
  use.taken.insert(name);
  if (const auto& origin = parameter.unknown) {
    Value unknown = make_unknown(origin->name, origin->reason, parameter.place);
    frame.given[name] = {{std::make_shared<const Value>(std::move(unknown))}, {}, false};
    return;
  }
  const std::string type = type_of(*declaration, root);
  auto value = value_in(parameter, type);
  if (!value) return refuse(parameter, type, is_secure(*declaration, root), diagnostics);
  set_place(*value, parameter.place);
  frame.given[name] = {{std::make_shared<const Value>(std::move(*value))}, {}, false};
}

}  // namespace

void give_parameters(std::span<const ParameterSource> parameters, Frame& frame, ParameterUse& use,
                     Diagnostics& diagnostics) {
  const Value* all = frame.body->find("parameters");
  if (all != nullptr && all->object() != nullptr) {
    for (const Member& member : *all->object())
      use.declared.emplace(to_lower(member.key), member.key);
  }
  for (const ParameterSource& one : parameters) {
    if (const auto* file = std::get_if<Source>(&one)) give(*file, frame, diagnostics);
    if (const auto* typed = std::get_if<InlineParameter>(&one))
      give(*typed, frame, use, diagnostics);
    if (const auto* unread = std::get_if<UnreadParameters>(&one)) {
      frame.given.clear();  // it may give each of them again
      frame.unsaid = unread->reason;
    }
  }
}

void report_untaken(std::span<const ParameterSource> parameters, const ParameterUse& use,
                    Diagnostics& diagnostics) {
  constexpr std::size_t most_names = 10;
  std::vector<std::string> names;
  for (const auto& [lower, name] : use.declared) names.push_back(printable(name));
  for (const ParameterSource& one : parameters) {
    const auto* typed = std::get_if<InlineParameter>(&one);
    if (typed == nullptr || use.taken.contains(to_lower(typed->name))) continue;
    std::string message = "the template has no parameter " + in_quotes(typed->name);
    const auto near = nearest(typed->name, names);
    if (!near.empty()) {
      message += "; did you mean " + join(near, ", ") + "?";
    } else {
      const std::size_t left = names.size() - std::min(names.size(), most_names);
      const std::vector<std::string> some(names.begin(),
                                          names.end() - static_cast<std::ptrdiff_t>(left));
      message += some.empty() ? "; it has none" : "; it has " + join(some, ", ");
      if (left > 0) message += " and " + std::to_string(left) + " more";
    }
    diagnostics.push_back({Severity::error, to_where(typed->place), message, {"I-032"}});
  }
}

}  // namespace airtight::input::arm
