#include <airtight/base/text.h>

#include <algorithm>

#include "shell.h"

// Commands that may run or not (I-402). Whichever branch is executed, what all of them may change
// is told to the host, and what they may set is unknown afterwards: no verdict rests on a guess.
namespace airtight::input::shell {
namespace {

std::string commands_of(const Effects& effects) {
  constexpr std::size_t most = 3;
  std::vector<std::string> shown = effects.commands;
  if (shown.size() > most) {
    shown.resize(most);
    shown.emplace_back("\xe2\x80\xa6");
  }
  return shown.empty() ? "commands" : join(shown, ", ");
}

void tell(Shell& shell, syntax::Spot spot, std::string what, std::set<std::string> scope) {
  if (shell.host.doubt && !scope.empty())
    shell.host.doubt({place_of(shell, spot), std::move(what), std::move(scope)});
}

void forget_variable(Shell& shell, const std::string& name, syntax::Spot spot) {
  const std::string line = std::to_string(spot.line);
  Text value = shell.symbols.make("$" + name, "set at " + line + ":" + std::to_string(spot.column),
                                  {"$" + name, "line " + line + " may have set it"});
  const auto old = shell.variables.find(name);
  const bool associative = old != shell.variables.end() && old->second.associative;
  Variable& variable = shell.variables[name];
  variable = Variable{{}, associative};
  set_element(variable, "0", std::move(value));
}

void forget_arguments(Shell& shell, syntax::Spot spot) {
  Frame& frame = shell.frames.back();
  frame.shifted = true;
  const std::string line = std::to_string(spot.line);
  for (std::size_t i = 0; i < frame.arguments.size(); ++i) {
    const std::string name = "$" + std::to_string(i + 1);
    frame.arguments[i] = shell.symbols.make(name, "shifted at " + line,
                                            {name, "line " + line + " may have moved it"});
  }
}

}  // namespace

std::string lines_of(const syntax::List& list) {
  if (list.empty()) return "it";
  return "lines " + std::to_string(list.front().spot.line) + " to " +
         std::to_string(list.back().spot.line);
}

void doubt(Shell& shell, syntax::Spot spot, const Effects& effects, const std::string& message) {
  if (!effects.changes() && effects.names.empty()) return;
  report(shell, Severity::warning, spot, message, {"I-402"});
  tell(shell, spot, "whether line " + std::to_string(spot.line) + " runs " + commands_of(effects),
       effects.scope);
}

void forget(Shell& shell, const Effects& effects, syntax::Spot spot) {
  std::set<std::string> names = effects.names;
  if (names.erase("*") > 0)
    for (const auto& [name, variable] : shell.variables) names.insert(name);
  if (names.erase("@") > 0) forget_arguments(shell, spot);
  for (const std::string& name : names) forget_variable(shell, name, spot);
}

void may_end(Shell& shell, syntax::Spot spot, bool function) {
  if (shell.subshells > 0) return;
  if (!shell.ended.spot) shell.ended = {spot, function, {}};
  shell.ended.function = shell.ended.function && function;
}

// Leaving a loop early skips what its body would still do; leaving a loop that waits is what it is
// for. A script or function that stops with a failure is not the run that is predicted (I-402).
bool leaves_here(Shell& shell, const Effects& effects, syntax::Spot spot) {
  if (effects.ends || effects.returns) may_end(shell, spot, !effects.ends);
  if (!effects.leaves || shell.loops == 0) return false;
  const Effects inside = effects_of(shell, *shell.body);
  if (inside.changes())
    doubt(shell, spot, inside, "whether the loop ends here cannot be decided from the script");
  forget(shell, inside, spot);
  return shell.waits || !inside.creates;
}

void doubt_after_end(Shell& shell, const std::vector<std::string>& words, syntax::Spot spot) {
  if (!shell.ended.spot) return;
  const Effects effects = effects_of_words(shell, words);
  if (std::ranges::includes(shell.ended.told, effects.scope)) return;
  const std::string line = std::to_string(shell.ended.spot->line);
  if (shell.ended.told.empty())
    report(shell, Severity::warning, spot,
           "line " + line +
               " may have ended the script or function; what follows is read all the " +
               "same, and what it may change is unknown",
           {"I-402"});
  shell.ended.told.insert(effects.scope.begin(), effects.scope.end());
  tell(shell, spot, "whether line " + line + " ends the script before " + commands_of(effects),
       effects.scope);
}

}  // namespace airtight::input::shell
