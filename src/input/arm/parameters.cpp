// Parameters and variables, evaluated when they are asked for first (I-025, I-030 and following).
#include <airtight/base/text.h>

#include <algorithm>
#include <set>
#include <utility>

#include "input/arm/expansion.h"
#include "input/arm/schema.h"
#include "input/secret.h"

namespace airtight::input::arm {
namespace {

std::string described(const std::string& name) { return "parameter " + name; }

void require(const Value& declaration, const std::string& name, Diagnostics& diagnostics) {
  diagnostics.push_back({Severity::error,
                         to_where(declaration.place),
                         "parameter " + printable(name) +
                             " is required: it has neither a value nor a default; give it in a "
                             "parameter file or as --parameters " +
                             printable(name) + "=VALUE",
                         {"I-031"}});
}

std::int64_t size_of(const Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value.data)) return *number;
  if (value.string() != nullptr) return static_cast<std::int64_t>(value.string()->size());
  return value.array() == nullptr ? 0 : static_cast<std::int64_t>(value.array()->size());
}

}  // namespace

void Expansion::require_parameters(Frame& frame) {
  const Value* all = frame.body->find("parameters");
  if (all == nullptr || all->object() == nullptr || !frame.unsaid.empty()) return;
  for (const Member& member : *all->object()) {
    const Value& declaration = member.value;
    if (frame.given.contains(to_lower(member.key)) || declaration.find("defaultValue") != nullptr ||
        is_nullable(declaration, *frame.body) || is_secure(declaration, *frame.body))
      continue;
    require(declaration, member.key, diagnostics_);
  }
  std::set<std::string> names;
  for (const Member& member : *all->object()) names.insert(to_lower(member.key));
  for (const auto& [name, given] : frame.given) {
    if (!names.contains(name))
      report(Severity::warning, given.node->place,
             "the template has no parameter " + in_quotes(name), {"I-032"});
  }
}

Ref Expansion::parameter(const std::string& name, const Context& context, const Expression& at,
                         const Place& place) {
  for (const Local* local = context.locals.get(); local != nullptr; local = local->outer.get()) {
    if (local->kind == Local::Kind::argument && equal_ignoring_case(local->name, name))
      return local->value;
    if (local->kind == Local::Kind::function)
      return fault(place, at, "the function has no parameter " + in_quotes(name), {"I-061"});
  }
  Frame& frame = *context.frame->names;
  Slot& slot = frame.parameters[to_lower(name)];
  if (slot.state == Slot::State::running) {
    return cycle(place, at, "the parameter depends on itself");
  }
  if (slot.state == Slot::State::done) return slot.value;
  const Value* all = frame.body->find("parameters");
  const Value* declaration = all == nullptr ? nullptr : all->find(name);
  if (declaration == nullptr)
    return fault(place, at, "the template has no parameter " + in_quotes(name), {"I-030"});
  slot.state = Slot::State::running;
  const int cycles = cycles_;
  Ref value = parameter_value(frame, name, part(frame.body, *declaration));
  keep(slot, value, cycles);
  return value;
}

// I-033: a given null means the default, if there is one.
Ref Expansion::parameter_value(Frame& frame, const std::string& name, const Ref& declaration) {
  const Value& root = *frame.body;
  const Value* fallback = declaration->find("defaultValue");
  const auto given = frame.given.find(to_lower(name));
  Ref value;
  if (given != frame.given.end()) value = given_value(given->second);
  const bool none = !value.value || value->is_null();
  // What nobody can read may say something else than the default.
  if (none && fallback != nullptr && frame.unsaid.empty())
    value = evaluate(part(declaration, *fallback), {&frame, {}});
  if (!value.value) {
    if (is_nullable(*declaration, root)) return make(nullptr, declaration->place);
    if (!frame.unsaid.empty()) return unknown(described(name), frame.unsaid, declaration->place);
    if (is_secure(*declaration, root))
      return unknown(described(name), a_secret, declaration->place);
    if (frame.parent != nullptr) require(*declaration, name, diagnostics_);
    return unknown(described(name), "it has no value", declaration->place);
  }
  if (has_secret(*declaration, root, *value)) {
    Value shown = *value;
    hide_secrets(*declaration, root, described(name), shown);
    const Place place = shown.place;
    return make(std::move(shown), place);
  }
  check_allowed(declaration, name, value, {&frame, {}});
  return value;
}

