#include <algorithm>

#include "parser.h"
#include "shell.h"

namespace airtight::input::shell {

const Text* element(const Variable& variable, std::string_view key) {
  const auto found =
      std::ranges::find(variable.elements, key, &std::pair<std::string, Text>::first);
  return found == variable.elements.end() ? nullptr : &found->second;
}

void set_element(Variable& variable, const std::string& key, Text value) {
  const auto found =
      std::ranges::find(variable.elements, key, &std::pair<std::string, Text>::first);
  if (found != variable.elements.end())
    found->second = std::move(value);
  else
    variable.elements.emplace_back(key, std::move(value));
}

const Text* scalar(const Shell& shell, const std::string& name) {
  const auto found = shell.variables.find(name);
  return found == shell.variables.end() ? nullptr : element(found->second, "0");
}

void set_scalar(Shell& shell, const std::string& name, Text value) {
  value.unset = false;
  set_element(shell.variables[name], "0", std::move(value));
}

void make_local(Shell& shell, const std::string& name) {
  Frame& frame = shell.frames.back();
  if (!frame.function || frame.shadowed.contains(name)) return;
  const auto found = shell.variables.find(name);
  frame.shadowed.emplace(
      name, found == shell.variables.end() ? std::nullopt : std::optional(found->second));
}

namespace {

std::string key_text(Shell& shell, const Variable& variable, const syntax::Word& key) {
  const Text text = variable.associative ? expand_one(shell, key) : evaluate(shell, key);
  return text.text;
}

std::string next_index(const Variable& variable) {
  std::size_t next = variable.elements.size();
  while (element(variable, std::to_string(next)) != nullptr) ++next;
  return std::to_string(next);
}

void assign_array(Shell& shell, const syntax::Assignment& assignment) {
  Variable result = assignment.append ? shell.variables[assignment.name] : Variable{};
  if (const auto old = shell.variables.find(assignment.name); old != shell.variables.end())
    result.associative = old->second.associative;
  for (const auto& item : assignment.elements) {
    if (item.key) {
      set_element(result, key_text(shell, result, *item.key), expand_one(shell, item.value));
      continue;
    }
    for (Field& field : expand_fields(shell, {item.value}))
      result.elements.emplace_back(next_index(result), std::move(field.text));
  }
  shell.variables[assignment.name] = std::move(result);
}

}  // namespace

Text unset_symbol(Shell& shell, const std::string& name, const std::string& shown_as,
                  std::string_view raw) {
  const std::string reason =
      starts_name(name[0]) ? "the variable is never set" : "it is given when the script is started";
  Text result = shell.symbols.make(shown_as, "unset" + std::string(raw), {shown_as, reason});
  result.unset = true;
  return result;
}

void assign(Shell& shell, const syntax::Assignment& assignment) {
  if (assignment.array) return assign_array(shell, assignment);
  Text value = expand_one(shell, assignment.value);
  std::string key = "0";
  if (assignment.subscript)
    key = key_text(shell, shell.variables[assignment.name], *assignment.subscript);
  Variable& variable = shell.variables[assignment.name];
  if (assignment.append)
    if (const Text* old = element(variable, key); old != nullptr) {
      Text longer = *old;
      append(longer, value);
      value = std::move(longer);
    }
  if (!charge(shell, value.text.size(), assignment.spot)) return;
  value.unset = false;
  set_element(variable, key, std::move(value));
}

std::optional<Text> value_if_set(Shell& shell, const std::string& name) {
  const Frame& frame = shell.frames.back();
  const bool digits = std::ranges::all_of(name, [](char c) { return c >= '0' && c <= '9'; });
  if (digits && name != "0") {
    if (!frame.function) return std::nullopt;
    const std::size_t index = name.size() > 4 ? 99999 : std::stoul(name);
    return index <= frame.arguments.size() ? std::optional(frame.arguments[index - 1])
                                           : std::nullopt;
  }
  if (name == "0") return plain(shell.file.empty() ? "bash" : shell.file.str());
  if (name == "#" && frame.function && !frame.shifted)
    return plain(std::to_string(frame.arguments.size()));
  if (name == "?" && shell.status) return plain(std::to_string(*shell.status));
  if (name == "?") return shell.symbols.make("$?", "status", {"$?", "the status of a command"});
  if (name == "-") return plain("hB");
  if (const Text* text = scalar(shell, name)) return *text;
  if (name == "RANDOM" || name == "SRANDOM" || name == "EPOCHSECONDS")
    return shell.symbols.draw("$" + name);
  return std::nullopt;
}

Text value_of(Shell& shell, const std::string& name, syntax::Spot spot) {
  if (auto value = value_if_set(shell, name)) return *value;
  const Frame& frame = shell.frames.back();
  if (!starts_name(name[0])) {
    if (frame.function && name != "#") return {};
    return unset_symbol(shell, name, "$" + name);
  }
  if (const auto found = shell.variables.find(name);
      found != shell.variables.end() && !found->second.elements.empty())
    return {};  // an array without an element 0
  if (shell.reported.insert(name).second)
    report(
        shell, Severity::warning, spot,
        "$" + name + " is never set; it stays a symbol, and what depends on its value is unknown",
        {"I-401"});
  return unset_symbol(shell, name, "$" + name);
}

}  // namespace airtight::input::shell
