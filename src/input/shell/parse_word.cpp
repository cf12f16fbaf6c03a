#include <algorithm>

#include "escapes.h"
#include "parser.h"

namespace airtight::input::shell {

using syntax::Spot;
using syntax::Word;

namespace {

bool ends_word(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == ';' || c == '&' || c == '|' || c == '(' ||
         c == ')' || c == '<' || c == '>';
}

bool in_placeholder(char c) {
  return continues_name(c) || c == '-' || c == '.' || c == ' ' || c == '/';
}

}  // namespace

void Parser::literal(Word& word, std::string text, bool quoted) {
  if (!word.parts.empty() && word.parts.back().quoted == quoted)
    if (auto* last = std::get_if<syntax::Literal>(&word.parts.back().what)) {
      last->text += text;
      return;
    }
  word.parts.push_back({syntax::Literal{std::move(text)}, quoted, {}, spot_});
}

// Length of a placeholder such as <vault-name>, which people leave in scripts; 0 if this is a
// redirection. `sort <in >out` is one, `--name <in>` is not (I-401).
std::size_t Parser::placeholder() const {
  if (peek() != '<' || !starts_name(peek(1))) return 0;
  std::size_t length = 2;
  while (length < 100 && in_placeholder(peek(length))) ++length;
  return peek(length) == '>' && peek(length - 1) != ' ' ? length + 1 : 0;
}

Word Parser::word() {
  Word result;
  result.spot = spot_;
  const std::size_t begin = at_;
  while (!at_end()) {
    if (word_part(result, false)) continue;
    if (const std::size_t length = placeholder(); length > 0) {
      literal(result, std::string(text_.substr(at_, length)), true);
      advance(length);
    } else if (sees("<(") || sees(">(")) {
      substitution(result, true, 2);
    } else if (ends_word(peek())) {
      break;
    } else {
      literal(result, std::string(1, peek()), false);
      advance();
    }
  }
  result.raw = since(begin);
  return result;
}

Word Parser::word_until(std::string_view ends, bool quoted) {
  Word result;
  result.spot = spot_;
  const std::size_t begin = at_;
  while (!at_end() && ends.find(peek()) == std::string_view::npos) {
    if (peek() == '"') {
      double_quoted(result);
    } else if (!word_part(result, quoted)) {
      literal(result, std::string(1, peek()), quoted);
      advance();
    }
  }
  result.raw = since(begin);
  return result;
}

// Reads one part that is more than a plain character. In double quotes only `\`, `$` and back-ticks
// are special.
bool Parser::word_part(Word& word, bool quoted) {
  switch (peek()) {
    case '\\':
      escape(word, quoted);
      return true;
    case '$':
      return dollar(word, quoted);
    case '`':
      back_ticks(word, quoted);
      return true;
    case '\'':
      if (quoted) return false;
      single_quoted(word);
      return true;
    case '"':
      if (quoted) return false;
      double_quoted(word);
      return true;
    default:
      return false;
  }
}

void Parser::escape(Word& word, bool quoted) {
  const char next = peek(1);
  if (next == '\n') {
    advance(2);
    return;
  }
  const bool special = !quoted || std::string_view("$`\"\\").find(next) != std::string_view::npos;
  if (at_ + 1 >= text_.size() || !special) {
    literal(word, "\\", true);
    advance();
    return;
  }
  literal(word, std::string(1, next), true);
  advance(2);
}

void Parser::single_quoted(Word& word) {
  const Spot opened = spot_;
  const std::size_t end = text_.find('\'', at_ + 1);
  if (end == std::string_view::npos) return fail(opened, "a single quote is never closed");
  literal(word, std::string(text_.substr(at_ + 1, end - at_ - 1)), true);
  advance(end + 1 - at_);
}

// $'…' with C escapes.
void Parser::ansi_quoted(Word& word) {
  const Spot opened = spot_;
  std::size_t end = at_ + 2;
  while (end < text_.size() && text_[end] != '\'') end += text_[end] == '\\' ? 2U : 1U;
  if (end >= text_.size()) return fail(opened, "a $' quote is never closed");
  literal(word, unescape(text_.substr(at_ + 2, end - at_ - 2)), true);
  advance(end + 1 - at_);
}

void Parser::double_quoted(Word& word) {
  const Spot opened = spot_;
  const Deeper deeper(*this);
  advance();
  if (peek() == '"') literal(word, "", true);  // "" is a word, though an empty one
  while (!at_end() && peek() != '"') {
    if (word_part(word, true)) continue;
    literal(word, std::string(1, peek()), true);
    advance();
  }
  if (!take("\"")) fail(opened, "a double quote is never closed");
}

void Parser::substitution(Word& word, bool quoted, std::size_t opening) {
  const Spot opened = spot_;
  const std::size_t begin = at_;
  const Deeper deeper(*this);
  advance(opening);
  auto body = list({")"});
  if (!take(")")) return fail(opened, "the parenthesis of a command substitution is never closed");
  word.parts.push_back({syntax::Substitution{std::move(body)}, quoted, since(begin), opened});
}

// Inside back-ticks a backslash guards $, ` and \ once, so the inner script is a text of its own.
void Parser::back_ticks(Word& word, bool quoted) {
  const Spot opened = spot_;
  const std::size_t begin = at_;
  const Deeper deeper(*this);
  std::string inner;
  advance();
  while (!at_end() && peek() != '`') {
    const bool guarded = peek() == '\\' && (peek(1) == '`' || peek(1) == '\\' || peek(1) == '$' ||
                                            (quoted && peek(1) == '"'));
    if (guarded) advance();
    inner += peek();
    advance();
  }
  if (!take("`")) return fail(opened, "a back-tick is never closed");
  reading_.texts.push_back(std::move(inner));
  Parser parser(reading_.texts.back(), opened, depth_, reading_);
  auto body = std::make_shared<const syntax::List>(parser.script());
  word.parts.push_back({syntax::Substitution{std::move(body)}, quoted, since(begin), opened});
}

// The offset of the `))` that closes an arithmetic expression, or npos if the parentheses are those
// of a subshell. A flat scan: trying both readings would double the work at every level.
std::size_t Parser::arithmetic_end(std::size_t from) const {
  constexpr std::size_t longest = 4096;
  const std::size_t stop = std::min(text_.size(), from + longest);
  int open = 0;
  for (std::size_t i = from; i < stop; ++i) {
    if (text_[i] == '(') ++open;
    if (text_[i] != ')') continue;
    if (open > 0) {
      --open;
    } else {
      return i + 1 < stop && text_[i + 1] == ')' ? i : std::string_view::npos;
    }
  }
  return std::string_view::npos;
}

syntax::WordPointer Parser::expression(std::size_t end) {
  const Deeper deeper(*this);
  Word result;
  result.spot = spot_;
  const std::size_t begin = at_;
  while (!at_end() && at_ < end) {
    if (peek() == '"' || peek() == '\'') {
      advance();
    } else if (!word_part(result, true)) {
      literal(result, std::string(1, peek()), true);
      advance();
    }
  }
  result.raw = since(begin);
  return std::make_shared<const Word>(std::move(result));
}

bool Parser::arithmetic(Word& word, bool quoted) {
  const std::size_t end = arithmetic_end(at_ + 3);
  if (end == std::string_view::npos) return false;
  const Spot opened = spot_;
  const std::size_t begin = at_;
  advance(3);
  auto inside = expression(end);
  if (!take("))")) fail(opened, "an arithmetic expansion is never closed");
  word.parts.push_back({syntax::Arithmetic{std::move(inside)}, quoted, since(begin), opened});
  return true;
}

bool Parser::dollar(Word& word, bool quoted) {
  if (sees("$((") && arithmetic(word, quoted)) return true;
  if (sees("$(")) {
    substitution(word, quoted, 2);
    return true;
  }
  if (sees("${")) {
    braced_parameter(word, quoted);
    return true;
  }
  if (!quoted && sees("$'")) {
    ansi_quoted(word);
    return true;
  }
  if (!quoted && sees("$\"")) {
    advance();
    return true;
  }
  const Spot opened = spot_;
  const std::size_t begin = at_;
  const char next = peek(1);
  if (starts_name(next)) {
    advance();
    syntax::Parameter parameter;
    parameter.name = parameter_name();
    word.parts.push_back({std::move(parameter), quoted, since(begin), opened});
    return true;
  }
  if (next == '\0' || std::string_view("0123456789@*#?$!-").find(next) == std::string_view::npos)
    return false;
  advance(2);
  syntax::Parameter parameter;
  parameter.name = std::string(1, next);
  word.parts.push_back({std::move(parameter), quoted, since(begin), opened});
  return true;
}

}  // namespace airtight::input::shell
