// Arrays, and what arrays and strings have in common (I-069, I-070).
#include <airtight/base/text.h>

#include <algorithm>
#include <utility>

#include "input/arm/functions.h"

namespace airtight::input::arm {
namespace {

Ref create_array(const Call& call) {
  Array items;
  for (const Ref& argument : call.arguments) items.push_back(*argument);
  return call.result(std::move(items));
}

Ref array(const Call& call) {
  if (call.array(0) != nullptr) return call.arguments[0];
  return create_array(call);
}

Ref empty(const Call& call) {
  const Value& value = call[0];
  if (value.is_null()) return call.result(true);
  if (value.string() != nullptr) return call.result(value.string()->empty());
  if (value.array() != nullptr) return call.result(value.array()->empty());
  if (value.object() == nullptr) return call.wrong(0, "a string, an array or an object");
  if (value.object()->empty() && call.arguments[0].open)
    return call.expansion.unknown_member(call.arguments[0], "members", call.place);
  return call.result(value.object()->empty());
}

Ref length(const Call& call) {
  const Value& value = call[0];
  const auto number = [&](std::size_t size) {
    return call.result(static_cast<std::int64_t>(size));
  };
  if (value.string() != nullptr) return number(characters(*value.string()).size());
  if (value.array() != nullptr) return number(value.array()->size());
  if (value.object() != nullptr) return number(value.object()->size());
  return call.wrong(0, "a string, an array or an object");
}

Ref end_of(const Call& call, bool last) {
  if (const Array* items = call.array(0)) {
    if (items->empty()) return call.result(nullptr);
    return part(call.arguments[0], last ? items->back() : items->front());
  }
  if (call.text(0) == nullptr) return call.wrong(0, "an array or a string");
  const auto all = characters(*call.text(0));
  if (all.empty()) return call.result(std::string());
  return call.result(std::string(last ? all.back() : all.front()));
}

Ref first(const Call& call) { return end_of(call, false); }
Ref last(const Call& call) { return end_of(call, true); }

// The elements or characters [from, to) of the first argument.
Ref slice(const Call& call, std::size_t from, std::size_t to) {
  if (const Array* items = call.array(0)) {
    Array some(items->begin() + static_cast<std::ptrdiff_t>(from),
               items->begin() + static_cast<std::ptrdiff_t>(to));
    return call.result(std::move(some));
  }
  const auto all = characters(*call.text(0));
  std::string text;
  for (std::size_t i = from; i < to; ++i) text += all[i];
  return call.result(std::move(text));
}

// I-070: a count that is too large or negative is as far as there is.
Ref take_or_skip(const Call& call, bool take) {
  if (call.array(0) == nullptr && call.text(0) == nullptr)
    return call.wrong(0, "an array or a string");
  if (call.number(1) == nullptr) return call.wrong(1, "a whole number");
  const std::size_t size =
      call.array(0) != nullptr ? call.array(0)->size() : characters(*call.text(0)).size();
  const auto count = static_cast<std::size_t>(
      std::clamp(*call.number(1), std::int64_t{0}, static_cast<std::int64_t>(size)));
  return take ? slice(call, 0, count) : slice(call, count, size);
}

Ref take(const Call& call) { return take_or_skip(call, true); }
Ref skip(const Call& call) { return take_or_skip(call, false); }

Ref flatten(const Call& call) {
  if (call.array(0) == nullptr) return call.wrong(0, "an array of arrays");
  Array items;
  for (const Value& inner : *call.array(0)) {
    if (inner.unknown() != nullptr) return call.unknown(*inner.unknown());
    if (inner.array() == nullptr) return call.wrong(0, "an array of arrays");
    items.insert(items.end(), inner.array()->begin(), inner.array()->end());
  }
  return call.result(std::move(items));
}

// I-069: on strings without case, on arrays exact.
Ref index(const Call& call, bool last) {
  if (const Array* items = call.array(0)) {
    if (!call.look()) return call.unknown("value", "the template expands to too much");
    std::int64_t found = -1;
    for (std::size_t i = 0; i < items->size(); ++i) {
      if (const Unknown* origin = find_unknown((*items)[i])) return call.unknown(*origin);
      if ((last || found < 0) && same_value((*items)[i], call[1]))
        found = static_cast<std::int64_t>(i);
    }
    return call.result(found);
  }
  if (call.text(0) == nullptr) return call.wrong(0, "an array or a string");
  if (call.text(1) == nullptr) return call.wrong(1, "a string");
  const std::string text = to_lower(*call.text(0));
  const std::string wanted = to_lower(*call.text(1));
  const auto at = last ? text.rfind(wanted) : text.find(wanted);
  if (at == std::string::npos) return call.result(std::int64_t{-1});
  return call.result(static_cast<std::int64_t>(characters(text.substr(0, at)).size()));
}

Ref index_of(const Call& call) { return index(call, false); }
Ref last_index_of(const Call& call) { return index(call, true); }

Ref contains(const Call& call) {
  if (const Array* items = call.array(0)) {
    if (!call.look()) return call.unknown("value", "the template expands to too much");
    const Unknown* origin = find_unknown(call[1]);
    for (const Value& item : *items) {
      if (origin == nullptr && same_value(item, call[1]) && find_unknown(item) == nullptr)
        return call.result(true);
    }
    if (origin == nullptr) origin = find_unknown(call[0]);
    return origin != nullptr ? call.unknown(*origin) : call.result(false);
  }
  if (call[1].unknown() != nullptr) return call.unknown(*call[1].unknown());
  if (call[0].object() != nullptr) {
    if (call[0].find(printed(call[1], '"')) != nullptr) return call.result(true);
    if (call.arguments[0].open)
      return call.expansion.unknown_member(call.arguments[0], printed(call[1], '"'), call.place);
    return call.result(false);
  }
  if (call[0].unknown() != nullptr) return call.unknown(*call[0].unknown());
  if (call.text(0) == nullptr) return call.wrong(0, "a string, an array or an object");
  return call.result(call.text(0)->find(printed(call[1], '"')) != std::string::npos);
}

// Two that hold the same unknown may still differ, so neither is left out.
bool holds(std::span<const Value> items, const Value& wanted) {
  return find_unknown(wanted) == nullptr &&
         std::ranges::any_of(items, [&](const Value& item) { return same_value(item, wanted); });
}

// Arrays without repetitions: of any of the arguments, or of all of them. Elements are compared
// with each other, so the size is bounded: no network has longer lists.
Ref combine_arrays(const Call& call, bool all) {
  constexpr std::size_t longest = 5'000;
  Array items;
  for (const Ref& argument : call.arguments) {
    if (argument->array() == nullptr) return call.refuse("one is an array, another is not");
    if (items.size() + argument->array()->size() > longest)
      return call.refuse("the arrays are too long to compare");
  }
  std::size_t longest_argument = 0;
  for (const Ref& argument : call.arguments)
    longest_argument = std::max(longest_argument, argument->array()->size());
  if (!call.look(longest_argument))
    return call.unknown("value", "the template expands to too much");
  for (const Ref& argument : call.arguments) {
    for (const Value& item : *argument->array()) {
      if (holds(items, item)) continue;
      const bool wanted = !all || std::ranges::all_of(call.arguments, [&](const Ref& other) {
        return holds(*other->array(), item);
      });
      if (wanted) items.push_back(item);
    }
  }
  return call.result(std::move(items));
}

void unite(Value& base, const Value& later, int depth) {
  if (base.object() == nullptr || later.object() == nullptr || depth > 64) {
    base = later;
    return;
  }
  for (const Member& member : *later.object()) {
    Value* old = base.find(member.key);
    if (old != nullptr) {
      unite(*old, member.value, depth + 1);
    } else {
      base.object()->push_back(member);
    }
  }
}

// Members are found one after the other.
std::size_t widest(const Call& call) {
  std::size_t size = 1;
  for (const Ref& argument : call.arguments) {
    if (argument->object() != nullptr) size = std::max(size, argument->object()->size());
  }
  return size;
}

Ref union_of(const Call& call) {
  if (call.array(0) != nullptr) return combine_arrays(call, false);
  Value united = make_object(call.place);
  if (!call.look(widest(call))) return call.unknown("value", "the template expands to too much");
  std::shared_ptr<const std::string> open;
  for (std::size_t i = 0; i < call.arguments.size(); ++i) {
    if (call[i].object() == nullptr) return call.wrong(i, "objects, or arrays");
    unite(united, call[i], 0);
    if (call.arguments[i].open) open = call.arguments[i].open;
  }
  Ref result = call.result(std::move(united));
  result.open = open;
  return result;
}

Ref intersection(const Call& call) {
  for (const Ref& argument : call.arguments) {
    if (const Unknown* origin = find_unknown(*argument)) return call.unknown(*origin);
  }
  if (call.array(0) != nullptr) return combine_arrays(call, true);
  if (call[0].object() == nullptr) return call.wrong(0, "objects, or arrays");
  if (!call.look(widest(call))) return call.unknown("value", "the template expands to too much");
  Value common = make_object(call.place);
  for (const Member& member : *call[0].object()) {
    const bool everywhere = std::ranges::all_of(call.arguments, [&](const Ref& other) {
      const Value* found = other->find(member.key);
      return found != nullptr && same_value(*found, member.value);
    });
    if (everywhere) common.set(member.key, member.value);
  }
  return call.result(std::move(common));
}

// tryIndexFromEnd and indexFromEnd count from 1.
Ref from_end(const Call& call, bool optional) {
  if (optional && call[0].is_null()) return call.arguments[0];
  if (call.array(0) == nullptr) return call.wrong(0, "an array");
  if (call.number(1) == nullptr) return call.wrong(1, "a whole number");
  const auto size = static_cast<std::int64_t>(call.array(0)->size());
  const std::int64_t back = *call.number(1);
  if (back >= 1 && back <= size)
    return part(call.arguments[0], (*call.array(0))[static_cast<std::size_t>(size - back)]);
  return optional ? call.result(nullptr) : call.refuse("the index is outside the array", {"I-023"});
}

Ref index_from_end(const Call& call) { return from_end(call, false); }
Ref try_index_from_end(const Call& call) { return from_end(call, true); }

constexpr Function array_functions_rows[] = {
    {"array", 1, 1, Arguments::known, array},
    {"contains", 2, 2, Arguments::any, contains},
    {"createarray", 0, any_number, Arguments::any, create_array},
    {"empty", 1, 1, Arguments::known, empty},
    {"first", 1, 1, Arguments::known, first},
    {"flatten", 1, 1, Arguments::known, flatten},
    {"indexfromend", 2, 2, Arguments::known, index_from_end},
    {"indexof", 2, 2, Arguments::known, index_of},
    {"intersection", 1, any_number, Arguments::known, intersection},
    {"last", 1, 1, Arguments::known, last},
    {"lastindexof", 2, 2, Arguments::known, last_index_of},
    {"length", 1, 1, Arguments::known, length},
    {"skip", 2, 2, Arguments::known, skip},
    {"take", 2, 2, Arguments::known, take},
    {"tryindexfromend", 2, 2, Arguments::known, try_index_from_end},
    {"union", 1, any_number, Arguments::known, union_of},
};

}  // namespace

std::span<const Function> array_functions() { return array_functions_rows; }

}  // namespace airtight::input::arm
