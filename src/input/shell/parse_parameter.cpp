#include "parser.h"

namespace airtight::input::shell {

using syntax::Operation;
using syntax::Parameter;
using syntax::Spot;

namespace {

struct Spelling {
  std::string_view text;
  Operation operation;
  bool unset_only;
};

// Longest spelling first.
constexpr Spelling spellings[] = {
    {":-", Operation::otherwise, false},
    {":=", Operation::assign, false},
    {":?", Operation::demand, false},
    {":+", Operation::alternative, false},
    {"##", Operation::drop_long_prefix, false},
    {"%%", Operation::drop_long_suffix, false},
    {"//", Operation::replace_all, false},
    {"^^", Operation::upper, false},
    {",,", Operation::lower, false},
    {"-", Operation::otherwise, true},
    {"=", Operation::assign, true},
    {"?", Operation::demand, true},
    {"+", Operation::alternative, true},
    {"#", Operation::drop_prefix, false},
    {"%", Operation::drop_suffix, false},
    {"/", Operation::replace, false},
    {"^", Operation::upper_first, false},
    {",", Operation::lower_first, false},
    {":", Operation::slice, false},
    {"@", Operation::unsupported, false},
};

}  // namespace

std::string Parser::parameter_name() {
  const std::size_t begin = at_;
  while (!at_end() && continues_name(peek())) advance();
  return std::string(since(begin));
}

syntax::WordPointer Parser::subscript() {
  const Spot opened = spot_;
  advance();
  auto inside = std::make_shared<const syntax::Word>(word_until("]", false));
  if (!take("]")) fail(opened, "the bracket of a subscript is never closed");
  return inside;
}

void Parser::parameter_operation(Parameter& parameter, bool quoted) {
  for (const Spelling& spelling : spellings) {
    if (!take(spelling.text)) continue;
    parameter.operation = spelling.operation;
    parameter.unset_only = spelling.unset_only;
    const bool replaces =
        spelling.operation == Operation::replace || spelling.operation == Operation::replace_all;
    const bool slices = spelling.operation == Operation::slice;
    // A pattern that starts with its own separator, as in ${v///-}.
    const std::string_view ends = replaces ? "/}" : slices ? ":}" : "}";
    parameter.operand =
        std::make_shared<const syntax::Word>(word_until(ends, quoted && !replaces && !slices));
    if ((replaces && take("/")) || (slices && take(":")))
      parameter.second = std::make_shared<const syntax::Word>(word_until("}", quoted));
    return;
  }
}

void Parser::braced_parameter(syntax::Word& word, bool quoted) {
  const Spot opened = spot_;
  const std::size_t begin = at_;
  const Deeper deeper(*this);
  advance(2);
  Parameter parameter;
  if (peek() == '#' && peek(1) != '}') parameter.length = take("#");
  if (peek() == '!' && starts_name(peek(1))) parameter.indirect = take("!");
  if (continues_name(peek())) {
    parameter.name = parameter_name();
  } else {
    parameter.name = std::string(1, peek());
    advance();
  }
  if (peek() == '[') parameter.subscript = subscript();
  if (peek() != '}') parameter_operation(parameter, quoted);
  if (!take("}")) return fail(opened, "a parameter expansion is not understood or never closed");
  word.parts.push_back({std::move(parameter), quoted, since(begin), opened});
}

}  // namespace airtight::input::shell
