#include <algorithm>
#include <array>

#include "parser.h"

namespace airtight::input::shell {

using syntax::Redirection;
using syntax::Spot;
using syntax::Word;

namespace {

constexpr std::array<std::string_view, 5> declarations = {"declare", "typeset", "local", "readonly",
                                                          "export"};
constexpr std::array<std::string_view, 8> closers = {"then", "else", "elif", "fi",
                                                     "do",   "done", "esac", "}"};

// "T-101" of "T-101 creates the network": capitals, a dash, digits, then letters or more parts.
std::string_view label_of(std::string_view comment) {
  const auto capital = [](char c) { return c >= 'A' && c <= 'Z'; };
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  std::size_t i = comment.find_first_not_of(" \t#");
  if (i == std::string_view::npos) return {};
  const std::size_t begin = i;
  while (i < comment.size() && capital(comment[i])) ++i;
  if (i == begin || i + 1 >= comment.size() || comment[i] != '-' || !digit(comment[i + 1]))
    return {};
  for (++i; i < comment.size() && digit(comment[i]);) ++i;
  while (i < comment.size() && (continues_name(comment[i]) || comment[i] == '-') &&
         comment[i] != '_')
    ++i;
  const bool ends =
      i == comment.size() || std::string_view(" \t:.,;").find(comment[i]) != std::string_view::npos;
  return ends ? comment.substr(begin, i - begin) : std::string_view{};
}

}  // namespace

syntax::List Parser::script() {
  auto body = list({});
  return *body;
}

void Parser::read_label(std::string& label) {
  const Spot opened = spot_;
  const std::size_t begin = at_;
  skip_comment();
  const std::string_view found = label_of(since(begin));
  if (found.empty()) return;
  if (!label.empty())
    reading_.report(Severity::warning, opened,
                    "the label " + label + " is followed by the label " + std::string(found) +
                        "; it names no step");
  label = found;
}

// Moves to the next statement, past separators, and picks up the label directly above it.
bool Parser::next_statement(std::string& label, bool& directly) {
  directly = true;
  bool fresh_line = spot_.column == 1;
  while (!at_end()) {
    if (peek() == ' ' || peek() == '\t') {
      advance();
    } else if (sees("\\\n")) {
      advance(2);
    } else if (peek() == '#') {
      directly = false;
      if (fresh_line)
        read_label(label);
      else
        skip_comment();
    } else if (peek() == '\n') {
      if (fresh_line && directly) directly = false;
      if (fresh_line && !label.empty() && text_[at_ - 1] == '\n') {
        reading_.report(Severity::warning, spot_,
                        "an empty line parts the label " + label +
                            " from the commands below; it names "
                            "no step");
        label.clear();
      }
      end_line();
      fresh_line = true;
    } else {
      return true;
    }
  }
  return false;
}

std::string_view Parser::bare_word() const {
  std::size_t end = at_;
  constexpr std::string_view stops = " \t\n;&|()<>\"'$`\\#=";
  while (end < text_.size() && stops.find(text_[end]) == std::string_view::npos) ++end;
  if (end < text_.size() &&
      std::string_view("\"'$`\\#=").find(text_[end]) != std::string_view::npos)
    return {};
  return reading_.broken ? std::string_view{} : text_.substr(at_, end - at_);
}

bool Parser::at_ender(std::initializer_list<std::string_view> enders) const {
  const std::string_view found = bare_word();
  return std::ranges::any_of(enders, [&](std::string_view ender) {
    return ender == ")" || ender == ";;" ? sees(ender) : found == ender;
  });
}

syntax::Body Parser::list(std::initializer_list<std::string_view> enders) {
  auto result = std::make_shared<syntax::List>();
  std::string label;
  bool directly = true;
  while (next_statement(label, directly)) {
    const bool in_case = std::ranges::find(enders, std::string_view(";;")) != enders.end();
    if (at_ender(enders) || (in_case && (sees(";&") || sees(";;&")))) break;
    if (sees(")") || sees(";") || sees("&") || sees("|") ||
        std::ranges::find(closers, bare_word()) != closers.end()) {
      const std::string found =
          bare_word().empty() ? std::string(1, peek()) : std::string(bare_word());
      fail(spot_, "\"" + found + "\" closes or joins nothing here");
      break;
    }
    syntax::Statement next = statement();
    if (reading_.broken) break;
    next.label = std::exchange(label, {});
    next.follows_directly = directly;
    result->push_back(std::move(next));
  }
  if (!documents_.empty() && !reading_.broken && at_ >= text_.size()) read_documents();
  return result;
}

syntax::Statement Parser::statement() {
  syntax::Statement result;
  result.spot = spot_;
  const std::size_t begin = at_;
  syntax::Link link = syntax::Link::first;
  for (;;) {
    result.parts.push_back({link, pipeline()});
    skip_blanks();
    if (take("&&"))
      link = syntax::Link::and_then;
    else if (take("||"))
      link = syntax::Link::or_else;
    else
      break;
    skip_newlines();
  }
  result.raw = since(begin);
  if (peek() == '&') {
    result.background = true;
    advance();
  } else if (peek() == ';' && peek(1) != ';' && peek(1) != '&') {
    advance();
  }
  return result;
}

syntax::Pipeline Parser::pipeline() {
  syntax::Pipeline result;
  const std::size_t begin = at_;
  for (;;) {
    if (bare_word() == "!") {
      result.negated = !result.negated;
      advance();
    } else if (bare_word() == "time") {
      advance(4);
    } else {
      break;
    }
    skip_blanks();
  }
  do {
    skip_newlines();
    result.commands.push_back(command());
    skip_blanks();
  } while (!at_end() && !sees("||") && (take("|&") || take("|")));
  result.raw = since(begin);
  return result;
}

syntax::Command Parser::command() {
  const Deeper deeper(*this);
  syntax::Command result;
  const Spot opened = spot_;
  const std::string_view found = bare_word();
  if (sees("((") && arithmetic_end(at_ + 2) != std::string_view::npos) {
    const std::size_t end = arithmetic_end(at_ + 2);
    advance(2);
    result.what = syntax::ArithmeticCommand{expression(end)};
    if (!take("))")) fail(opened, "an arithmetic command is never closed");
  } else if (take("(")) {
    auto body = list({")"});
    if (!take(")")) fail(opened, "the parenthesis opened here is never closed");
    result.what = syntax::Group{std::move(body), true};
  } else if (found == "{") {
    advance();
    auto body = list({"}"});
    if (!take("}")) fail(opened, "the brace opened here is never closed");
    result.what = syntax::Group{std::move(body), false};
  } else if (found == "if") {
    result = if_command();
  } else if (found == "for" || found == "select") {
    result = for_command();
  } else if (found == "while" || found == "until") {
    result = while_command(found == "until");
  } else if (found == "case") {
    result = case_command();
  } else if (found == "[[") {
    result = conditional();
  } else if (const std::string_view name = function_name(); !name.empty()) {
    result = function(std::string(name));
  } else {
    result.what = simple(result.redirections);
    result.spot = opened;
    return result;
  }
  result.spot = opened;
  for (skip_blanks(); !at_end() && redirection(result.redirections);) skip_blanks();
  const bool ends = at_end() || peek() == '\n' || peek() == ';' || peek() == '&' || peek() == '|' ||
                    peek() == ')' || peek() == '#';
  if (!ends) fail(spot_, "a word follows a compound command; expected a new line or ;");
  return result;
}

syntax::Simple Parser::simple(std::vector<Redirection>& redirections) {
  syntax::Simple result;
  bool declares = false;
  const Spot opened = spot_;
  for (;; skip_blanks()) {
    const std::size_t begin = at_;
    if (at_end() || peek() == '\n' || peek() == '#') break;
    if (redirection(redirections)) {
      result.pieces.push_back(since(begin));
      continue;
    }
    if (peek() == ';' || peek() == '&' || peek() == '|' || peek() == ')') break;
    if (peek() == '(') {
      fail(spot_, "an opening parenthesis is not expected here");
      break;
    }
    if (!(result.words.empty() ? assignment(result.assignments)
                               : declares && assignment(result.declared)))
      result.words.push_back(word());
    if (result.words.size() == 1)
      declares = std::ranges::find(declarations, result.words[0].raw) != declarations.end();
    result.pieces.push_back(since(begin));
  }
  if (result.pieces.empty()) fail(opened, "a command is expected here");
  return result;
}

bool Parser::redirection(std::vector<Redirection>& redirections) {
  std::size_t digits = 0;
  while (peek(digits) >= '0' && peek(digits) <= '9' && digits < 3) ++digits;
  const char first = peek(digits);
  const bool both = digits == 0 && (sees("&>"));
  if (first != '<' && first != '>' && !both) return false;
  if (digits == 0 && (placeholder() > 0 || sees("<(") || sees(">("))) return false;
  const bool error_output = digits == 1 && peek() == '2';
  advance(digits + (both ? 1 : 0));
  Redirection result;
  if (sees("<<") && !sees("<<<")) {
    const bool drop_tabs = sees("<<-");
    advance(drop_tabs ? 3 : 2);
    here_document(result, drop_tabs);
    redirections.push_back(std::move(result));
    return true;
  }
  result.here_string = take("<<<");
  if (result.here_string)
    result.kind = Redirection::Kind::text;
  else if (first == '<')
    result.kind = Redirection::Kind::input_file;
  else
    result.kind = error_output ? Redirection::Kind::error_output : Redirection::Kind::output_file;
  while (peek() == '<' || peek() == '>') advance();
  if (peek() == '&' || peek() == '|') advance();
  skip_blanks();
  const Spot opened = spot_;
  result.target = word();
  if (result.target.raw.empty() && !at_end()) fail(opened, "a redirection names no file");
  if (both) {
    redirections.push_back(result);
    result.kind = Redirection::Kind::error_output;
  }
  redirections.push_back(std::move(result));
  return true;
}

void Parser::here_document(Redirection& redirection, bool drop_tabs) {
  skip_blanks();
  const Spot opened = spot_;
  const Word name = word();
  std::string delimiter;
  bool quoted = false;
  for (const syntax::Part& part : name.parts) {
    quoted = quoted || part.quoted;
    if (const auto* text = std::get_if<syntax::Literal>(&part.what)) delimiter += text->text;
  }
  if (name.raw.empty()) return fail(opened, "a here-document has no delimiter");
  redirection.kind = Redirection::Kind::text;
  auto body = std::make_shared<Word>();
  body->spot = opened;
  documents_.push_back({std::move(delimiter), !quoted, drop_tabs, body});
  // The body follows the line; the redirection finds it through a part that refers to it.
  redirection.document = std::move(body);
}

// Reads the bodies of the here-documents that the line just ended has opened.
void Parser::read_documents() {
  for (Document& document : std::exchange(documents_, {})) {
    const Spot start = spot_;
    std::string text;
    bool closed = false;
    while (!at_end() && !closed) {
      std::size_t end = text_.find('\n', at_);
      if (end == std::string_view::npos) end = text_.size();
      std::string_view line = text_.substr(at_, end - at_);
      if (document.drop_tabs)
        line.remove_prefix(std::min(line.find_first_not_of('\t'), line.size()));
      closed = line == document.delimiter;
      if (!closed) text.append(line).append("\n");
      advance(end + 1 - at_);
    }
    if (!closed) return fail(document.body->spot, "the here-document is never closed");
    if (!document.expands) {
      literal(*document.body, std::move(text), true);
      continue;
    }
    reading_.texts.push_back(std::move(text));
    Parser parser(reading_.texts.back(), start, depth_ + 1, reading_);
    document.body->parts = parser.quoted_text().parts;
  }
}

bool Parser::assignment(std::vector<syntax::Assignment>& assignments) {
  std::size_t length = 0;
  if (!starts_name(peek())) return false;
  while (continues_name(peek(length))) ++length;
  std::size_t past = length;
  if (peek(past) == '[') {
    const std::size_t close = text_.substr(at_ + past, 256).find(']');
    if (close == std::string_view::npos) return false;
    past += close + 1;
  }
  const bool append = peek(past) == '+' && peek(past + 1) == '=';
  if (peek(past) != '=' && !append) return false;
  syntax::Assignment result;
  const std::size_t begin = at_;
  result.spot = spot_;
  result.name = text_.substr(at_, length);
  result.append = append;
  advance(length);
  if (peek() == '[') result.subscript = subscript();
  advance(append ? 2 : 1);
  result.value.spot = spot_;
  if (take("("))
    array_elements(result);
  else
    result.value = word();
  result.raw = since(begin);
  assignments.push_back(std::move(result));
  return true;
}

void Parser::array_elements(syntax::Assignment& assignment) {
  assignment.array = true;
  for (skip_newlines(); !at_end() && peek() != ')'; skip_newlines()) {
    syntax::Assignment::Element element;
    if (peek() == '[') {
      element.key = subscript();
      take("=");
    }
    element.value = word();
    if (element.value.raw.empty() && !element.key)
      return fail(spot_, std::string("\"") + peek() + "\" is not expected in an array");
    assignment.elements.push_back(std::move(element));
  }
  if (!take(")")) fail(assignment.spot, "the parenthesis of an array is never closed");
}

std::string_view Parser::function_name() const {
  const std::string_view found = bare_word();
  if (found == "function") return found;
  if (found.empty() || found.find_first_of("[]{}!*?") != std::string_view::npos) return {};
  std::size_t i = found.size();
  while (peek(i) == ' ') ++i;
  if (peek(i) != '(') return {};
  for (++i; peek(i) == ' ';) ++i;
  return peek(i) == ')' ? found : std::string_view{};
}

}  // namespace airtight::input::shell
