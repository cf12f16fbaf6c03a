#include <algorithm>
#include <array>
#include <cstdint>

#include "parser.h"
#include "shell.h"

// Integer expressions of $((…)), ((…)) and let: 64 bits that wrap around, as in bash. A value that
// is not known makes the result unknown.
namespace airtight::input::shell {
namespace {

using Number = std::optional<std::int64_t>;

std::int64_t wrap(std::uint64_t value) { return static_cast<std::int64_t>(value); }
std::uint64_t bits(std::int64_t value) { return static_cast<std::uint64_t>(value); }

struct Operator {
  std::string_view text;
  int precedence;
};

// Longest spelling first; a larger number binds tighter.
constexpr std::array<Operator, 19> operators = {{{"**", 12},
                                                 {"<<", 9},
                                                 {">>", 9},
                                                 {"<=", 8},
                                                 {">=", 8},
                                                 {"==", 7},
                                                 {"!=", 7},
                                                 {"&&", 3},
                                                 {"||", 2},
                                                 {"*", 11},
                                                 {"/", 11},
                                                 {"%", 11},
                                                 {"+", 10},
                                                 {"-", 10},
                                                 {"<", 8},
                                                 {">", 8},
                                                 {"&", 6},
                                                 {"^", 5},
                                                 {"|", 4}}};

std::int64_t power(std::int64_t base, std::int64_t exponent) {
  std::uint64_t result = 1;
  std::uint64_t factor = bits(base);
  for (; exponent > 0; exponent >>= 1) {
    if ((exponent & 1) != 0) result *= factor;
    factor *= factor;
  }
  return wrap(result);
}

Number apply(std::string_view op, std::int64_t a, std::int64_t b) {
  if (op == "+") return wrap(bits(a) + bits(b));
  if (op == "-") return wrap(bits(a) - bits(b));
  if (op == "*") return wrap(bits(a) * bits(b));
  if (op == "**") return power(a, b);
  if (op == "/" || op == "%") {
    if (b == 0) return std::nullopt;
    if (b == -1) return op == "/" ? wrap(0 - bits(a)) : 0;
    return op == "/" ? a / b : a % b;
  }
  if (op == "<<") return wrap(bits(a) << (bits(b) & 63U));
  if (op == ">>") return a >> (b & 63);
  if (op == "<") return a < b ? 1 : 0;
  if (op == ">") return a > b ? 1 : 0;
  if (op == "<=") return a <= b ? 1 : 0;
  if (op == ">=") return a >= b ? 1 : 0;
  if (op == "==") return a == b ? 1 : 0;
  if (op == "!=") return a != b ? 1 : 0;
  if (op == "&") return a & b;
  if (op == "^") return a ^ b;
  if (op == "|") return a | b;
  if (op == "&&") return a != 0 && b != 0 ? 1 : 0;
  return a != 0 || b != 0 ? 1 : 0;
}

class Evaluation {
 public:
  Evaluation(Shell& shell, std::string_view text, syntax::Spot spot)
      : shell_(shell), text_(text), spot_(spot) {}

  Number whole() {
    Number value;
    do value = assignment();
    while (take(","));
    blanks();
    if (at_ < text_.size()) wrong();
    return understood_ ? value : std::nullopt;
  }
  bool understood() const { return understood_; }

 private:
  void blanks() {
    while (at_ < text_.size() &&
           std::string_view(" \t\n").find(text_[at_]) != std::string_view::npos)
      ++at_;
  }
  bool sees(std::string_view token) const { return text_.substr(at_).starts_with(token); }
  bool take(std::string_view token) {
    blanks();
    if (!sees(token)) return false;
    at_ += token.size();
    return true;
  }
  void wrong() {
    understood_ = false;
    at_ = text_.size();
  }

  std::string name() {
    blanks();
    const std::size_t begin = at_;
    if (at_ < text_.size() && starts_name(text_[at_]))
      while (at_ < text_.size() && continues_name(text_[at_])) ++at_;
    return std::string(text_.substr(begin, at_ - begin));
  }

  // name = value, name += value, else a conditional.
  Number assignment() {
    if (++depth_ > 64) wrong();
    const std::size_t begin = at_;
    const std::string variable = name();
    blanks();
    for (const std::string_view op : {"=", "+=", "-=", "*=", "/=", "%="}) {
      if (variable.empty() || !sees(op) || sees("==")) continue;
      at_ += op.size();
      Number value = assignment();
      if (op.size() == 2) value = combined(op.substr(0, 1), value_of_name(variable), value);
      store(variable, value);
      --depth_;
      return value;
    }
    if (understood_) at_ = begin;
    const Number value = choice();
    --depth_;
    return value;
  }

  Number choice() {
    const Number condition = binary(1);
    if (!take("?")) return condition;
    const Number yes = assignment();
    if (!take(":")) wrong();
    const Number no = assignment();
    if (!condition) return std::nullopt;
    return *condition != 0 ? yes : no;
  }

  static Number combined(std::string_view op, Number a, Number b) {
    return a && b ? apply(op, *a, *b) : std::nullopt;
  }

