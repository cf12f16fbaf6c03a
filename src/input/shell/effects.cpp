#include <algorithm>
#include <array>

#include "shell.h"

// What a list of commands would do, told from the words as written. Only used to choose between
// branches that cannot be decided and to recognise loops that wait; when in doubt, it writes.
namespace airtight::input::shell {
namespace {

constexpr std::array<std::string_view, 5> reading_verbs = {"show", "list", "wait", "exists",
                                                           "version"};
constexpr std::array<std::string_view, 6> reading_prefixes = {"list-",  "show-", "get-",
                                                              "check-", "query", "download"};
constexpr std::array<std::string_view, 9> removing_verbs = {
    "delete", "remove", "purge", "stop", "deallocate", "disable", "revoke", "unlink", "detach"};
constexpr std::array<std::string_view, 12> quiet_programs = {
    "curl", "wget", "ping", "nslookup", "dig",     "host",
    "jq",   "ssh",  "git",  "dotnet",   "python3", "nc"};
constexpr std::array<std::string_view, 3> leaving = {"break", "exit", "return"};
constexpr std::array<std::string_view, 9> setting = {
    "export", "declare", "local", "readonly", "read", "let", "unset", "mapfile", "readarray"};

bool contains(auto&& list, std::string_view word) {
  return std::ranges::find(list, word) != std::ranges::end(list);
}

void merge(Effects& into, const Effects& more) {
  into.reads = into.reads || more.reads;
  into.creates = into.creates || more.creates;
  into.changes = into.changes || more.changes;
  into.assigns = into.assigns || more.assigns;
  into.leaves = into.leaves || more.leaves;
}

// The verb is the last word before the options: `az network vnet show --name x`.
Effects effects_of_az(const syntax::Simple& simple) {
  Effects result;
  std::string_view verb;
  for (const syntax::Word& word : simple.words) {
    if (word.raw.starts_with("-")) break;
    verb = word.raw;
  }
  const bool reads = contains(reading_verbs, verb) ||
                     std::ranges::any_of(reading_prefixes, [&](std::string_view prefix) {
                       return verb.starts_with(prefix);
                     });
  result.reads = true;
  result.changes = !reads;
  result.creates = !reads && !contains(removing_verbs, verb);
  return result;
}

class Survey {
 public:
  explicit Survey(const Shell& shell) : shell_(shell) {}

  Effects of(const syntax::List& list) {
    Effects result;
    for (const syntax::Statement& statement : list)
      for (const syntax::Linked& part : statement.parts)
        for (const syntax::Command& command : part.pipeline.commands) merge(result, of(command));
    return result;
  }

 private:
  Effects of(const syntax::Command& command) {
    return std::visit([&](const auto& what) { return this->in(what); }, command.what);
  }
  Effects in(const syntax::Group& group) { return of(*group.body); }
  Effects in(const syntax::For& loop) { return body(loop.body); }
  Effects in(const syntax::ForArithmetic& loop) { return body(loop.body); }
  Effects in(const syntax::Function&) { return {}; }
  Effects in(const syntax::ArithmeticCommand&) {
    Effects result;
    result.assigns = true;
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
    Effects result;
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
          effects.assigns = effects.leaves = false;  // they stay in the subshell
          merge(result, effects);
        } else if (const auto* parameter = std::get_if<syntax::Parameter>(&part.what)) {
          result.assigns = result.assigns || parameter->operation == syntax::Operation::assign;
        }
    return result;
  }

  Effects in(const syntax::Simple& simple) {
    Effects result = words(simple.words);
    for (const syntax::Assignment& assignment : simple.assignments)
      merge(result, words({assignment.value}));
    for (const syntax::Assignment& assignment : simple.declared)
      merge(result, words({assignment.value}));
    result.assigns = result.assigns || !simple.assignments.empty();
    if (!simple.words.empty()) merge(result, named(simple));
    return result;
  }

  Effects named(const syntax::Simple& simple) {
    const std::string name(simple.words[0].raw);
    Effects result;
    result.leaves = contains(leaving, name);
    result.assigns = contains(setting, name) || name == "eval";
    if (const auto found = shell_.functions.find(name); found != shell_.functions.end()) {
      if (seen_.insert(name).second) merge(result, of(*found->second.body));
    } else if (name == "az") {
      merge(result, effects_of_az(simple));
    } else if (!is_built_in(name) && !is_filter(name)) {
      result.reads = true;
      result.changes = !contains(quiet_programs, name);
    }
    if (name == "eval" || name == "source" || name == "." || name == "xargs") result.changes = true;
    return result;
  }

  const Shell& shell_;
  std::set<std::string> seen_;  // functions already surveyed
};

}  // namespace

Effects effects_of(const Shell& shell, const syntax::List& list) { return Survey(shell).of(list); }

}  // namespace airtight::input::shell
