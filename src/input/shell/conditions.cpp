#include <airtight/base/text.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "shell.h"

// test, [ … ] and [[ … ]] in three values: true, false, and nothing where a symbol decides.
namespace airtight::input::shell {
namespace {

using Truth = std::optional<bool>;

// One operand or operator. In [[ ]] the right side of == is a pattern.
struct Item {
  Text text;
  Text pattern;
  bool op = false;  // an unquoted operator
};

std::optional<long> integer(const Text& text) {
  const std::string_view digits = trim(text.text);
  long value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return error == std::errc{} && end == digits.data() + digits.size() ? std::optional(value)
                                                                      : std::nullopt;
}

constexpr std::array<std::string_view, 6> comparisons = {"-eq", "-ne", "-lt", "-le", "-gt", "-ge"};

bool compare(std::string_view op, long a, long b) {
  if (op == "-eq") return a == b;
  if (op == "-ne") return a != b;
  if (op == "-lt") return a < b;
  if (op == "-le") return a <= b;
  if (op == "-gt") return a > b;
  return a >= b;
}

// Known text on both sides of a symbol can already decide that two texts differ.
Truth equal(const Text& a, const Text& b) {
  if (a.text == b.text) return true;
  if (a.known() && b.known()) return false;
  return std::nullopt;
}

Truth empty(const Text& text) {
  if (text.text.empty()) return true;
  return text.known() || text.text.front() != Text::open ? Truth(false) : std::nullopt;
}

Truth negated(Truth truth) { return truth ? Truth(!*truth) : std::nullopt; }

class Test {
 public:
  Test(Shell& shell, std::vector<Item> items, bool patterns, syntax::Spot spot)
      : shell_(shell), items_(std::move(items)), patterns_(patterns), spot_(spot) {}

  Truth whole() {
    if (items_.empty()) return false;
    const Truth result = any();
    if (at_ < items_.size()) return not_understood();
    return result;
  }

 private:
  bool sees(std::string_view op) const {
    return at_ < items_.size() && items_[at_].op && items_[at_].text.text == op;
  }
  bool take(std::string_view op) {
    if (!sees(op)) return false;
    ++at_;
    return true;
  }

  Truth not_understood() {
    if (!reported_)
      report(shell_, Severity::warning, spot_,
             "the condition is not understood; it stays undecided");
    reported_ = true;
    at_ = items_.size();
    return std::nullopt;
  }

  Truth any() {
    Truth left = all();
    while (take("||") || take("-o")) {
      const Truth right = all();
      if (left == Truth(true) || right == Truth(true))
        left = true;
      else
        left = left && right ? Truth(false) : std::nullopt;
    }
    return left;
  }

  Truth all() {
    Truth left = one();
    while (take("&&") || take("-a")) {
      const Truth right = one();
      if (left == Truth(false) || right == Truth(false))
        left = false;
      else
        left = left && right ? Truth(true) : std::nullopt;
    }
    return left;
  }

  Truth one() {
    bool invert = false;
    while (take("!")) invert = !invert;
    if (++depth_ > 64) return not_understood();
    const Truth truth = primary();
    --depth_;
    return invert ? negated(truth) : truth;
  }

  Truth primary() {
    if (at_ >= items_.size()) return not_understood();
    if (at_ + 2 < items_.size() && is_binary(items_[at_ + 1])) return binary();
    if (take("(")) {
      const Truth inside = any();
      return take(")") ? inside : not_understood();
    }
    const std::string& op = items_[at_].text.text;
    if (at_ + 1 < items_.size() && items_[at_].op && op.size() == 2 && op[0] == '-') return unary();
    return negated(empty(items_[at_++].text));
  }

  static bool is_binary(const Item& item) {
    const std::string& op = item.text.text;
    return item.op && (op == "=" || op == "==" || op == "!=" || op == "=~" || op == "<" ||
                       op == ">" || op == "-nt" || op == "-ot" || op == "-ef" ||
                       std::ranges::find(comparisons, op) != comparisons.end());
  }

