// lambda() and the functions that take one (I-044).
#include <airtight/base/text.h>

#include <algorithm>
#include <utility>

#include "input/arm/functions.h"

namespace airtight::input::arm {
namespace {

// lambda('x', 'y', body) as an argument; it sees all that is around it.
struct Lambda {
  const Call& call;
  std::vector<std::string> names;
  const Expression* body = nullptr;

  // Variables that the lambda does not name are left out, such as the index.
  Ref operator()(std::initializer_list<Ref> values) const {
    Locals locals = call.context.locals;
    std::size_t i = 0;
    for (const Ref& value : values) {
      if (i == names.size()) break;
      locals = std::make_shared<const Local>(
          Local{Local::Kind::lambda, names[i++], 0, value, std::move(locals)});
    }
    return call.expansion.evaluate(*body, {call.context.frame, std::move(locals)}, call.place);
  }
};

std::optional<Lambda> lambda_at(const Call& call, std::size_t i) {
  const Expression& argument = call.expression.parts[i];
  if (argument.kind != Expression::Kind::call || !equal_ignoring_case(argument.name, "lambda") ||
      argument.parts.empty())
    return std::nullopt;
  Lambda lambda{call, {}, &argument.parts.back()};
  for (std::size_t k = 0; k + 1 < argument.parts.size(); ++k)
    lambda.names.push_back(argument.parts[k].name);
  return lambda;
}

Ref number(const Call& call, std::size_t i) { return call.result(static_cast<std::int64_t>(i)); }

Ref not_a_lambda(const Call& call) { return call.refuse("expected a lambda", {"I-044"}); }

Ref not_an_array(const Call& call, const Ref& found) {
  if (const Unknown* origin = found->unknown()) return call.unknown(*origin);
  return call.refuse("found " + std::string(kind_of(*found)) + ", expected an array", {"I-044"});
}

Ref map(const Call& call) {
  const Ref list = call.need(0);
  const auto lambda = lambda_at(call, 1);
  if (!lambda) return not_a_lambda(call);
  if (list->array() == nullptr) return not_an_array(call, list);
  Array items;
  for (const Value& item : *list->array())
    items.push_back(*(*lambda)({part(list, item), number(call, items.size())}));
  return call.result(std::move(items));
}

Ref filter(const Call& call) {
  const Ref list = call.need(0);
  const auto lambda = lambda_at(call, 1);
  if (!lambda) return not_a_lambda(call);
  if (list->array() == nullptr) return not_an_array(call, list);
  Array items;
  std::size_t i = 0;
  for (const Value& item : *list->array()) {
    const Ref holds = (*lambda)({part(list, item), number(call, i++)});
    if (const Unknown* origin = holds->unknown()) return call.unknown(*origin);
    if (holds->boolean() == nullptr) return call.refuse("the lambda is not true or false");
    if (*holds->boolean()) items.push_back(item);
  }
  return call.result(std::move(items));
}

Ref reduce(const Call& call) {
  const Ref list = call.need(0);
  Ref total = call.need(1);
  const auto lambda = lambda_at(call, 2);
  if (!lambda) return not_a_lambda(call);
  if (list->array() == nullptr) return not_an_array(call, list);
  std::size_t i = 0;
  for (const Value& item : *list->array())
    total = (*lambda)({total, part(list, item), number(call, i++)});
  return total;
}

// The lambda says whether a < b. Insertion keeps the order of equals and asks n log n times.
Ref sort(const Call& call) {
  const Ref list = call.need(0);
  const auto lambda = lambda_at(call, 1);
  if (!lambda) return not_a_lambda(call);
  if (list->array() == nullptr) return not_an_array(call, list);
  Ref failed;
  const auto before = [&](const Value& a, const Value& b) {
    const Ref less = (*lambda)({part(list, a), part(list, b)});
    if (less->boolean() == nullptr && !failed.value) failed = less;
    return less->boolean() != nullptr && *less->boolean();
  };
  std::vector<const Value*> order;
  for (const Value& item : *list->array()) {
    const auto at =
        std::upper_bound(order.begin(), order.end(), &item,
                         [&](const Value* a, const Value* b) { return before(*a, *b); });
    order.insert(at, &item);
    if (failed.value) return not_an_array(call, failed);
  }
  Array items;
  for (const Value* item : order) items.push_back(*item);
  return call.result(std::move(items));
}

// The key that a lambda gives an item; an unknown, or an error, when it is no string.
Ref key_of(const Call& call, const Lambda& lambda, const Ref& item) {
  Ref key = lambda({item});
  if (key->unknown() != nullptr || key->string() != nullptr) return key;
  return call.refuse("the key is " + std::string(kind_of(*key)) + ", expected a string", {"I-044"});
}

Ref to_object(const Call& call) {
  const Ref list = call.need(0);
  const auto key = lambda_at(call, 1);
  const auto value = call.size() == 3 ? lambda_at(call, 2) : std::nullopt;
  if (!key || (call.size() == 3 && !value)) return not_a_lambda(call);
  if (list->array() == nullptr) return not_an_array(call, list);
  Value object = make_object(call.place);
  for (const Value& item : *list->array()) {
    const Ref name = key_of(call, *key, part(list, item));
    if (const Unknown* origin = name->unknown()) return call.unknown(*origin);
    if (!spend_search(call, object))
      return call.unknown("value", "the template expands to too much");
    object.set(*name->string(), value ? *(*value)({part(list, item)}) : item);
  }
  return call.result(std::move(object));
}

Ref group_by(const Call& call) {
  const Ref list = call.need(0);
  const auto key = lambda_at(call, 1);
  if (!key) return not_a_lambda(call);
  if (list->array() == nullptr) return not_an_array(call, list);
  Value object = make_object(call.place);
  for (const Value& item : *list->array()) {
    const Ref name = key_of(call, *key, part(list, item));
    if (const Unknown* origin = name->unknown()) return call.unknown(*origin);
    if (!spend_search(call, object))
      return call.unknown("value", "the template expands to too much");
    Value* group = object.find(*name->string());
    if (group == nullptr) group = &object.set(*name->string(), make_array(call.place));
    group->array()->push_back(item);
  }
  return call.result(std::move(object));
}

Ref map_values(const Call& call) {
  const Ref object = call.need(0);
  const auto lambda = lambda_at(call, 1);
  if (!lambda) return not_a_lambda(call);
  if (const Unknown* origin = object->unknown()) return call.unknown(*origin);
  if (object->object() == nullptr) return call.refuse("expected an object", {"I-044"});
  Value mapped = make_object(call.place);
  for (const Member& member : *object->object())
    mapped.set(member.key, *(*lambda)({part(object, member.value)}));
  return call.result(std::move(mapped));
}

Ref lambda_variables(const Call& call) {
  const std::string* name = call.text(0);
  if (name == nullptr) return call.wrong(0, "a variable's name");
  for (const Local* local = call.context.locals.get(); local != nullptr;
       local = local->outer.get()) {
    if (local->kind == Local::Kind::lambda && equal_ignoring_case(local->name, *name))
      return local->value;
  }
  return call.refuse("there is no lambda with the variable " + in_quotes(*name) + " around it",
                     {"I-044"});
}

Ref stray_lambda(const Call& call) {
  return call.refuse("a lambda stands where no function takes it", {"I-044"});
}

constexpr Function lambda_functions_rows[] = {
    {"filter", 2, 2, Arguments::by_need, filter},
    {"groupby", 2, 2, Arguments::by_need, group_by},
    {"lambda", 1, any_number, Arguments::by_need, stray_lambda},
    {"lambdavariables", 1, 1, Arguments::known, lambda_variables},
    {"map", 2, 2, Arguments::by_need, map},
    {"mapvalues", 2, 2, Arguments::by_need, map_values},
    {"reduce", 3, 3, Arguments::by_need, reduce},
    {"sort", 2, 2, Arguments::by_need, sort},
    {"toobject", 2, 3, Arguments::by_need, to_object},
};

}  // namespace

std::span<const Function> lambda_functions() { return lambda_functions_rows; }

}  // namespace airtight::input::arm
