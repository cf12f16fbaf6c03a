#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace airtight::input::arm {

// The service refuses longer expressions, and none measured nests deeper than 17 calls (I-021).
inline constexpr std::size_t longest_expression = 24'576;
inline constexpr int deepest_expression = 64;

// One node of an expression (I-021): expr := primary ( '.' name | '[' expr ']' )*.
struct Expression {
  enum class Kind { text, number, call, member, element };
  Kind kind = Kind::text;
  std::string name;  // the text of a literal, the function as written, or the member
  std::int64_t number = 0;
  std::vector<Expression> parts;  // arguments; or the owner, and the index of an element
  std::string_view source;        // as written; into ParsedExpression::text
};

// An expression and the text it points into, or what is wrong with it.
struct ParsedExpression {
  std::string text;
  std::optional<Expression> root;
  std::string fault;  // "found ')' at column 7, expected an argument"; empty when there is a root
};

// A string that starts with "[" and ends with "]", but not with "[[" (I-020).
bool is_expression(std::string_view text);

// `text` is the whole string, brackets included.
std::unique_ptr<const ParsedExpression> parse_expression(std::string_view text);

}  // namespace airtight::input::arm
