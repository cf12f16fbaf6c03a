#include "parser.h"

#include <airtight/base/text.h>

#include <algorithm>

namespace airtight::input::shell {

using syntax::Spot;

bool starts_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

bool continues_name(char c) { return starts_name(c) || (c >= '0' && c <= '9'); }

char Parser::peek(std::size_t ahead) const {
  return !reading_.broken && at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
}

bool Parser::sees(std::string_view text) const {
  return !reading_.broken && text_.substr(at_).starts_with(text);
}

bool Parser::take(std::string_view text) {
  if (!sees(text)) return false;
  advance(text.size());
  return true;
}

void Parser::advance(std::size_t count) {
  for (; count > 0 && at_ < text_.size(); --count) {
    if (text_[at_++] == '\n') {
      ++spot_.line;
      spot_.column = 1;
    } else {
      ++spot_.column;
    }
  }
}

void Parser::fail(Spot spot, const std::string& message) {
  if (!reading_.broken)
    reading_.report(Severity::error, spot,
                    message + "; the script is not read from this statement on");
  reading_.broken = true;
  at_ = text_.size();
}

void Parser::skip_comment() {
  while (!at_end() && peek() != '\n') advance();
}

// A comment that stands alone on a continued line ends the command for bash, yet scripts comment
// out single options like that. When an option follows, the author means one command (I-400).
bool Parser::skip_comment_in_command() {
  const std::size_t end = text_.find('\n', at_);
  if (end == std::string_view::npos) return false;
  const std::size_t next = text_.find_first_not_of(" \t", end + 1);
  if (next == std::string_view::npos) return false;
  const char c = text_[next];
  if (c != '#' && !(c == '-' && next + 1 < text_.size() && text_[next + 1] != '\n')) return false;
  if (c == '-')
    reading_.report(Severity::warning, spot_,
                    "a comment inside a continued command: bash ends the command here; the options "
                    "below are read as part of it");
  advance(next - at_);
  return true;
}

void Parser::skip_blanks() {
  bool continued = false;
  while (!at_end()) {
    if (peek() == ' ' || peek() == '\t') {
      advance();
    } else if (sees("\\\n")) {
      advance(2);
      continued = true;
    } else if (peek() == '#' && continued && skip_comment_in_command()) {
      continue;
    } else if (peek() == '#') {
      skip_comment();
      return;
    } else {
      return;
    }
  }
}

void Parser::end_line() {
  advance();
  if (!documents_.empty()) read_documents();
}

void Parser::skip_newlines() {
  for (skip_blanks(); peek() == '\n' && !at_end(); skip_blanks()) end_line();
}

syntax::Word Parser::quoted_text() {
  syntax::Word result;
  result.spot = spot_;
  while (!at_end())
    if (!word_part(result, true)) {
      literal(result, std::string(1, peek()), true);
      advance();
    }
  result.raw = text_;
  return result;
}

}  // namespace airtight::input::shell
