// Objects, parameters, variables and loop indices.
#include <airtight/base/text.h>

#include <algorithm>
#include <utility>

#include "input/arm/functions.h"

namespace airtight::input::arm {
namespace {

Ref create_object(const Call& call) {
  if (call.size() % 2 != 0) return call.refuse("a name has no value");
  Value object = make_object(call.place);
  for (std::size_t i = 0; i < call.size(); i += 2) {
    if (const Unknown* origin = call[i].unknown()) return call.unknown(*origin);
    if (call.text(i) == nullptr) return call.wrong(i, "a string");
    object.set(*call.text(i), call[i + 1]);
  }
  return call.result(std::move(object));
}

// I-066: by name without case, lower before upper where that leaves a tie.
std::vector<const Member*> sorted(const Object& members) {
  std::vector<std::pair<std::string, const Member*>> keyed;
  for (const Member& member : members) keyed.emplace_back(to_lower(member.key), &member);
  std::ranges::sort(keyed, [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first < b.first : a.second->key > b.second->key;
  });
  std::vector<const Member*> order;
  for (const auto& [key, member] : keyed) order.push_back(member);
  return order;
}

Ref items(const Call& call) {
  if (call[0].object() == nullptr) return call.wrong(0, "an object");
  Array list;
  for (const Member* member : sorted(*call[0].object())) {
    Value item = make_object(call.place);
    item.set("key", make_string(member->key, member->value.place));
    item.set("value", member->value);
    list.push_back(std::move(item));
  }
  return call.result(std::move(list));
}

Ref object_keys(const Call& call) {
  if (call[0].object() == nullptr) return call.wrong(0, "an object");
  Array keys;
  for (const Member* member : sorted(*call[0].object()))
    keys.push_back(make_string(member->key, call.place));
  return call.result(std::move(keys));
}

// I-070: one level, later wins.
Ref shallow_merge(const Call& call) {
  if (call.array(0) == nullptr) return call.wrong(0, "an array of objects");
  Value merged = make_object(call.place);
  for (const Value& one : *call.array(0)) {
    if (one.unknown() != nullptr) return call.unknown(*one.unknown());
    if (one.object() == nullptr) return call.wrong(0, "an array of objects");
    for (const Member& member : *one.object()) {
      if (!spend_search(call, merged))
        return call.unknown("value", "the template expands to too much");
      merged.set(member.key, member.value);
    }
  }
  return call.result(std::move(merged));
}

// I-023: tryGet stops at the first step that is missing.
Ref try_get(const Call& call) {
  Ref value = call.arguments[0];
  for (std::size_t i = 1; i < call.size(); ++i) {
    if (const Unknown* origin = value->unknown()) return call.unknown(*origin);
    if (const Unknown* origin = call[i].unknown()) return call.unknown(*origin);
    const Value* found = nullptr;
    if (call.text(i) != nullptr) found = value->find(*call.text(i));
    const Array* items = value->array();
    const std::int64_t* at = call.number(i);
    if (at != nullptr && items != nullptr && *at >= 0 &&
        static_cast<std::size_t>(*at) < items->size())
      found = &(*items)[static_cast<std::size_t>(*at)];
    if (found == nullptr) {
      if (!value.open) return call.result(nullptr);
      return call.expansion.unknown_member(value, printed(call[i], '"'), call.place);
    }
    value = part(value, *found);
  }
  return value;
}

Ref parameters(const Call& call) {
  if (call.text(0) == nullptr) return call.wrong(0, "a parameter's name");
  return call.expansion.parameter(*call.text(0), call.context, call.expression, call.place);
}

Ref variables(const Call& call) {
  if (call.text(0) == nullptr) return call.wrong(0, "a variable's name");
  return call.expansion.variable(*call.text(0), call.context, call.expression, call.place);
}

bool is_loop(const Local& local) {
  return local.kind == Local::Kind::resource_copy || local.kind == Local::Kind::property_copy;
}

// I-043: without a name the innermost loop of the resource; else the loop of that name.
Ref copy_index(const Call& call) {
  const std::string* name = call.size() > 0 ? call.text(0) : nullptr;
  const Local* found = nullptr;
  for (const Local* local = call.context.locals.get(); local != nullptr;
       local = local->outer.get()) {
    if (!is_loop(*local)) continue;
    if (name != nullptr && !equal_ignoring_case(local->name, *name)) continue;
    if (found == nullptr || (name == nullptr && found->kind == Local::Kind::property_copy &&
                             local->kind == Local::Kind::resource_copy))
      found = local;
    if (name != nullptr) break;
  }
  if (found == nullptr)
    return call.refuse(name == nullptr ? "there is no copy around it"
                                       : "there is no copy " + in_quotes(*name) + " around it",
                       {"I-043"});
  const std::size_t at = name != nullptr ? 1 : 0;
  std::int64_t index = found->index;
  if (call.size() > at) {
    if (call.number(at) == nullptr) return call.wrong(at, "a whole number");
    if (__builtin_add_overflow(index, *call.number(at), &index))
      return call.refuse("the offset does not fit");
  }
  return call.result(index);
}

constexpr Function object_functions_rows[] = {
    {"copyindex", 0, 2, Arguments::known, copy_index},
    {"createobject", 0, any_number, Arguments::any, create_object},
    {"items", 1, 1, Arguments::known, items},
    {"objectkeys", 1, 1, Arguments::known, object_keys},
    {"parameters", 1, 1, Arguments::known, parameters},
    {"shallowmerge", 1, 1, Arguments::known, shallow_merge},
    {"tryget", 2, any_number, Arguments::any, try_get},
    {"variables", 1, 1, Arguments::known, variables},
};

}  // namespace

std::span<const Function> object_functions() { return object_functions_rows; }

}  // namespace airtight::input::arm
