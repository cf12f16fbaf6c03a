#pragma once

#include <airtight/base/result.h>
#include <airtight/input/value.h>

#include <memory>
#include <string_view>
#include <vector>

namespace airtight::input::az {

// The part of JMESPath that scripts use (I-403): identifiers, indices, slices, flattening,
// projections, filters, pipes, multi-select lists and hashes, literals, comparisons, "&&", "||",
// "!" and the functions of jmespath.cpp.
struct Expression {
  enum class Kind {
    current,
    field,       // text
    index,       // numbers[0]
    slice,       // numbers: start, stop, step; `set` says which are written
    chain,       // parts[0] then parts[1]
    pipe,        // the same, but ends a projection
    projection,  // parts[1] on each element of parts[0]
    values,      // parts[1] on each member value of parts[0]
    flatten,     // parts[1] on each element of the flattened parts[0]
    filter,      // parts[1] on each element of parts[0] for which parts[2] holds
    literal,
    list,    // [a, b]
    hash,    // {names: parts}
    call,    // text(parts)
    either,  // ||
    both,    // &&
    negation,
    comparison,  // text: "==", "!=", "<", "<=", ">", ">="
  };

  Kind kind = Kind::current;
  std::string text;
  std::vector<Expression> parts;
  std::vector<std::string> names;
  std::vector<int> numbers;
  std::vector<bool> set;
  Value literal;
};

// An error says where in the query it is and what was expected.
Result<Expression> parse_jmespath(std::string_view query);

// The result for `input`; null where the query finds nothing. Where an unknown decides, the result
// is that unknown. Errors are calls of functions that do not exist or do not take such arguments.
Result<Value> evaluate(const Expression& expression, const Value& input);

}  // namespace airtight::input::az