  Truth unary() {
    const char op = items_[at_].text.text[1];
    const Text& operand = items_[at_ + 1].text;
    at_ += 2;
    if (op == 'z') return empty(operand);
    if (op == 'n') return negated(empty(operand));
    if (op == 'v' && operand.known())
      return value_if_set(shell_, operand.text).has_value()
                 ? Truth(true)
                 : std::nullopt;  // the environment may set it
    if (std::string_view("bcdefghLkprsStuwxOGNaRo").find(op) == std::string_view::npos)
      return not_understood();
    return std::nullopt;  // files are never looked at
  }

  Truth binary() {
    const Text& left = items_[at_].text;
    const std::string op = items_[at_ + 1].text.text;
    const Item& right = items_[at_ + 2];
    at_ += 3;
    if (std::ranges::find(comparisons, op) != comparisons.end()) {
      if (!left.known() || !right.text.known()) return std::nullopt;
      const auto a = integer(left);
      const auto b = integer(right.text);
      if (!a || !b) return not_understood();
      return compare(op, *a, *b);
    }
    if (op == "=~") return regular(left, right.pattern);
    if (op == "<" || op == ">") {
      if (!left.known() || !right.text.known()) return std::nullopt;
      return op == "<" ? left.text < right.text.text : left.text > right.text.text;
    }
    if (op[0] == '-') return std::nullopt;
    const Truth same =
        patterns_ ? matches(shell_, right.pattern.text, left.text) : equal(left, right.text);
    return op == "!=" ? negated(same) : same;
  }

  // Only expressions without operators but the anchors; others stay undecided.
  static Truth regular(const Text& text, const Text& pattern) {
    if (!text.known() || !pattern.known()) return std::nullopt;
    std::string_view body = pattern.text;
    const bool begins = body.starts_with('^');
    if (begins) body.remove_prefix(1);
    const bool ends = body.ends_with('$');
    if (ends) body.remove_suffix(1);
    if (body.find_first_of("\\[](){}*+?|.^$") != std::string_view::npos) return std::nullopt;
    if (begins && ends) return text.text == body;
    if (begins) return text.text.starts_with(body);
    return ends ? text.text.ends_with(body) : text.text.find(body) != std::string::npos;
  }

  Shell& shell_;
  std::vector<Item> items_;
  bool patterns_;
  syntax::Spot spot_;
  std::size_t at_ = 0;
  int depth_ = 0;
  bool reported_ = false;
};

}  // namespace

Truth test_command(Shell& shell, const std::vector<Field>& words, syntax::Spot spot) {
  std::vector<Item> items;
  const bool bracket = words[0].text.text == "[";
  const std::size_t end =
      bracket && words.back().text.text == "]" ? words.size() - 1 : words.size();
  for (std::size_t i = 1; i < end; ++i) items.push_back({words[i].text, words[i].text, true});
  return Test(shell, std::move(items), false, spot).whole();
}

Truth conditional(Shell& shell, const syntax::Conditional& condition, syntax::Spot spot) {
  std::vector<Item> items;
  for (const auto& token : condition.tokens) {
    if (!token.op.empty()) {
      items.push_back({plain(std::string(token.op)), {}, true});
      continue;
    }
    const bool bare = std::ranges::all_of(token.word.parts, [](const syntax::Part& part) {
      return !part.quoted && std::holds_alternative<syntax::Literal>(part.what);
    });
    const bool after_match = !items.empty() && items.back().op && items.back().text.text == "=~";
    Text text = expand_one(shell, token.word);
    Text pattern = after_match ? text : bare ? text : expand_pattern(shell, token.word);
    items.push_back({std::move(text), std::move(pattern), bare});
  }
  return Test(shell, std::move(items), true, spot).whole();
}

}  // namespace airtight::input::shell
