#include <airtight/base/text.h>

#include <algorithm>
#include <array>

#include "parser.h"
#include "shell.h"

// What a list of commands would do, told from the words as written. Only used where it cannot be
// decided whether they run, and to recognise loops that wait; when in doubt, it writes.
namespace airtight::input::shell {
namespace {

constexpr std::array<std::string_view, 9> removing_verbs = {
    "delete", "remove", "purge", "stop", "deallocate", "disable", "revoke", "unlink", "detach"};
constexpr std::array<std::string_view, 4> leaving = {"break", "continue", "exit", "return"};
constexpr std::array<std::string_view, 8> setting = {"export",  "declare", "local",   "readonly",
                                                     "typeset", "unset",   "mapfile", "readarray"};
constexpr std::string_view everything = "*";

bool contains(auto&& list, std::string_view word) {
  return std::ranges::find(list, word) != std::ranges::end(list);
}

// As written, without quotes when nothing in the word is expanded.
std::string text_of(const syntax::Word& word) {
  std::string text;
  for (const syntax::Part& part : word.parts) {
    const auto* literal = std::get_if<syntax::Literal>(&part.what);
    if (literal == nullptr) return std::string(word.raw);
    text += literal->text;
  }
  return text;
}

bool is_known(std::string_view word) { return word.find_first_of("$`") == std::string_view::npos; }

std::vector<std::string> words_of(const syntax::Simple& simple) {
  std::vector<std::string> words;
  for (const syntax::Word& word : simple.words) words.push_back(text_of(word));
  return words;
}

// "az keyvault update" without anything a script may want to hide.
std::string shown_command(const std::vector<std::string>& words) {
  if (!is_known(words[0])) return "a command that is not known";
  std::string text = words[0].substr(words[0].rfind('/') + 1);
  if (text != "az") return text;
  for (std::size_t i = 1; i < words.size() && i < 6; ++i) {
    const bool word = std::ranges::all_of(
        words[i], [](char c) { return (c >= 'a' && c <= 'z') || c == '-' || c == '_'; });
    if (!word || words[i].starts_with("-")) break;
    text += ' ' + words[i];
  }
  return text;
}

std::set<std::string> scope_of(const Shell& shell, const std::vector<std::string>& words) {
  if (!is_known(words[0])) return {std::string(everything)};
  return shell.host.scope ? shell.host.scope(words) : std::set<std::string>{"*"};
}

// The verb is the last word before the options: `az network vnet show --name x`.
bool removes(const std::vector<std::string>& words) {
  std::string_view verb;
  for (const std::string& word : words) {
    if (word.starts_with("-")) break;
    verb = word;
  }
  return contains(removing_verbs, verb);
}

// Names in a calculation; which of them it sets does not matter.
void add_names(std::set<std::string>& names, std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t begin = i;
    if (starts_name(text[i]))
      while (i < text.size() && continues_name(text[i])) ++i;
    if (i > begin) names.emplace(text.substr(begin, i - begin));
    if (i == begin) ++i;
  }
}

class Survey {
 public:
  explicit Survey(const Shell& shell) : shell_(shell) {}

  Effects of(const syntax::List& list) {
    Effects result;
    for (const syntax::Statement& statement : list)
      for (const syntax::Linked& part : statement.parts) {
        Effects one = of(part.pipeline);
        if (statement.background) stays_inside(one);
        merge(result, one);
      }
    return result;
  }

  Effects of(const syntax::Pipeline& pipeline) {
    Effects result;
    for (const syntax::Command& command : pipeline.commands) merge(result, of(command));
    if (pipeline.commands.size() > 1) stays_inside(result);
    return result;
  }

  Effects of(const syntax::Command& command) {
    Effects result = std::visit([&](const auto& what) { return this->in(what); }, command.what);
    for (const syntax::Redirection& redirection : command.redirections)
      merge(result, words({redirection.target}));
    return result;
  }

