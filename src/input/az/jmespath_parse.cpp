// A Pratt parser: every token has a binding power, and an expression takes all that follows and
// binds more strongly than what called for it. Projections ("[]", "[*]", "[?…]", ".*") take what
// binds more strongly than a pipe or a comparison as the expression to run on each element; that
// is why "a[].b | [0]" indexes the list of all b and "a[].b[0]" each b.

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "jmespath.h"
#include "json.h"

namespace airtight::input::az {
namespace {

using Kind = Expression::Kind;

constexpr int deepest = 64;
constexpr std::size_t longest = 2000;

enum class Mark { end, name, quoted, number, literal, sign };

struct Token {
  Mark mark = Mark::end;
  std::string text;
  std::size_t at = 0;
};

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

tl::unexpected<Error> wrong(std::size_t at, const std::string& what) {
  return fail("--query, character " + std::to_string(at + 1) + ": " + what, {"I-403"});
}

// Signs of two characters come first.
constexpr std::array<std::string_view, 24> signs{
    "[?", "[]", "||", "&&", "==", "!=", "<=", ">=", "[", "]", "{", "}",
    "(",  ")",  ".",  ",",  ":",  "|",  "!",  "<",  ">", "*", "@", "&"};

class Lexer {
 public:
  explicit Lexer(std::string_view query) : query_(query) {}

  Result<std::vector<Token>> tokens() {
    std::vector<Token> tokens;
    for (;;) {
      while (at_ < query_.size() && (query_[at_] == ' ' || query_[at_] == '\t' ||
                                     query_[at_] == '\n' || query_[at_] == '\r'))
        ++at_;
      auto token = next();
      if (!token) return tl::unexpected<Error>(token.error());
      tokens.push_back(*token);
      if (tokens.back().mark == Mark::end) return tokens;
    }
  }

 private:
  Result<Token> next() {
    if (at_ >= query_.size()) return Token{Mark::end, "", at_};
    const char c = query_[at_];
    if (is_letter(c)) return run(Mark::name, [](char x) { return is_letter(x) || is_digit(x); });
    if (is_digit(c) || (c == '-' && at_ + 1 < query_.size() && is_digit(query_[at_ + 1])))
      return run(Mark::number, is_digit);
    if (c == '"') return in_quotes(c, Mark::quoted);
    if (c == '\'') return in_quotes(c, Mark::literal);
    if (c == '`') return in_quotes(c, Mark::literal);
    for (const std::string_view sign : signs) {
      if (query_.substr(at_).starts_with(sign)) {
        at_ += sign.size();
        return Token{Mark::sign, std::string(sign), at_ - sign.size()};
      }
    }
    return wrong(at_, "unexpected \"" + std::string(1, c) + "\"");
  }

  template <class Belongs>
  Token run(Mark mark, Belongs belongs) {
    const std::size_t start = at_++;
    while (at_ < query_.size() && belongs(query_[at_])) ++at_;
    return {mark, std::string(query_.substr(start, at_ - start)), start};
  }

  // A literal keeps its opening quote, since 'x' is text and `x` is JSON.
  Result<Token> in_quotes(char quote, Mark mark) {
    const std::size_t start = at_++;
    std::string text;
    if (mark == Mark::literal) text += quote;
    while (at_ < query_.size() && query_[at_] != quote) {
      if (query_[at_] == '\\' && at_ + 1 < query_.size() && query_[at_ + 1] == quote) ++at_;
      text += query_[at_++];
    }
    if (at_ >= query_.size()) return wrong(start, "a quote without its end");
    ++at_;
    return Token{mark, text, start};
  }

  std::string_view query_;
  std::size_t at_ = 0;
};

Expression make(Kind kind, std::vector<Expression> parts = {}, std::string text = {}) {
  Expression expression;
  expression.kind = kind;
  expression.parts = std::move(parts);
  expression.text = std::move(text);
  return expression;
}

int power(const Token& token) {
  constexpr std::array<std::pair<std::string_view, int>, 15> powers{{{"|", 1},
                                                                     {"||", 2},
                                                                     {"&&", 3},
                                                                     {"==", 5},
                                                                     {"!=", 5},
                                                                     {"<", 5},
                                                                     {"<=", 5},
                                                                     {">", 5},
                                                                     {">=", 5},
                                                                     {"[]", 9},
                                                                     {"*", 20},
                                                                     {"[?", 21},
                                                                     {".", 40},
                                                                     {"[", 55},
                                                                     {"(", 60}}};
  if (token.mark != Mark::sign) return 0;
  for (const auto& [sign, value] : powers) {
    if (sign == token.text) return value;
  }
  return 0;
}

constexpr int projection_stop = 10;

class Parser {
 public:
  explicit Parser(std::vector<Token> tokens) : tokens_(std::move(tokens)) {}

