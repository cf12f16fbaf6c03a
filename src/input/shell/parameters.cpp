#include <algorithm>
#include <charconv>
#include <climits>

#include "parser.h"
#include "shell.h"

namespace airtight::input::shell {
namespace {

using syntax::Operation;
using syntax::Parameter;
using syntax::Part;

bool lists_all(const Parameter& parameter) {
  return parameter.subscript &&
         (parameter.subscript->raw == "@" || parameter.subscript->raw == "*");
}

std::optional<long> number(const Text& text) {
  long value = 0;
  const auto [end, error] =
      std::from_chars(text.text.data(), text.text.data() + text.text.size(), value);
  return error == std::errc{} && end == text.text.data() + text.text.size() ? std::optional(value)
                                                                            : std::nullopt;
}

char upper_char(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }
char lower_char(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string change_case(std::string_view text, Operation operation) {
  const bool up = operation == Operation::upper || operation == Operation::upper_first;
  const bool all = operation == Operation::upper || operation == Operation::lower;
  return map_known(text, [&, first = true](std::string_view known) mutable {
    std::string out(known);
    for (char& c : out) {
      if (all || first) c = up ? upper_char(c) : lower_char(c);
      first = false;
    }
    return out;
  });
}

// ${v#p} and its kin: the shortest or longest end of the text that the pattern matches goes away.
std::optional<std::string> drop_end(Shell& shell, const std::string& text,
                                    const std::string& pattern, Operation operation) {
  const bool prefix =
      operation == Operation::drop_prefix || operation == Operation::drop_long_prefix;
  const bool longest =
      operation == Operation::drop_long_prefix || operation == Operation::drop_long_suffix;
  bool literal = false;
  const std::string exact = glob_to_literal(pattern, literal);
  if (literal) {
    if (prefix ? text.starts_with(exact) : text.ends_with(exact))
      return prefix ? text.substr(exact.size()) : text.substr(0, text.size() - exact.size());
    if (text.find(Text::open) == std::string::npos && exact.find(Text::open) == std::string::npos)
      return text;
    return std::nullopt;
  }
  if (text.find(Text::open) != std::string::npos || pattern.find(Text::open) != std::string::npos)
    return std::nullopt;
  for (std::size_t i = 0; i <= text.size() && !shell.stopped; ++i) {
    const std::size_t length = longest ? text.size() - i : i;
    const std::string_view end = prefix ? std::string_view(text).substr(0, length)
                                        : std::string_view(text).substr(text.size() - length);
    if (matches(shell, pattern, end).value_or(false))
      return prefix ? text.substr(length) : text.substr(0, text.size() - length);
  }
  return text;
}

std::string replace_literal(std::string_view text, const std::string& from, const std::string& to,
                            bool all) {
  std::string out;
  while (!from.empty()) {
    const std::size_t found = text.find(from);
    if (found == std::string_view::npos) break;
    out.append(text.substr(0, found)).append(to);
    text.remove_prefix(found + from.size());
    if (!all) break;
  }
  return out.append(text);
}

// At each place the longest match is replaced, as bash does.
std::string replace_glob(Shell& shell, std::string_view text, std::string_view pattern,
                         const std::string& to, bool all) {
  std::string out;
  for (std::size_t at = 0; at < text.size() && !shell.stopped;) {
    std::size_t length = text.size() - at;
    while (length > 0 && !matches(shell, pattern, text.substr(at, length)).value_or(false))
      --length;
    if (length == 0) {
      out += text[at++];
      continue;
    }
    out += to;
    at += length;
    if (!all) return out.append(text.substr(at));
  }
  return out;
}

std::optional<std::string> replaced(Shell& shell, const Text& value, std::string pattern,
                                    const std::string& to, bool all) {
  const char anchor = pattern.empty() || all ? '\0' : pattern[0];
  if (anchor == '#' || anchor == '%') {
    auto rest = drop_end(shell, value.text, pattern.substr(1),
                         anchor == '#' ? Operation::drop_long_prefix : Operation::drop_long_suffix);
    if (!rest || rest->size() == value.text.size()) return rest;
    return anchor == '#' ? to + *rest : *rest + to;
  }
  bool literal = false;
  const std::string exact = glob_to_literal(pattern, literal);
  if (exact.find(Text::open) != std::string::npos) return std::nullopt;
  if (value.known())
    return literal ? replace_literal(value.text, exact, to, all)
                   : replace_glob(shell, value.text, pattern, to, all);
  if (!literal || !shell.symbols.only_drawn(value.text)) return std::nullopt;
  return map_known(value.text,
                   [&](std::string_view known) { return replace_literal(known, exact, to, all); });
}

std::optional<std::string> sliced(Shell& shell, const Text& value, const Parameter& parameter) {
  const auto offset = number(evaluate(shell, *parameter.operand));
  const auto length =
      parameter.second ? number(evaluate(shell, *parameter.second)) : std::optional(LONG_MAX / 2);
  if (!value.known() || !offset || !length) return std::nullopt;
  const long size = static_cast<long>(value.text.size());
  const long begin = *offset < 0 ? size + *offset : *offset;
  if (begin < 0 || begin > size) return std::string{};
  const long end = *length < 0 ? size + *length : std::min(size, begin + std::min(*length, size));
  return value.text.substr(static_cast<std::size_t>(begin),
                           static_cast<std::size_t>(std::max(end - begin, 0L)));
}

// Applies an operation that changes the text of a value; nothing if that is not decided.
std::optional<std::string> changed(Shell& shell, const Text& value, const Parameter& parameter) {
  switch (parameter.operation) {
    case Operation::upper:
    case Operation::upper_first:
    case Operation::lower:
    case Operation::lower_first:
      return change_case(value.text, parameter.operation);
    case Operation::drop_prefix:
    case Operation::drop_long_prefix:
    case Operation::drop_suffix:
    case Operation::drop_long_suffix:
      return drop_end(shell, value.text, expand_pattern(shell, *parameter.operand).text,
                      parameter.operation);
    case Operation::replace:
    case Operation::replace_all:
      return replaced(shell, value, expand_pattern(shell, *parameter.operand).text,
                      parameter.second ? expand_one(shell, *parameter.second).text : "",
                      parameter.operation == Operation::replace_all);
    case Operation::slice:
      return sliced(shell, value, parameter);
    case Operation::none:
    case Operation::otherwise:
    case Operation::assign:
    case Operation::demand:
    case Operation::alternative:
      return value.text;
    case Operation::unsupported:
      return std::nullopt;
  }
  return std::nullopt;
}

// What is taken out or put in may be a secret.
std::string shown_operation(const Parameter& parameter) {
  return "${" + parameter.name + "\xe2\x80\xa6}";
}

Text transform(Shell& shell, Text value, const Part& part, const Parameter& parameter) {
  if (auto text = changed(shell, value, parameter)) {
    value.text = std::move(*text);
    charge(shell, value.text.size(), part.spot);
    return value;
  }
  Text from = value;
  from.text += part.raw;
  return derived(shell, shown_operation(parameter), from,
                 "it depends on a value that is not known");
}

Text length_of(Shell& shell, const Part& part, const Text& value) {
  if (value.known()) return plain(std::to_string(value.text.size()));
  return derived(shell, std::string(part.raw), value, "a length");
}

std::optional<Text> element_if_set(Shell& shell, const Parameter& parameter) {
  if (!parameter.subscript) return value_if_set(shell, parameter.name);
  const auto found = shell.variables.find(parameter.name);
  if (found == shell.variables.end()) return std::nullopt;
  Text key = found->second.associative ? expand_one(shell, *parameter.subscript)
                                       : evaluate(shell, *parameter.subscript);
  if (const auto index = number(key); index && *index < 0)
    key = plain(std::to_string(static_cast<long>(found->second.elements.size()) + *index));
  if (!key.known())
    return derived(shell, "${" + parameter.name + "[" + shown(key.text) + "]}", key,
                   "an element of an array");
  const Text* value = element(found->second, key.text);
  return value == nullptr ? std::nullopt : std::optional(*value);
}

// Whether nothing in the script says what the parameter is: the environment or whoever starts the
// script may. Arguments of functions and elements of arrays are known to be missing.
bool may_come_from_outside(const Shell& shell, const Parameter& parameter) {
  if (parameter.subscript || parameter.indirect || shell.variables.contains(parameter.name))
    return false;
  return starts_name(parameter.name[0]) || !shell.frames.back().function;
}

// The default is what the author means, so it is taken, and said (I-401). An empty default says
// nothing: the value stays a symbol, which may be empty.
Text default_of(Shell& shell, const Part& part, const Parameter& parameter) {
  Text value = expand_one(shell, *parameter.operand);
  if (!may_come_from_outside(shell, parameter)) return value;
  if (value.text.empty()) return unset_symbol(shell, parameter.name, "$" + parameter.name);
  if (shell.reported.insert(parameter.name).second)
    report(shell, Severity::warning, part.spot,
           "$" + parameter.name +
               " is never set by the script; its default is taken, and a value from outside is not",
           {"I-401"});
  return value;
}

Text alternative_of(Shell& shell, const Part& part, const Parameter& parameter, bool set) {
  if (set) return expand_one(shell, *parameter.operand);
  if (!may_come_from_outside(shell, parameter)) return {};
  return unset_symbol(shell, parameter.name, shown_operation(parameter), part.raw);
}

Text single(Shell& shell, const Part& part, const Parameter& parameter) {
  auto value = element_if_set(shell, parameter);
  if (value && parameter.indirect)
    value = value_of(shell, value->text.empty() ? "_" : value->text, part.spot);
  const bool set = value && (parameter.unset_only || !value->text.empty());
  switch (parameter.operation) {
    case Operation::otherwise:
      return set ? *value : default_of(shell, part, parameter);
    case Operation::assign:
      if (!set) set_scalar(shell, parameter.name, default_of(shell, part, parameter));
      return set ? *value : value_of(shell, parameter.name, part.spot);
    case Operation::alternative:
      return alternative_of(shell, part, parameter, set);
    case Operation::none:
    case Operation::demand:
    case Operation::drop_prefix:
    case Operation::drop_long_prefix:
    case Operation::drop_suffix:
    case Operation::drop_long_suffix:
    case Operation::replace:
    case Operation::replace_all:
    case Operation::slice:
    case Operation::upper_first:
    case Operation::upper:
    case Operation::lower_first:
    case Operation::lower:
    case Operation::unsupported:
      break;
  }
  if (!value && parameter.subscript && shell.variables.contains(parameter.name)) value = Text{};
  if (!value) value = value_of(shell, parameter.name, part.spot);
  if (parameter.length) return length_of(shell, part, *value);
  return transform(shell, std::move(*value), part, parameter);
}

std::vector<Text> all_values(Shell& shell, const Part& part, const Parameter& parameter) {
  std::vector<Text> out;
  if (!parameter.subscript) {
    const Frame& frame = shell.frames.back();
    if (frame.function) return frame.arguments;
    return {value_of(shell, parameter.name, part.spot)};
  }
  const auto found = shell.variables.find(parameter.name);
  if (found == shell.variables.end()) {
    if (parameter.length) return {};
    return {value_of(shell, parameter.name, part.spot)};
  }
  for (const auto& [key, value] : found->second.elements)
    out.push_back(parameter.indirect ? plain(key) : value);
  return out;
}

std::vector<Text> sliced_list(Shell& shell, std::vector<Text> values, const Parameter& parameter) {
  const auto offset = number(evaluate(shell, *parameter.operand));
  const auto length =
      parameter.second ? number(evaluate(shell, *parameter.second)) : std::optional(LONG_MAX / 2);
  if (!offset || !length) return values;
  const long size = static_cast<long>(values.size());
  const long first = parameter.subscript ? *offset : *offset - 1;  // $@ counts from 1
  const long begin = std::clamp(first < 0 ? size + first : first, 0L, size);
  const long count = std::clamp(*length, 0L, size - begin);
  return {values.begin() + begin, values.begin() + begin + count};
}

}  // namespace

std::vector<Text> parameter_values(Shell& shell, const Part& part, bool& joined) {
  const auto& parameter = std::get<Parameter>(part.what);
  const bool many = lists_all(parameter) || parameter.name == "@" || parameter.name == "*";
  if (!many) return {single(shell, part, parameter)};
  joined = parameter.name == "*" || (parameter.subscript && parameter.subscript->raw == "*");
  std::vector<Text> values = all_values(shell, part, parameter);
  if (parameter.length) return {plain(std::to_string(values.size()))};
  if (parameter.operation == Operation::slice)
    return sliced_list(shell, std::move(values), parameter);
  if (values.empty() && parameter.operation == Operation::otherwise)
    return {expand_one(shell, *parameter.operand)};
  if (parameter.operation == Operation::alternative)
    return values.empty() ? std::vector<Text>{}
                          : std::vector{expand_one(shell, *parameter.operand)};
  for (Text& value : values) value = transform(shell, std::move(value), part, parameter);
  return values;
}

}  // namespace airtight::input::shell