  Effects of_words(const std::vector<std::string>& all) {
    Effects result;
    const Wrapped around = wrapped(all);
    const std::vector<std::string> words(all.begin() + static_cast<std::ptrdiff_t>(around.words),
                                         all.end());
    if (words.empty()) return result;
    const std::string& name = words[0];
    result.leaves = contains(leaving, name);
    const bool succeeds = words.size() < 2 || words[1] == "0" || !is_known(words[1]);
    result.ends = name == "exit" && succeeds;
    result.returns = name == "return" && succeeds;
    add_set(result, words);
    const auto function = shell_.functions.find(name);
    if (function != shell_.functions.end() && !around.external) {
      merge(result, of_function(name, function->second.body));
      result.leaves = result.returns = false;
    } else if (name == "xargs") {
      merge(result, of_xargs(words));
    } else if (name == "trap") {
      if (words.size() > 1) merge(result, of_text(words[1]));
    } else if (name == "eval" || name == "source" || name == "." || name == "alias") {
      change(result, words, {std::string(everything)});
    } else if (!is_built_in(name) && !is_filter(name)) {
      result.reads = true;
      change(result, words, scope_of(shell_, words));
      result.creates = result.creates || (name == "az" && !removes(words) && writes(words));
    } else if (is_filter(name)) {
      result.reads = true;
    }
    return result;
  }

