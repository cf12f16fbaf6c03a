#pragma once

#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "input/arm/expansion.h"

// The functions of expressions (I-064 and following), a row each in the table of their family.
namespace airtight::input::arm {

// One call that is being evaluated.
struct Call {
  Expansion& expansion;
  const Context& context;
  const Expression& expression;
  const Place& place;
  std::vector<Ref> arguments;  // empty for functions that evaluate them by need

  std::size_t size() const { return expression.parts.size(); }
  const Value& operator[](std::size_t i) const { return *arguments[i]; }

  // Charges for looking at all of the arguments, `times` over. False when the budget is spent.
  bool look(std::size_t times = 1) const;

  // Evaluates an argument now.
  Ref need(std::size_t i) const;

  // The argument if it is of this type, else null.
  const std::string* text(std::size_t i) const { return arguments[i]->string(); }
  const std::int64_t* number(std::size_t i) const;
  const Array* array(std::size_t i) const { return arguments[i]->array(); }

  Ref result(decltype(Value::data) data) const;
  Ref result(Value value) const;
  Ref unknown(const Unknown& origin) const;
  Ref unknown(std::string name, std::string reason) const;

  // The error that an argument is not what the function takes.
  Ref wrong(std::size_t i, std::string_view expected) const;
  Ref refuse(const std::string& message, std::vector<std::string> facts = {}) const;
};

enum class Arguments {
  known,        // an argument that is unknown makes the result unknown
  known_whole,  // so does an unknown inside an argument
  any,          // the function looks itself
  by_need,      // the function evaluates them itself (I-024)
};

inline constexpr std::size_t any_number = std::numeric_limits<std::size_t>::max();

struct Function {
  std::string_view name;  // lower case
  std::size_t least = 0;
  std::size_t most = any_number;
  Arguments arguments = Arguments::known;
  Ref (*body)(const Call&) = nullptr;
};

// Charges for finding one member among all of an object's. False when the budget is spent.
bool spend_search(const Call& call, const Value& object);

// The function of this name in any letter case, or null.
const Function* find_function(std::string_view name);

// The families.
std::span<const Function> text_functions();
std::span<const Function> encoding_functions();
std::span<const Function> number_functions();
std::span<const Function> logic_functions();
std::span<const Function> array_functions();
std::span<const Function> object_functions();
std::span<const Function> lambda_functions();
std::span<const Function> address_functions();
std::span<const Function> id_functions();
std::span<const Function> deployment_functions();
std::span<const Function> reference_functions();

// Text of a value as concat() and format() print it (I-067, I-068): booleans with a capital, null
// as nothing, objects and arrays as compact JSON in quotes of this kind.
std::string printed(const Value& value, char quote);

// Compact JSON text.
std::string compact_json(const Value& value, char quote);

// The lenient dialect of json() (I-071). Nothing if the text is not even that.
std::optional<Value> read_lenient_json(std::string_view text, const Place& place);

std::string unique_string(std::string_view text);  // I-064
std::string guid_of(std::string_view text);        // I-065

// The characters of a text, since lengths and indices count them and not bytes.
std::vector<std::string_view> characters(std::string_view text);

}  // namespace airtight::input::arm
