#pragma once

#include <input/shell/interpreter.h>

#include <algorithm>

namespace airtight::input::shell::test {

struct Trial {
  std::vector<Invocation> invocations;
  std::vector<Doubt> doubts;
  Diagnostics diagnostics;
};

// Answers as a subscription would: `az show id` prints an id, `az keys` a secret, `az fail` fails,
// and everything outside az is unknown.
inline Output answer(const Invocation& invocation) {
  const std::string first = invocation.words[0].text;
  const std::string second = invocation.words.size() > 1 ? invocation.words[1].text : "";
  if (first != "az") return {"", Unknown{"", "another program"}, {}, false};
  if (second == "id") return {"/subscriptions/s/id", {}, 0, false};
  if (second == "lines") return {"one\ntwo\n", {}, 0, false};
  if (second == "keys") return {"key1", {}, 0, true};
  if (second == "fail") return {"", {}, 3, false};
  if (second == "show") return {"Succeeded", {}, 0, false};
  if (second == "unknown") return {"", Unknown{"", "live only"}, 0, false};
  return {};
}

// `az show` and the like change nothing, as curl does; `az vault …` changes vaults, all else
// anything.
inline std::set<std::string> scope(const std::vector<std::string>& words) {
  constexpr std::string_view reading[] = {"show", "id", "lines", "keys", "unknown", "list"};
  constexpr std::string_view quiet[] = {"curl", "grep", "cp", "jq"};
  if (words[0] != "az")
    return std::ranges::find(quiet, words[0]) != std::end(quiet) ? std::set<std::string>{}
                                                                 : std::set<std::string>{"*"};
  for (const std::string& word : words)
    if (std::ranges::find(reading, word) != std::end(reading)) return {};
  return words.size() > 1 && words[1] == "vault" ? std::set<std::string>{"vaults"}
                                                 : std::set<std::string>{"*"};
}

inline Trial interpret(std::string_view script, Limits limits = {}) {
  Trial trial;
  Session session({[&](const Invocation& invocation) {
                     trial.invocations.push_back(invocation);
                     return answer(invocation);
                   },
                   scope, [&](const Doubt& doubt) { trial.doubts.push_back(doubt); }},
                  limits);
  session.run(script, "script.sh");
  trial.diagnostics = session.diagnostics();
  return trial;
}

// Commands separated by " ; ", words by "|".
inline std::string commands_of(const Trial& trial) {
  std::string out;
  for (const Invocation& invocation : trial.invocations) {
    if (!out.empty()) out += " ; ";
    for (const auto& word : invocation.words) {
      if (&word != &invocation.words.front()) out += '|';
      out += word.text;
    }
  }
  return out;
}

inline std::string diagnostics_of(const Trial& trial) {
  std::string out;
  for (const Diagnostic& one : trial.diagnostics) out += to_string(one) + "\n";
  return out;
}

struct Case {
  std::string_view script;
  std::string_view commands;
};

inline void check(std::initializer_list<Case> cases) {
  for (const Case& one : cases) {
    const Trial trial = interpret(one.script);
    INFO(one.script);
    INFO(diagnostics_of(trial));
    CHECK(commands_of(trial) == one.commands);
  }
}

inline void check_clean(std::initializer_list<Case> cases) {
  check(cases);
  for (const Case& one : cases) {
    INFO(one.script);
    CHECK(diagnostics_of(interpret(one.script)).empty());
  }
}

}  // namespace airtight::input::shell::test