  Effects of_text(std::string_view text) {
    Effects result;
    while (!text.empty()) {
      const std::size_t end = std::min(text.find_first_of(";|&\n"), text.size());
      std::vector<std::string> words;
      for (const std::string_view word : split(text.substr(0, end), ' '))
        if (!word.empty()) words.emplace_back(word);
      if (!words.empty()) merge(result, of_words(words));
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    return result;
  }

 private:
  // What a subshell sets and where it leaves stays in it.
  static void stays_inside(Effects& effects) {
    effects.names.clear();
    effects.leaves = effects.ends = effects.returns = false;
  }

  // Creating is told from the verb even where nothing is at stake: `az group create`.
  bool writes(const std::vector<std::string>& words) const {
    constexpr std::array<std::string_view, 8> reading = {"show",  "list",    "wait",  "exists",
                                                         "query", "version", "login", "get"};
    return std::ranges::none_of(words, [&](const std::string& word) {
      return std::ranges::any_of(reading, [&](std::string_view verb) {
        return word == verb || word.starts_with(std::string(verb) + "-");
      });
    });
  }

  static void change(Effects& result, const std::vector<std::string>& words,
                     std::set<std::string> scope) {
    if (!scope.empty()) result.commands.push_back(shown_command(words));
    result.scope.merge(scope);
  }

  // A function that calls itself adds nothing.
  Effects of_function(const std::string& name, const syntax::Body& list) {
    if (const auto [found, added] = seen_.try_emplace(name); !added) return found->second;
    Effects result = body(list);
    seen_[name] = result;
    return result;
  }

  Effects of_xargs(const std::vector<std::string>& words) {
    std::size_t at = 1;
    while (at < words.size() && words[at].starts_with("-")) {
      const bool valued = words[at] == "-I" || words[at] == "-n" || words[at] == "-L" ||
                          words[at] == "-P" || words[at] == "-d";
      at += valued ? 2U : 1U;
    }
    if (at >= words.size()) return {};
    Effects result = of_words({words.begin() + static_cast<std::ptrdiff_t>(at), words.end()});
    stays_inside(result);
    return result;
  }

  static void add_set(Effects& result, const std::vector<std::string>& words) {
    const std::string& name = words[0];
    const auto each = [&](auto&& add) {
      for (std::size_t i = 1; i < words.size(); ++i)
        if (!words[i].starts_with("-")) add(words[i]);
    };
    if (contains(setting, name) || name == "read" || name == "getopts")
      each([&](const std::string& word) { result.names.insert(word.substr(0, word.find('='))); });
    if (name == "read") result.names.insert("REPLY");
    if (name == "getopts") result.names.insert({"OPTARG", "OPTIND"});
    if (name == "let") each([&](const std::string& word) { add_names(result.names, word); });
    if (name == "printf" && words.size() > 2 && words[1] == "-v") result.names.insert(words[2]);
    const bool sets = name == "set" && std::ranges::any_of(words, [](const std::string& word) {
                        return word == "--" || (word != "set" && word.find_first_of("-+") != 0);
                      });
    if (name == "shift" || sets) result.names.insert("@");
    if (name == "eval" || name == "source" || name == ".") result.names.emplace(everything);
  }

  Effects in(const syntax::Group& group) {
    Effects result = of(*group.body);
    if (group.subshell) stays_inside(result);
    return result;
  }
  Effects in(const syntax::For& loop) {
    Effects result = body(loop.body);
    merge(result, words(loop.words));
    result.names.insert(loop.variable);
    return result;
  }
  Effects in(const syntax::ForArithmetic& loop) {
    Effects result = body(loop.body);
    for (const auto& one : {loop.start, loop.condition, loop.step})
      if (one) add_names(result.names, one->raw);
    return result;
  }
  // Calling it does what its body does, and whether it is this function may not be known. Its name
  // is among those set, so that a subshell keeps it to itself.
  Effects in(const syntax::Function& function) {
    Effects result = body(function.body);
    stays_inside(result);
    result.names.insert(function.name);
    return result;
  }
  Effects in(const syntax::ArithmeticCommand& sum) {
    Effects result = words({*sum.expression});
    add_names(result.names, sum.expression->raw);
    return result;
  }
  Effects in(const syntax::While& loop) {
    Effects result = body(loop.body);
    merge(result, body(loop.condition));
    return result;
  }
  Effects in(const syntax::If& choice) {
    Effects result;
    for (const syntax::Branch& branch : choice.branches) {
      merge(result, body(branch.condition));
      merge(result, body(branch.body));
    }
    return result;
  }
  Effects in(const syntax::Case& choice) {
    Effects result = words({choice.subject});
    for (const auto& item : choice.items) merge(result, body(item.body));
    return result;
  }
  Effects in(const syntax::Conditional& condition) {
    Effects result;
    for (const auto& token : condition.tokens) merge(result, words({token.word}));
    return result;
  }
  Effects body(const syntax::Body& list) { return list ? of(*list) : Effects{}; }

  Effects words(const std::vector<syntax::Word>& list) {
    Effects result;
    for (const syntax::Word& word : list)
      for (const syntax::Part& part : word.parts)
        if (const auto* inner = std::get_if<syntax::Substitution>(&part.what)) {
          Effects effects = body(inner->body);
          stays_inside(effects);
          merge(result, effects);
        } else if (const auto* parameter = std::get_if<syntax::Parameter>(&part.what)) {
          if (parameter->operation == syntax::Operation::assign)
            result.names.insert(parameter->name);
          if (parameter->operand) merge(result, words({*parameter->operand}));
        }
    return result;
  }

  void assigned(Effects& result, const std::vector<syntax::Assignment>& assignments) {
    for (const syntax::Assignment& assignment : assignments) {
      merge(result, words({assignment.value}));
      for (const auto& item : assignment.elements) merge(result, words({item.value}));
      result.names.insert(assignment.name);
    }
  }

  Effects in(const syntax::Simple& simple) {
    Effects result = words(simple.words);
    assigned(result, simple.assignments);
    assigned(result, simple.declared);
    if (!simple.words.empty()) merge(result, of_words(words_of(simple)));
    return result;
  }

  const Shell& shell_;
  std::map<std::string, Effects> seen_;  // functions already surveyed
};

}  // namespace

void merge(Effects& into, const Effects& more) {
  into.reads = into.reads || more.reads;
  into.creates = into.creates || more.creates;
  into.leaves = into.leaves || more.leaves;
  into.ends = into.ends || more.ends;
  into.returns = into.returns || more.returns;
  into.scope.insert(more.scope.begin(), more.scope.end());
  into.names.insert(more.names.begin(), more.names.end());
  for (const std::string& command : more.commands)
    if (!contains(into.commands, command) && into.commands.size() < 8)
      into.commands.push_back(command);
}

Effects effects_of(const Shell& shell, const syntax::List& list) { return Survey(shell).of(list); }

Effects effects_of(const Shell& shell, const syntax::Pipeline& pipeline) {
  return Survey(shell).of(pipeline);
}

Effects effects_of(const Shell& shell, const syntax::Command& command) {
  return Survey(shell).of(command);
}

Effects effects_of_text(const Shell& shell, std::string_view text) {
  return Survey(shell).of_text(text);
}

Effects effects_of_words(const Shell& shell, const std::vector<std::string>& words) {
  return Survey(shell).of_words(words);
}

}  // namespace airtight::input::shell
