#include "jmespath.h"

#include <airtight/base/text.h>

#include <algorithm>
#include <array>
#include <optional>

namespace airtight::input::az {
namespace {

using Kind = Expression::Kind;

Result<Value> eval(const Expression& expression, const Value& input);

// JMESPath compares names exactly, unlike ARM.
const Value* member(const Value& value, std::string_view name) {
  const Object* members = value.object();
  if (members == nullptr) return nullptr;
  const auto found = std::ranges::find(*members, name, &Member::key);
  return found == members->end() ? nullptr : &found->value;
}

bool holds(const Value& value) {
  if (const auto* boolean = value.boolean()) return *boolean;
  if (const auto* text = value.string()) return !text->empty();
  if (const auto* array = value.array()) return !array->empty();
  if (const auto* object = value.object()) return !object->empty();
  return !value.is_null();
}

std::optional<double> number(const Value& value) {
  if (const auto* integer = std::get_if<std::int64_t>(&value.data))
    return static_cast<double>(*integer);
  if (const auto* real = std::get_if<double>(&value.data)) return *real;
  return std::nullopt;
}

Value element(const Array& array, int index) {
  const int size = static_cast<int>(array.size());
  const int at = index < 0 ? size + index : index;
  return at >= 0 && at < size ? array[static_cast<std::size_t>(at)] : Value{};
}

Value slice(const Array& array, const Expression& e) {
  const int size = static_cast<int>(array.size());
  const int step = e.set[2] ? e.numbers[2] : 1;
  Value result = make_array();
  if (step == 0) return result;
  auto bound = [&](std::size_t part, int otherwise) {
    if (!e.set[part]) return otherwise;
    const int at = e.numbers[part] < 0 ? e.numbers[part] + size : e.numbers[part];
    return step > 0 ? std::clamp(at, 0, size) : std::clamp(at, -1, size - 1);
  };
  const int stop = bound(1, step > 0 ? size : -1);
  for (int at = bound(0, step > 0 ? 0 : size - 1); step > 0 ? at < stop : at > stop; at += step)
    result.array()->push_back(array[static_cast<std::size_t>(at)]);
  return result;
}

// Projections leave out elements for which the expression finds nothing.
Result<Value> project(const Array& elements, const Expression& each) {
  Value result = make_array();
  for (const Value& value : elements) {
    auto projected = eval(each, value);
    if (!projected) return projected;
    if (!projected->is_null()) result.array()->push_back(std::move(*projected));
  }
  return result;
}

Array flattened(const Array& elements) {
  Array flat;
  for (const Value& value : elements) {
    if (const Array* inner = value.array()) {
      flat.insert(flat.end(), inner->begin(), inner->end());
    } else {
      flat.push_back(value);
    }
  }
  return flat;
}

Result<Value> filtered(const Array& elements, const Expression& e) {
  Array kept;
  for (const Value& value : elements) {
    auto condition = eval(e.parts[2], value);
    if (!condition) return condition;
    if (condition->unknown() != nullptr) return condition;
    if (holds(*condition)) kept.push_back(value);
  }
  return project(kept, e.parts[1]);
}

Result<Value> on_elements(const Expression& e, const Value& input) {
  auto left = eval(e.parts[0], input);
  if (!left || left->unknown() != nullptr) return left;
  if (e.kind == Kind::values) {
    if (left->object() == nullptr) return Value{};
    Array values;
    for (const Member& each : *left->object()) values.push_back(each.value);
    return project(values, e.parts[1]);
  }
  if (left->array() == nullptr) return Value{};
  if (e.kind == Kind::flatten) return project(flattened(*left->array()), e.parts[1]);
  if (e.kind == Kind::filter) return filtered(*left->array(), e);
  return project(*left->array(), e.parts[1]);
}

Result<Value> compare(const Expression& e, const Value& input) {
  auto left = eval(e.parts[0], input);
  auto right = eval(e.parts[1], input);
  if (!left || left->unknown() != nullptr) return left;
  if (!right || right->unknown() != nullptr) return right;
  if (e.text == "==") return make_bool(same_value(*left, *right));
  if (e.text == "!=") return make_bool(!same_value(*left, *right));
  const auto a = number(*left);
  const auto b = number(*right);
  if (!a || !b) return Value{};
  if (e.text == "<") return make_bool(*a < *b);
  if (e.text == "<=") return make_bool(*a <= *b);
  if (e.text == ">") return make_bool(*a > *b);
  return make_bool(*a >= *b);
}

Result<Value> logic(const Expression& e, const Value& input) {
  auto left = eval(e.parts[0], input);
  if (!left || left->unknown() != nullptr) return left;
  if (e.kind == Kind::negation) return make_bool(!holds(*left));
  const bool decided = e.kind == Kind::either ? holds(*left) : !holds(*left);
  return decided ? left : eval(e.parts[1], input);
}

Result<Value> selected(const Expression& e, const Value& input) {
  if (input.is_null()) return Value{};
  Value result = e.kind == Kind::list ? make_array() : make_object();
  for (std::size_t i = 0; i < e.parts.size(); ++i) {
    auto part = eval(e.parts[i], input);
    if (!part) return part;
    if (e.kind == Kind::list) {
      result.array()->push_back(std::move(*part));
    } else {
      result.object()->push_back({e.names[i], std::move(*part)});
    }
  }
  return result;
}

using Arguments = std::vector<Value>;

std::string text_of(const Value& value) {
  return value.string() != nullptr ? *value.string() : to_json(value);
}

std::optional<Value> length(const Arguments& a) {
  if (const auto* text = a[0].string()) return make_int(static_cast<std::int64_t>(text->size()));
  if (const auto* array = a[0].array()) return make_int(static_cast<std::int64_t>(array->size()));
  if (const auto* object = a[0].object())
    return make_int(static_cast<std::int64_t>(object->size()));
  return std::nullopt;
}

std::optional<Value> contains(const Arguments& a) {
  if (const auto* array = a[0].array()) {
    return make_bool(
        std::ranges::any_of(*array, [&](const Value& each) { return same_value(each, a[1]); }));
  }
  if (a[0].string() == nullptr || a[1].string() == nullptr) return std::nullopt;
  return make_bool(a[0].string()->find(*a[1].string()) != std::string::npos);
}

std::optional<Value> starts(const Arguments& a) {
  if (a[0].string() == nullptr || a[1].string() == nullptr) return std::nullopt;
  return make_bool(a[0].string()->starts_with(*a[1].string()));
}

std::optional<Value> ends(const Arguments& a) {
  if (a[0].string() == nullptr || a[1].string() == nullptr) return std::nullopt;
  return make_bool(a[0].string()->ends_with(*a[1].string()));
}

std::optional<Value> to_text(const Arguments& a) { return make_string(text_of(a[0])); }

std::optional<Value> to_number(const Arguments& a) {
  if (number(a[0])) return a[0];
  if (a[0].string() == nullptr) return Value{};
  const std::string& text = *a[0].string();
  const bool digits = !text.empty() && text.size() < 18 &&
                      std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
  return digits ? make_int(std::stoll(text)) : Value{};
}

std::optional<Value> joined(const Arguments& a) {
  if (a[0].string() == nullptr || a[1].array() == nullptr) return std::nullopt;
  std::vector<std::string> parts;
  for (const Value& part : *a[1].array()) {
    if (part.string() == nullptr) return std::nullopt;
    parts.push_back(*part.string());
  }
  return make_string(join(parts, *a[0].string()));
}

std::optional<Value> members(const Arguments& a, bool keys) {
  if (a[0].object() == nullptr) return std::nullopt;
  Value list = make_array();
  for (const Member& each : *a[0].object())
    list.array()->push_back(keys ? make_string(each.key) : each.value);
  return list;
}

std::optional<Value> keys(const Arguments& a) { return members(a, true); }
std::optional<Value> member_values(const Arguments& a) { return members(a, false); }

std::optional<Value> type(const Arguments& a) { return make_string(std::string(kind_of(a[0]))); }

std::optional<Value> reversed(const Arguments& a) {
  if (a[0].array() == nullptr) return std::nullopt;
  Value list = a[0];
  std::ranges::reverse(*list.array());
  return list;
}

std::optional<Value> sorted(const Arguments& a) {
  if (a[0].array() == nullptr) return std::nullopt;
  Value list = a[0];
  std::ranges::stable_sort(*list.array(), {}, text_of);
  return list;
}

struct Function {
  std::string_view name;
  std::size_t arguments;
  std::optional<Value> (*apply)(const Arguments&);
};

constexpr std::array<Function, 12> functions{{{"length", 1, length},
                                              {"contains", 2, contains},
                                              {"starts_with", 2, starts},
                                              {"ends_with", 2, ends},
                                              {"to_string", 1, to_text},
                                              {"to_number", 1, to_number},
                                              {"join", 2, joined},
                                              {"keys", 1, keys},
                                              {"values", 1, member_values},
                                              {"type", 1, type},
                                              {"reverse", 1, reversed},
                                              {"sort", 1, sorted}}};

Result<Value> call(const Expression& e, const Value& input) {
  const auto function = std::ranges::find(functions, e.text, &Function::name);
  if (function == functions.end()) {
    std::vector<std::string> names;
    for (const Function& each : functions) names.emplace_back(each.name);
    return fail("--query: the function " + e.text + "() is not supported; supported are " +
                    join(names, ", "),
                {"I-403"});
  }
  if (e.parts.size() != function->arguments) {
    return fail("--query: " + e.text + "() takes " + std::to_string(function->arguments) +
                    " arguments, not " + std::to_string(e.parts.size()),
                {"I-403"});
  }
  Arguments arguments;
  for (const Expression& part : e.parts) {
    auto argument = eval(part, input);
    if (!argument || argument->unknown() != nullptr) return argument;
    arguments.push_back(std::move(*argument));
  }
  auto result = function->apply(arguments);
  if (!result) {
    return fail("--query: " + e.text + "() does not take a value of type " +
                    std::string(kind_of(arguments.front())),
                {"I-403"});
  }
  return *result;
}

Result<Value> eval(const Expression& e, const Value& input) {
  if (input.unknown() != nullptr && e.kind != Kind::literal) return input;
  switch (e.kind) {
    case Kind::current:
      return input;
    case Kind::field: {
      const Value* found = member(input, e.text);
      return found == nullptr ? Value{} : *found;
    }
    case Kind::index:
      return input.array() == nullptr ? Value{} : element(*input.array(), e.numbers[0]);
    case Kind::slice:
      return input.array() == nullptr ? Value{} : slice(*input.array(), e);
    case Kind::chain:
    case Kind::pipe: {
      auto left = eval(e.parts[0], input);
      return left ? eval(e.parts[1], *left) : left;
    }
    case Kind::projection:
    case Kind::values:
    case Kind::flatten:
    case Kind::filter:
      return on_elements(e, input);
    case Kind::literal:
      return e.literal;
    case Kind::list:
    case Kind::hash:
      return selected(e, input);
    case Kind::call:
      return call(e, input);
    case Kind::either:
    case Kind::both:
    case Kind::negation:
      return logic(e, input);
    case Kind::comparison:
      return compare(e, input);
  }
  return Value{};
}

}  // namespace

Result<Value> evaluate(const Expression& expression, const Value& input) {
  return eval(expression, input);
}

}  // namespace airtight::input::az