  Result<Expression> parse() {
    auto whole = expression(0);
    if (whole && peek().mark != Mark::end) return unexpected();
    return whole;
  }

 private:
  const Token& peek(std::size_t ahead = 0) const {
    return tokens_[std::min(at_ + ahead, tokens_.size() - 1)];
  }
  Token take() { return tokens_[std::min(at_++, tokens_.size() - 1)]; }
  bool at(std::string_view sign) const { return peek().mark == Mark::sign && peek().text == sign; }
  bool accept(std::string_view sign) {
    if (!at(sign)) return false;
    ++at_;
    return true;
  }
  tl::unexpected<Error> unexpected() const {
    if (peek().mark == Mark::end) return wrong(peek().at, "the query ends too early");
    return wrong(peek().at, "unexpected \"" + peek().text + "\"");
  }

  Result<Expression> expression(int stop) {
    if (++depth_ > deepest) return wrong(peek().at, "the query is nested too deeply");
    auto left = prefix();
    while (left && power(peek()) > stop) left = infix(std::move(*left));
    --depth_;
    return left;
  }

  Result<Expression> prefix() {
    const Token& token = peek();
    if (token.mark == Mark::name && peek(1).text == "(" && peek(1).mark == Mark::sign)
      return function();
    if (token.mark == Mark::name || token.mark == Mark::quoted)
      return make(Kind::field, {}, take().text);
    if (token.mark == Mark::literal) return literal(take());
    if (accept("@")) return make(Kind::current);
    if (accept("*")) return projected(Kind::values, make(Kind::current));
    if (accept("!")) return negation();
    if (accept("(")) return closed(expression(0), ")");
    if (accept("{")) return hash();
    if (at("[]") || at("[?") || at("[")) return bracket(make(Kind::current), true);
    return unexpected();
  }

  Result<Expression> infix(Expression left) {
    if (at("[]") || at("[?") || at("[")) return bracket(std::move(left), false);
    if (accept(".")) return after_dot(std::move(left));
    const Token sign = take();
    auto right = expression(power(sign));
    if (!right) return right;
    std::vector<Expression> parts{std::move(left), std::move(*right)};
    if (sign.text == "|") return make(Kind::pipe, std::move(parts));
    if (sign.text == "||") return make(Kind::either, std::move(parts));
    if (sign.text == "&&") return make(Kind::both, std::move(parts));
    if (sign.text == "*" || sign.text == "(")
      return wrong(sign.at, "unexpected \"" + sign.text + "\"");
    return make(Kind::comparison, std::move(parts), sign.text);
  }

  Result<Expression> negation() {
    auto inner = expression(45);
    if (!inner) return inner;
    return make(Kind::negation, {std::move(*inner)});
  }

  Result<Expression> closed(Result<Expression> inner, std::string_view sign) {
    if (inner && !accept(sign)) return unexpected();
    return inner;
  }

  Result<Expression> after_dot(Expression left) {
    if (accept("*")) return projected(Kind::values, std::move(left));
    Result<Expression> right = unexpected();
    if (accept("{")) {
      right = hash();
    } else if (at("[") && peek(1).mark != Mark::number) {
      ++at_;
      right = multi_list();
    } else if (peek().mark == Mark::name || peek().mark == Mark::quoted) {
      right = expression(40);
    }
    if (!right) return right;
    return make(Kind::chain, {std::move(left), std::move(*right)});
  }

  // What runs on each element: all that follows and binds more strongly than a comparison.
  Result<Expression> each() {
    if (++depth_ > deepest) return wrong(peek().at, "the query is nested too deeply");
    auto right = on_each();
    --depth_;
    return right;
  }

