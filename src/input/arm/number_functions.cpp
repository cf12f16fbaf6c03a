// Whole numbers (I-072).
#include <airtight/base/text.h>

#include <algorithm>
#include <charconv>

#include "input/arm/functions.h"

namespace airtight::input::arm {
namespace {

template <class Operation>
Ref arithmetic(const Call& call, Operation operation) {
  for (std::size_t i = 0; i < 2; ++i) {
    if (call.number(i) == nullptr) return call.wrong(i, "a whole number");
  }
  std::int64_t result = 0;
  if (operation(*call.number(0), *call.number(1), result))
    return call.refuse("the result does not fit 64 bits", {"I-072"});
  return call.result(result);
}

Ref add(const Call& call) {
  return arithmetic(call, [](std::int64_t a, std::int64_t b, std::int64_t& out) {
    return __builtin_add_overflow(a, b, &out);
  });
}

Ref sub(const Call& call) {
  return arithmetic(call, [](std::int64_t a, std::int64_t b, std::int64_t& out) {
    return __builtin_sub_overflow(a, b, &out);
  });
}

Ref mul(const Call& call) {
  return arithmetic(call, [](std::int64_t a, std::int64_t b, std::int64_t& out) {
    return __builtin_mul_overflow(a, b, &out);
  });
}

// Dividing the least number by -1 does not fit either.
Ref div(const Call& call) {
  if (call.number(1) != nullptr && *call.number(1) == 0) return call.refuse("division by zero");
  return arithmetic(call, [](std::int64_t a, std::int64_t b, std::int64_t& out) {
    if (b == -1) return __builtin_sub_overflow(std::int64_t{0}, a, &out);
    out = a / b;
    return false;
  });
}

Ref mod(const Call& call) {
  if (call.number(1) != nullptr && *call.number(1) == 0) return call.refuse("division by zero");
  return arithmetic(call, [](std::int64_t a, std::int64_t b, std::int64_t& out) {
    out = b == -1 ? 0 : a % b;
    return false;
  });
}

Ref whole(const Call& call) {
  if (call.number(0) != nullptr) return call.result(*call.number(0));
  if (const auto* real = std::get_if<double>(&call[0].data)) {
    if (*real > -9e18 && *real < 9e18) return call.result(static_cast<std::int64_t>(*real));
  }
  if (call.text(0) == nullptr) return call.wrong(0, "a number or its text");
  const std::string text(trim(*call.text(0)));
  std::int64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size())
    return call.refuse(in_quotes(text) + " is not a whole number");
  return call.result(number);
}

Ref real(const Call& call) {
  if (call.number(0) != nullptr) return call.result(static_cast<double>(*call.number(0)));
  if (std::holds_alternative<double>(call[0].data)) return call.arguments[0];
  if (call.text(0) == nullptr) return call.wrong(0, "a number or its text");
  const std::string text(trim(*call.text(0)));
  double number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size() || number - number != 0)
    return call.refuse(in_quotes(text) + " is not a number");
  return call.result(number);
}

// min and max take whole numbers, or one array of them.
Ref extreme(const Call& call, bool largest) {
  std::vector<std::int64_t> numbers;
  const auto take = [&](const Value& value) {
    const auto* number = std::get_if<std::int64_t>(&value.data);
    if (number != nullptr) numbers.push_back(*number);
    return number != nullptr;
  };
  for (std::size_t i = 0; i < call.arguments.size(); ++i) {
    const bool all = call.array(i) != nullptr && call.size() == 1
                         ? std::ranges::all_of(*call.array(i), take)
                         : take(call[i]);
    if (!all) return call.wrong(i, "whole numbers");
  }
  if (numbers.empty()) return call.refuse("there is no number to choose from");
  return call.result(largest ? std::ranges::max(numbers) : std::ranges::min(numbers));
}

Ref least(const Call& call) { return extreme(call, false); }
Ref largest(const Call& call) { return extreme(call, true); }

Ref range(const Call& call) {
  constexpr std::int64_t most = 10'000;  // the service's own limit
  for (std::size_t i = 0; i < 2; ++i) {
    if (call.number(i) == nullptr) return call.wrong(i, "a whole number");
  }
  const std::int64_t start = *call.number(0);
  const std::int64_t count = *call.number(1);
  std::int64_t end = 0;
  if (count < 0 || count > most || __builtin_add_overflow(start, count, &end))
    return call.refuse("the count is " + std::to_string(count) + ", expected 0 to 10000");
  Array items;
  for (std::int64_t i = start; i < end; ++i) items.push_back(make_int(i, call.place));
  return call.result(std::move(items));
}

constexpr Function number_functions_rows[] = {
    {"add", 2, 2, Arguments::known, add},
    {"div", 2, 2, Arguments::known, div},
    {"float", 1, 1, Arguments::known, real},
    {"int", 1, 1, Arguments::known, whole},
    {"max", 1, any_number, Arguments::known_whole, largest},
    {"min", 1, any_number, Arguments::known_whole, least},
    {"mod", 2, 2, Arguments::known, mod},
    {"mul", 2, 2, Arguments::known, mul},
    {"range", 2, 2, Arguments::known, range},
    {"sub", 2, 2, Arguments::known, sub},
};

}  // namespace

std::span<const Function> number_functions() { return number_functions_rows; }

}  // namespace airtight::input::arm
