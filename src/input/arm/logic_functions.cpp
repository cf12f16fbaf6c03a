// Truth, comparison and choice.
#include <airtight/base/text.h>

#include "input/arm/functions.h"

namespace airtight::input::arm {
namespace {

// A boolean, or one of the words, as conditions take them too.
std::optional<bool> truth(const Value& value) {
  if (const bool* boolean = value.boolean()) return *boolean;
  const std::string* text = value.string();
  if (text != nullptr && equal_ignoring_case(*text, "true")) return true;
  if (text != nullptr && equal_ignoring_case(*text, "false")) return false;
  return std::nullopt;
}

// I-024: only the branch that is taken is evaluated.
Ref choose(const Call& call) {
  const Ref condition = call.need(0);
  if (const Unknown* origin = condition->unknown()) return call.unknown(*origin);
  const auto holds = truth(*condition);
  if (!holds)
    return call.refuse("the condition is " + std::string(kind_of(*condition)) +
                       ", expected true or false");
  return call.need(*holds ? 1 : 2);
}

// and() ends at the first false, or() at the first true, whatever is unknown before it.
Ref any_or_all(const Call& call, bool decisive) {
  std::optional<Unknown> origin;
  for (std::size_t i = 0; i < call.size(); ++i) {
    const Ref argument = call.need(i);
    if (const Unknown* unknown = argument->unknown()) {
      if (!origin) origin = *unknown;
      continue;
    }
    const auto holds = truth(*argument);
    if (!holds)
      return call.refuse("found " + std::string(kind_of(*argument)) + ", expected true or false");
    if (*holds == decisive) return call.result(decisive);
  }
  return origin ? call.unknown(*origin) : call.result(!decisive);
}

Ref conjunction(const Call& call) { return any_or_all(call, false); }
Ref disjunction(const Call& call) { return any_or_all(call, true); }

Ref negation(const Call& call) {
  const auto holds = truth(call[0]);
  return holds ? call.result(!*holds) : call.wrong(0, "true or false");
}

Ref boolean(const Call& call) {
  if (const auto holds = truth(call[0])) return call.result(*holds);
  if (const std::int64_t* number = call.number(0)) return call.result(*number != 0);
  return call.wrong(0, "true, false, 0 or 1");
}

Ref yes(const Call& call) { return call.result(true); }
Ref no(const Call& call) { return call.result(false); }
Ref nothing(const Call& call) { return call.result(nullptr); }

// An unknown may be null, so nothing behind it may be taken for the answer.
Ref coalesce(const Call& call) {
  for (std::size_t i = 0; i < call.size(); ++i) {
    Ref argument = call.need(i);
    if (!argument->is_null()) return argument;
  }
  return call.result(nullptr);
}

// I-069: deep, with case in strings, and false for different types.
Ref equals(const Call& call) {
  if (!call.look()) return call.unknown("value", "the template expands to too much");
  const bool same = same_value(call[0], call[1]);
  if (const Unknown* origin = find_unknown(call[0])) return call.unknown(*origin);
  if (const Unknown* origin = find_unknown(call[1])) return call.unknown(*origin);
  return call.result(same);
}

// -1, 0 or 1; nothing when the two cannot be compared.
std::optional<int> order(const Value& a, const Value& b) {
  const auto sign = [](const auto& x, const auto& y) { return x < y ? -1 : (y < x ? 1 : 0); };
  if (a.string() != nullptr && b.string() != nullptr) return sign(*a.string(), *b.string());
  const auto number = [](const Value& value) -> std::optional<double> {
    if (const auto* whole = std::get_if<std::int64_t>(&value.data))
      return static_cast<double>(*whole);
    if (const auto* real = std::get_if<double>(&value.data)) return *real;
    return std::nullopt;
  };
  const auto left = number(a);
  const auto right = number(b);
  if (!left || !right) return std::nullopt;
  return sign(*left, *right);
}

template <class Holds>
Ref compare(const Call& call, Holds holds) {
  const auto found = order(call[0], call[1]);
  if (!found) return call.wrong(1, "two numbers or two strings");
  return call.result(static_cast<bool>(holds(*found)));
}

Ref less(const Call& call) {
  return compare(call, [](int order) { return order < 0; });
}
Ref less_or_equals(const Call& call) {
  return compare(call, [](int order) { return order <= 0; });
}
Ref greater(const Call& call) {
  return compare(call, [](int order) { return order > 0; });
}
Ref greater_or_equals(const Call& call) {
  return compare(call, [](int order) { return order >= 0; });
}

constexpr Function logic_functions_rows[] = {
    {"and", 1, any_number, Arguments::by_need, conjunction},
    {"bool", 1, 1, Arguments::known, boolean},
    {"coalesce", 1, any_number, Arguments::by_need, coalesce},
    {"equals", 2, 2, Arguments::any, equals},
    {"false", 0, 0, Arguments::known, no},
    {"greater", 2, 2, Arguments::known, greater},
    {"greaterorequals", 2, 2, Arguments::known, greater_or_equals},
    {"if", 3, 3, Arguments::by_need, choose},
    {"less", 2, 2, Arguments::known, less},
    {"lessorequals", 2, 2, Arguments::known, less_or_equals},
    {"not", 1, 1, Arguments::known, negation},
    {"null", 0, 0, Arguments::known, nothing},
    {"or", 1, any_number, Arguments::by_need, disjunction},
    {"true", 0, 0, Arguments::known, yes},
};

}  // namespace

std::span<const Function> logic_functions() { return logic_functions_rows; }

}  // namespace airtight::input::arm