  Result<Expression> on_each() {
    if (power(peek()) < projection_stop) return make(Kind::current);
    if (at("[") || at("[?")) return expression_from_current(projection_stop);
    if (accept(".")) {
      auto next = after_dot(make(Kind::current));
      while (next && power(peek()) > projection_stop) next = infix(std::move(*next));
      return next;
    }
    return unexpected();
  }

  Result<Expression> expression_from_current(int stop) {
    auto left = bracket(make(Kind::current), false);
    while (left && power(peek()) > stop) left = infix(std::move(*left));
    return left;
  }

  Result<Expression> projected(Kind kind, Expression left) {
    auto right = each();
    if (!right) return right;
    return make(kind, {std::move(left), std::move(*right)});
  }

  Result<Expression> bracket(Expression left, bool first) {
    if (accept("[]")) return projected(Kind::flatten, std::move(left));
    if (accept("[?")) {
      auto condition = closed(expression(0), "]");
      if (!condition) return condition;
      auto filter = projected(Kind::filter, std::move(left));
      if (filter) filter->parts.push_back(std::move(*condition));
      return filter;
    }
    take();
    if (at("*") && peek(1).text == "]") {
      at_ += 2;
      return projected(Kind::projection, std::move(left));
    }
    if (peek().mark == Mark::number || at(":")) return index_or_slice(std::move(left));
    if (first) return multi_list();
    return unexpected();
  }

  Result<Expression> index_or_slice(Expression left) {
    Expression position = make(Kind::slice);
    position.numbers.assign(3, 0);
    position.set.assign(3, false);
    std::size_t part = 0;
    bool colon = false;
    while (!at("]")) {
      if (accept(":")) {
        colon = true;
        if (++part > 2) return unexpected();
        continue;
      }
      if (peek().mark != Mark::number || position.set[part]) return unexpected();
      const Token token = take();
      int number = 0;
      const auto [end, error] =
          std::from_chars(token.text.data(), token.text.data() + token.text.size(), number);
      if (error != std::errc{}) return wrong(token.at, "the number is too large");
      position.numbers[part] = number;
      position.set[part] = true;
    }
    take();
    if (!colon) {
      position.kind = Kind::index;
      return make(Kind::chain, {std::move(left), std::move(position)});
    }
    return projected(Kind::projection, make(Kind::chain, {std::move(left), std::move(position)}));
  }

  Result<Expression> multi_list() {
    Expression list = make(Kind::list);
    do {
      auto element = expression(0);
      if (!element) return element;
      list.parts.push_back(std::move(*element));
    } while (accept(","));
    return closed(std::move(list), "]");
  }

  Result<Expression> hash() {
    Expression hash = make(Kind::hash);
    do {
      if (peek().mark != Mark::name && peek().mark != Mark::quoted) return unexpected();
      hash.names.push_back(take().text);
      if (!accept(":")) return unexpected();
      auto member = expression(0);
      if (!member) return member;
      hash.parts.push_back(std::move(*member));
    } while (accept(","));
    return closed(std::move(hash), "}");
  }

  Result<Expression> function() {
    Expression call = make(Kind::call, {}, take().text);
    take();
    if (accept(")")) return call;
    do {
      accept("&");  // an expression reference, for sort_by and its like
      auto argument = expression(0);
      if (!argument) return argument;
      call.parts.push_back(std::move(*argument));
    } while (accept(","));
    return closed(std::move(call), ")");
  }

  static Result<Expression> literal(const Token& token) {
    Expression literal = make(Kind::literal);
    const std::string text = token.text.substr(1);
    if (token.text.front() == '\'') {
      literal.literal = make_string(text);
      return literal;
    }
    const auto json = parse_json(text, {});
    // The command line's parser also takes `Deny` without quotes as text.
    literal.literal = json ? *json : make_string(text);
    return literal;
  }

  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace

Result<Expression> parse_jmespath(std::string_view query) {
  if (query.size() > longest) return wrong(longest, "the query is longer than 2,000 characters");
  auto tokens = Lexer(query).tokens();
  if (!tokens) return tl::unexpected<Error>(tokens.error());
  return Parser(std::move(*tokens)).parse();
}

}  // namespace airtight::input::az
