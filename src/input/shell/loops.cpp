#include <airtight/base/text.h>

#include <algorithm>

#include "shell.h"

namespace airtight::input::shell {
namespace {

constexpr int most_passive_rounds = 200;

std::string unknown_condition() { return "the condition cannot be decided from the script: "; }

std::string lines_of(const syntax::List& list) {
  if (list.empty()) return "it";
  return "lines " + std::to_string(list.front().spot.line) + " to " +
         std::to_string(list.back().spot.line);
}

// Ends one round of a loop. True when the loop goes on.
bool next_round(Shell& shell) {
  if (shell.flow == Flow::break_loop || shell.flow == Flow::continue_loop) {
    const bool leaves = shell.flow == Flow::break_loop || shell.levels > 1;
    if (--shell.levels > 0) return false;  // an outer loop is meant
    shell.flow = Flow::onward;
    return !leaves;
  }
  return going(shell);
}

bool round(Shell& shell, const syntax::List& body) {
  ++shell.loops;
  execute(shell, body);
  --shell.loops;
  return next_round(shell);
}

// The status of a condition as truth.
std::optional<bool> condition_holds(Shell& shell, const syntax::List& condition, bool until) {
  execute(shell, condition);
  if (!shell.status) return std::nullopt;
  return (*shell.status == 0) != until;
}

}  // namespace

// A loop that only waits ends as soon as it is read: nothing it waits for changes by itself. It is
// executed once at most, so that its questions to Azure are still asked (I-402).
void loop(Shell& shell, const syntax::While& loop, syntax::Spot spot) {
  const Effects inside = effects_of(shell, *loop.body);
  Effects all = effects_of(shell, *loop.condition);
  all.reads = all.reads || inside.reads;
  all.changes = all.changes || inside.changes;
  for (int rounds = 0; going(shell); ++rounds) {
    const auto goes_on = condition_holds(shell, *loop.condition, loop.until);
    if (goes_on == std::optional(false) || !going(shell)) break;
    if (!all.changes && rounds > 0 && (all.reads || !goes_on)) break;
    if (!goes_on && !inside.changes) break;
    if (!goes_on) {
      report(shell, Severity::warning, spot,
             unknown_condition() + lines_of(*loop.body) +
                 " are executed once; more rounds may make more resources",
             {"I-402"});
      round(shell, *loop.body);
      break;
    }
    if (!all.changes && rounds == most_passive_rounds) {
      report(shell, Severity::warning, spot,
             "a waiting loop does not end after " + std::to_string(rounds) +
                 " rounds; it is left, and variables it sets may differ",
             {"I-402"});
      break;
    }
    if (++shell.commands > shell.limits.commands)
      return stop(shell, spot,
                  "more than " + std::to_string(shell.limits.commands) + " commands executed");
    if (!round(shell, *loop.body)) break;
  }
  if (!shell.stopped) shell.status = 0;
}

void loop(Shell& shell, const syntax::For& loop, syntax::Spot spot) {
  std::vector<Field> items;
  if (loop.positional)
    for (const Text& argument : shell.frames.back().arguments) items.push_back({argument, spot});
  else
    items = expand_fields(shell, loop.words);
  if (loop.positional && !shell.frames.back().function)
    items.push_back({value_of(shell, "@", spot), spot});
  for (const Field& item : items) {
    if (!going(shell)) return;
    if (!item.text.known() && !shell.symbols.only_drawn(item.text.text) &&
        item.text.text.front() == Text::open && item.text.text.back() == Text::close &&
        effects_of(shell, *loop.body).changes)
      report(shell, Severity::warning, item.spot,
             "the list of the loop holds " + shown(item.text.text) +
                 ", which is not known; the body is executed once for it",
             {"I-402"});
    set_scalar(shell, loop.variable, item.text);
    if (!round(shell, *loop.body)) return;
  }
}

void loop(Shell& shell, const syntax::ForArithmetic& loop, syntax::Spot spot) {
  evaluate(shell, *loop.start);
  const bool endless = trim(loop.condition->raw).empty();
  while (going(shell)) {
    const auto goes_on = endless ? std::optional(true) : holds(shell, *loop.condition);
    if (goes_on == std::optional(false)) return;
    if (++shell.commands > shell.limits.commands)
      return stop(shell, spot,
                  "more than " + std::to_string(shell.limits.commands) + " commands executed");
    if (!goes_on && effects_of(shell, *loop.body).changes)
      report(shell, Severity::warning, spot,
             unknown_condition() + lines_of(*loop.body) + " are executed once", {"I-402"});
    if (!round(shell, *loop.body) || !goes_on) return;
    evaluate(shell, *loop.step);
  }
}

namespace {

// Of branches that cannot be decided, the one to execute: the first that creates, so that no
// exposed resource is missed; else the one that ends a waiting loop; else the last, `else` (I-402).
const syntax::Branch* undecided_branch(const Shell& shell, const syntax::If& choice,
                                       std::size_t from) {
  for (std::size_t i = from; i < choice.branches.size(); ++i)
    if (effects_of(shell, *choice.branches[i].body).creates) return &choice.branches[i];
  for (std::size_t i = from; i < choice.branches.size() && shell.loops > 0; ++i)
    if (effects_of(shell, *choice.branches[i].body).leaves) return &choice.branches[i];
  const syntax::Branch& last = choice.branches.back();
  return last.condition ? nullptr : &last;
}

void report_undecided(Shell& shell, const syntax::If& choice, std::size_t from,
                      const syntax::Branch* taken) {
  Effects all;
  for (std::size_t i = from; i < choice.branches.size(); ++i) {
    const Effects one = effects_of(shell, *choice.branches[i].body);
    all.changes = all.changes || one.changes;
    all.assigns = all.assigns || one.assigns;
  }
  if (!all.changes && !all.assigns) return;
  std::string message = unknown_condition();
  if (taken == nullptr)
    message += "no branch is executed; the effects of " + lines_of(*choice.branches[from].body) +
               " are missing if it holds";
  else
    message +=
        lines_of(*taken->body) +
        " are executed; if another branch is taken, their effects are not there and those of "
        "the other branches are missing";
  report(shell, Severity::warning, choice.branches[from].spot, std::move(message), {"I-402"});
}

}  // namespace

void choose(Shell& shell, const syntax::If& choice, syntax::Spot) {
  for (std::size_t i = 0; i < choice.branches.size(); ++i) {
    const syntax::Branch& branch = choice.branches[i];
    std::optional<bool> truth = true;
    if (branch.condition) truth = condition_holds(shell, *branch.condition, false);
    if (!going(shell)) return;
    if (truth == std::optional(true)) return execute(shell, *branch.body);
    if (!truth) {
      const syntax::Branch* taken = undecided_branch(shell, choice, i);
      report_undecided(shell, choice, i, taken);
      shell.status = 0;
      if (taken != nullptr) execute(shell, *taken->body);
      return;
    }
  }
  shell.status = 0;
}

void choose(Shell& shell, const syntax::Case& choice, syntax::Spot spot) {
  const Text subject = expand_one(shell, choice.subject);
  bool decided = true;
  const syntax::Case::Item* taken = nullptr;
  for (const auto& item : choice.items) {
    bool matched = false;
    bool doubtful = false;
    for (const syntax::Word& pattern : item.patterns) {
      const auto one = matches(shell, expand_pattern(shell, pattern).text, subject.text);
      matched = matched || one.value_or(false);
      doubtful = doubtful || !one;
    }
    if (shell.stopped) return;
    if (!matched && !doubtful) continue;
    decided = decided && matched;
    if (matched || effects_of(shell, *item.body).creates) {
      taken = &item;
      break;
    }
  }
  if (!decided)
    report(shell, Severity::warning, spot,
           "the case depends on " + shown(subject.text) + ", which is not known; " +
               (taken == nullptr ? "no branch is" : lines_of(*taken->body) + " are") +
               " executed, and the effects of the others are missing",
           {"I-402"});
  shell.status = 0;
  if (taken == nullptr) return;
  for (const auto* item = taken; item <= &choice.items.back() && going(shell); ++item) {
    execute(shell, *item->body);
    if (!item->falls_through) return;
  }
}

}  // namespace airtight::input::shell