// I-035: {"value": …}, {"reference": …}, an expression that yields one of them, or a copy.
Ref Expansion::given_value(const Frame::Given& given) {
  const Ref& node = given.node;
  const auto in_context = [&](const Ref& inside) {
    return given.context.frame == nullptr ? inside : evaluate(inside, given.context);
  };
  if (!given.wrapped) return in_context(node);
  const Value* written = node->find("value");
  if (written != nullptr && node->find("copy") == nullptr) return in_context(part(node, *written));
  const Ref wrapper = in_context(node);
  if (const Unknown* origin = wrapper->unknown()) return unknown(*origin, node->place);
  if (wrapper->find("reference") != nullptr)
    return unknown("a secret of a key vault", a_secret, node->place);
  if (const Value* value = wrapper->find("value")) return part(wrapper, *value);
  if (wrapper->find("expression") != nullptr)
    return unknown("an external input", "only the deployment knows it", node->place);
  return {};
}

// I-034: these only validate. A violation is reported, and the value is used.
void Expansion::check_allowed(const Ref& declaration, const std::string& name, const Ref& value,
                              const Context& context) {
  if (value->unknown() != nullptr || value->is_null()) return;
  const auto warn = [&](const std::string& what) {
    report(Severity::warning, value->place, described(printable(name)) + " " + what, {"I-034"});
  };
  const Value* allowed = declaration->find("allowedValues");
  if (allowed != nullptr && allowed->array() != nullptr) {
    const Ref list = evaluate(part(declaration, *allowed), context);
    const auto is_allowed = [&](const Value& item) {
      return items_of(list.value.get()).empty() ||
             std::ranges::any_of(items_of(list.value.get()),
                                 [&](const Value& one) { return same_value(one, item); });
    };
    const bool every = value->array() != nullptr ? std::ranges::all_of(*value->array(), is_allowed)
                                                 : is_allowed(*value);
    if (!every && !is_allowed(*value)) warn("has a value that is not among its allowedValues");
  }
  for (const auto& [key, sign] : {std::pair{"minLength", 1}, std::pair{"minValue", 1},
                                  std::pair{"maxLength", -1}, std::pair{"maxValue", -1}}) {
    const Value* bound = declaration->find(key);
    const auto* number = bound == nullptr ? nullptr : std::get_if<std::int64_t>(&bound->data);
    if (number == nullptr || value->object() != nullptr || value->boolean() != nullptr) continue;
    if (sign > 0 ? size_of(*value) < *number : size_of(*value) > *number)
      warn("is outside its " + std::string(key) + " " + std::to_string(*number));
  }
}

Ref Expansion::variable(const std::string& name, const Context& context, const Expression& at,
                        const Place& place) {
  Frame& frame = *context.frame->names;
  Slot& slot = frame.variables[to_lower(name)];
  if (slot.state == Slot::State::running) {
    return cycle(place, at, "the variable depends on itself");
  }
  if (slot.state == Slot::State::done) return slot.value;
  slot.state = Slot::State::running;
  const int cycles = cycles_;
  Ref value = variable_value(frame, name);
  if (!value.value)
    value = fault(place, at, "the template has no variable " + in_quotes(name), {"I-025"});
  keep(slot, value, cycles);
  return value;
}

// A member of "variables", or one that its "copy" makes (I-042).
Ref Expansion::variable_value(Frame& frame, const std::string& name) {
  const Value* all = frame.body->find("variables");
  if (all == nullptr) return {};
  if (const Value* found = all->find(name); found != nullptr && !equal_ignoring_case(name, "copy"))
    return evaluate(part(frame.body, *found), {&frame, {}});
  for (const Value& loop : items_of(all->find("copy"))) {
    const Value* loop_name = loop.find("name");
    if (loop_name != nullptr && loop_name->string() != nullptr &&
        equal_ignoring_case(*loop_name->string(), name))
      return copy_items(part(frame.body, loop), {&frame, {}});
  }
  return {};
}

}  // namespace airtight::input::arm
