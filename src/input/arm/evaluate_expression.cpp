// Expressions: calls, members and elements (I-021, I-023).
#include <airtight/base/text.h>

#include <algorithm>
#include <utility>

#include "input/arm/expansion.h"
#include "input/arm/functions.h"
#include "input/secret.h"

namespace airtight::input::arm {
namespace {

// "it has a, b and c", for a member that is not there.
std::string names_in(const Object& members) {
  std::vector<std::string> names;
  for (const Member& member : members) {
    if (names.size() < 6) names.push_back(printable(member.key.str().substr(0, 40)));
  }
  return names.empty() ? "the object is empty" : "the object has " + join(names, ", ");
}

std::string shown(const Expression& expression) {
  constexpr std::size_t longest = 160;
  const std::string_view source = expression.source;
  return printable(source.substr(0, longest)) + (source.size() > longest ? "…" : "");
}

// Every function may look at the whole of a text; some do at the whole of any value.
std::int64_t work(const Call& call, const Function& function) {
  std::int64_t steps = 0;
  for (const Ref& argument : call.arguments) {
    if (argument->string() != nullptr)
      steps += static_cast<std::int64_t>(argument->string()->size() / 64);
    if (function.arguments == Arguments::known_whole) steps += weight(*argument);
  }
  return steps;
}

}  // namespace

Ref Expansion::evaluate_expression(const Expression& expression, const Context& context,
                                   const Place& place) {
  switch (expression.kind) {
    case Expression::Kind::text:
      return make(expression.name, place);
    case Expression::Kind::number:
      return make(expression.number, place);
    case Expression::Kind::call:
      return evaluate_call(expression, context, place);
    case Expression::Kind::member:
      return member(evaluate(expression.parts[0], context, place), expression.name, expression,
                    place);
    case Expression::Kind::element: {
      const Ref owner = evaluate(expression.parts[0], context, place);
      return element(owner, evaluate(expression.parts[1], context, place), expression, place);
    }
  }
  return unknown(shown(expression), "it cannot be evaluated", place);
}

Ref Expansion::member(const Ref& owner, std::string_view name, const Expression& at,
                      const Place& place) {
  if (const Unknown* origin = owner->unknown()) return unknown(*origin, place);
  if (const Value* found = owner->find(name)) return part(owner, *found);
  if (owner.open) return unknown_member(owner, name, place);
  if (const Object* members = owner->object())
    return fault(place, at, "there is no member " + in_quotes(name) + ", " + names_in(*members),
                 {"I-023"});
  return fault(place, at,
               "found " + std::string(kind_of(*owner)) + ", expected an object with the member " +
                   in_quotes(name),
               {"I-023"});
}

Ref Expansion::element(const Ref& owner, const Ref& index, const Expression& at,
                       const Place& place) {
  if (const Unknown* origin = owner->unknown()) return unknown(*origin, place);
  if (const Unknown* origin = index->unknown()) return unknown(*origin, place);
  if (index->string() != nullptr) return member(owner, *index->string(), at, place);
  const auto* number = std::get_if<std::int64_t>(&index->data);
  const Array* items = owner->array();
  if (number == nullptr || items == nullptr)
    return fault(place, at,
                 "found " + std::string(kind_of(*owner)) + " with an index that is a " +
                     std::string(kind_of(*index)) + ", expected an array and a whole number",
                 {"I-023"});
  if (*number >= 0 && static_cast<std::size_t>(*number) < items->size())
    return part(owner, (*items)[static_cast<std::size_t>(*number)]);
  if (owner.open) return unknown_member(owner, "element " + std::to_string(*number), place);
  return fault(place, at,
               "the index is " + std::to_string(*number) + ", but the array has " +
                   std::to_string(items->size()) + " elements",
               {"I-023"});
}

Ref Expansion::evaluate_call(const Expression& call, const Context& context, const Place& place) {
  const Function* function = find_function(call.name);
  if (function == nullptr) {
    if (call.name.find('.') != std::string::npos) return call_user_function(call, context, place);
    // I-083: whatever a list function answers is a secret.
    if (starts_with_ignoring_case(call.name, "list"))
      return unknown(call.name + "()", a_secret, place);
    report(Severity::warning, place,
           "the function " + in_quotes(call.name) + " is not known; its result is unknown",
           {"I-021"});
    return unknown(call.name + "()", "the function is not known", place);
  }
  const auto given = call.parts.size();
  if (given < function->least || given > function->most)
    return fault(place, call, std::to_string(given) + " arguments are too few or too many",
                 {"I-021"});
  Call one{*this, context, call, place, {}};
  if (function->arguments != Arguments::by_need) {
    one.arguments.reserve(given);
    for (const Expression& argument : call.parts)
      one.arguments.push_back(evaluate(argument, context, place));
  }
  if (!spend(work(one, *function), place))
    return unknown("value", "the template expands to too much", place);
  if (function->arguments == Arguments::known || function->arguments == Arguments::known_whole) {
    for (const Ref& argument : one.arguments) {
      const Unknown* origin =
          function->arguments == Arguments::known ? argument->unknown() : find_unknown(*argument);
      if (origin != nullptr) return unknown(*origin, place);
    }
  }
  return function->body(one);
}

// I-061: `namespace.f(…)`. Its body sees its own parameters, and the template's variables.
Ref Expansion::call_user_function(const Expression& call, const Context& context,
                                  const Place& place) {
  const auto dot = call.name.find('.');
  const std::string space = call.name.substr(0, dot);
  const Ref& body = context.frame->names->body;
  const Value* function = nullptr;
  for (const Value& entry : items_of(body->find("functions"))) {
    const Value* name = entry.find("namespace");
    const Value* members = entry.find("members");
    if (members != nullptr && name != nullptr && name->string() != nullptr &&
        equal_ignoring_case(*name->string(), space))
      function = members->find(call.name.substr(dot + 1));
    if (function != nullptr) break;
  }
  const Value* output = function == nullptr ? nullptr : function->find("output");
  const Value* value = output == nullptr ? nullptr : output->find("value");
  if (value == nullptr)
    return fault(place, call, "the template has no function " + in_quotes(call.name), {"I-061"});
  auto locals = std::make_shared<const Local>(Local{Local::Kind::function, call.name, 0, {}, {}});
  const auto parameters = items_of(function->find("parameters"));
  for (std::size_t i = 0; i < std::min(parameters.size(), call.parts.size()); ++i) {
    const Value* name = parameters[i].find("name");
    if (name == nullptr || name->string() == nullptr) continue;
    locals = std::make_shared<const Local>(Local{Local::Kind::argument, *name->string(), 0,
                                                 evaluate(call.parts[i], context, place), locals});
  }
  return evaluate(part(body, *value), {context.frame, locals});
}

}  // namespace airtight::input::arm
