#include "input/arm/expression.h"

#include <airtight/base/text.h>

#include <charconv>

namespace airtight::input::arm {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name(char c) { return is_letter(c) || is_digit(c) || c == '_' || c == '$'; }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// Recursive descent over the text between the brackets. The first fault ends it.
class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  std::optional<Expression> whole() {
    auto root = expression(0);
    skip_blanks();
    if (root && at_ < text_.size()) return refuse("the end");
    return root;
  }

  std::string fault() const { return fault_; }

 private:
  std::optional<Expression> expression(int depth) {
    if (depth > deepest_expression) {
      fault_ = "it nests deeper than " + std::to_string(deepest_expression) + " calls";
      return std::nullopt;
    }
    skip_blanks();
    const std::size_t start = at_;
    auto first = primary(depth);
    if (!first) return std::nullopt;
    Expression left = std::move(*first);
    for (int links = 0;;) {
      skip_blanks();
      if (peek() != '.' && peek() != '[') return left;
      if (++links > deepest_expression) return refuse("fewer members in a row");
      auto next = link(std::move(left), depth);
      if (!next) return std::nullopt;
      left = std::move(*next);
      left.source = text_.substr(start, at_ - start);
    }
  }

  // ".name" or "[expr]" behind an owner.
  std::optional<Expression> link(Expression owner, int depth) {
    Expression node;
    node.parts.push_back(std::move(owner));
    if (peek() == '.') {
      ++at_;
      skip_blanks();
      node.kind = Expression::Kind::member;
      while (is_name(peek()) || peek() == '-') node.name += text_[at_++];
      if (node.name.empty()) return refuse("a member's name");
      return node;
    }
    ++at_;
    node.kind = Expression::Kind::element;
    auto index = expression(depth + 1);
    if (!index) return std::nullopt;
    node.parts.push_back(std::move(*index));
    skip_blanks();
    if (peek() != ']') return refuse("']'");
    ++at_;
    return node;
  }

  std::optional<Expression> primary(int depth) {
    const std::size_t start = at_;
    auto node = peek() == '\''                      ? text_literal()
                : is_digit(peek()) || peek() == '-' ? number_literal()
                                                    : call(depth);
    if (node) node->source = text_.substr(start, at_ - start);
    return node;
  }

  std::optional<Expression> text_literal() {
    Expression node;
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] != '\'') {
        node.name += text_[at_];
      } else if (at_ + 1 < text_.size() && text_[at_ + 1] == '\'') {
        node.name += text_[++at_];
      } else {
        ++at_;
        return node;
      }
    }
    return refuse("\"'\" at the end of the text");
  }

  std::optional<Expression> number_literal() {
    Expression node;
    node.kind = Expression::Kind::number;
    const char* end = text_.data() + text_.size();
    const auto [stop, error] = std::from_chars(text_.data() + at_, end, node.number);
    if (error != std::errc() || (stop != end && is_name(*stop))) return refuse("a whole number");
    at_ = static_cast<std::size_t>(stop - text_.data());
    return node;
  }

  // A function's name may carry a namespace: "__bicep.joinArray".
  std::optional<Expression> call(int depth) {
    Expression node;
    node.kind = Expression::Kind::call;
    while (is_name(peek()) || (peek() == '.' && !node.name.empty())) node.name += text_[at_++];
    if (node.name.empty()) return refuse("a function, a number or a text");
    skip_blanks();
    if (peek() != '(') return refuse("'('");
    ++at_;
    skip_blanks();
    if (peek() == ')') {
      ++at_;
      return node;
    }
    while (true) {
      auto argument = expression(depth + 1);
      if (!argument) return std::nullopt;
      node.parts.push_back(std::move(*argument));
      skip_blanks();
      const char next = peek();
      if (next != ',' && next != ')') return refuse("',' or ')'");
      ++at_;
      if (next == ')') return node;
    }
  }

  void skip_blanks() {
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
  }

  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  std::nullopt_t refuse(std::string_view expected) {
    const std::string found =
        at_ < text_.size() ? in_quotes(text_.substr(at_, 1)) : std::string("its end");
    fault_ = "found " + found + " at character " + std::to_string(at_ + 2) + ", expected " +
             std::string(expected);
    return std::nullopt;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string fault_;
};

}  // namespace

bool is_expression(std::string_view text) {
  return text.size() >= 2 && text.front() == '[' && text.back() == ']' && text[1] != '[';
}

std::unique_ptr<const ParsedExpression> parse_expression(std::string_view text) {
  auto parsed = std::make_unique<ParsedExpression>();
  if (text.size() > longest_expression) {
    parsed->fault = "it is longer than " + std::to_string(longest_expression) + " characters";
    return parsed;
  }
  parsed->text = text;
  Parser parser(std::string_view(parsed->text).substr(1, text.size() - 2));
  parsed->root = parser.whole();
  parsed->fault = parser.fault();
  return parsed;
}

}  // namespace airtight::input::arm