  const Operator* next_operator() {
    blanks();
    for (const Operator& op : operators)
      if (sees(op.text)) return &op;
    return nullptr;
  }

  Number binary(int least) {
    Number left = unary();
    for (;;) {
      const Operator* op = next_operator();
      if (op == nullptr || op->precedence < least) return left;
      at_ += op->text.size();
      if (++depth_ > 64) wrong();
      left = combined(op->text, left, binary(op->precedence + 1));
      --depth_;
    }
  }

  Number unary() {
    if (++depth_ > 64) wrong();
    Number value;
    if (take("++") || take("--")) {
      const bool up = text_[at_ - 1] == '+';
      const std::string variable = name();
      value = combined(up ? "+" : "-", value_of_name(variable), 1);
      store(variable, value);
    } else if (take("-")) {
      value = combined("-", 0, unary());
    } else if (take("+")) {
      value = unary();
    } else if (take("!")) {
      value = combined("==", unary(), 0);
    } else if (take("~")) {
      value = combined("^", unary(), -1);
    } else {
      value = primary();
    }
    --depth_;
    return value;
  }

  Number primary() {
    if (take("(")) {
      const Number value = assignment();
      if (!take(")")) wrong();
      return value;
    }
    blanks();
    if (at_ < text_.size() && text_[at_] == Text::open) {
      at_ = symbol_end(text_, at_);
      return std::nullopt;
    }
    if (const std::string variable = name(); !variable.empty()) {
      const Number value = value_of_name(variable);
      const bool up = take("++");
      if (up || take("--")) store(variable, combined(up ? "+" : "-", value, 1));
      return value;
    }
    return literal();
  }

  Number literal() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && (continues_name(text_[at_]) || text_[at_] == '#')) ++at_;
    const Number value = read_number(text_.substr(begin, at_ - begin));
    if (!value) wrong();
    return value;
  }

  static Number read_number(std::string_view text) {
    std::uint64_t base = 10;
    if (const std::size_t hash = text.find('#'); hash != std::string_view::npos && hash < 3) {
      base = 0;
      for (const char c : text.substr(0, hash))
        base = base * 10 + static_cast<std::uint64_t>(c - '0');
      text.remove_prefix(hash + 1);
    } else if (text.starts_with("0x") || text.starts_with("0X")) {
      base = 16;
      text.remove_prefix(2);
    } else if (text.size() > 1 && text[0] == '0') {
      base = 8;
    }
    std::uint64_t value = 0;
    for (const char c : text) {
      std::uint64_t digit = 99;
      if (c >= '0' && c <= '9') digit = static_cast<std::uint64_t>(c - '0');
      if (c >= 'a' && c <= 'z') digit = static_cast<std::uint64_t>(c - 'a') + 10;
      if (c >= 'A' && c <= 'Z') digit = static_cast<std::uint64_t>(c - 'A') + 10;
      if (digit >= base) return std::nullopt;
      value = value * base + digit;
    }
    return text.empty() ? std::nullopt : Number(wrap(value));
  }

  Number value_of_name(const std::string& variable) {
    if (variable.empty()) {
      wrong();
      return std::nullopt;
    }
    const Text value = value_of(shell_, variable, spot_);
    if (!value.known()) {
      append(unknown_, value);
      return std::nullopt;
    }
    const std::string_view digits = value.text;
    if (digits.empty()) return 0;
    const bool negative = digits[0] == '-';
    const Number number = read_number(digits.substr(negative ? 1 : 0));
    if (!number) wrong();
    return negative ? combined("-", 0, number) : number;
  }

  void store(const std::string& variable, Number value) {
    if (!understood_ || variable.empty()) return;
    Text text = value ? plain(std::to_string(*value))
                      : derived(shell_, "$((" + without_marks(text_) + "))",
                                unknown_.text.empty() ? plain(std::string(text_)) : unknown_,
                                "a calculation with a value that is not known");
    set_scalar(shell_, variable, std::move(text));
  }

  Shell& shell_;
  std::string_view text_;
  syntax::Spot spot_;
  std::size_t at_ = 0;
  int depth_ = 0;
  bool understood_ = true;

 public:
  Text unknown_;  // the values that were not known
};

}  // namespace

Text evaluate(Shell& shell, const syntax::Word& expression) {
  const Text text = expand_one(shell, expression);
  if (text.text.find_first_not_of(" \t\n") == std::string::npos) return plain("0");
  Evaluation evaluation(shell, text.text, expression.spot);
  if (const Number value = evaluation.whole()) return plain(std::to_string(*value));
  if (!evaluation.understood())
    report(shell, Severity::warning, expression.spot,
           "the calculation is not understood; its value stays unknown");
  Text from = text;
  append(from, evaluation.unknown_);
  return derived(shell, "$((" + std::string(expression.raw) + "))", from,
                 "a calculation that is not understood");
}

std::optional<bool> holds(Shell& shell, const syntax::Word& expression) {
  const Text value = evaluate(shell, expression);
  if (!value.known()) return std::nullopt;
  return value.text != "0";
}

}  // namespace airtight::input::shell
