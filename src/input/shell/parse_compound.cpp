#include "parser.h"

namespace airtight::input::shell {

using syntax::Command;
using syntax::Spot;
using syntax::Word;

bool Parser::expect(std::string_view keyword, std::string_view what, Spot opened) {
  if (bare_word() == keyword) {
    advance(keyword.size());
    return true;
  }
  fail(opened, std::string(what) + " opened here lacks its \"" + std::string(keyword) + "\"");
  return false;
}

bool Parser::expect_do(Spot opened) {
  skip_blanks();
  if (peek() == ';') advance();
  skip_newlines();
  return expect("do", "the loop", opened);
}

Command Parser::if_command() {
  const Spot opened = spot_;
  syntax::If result;
  advance(2);
  for (Spot branch = opened;;) {
    auto condition = list({"then"});
    if (!expect("then", "the if", opened)) break;
    auto body = list({"elif", "else", "fi"});
    result.branches.push_back({std::move(condition), std::move(body), branch});
    branch = spot_;
    if (bare_word() == "elif") {
      advance(4);
      continue;
    }
    if (bare_word() == "else") {
      advance(4);
      result.branches.push_back({nullptr, list({"fi"}), branch});
    }
    expect("fi", "the if", opened);
    break;
  }
  return {std::move(result), {}, opened};
}

Command Parser::for_command() {
  const Spot opened = spot_;
  advance(bare_word().size());
  skip_blanks();
  if (sees("((")) return for_arithmetic(opened);
  syntax::For result;
  result.variable = parameter_name();
  if (result.variable.empty()) fail(opened, "the loop names no variable");
  skip_newlines();
  result.positional = bare_word() != "in";
  if (!result.positional) {
    advance(2);
    for (skip_blanks(); !at_end() && peek() != '\n' && peek() != ';' && peek() != '#';
         skip_blanks()) {
      result.words.push_back(word());
      if (result.words.back().raw.empty()) fail(spot_, "the list of a loop is not understood");
    }
  }
  if (expect_do(opened)) result.body = list({"done"});
  expect("done", "the loop", opened);
  return {std::move(result), {}, opened};
}

Command Parser::for_arithmetic(Spot opened) {
  syntax::ForArithmetic result;
  const std::size_t end = arithmetic_end(at_ + 2);
  if (end == std::string_view::npos) fail(opened, "the head of the loop is never closed");
  advance(2);
  for (syntax::WordPointer* part : {&result.start, &result.condition, &result.step}) {
    *part = expression(std::min(text_.find(';', at_), end));
    take(";");
  }
  if (!take("))")) fail(opened, "the head of the loop is not understood");
  if (expect_do(opened)) result.body = list({"done"});
  expect("done", "the loop", opened);
  return {std::move(result), {}, opened};
}

Command Parser::while_command(bool until) {
  const Spot opened = spot_;
  advance(5);
  syntax::While result;
  result.until = until;
  result.condition = list({"do"});
  if (expect("do", "the loop", opened)) result.body = list({"done"});
  expect("done", "the loop", opened);
  return {std::move(result), {}, opened};
}

Command Parser::case_command() {
  const Spot opened = spot_;
  syntax::Case result;
  advance(4);
  skip_blanks();
  result.subject = word();
  skip_newlines();
  expect("in", "the case", opened);
  for (skip_newlines(); !at_end() && bare_word() != "esac"; skip_newlines())
    result.items.push_back(case_item(opened));
  expect("esac", "the case", opened);
  return {std::move(result), {}, opened};
}

syntax::Case::Item Parser::case_item(Spot opened) {
  syntax::Case::Item item;
  take("(");
  do {
    skip_blanks();
    item.patterns.push_back(word());
    skip_blanks();
  } while (take("|"));
  if (!take(")")) fail(opened, "a pattern of the case lacks its parenthesis");
  item.body = list({";;", "esac"});
  item.falls_through = sees(";&") || sees(";;&");
  if (!take(";;&") && !take(";;")) take(";&");
  return item;
}

Command Parser::conditional() {
  const Spot opened = spot_;
  syntax::Conditional result;
  advance(2);
  for (;;) {
    skip_newlines();
    if (at_end()) {
      fail(opened, "the [[ opened here is never closed");
      break;
    }
    if (bare_word() == "]]") {
      advance(2);
      break;
    }
    std::string_view op;
    for (const std::string_view known : {"&&", "||", "(", ")", "<", ">"})
      if (op.empty() && sees(known) && placeholder() == 0) op = known;
    if (!op.empty()) {
      advance(op.size());
      result.tokens.push_back({op, {}});
      continue;
    }
    const bool pattern = !result.tokens.empty() && result.tokens.back().word.raw == "=~";
    Word next = pattern ? word_until(" \t\n", false) : word();
    if (next.raw.empty()) {
      fail(spot_, "the condition is not understood");
      break;
    }
    result.tokens.push_back({{}, std::move(next)});
  }
  return {std::move(result), {}, opened};
}

Command Parser::function(std::string name) {
  const Spot opened = spot_;
  advance(name.size());
  skip_blanks();
  if (name == "function") {
    const std::string_view found = bare_word();
    name = found;
    advance(found.size());
    skip_blanks();
  }
  if (take("(")) {
    skip_blanks();
    take(")");
  }
  skip_newlines();
  if (name.empty()) fail(opened, "a function has no name");
  syntax::List body(1);
  body[0].spot = spot_;
  body[0].parts.push_back({syntax::Link::first, {}});
  const std::size_t begin = at_;
  body[0].parts[0].pipeline.commands.push_back(command());
  body[0].raw = body[0].parts[0].pipeline.raw = since(begin);
  return {syntax::Function{std::move(name), std::make_shared<const syntax::List>(std::move(body))},
          {},
          opened};
}

}  // namespace airtight::input::shell
