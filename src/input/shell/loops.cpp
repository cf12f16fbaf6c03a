#include <airtight/base/text.h>

#include <algorithm>

#include "shell.h"

namespace airtight::input::shell {
namespace {

constexpr int most_passive_rounds = 200;

std::string unknown_condition() { return "the condition cannot be decided from the script: "; }

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

bool round(Shell& shell, const syntax::List& body, bool waits = false) {
  const syntax::List* const outer = std::exchange(shell.body, &body);
  const bool outer_waits = std::exchange(shell.waits, waits);
  ++shell.loops;
  execute(shell, body);
  --shell.loops;
  shell.body = outer;
  shell.waits = outer_waits;
  return next_round(shell);
}

// A round that may not run, or be one of several.
bool doubtful_round(Shell& shell, const syntax::List& body, const Effects& inside,
                    syntax::Spot spot, bool waits, const std::string& why) {
  doubt(shell, spot, inside, why);
  ++shell.undecided;
  const bool on = round(shell, body, waits);
  --shell.undecided;
  forget(shell, inside, spot);
  return on;
}

// The status of a condition as truth.
std::optional<bool> condition_holds(Shell& shell, const syntax::List& condition, bool until) {
  execute_guarded(shell, condition);
  if (!shell.status) return std::nullopt;
  return (*shell.status == 0) != until;
}

}  // namespace

// A loop that only waits ends as soon as it is read: nothing it waits for changes by itself. It is
// executed once at most, so that its questions to Azure are still asked (I-402).
void loop(Shell& shell, const syntax::While& loop, syntax::Spot spot) {
  Effects inside = effects_of(shell, *loop.body);
  const Effects condition = effects_of(shell, *loop.condition);
  const bool changes = inside.changes() || condition.changes();
  const bool reads = inside.reads || condition.reads;
  inside.names.insert(condition.names.begin(), condition.names.end());
  for (int rounds = 0; going(shell); ++rounds) {
    const auto goes_on = condition_holds(shell, *loop.condition, loop.until);
    if (goes_on == std::optional(false) || !going(shell)) break;
    if (!goes_on && (inside.changes() || rounds == 0)) {
      doubtful_round(shell, *loop.body, inside, spot, true,
                     unknown_condition() + lines_of(*loop.body) +
                         " are executed once; how often they run, and what that may change, is "
                         "unknown");
      break;
    }
    if (!changes && rounds > 0 && (reads || !goes_on)) {
      forget(shell, inside, spot);
      break;
    }
    if (!changes && rounds == most_passive_rounds) {
      report(shell, Severity::warning, spot,
             "a waiting loop does not end after " + std::to_string(rounds) +
                 " rounds; it is left, and variables it sets may differ",
             {"I-402"});
      forget(shell, inside, spot);
      break;
    }
    if (++shell.commands > shell.limits.commands)
      return stop(shell, spot,
                  "more than " + std::to_string(shell.limits.commands) + " commands executed");
    if (!round(shell, *loop.body, true)) break;
  }
  if (!shell.stopped) shell.status = 0;
}

namespace {

// A file name pattern stands for the names of files, of which nothing is known.
bool is_pattern(const syntax::Word& word) {
  return std::ranges::any_of(word.parts, [](const syntax::Part& part) {
    const auto* text = std::get_if<syntax::Literal>(&part.what);
    return text != nullptr && !part.quoted && text->text.find_first_of("*?[") != std::string::npos;
  });
}

bool is_unknown_list(const Shell& shell, const Field& item) {
  const std::string& text = item.text.text;
  return !item.text.known() && !shell.symbols.only_drawn(text) && text.front() == Text::open &&
         text.back() == Text::close;
}

}  // namespace

void loop(Shell& shell, const syntax::For& loop, syntax::Spot spot) {
  std::vector<Field> items;
  if (loop.positional)
    for (const Text& argument : shell.frames.back().arguments) items.push_back({argument, spot});
  else
    items = expand_fields(shell, loop.words);
  if (loop.positional && !shell.frames.back().function)
    items.push_back({value_of(shell, "@", spot), spot});
  const bool patterns = std::ranges::any_of(loop.words, is_pattern);
  shell.status = 0;
  for (const Field& item : items) {
    if (!going(shell)) return;
    set_scalar(shell, loop.variable, item.text);
    if (!patterns && !is_unknown_list(shell, item)) {
      if (!round(shell, *loop.body)) return;
      continue;
    }
    const Effects inside = effects_of(shell, *loop.body);
    const auto unknown = shell.symbols.unknown_in(item.text.text);
    const std::string why = "the list of the loop holds " +
                            (unknown ? unknown->name : "names of files") +
                            ", which is not known; the body is executed once for it";
    if (!doubtful_round(shell, *loop.body, inside, item.spot, false, why)) return;
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
    if (!goes_on) {
      doubtful_round(shell, *loop.body, effects_of(shell, *loop.body), spot, false,
                     unknown_condition() + lines_of(*loop.body) + " are executed once");
      return;
    }
    if (!round(shell, *loop.body)) return;
    evaluate(shell, *loop.step);
  }
}

namespace {

// Of branches that cannot be decided, the one to execute: the first that creates, so that no
// exposed resource is missed; else the one that ends a waiting loop; else the last, `else` (I-402).
const syntax::Branch* undecided_branch(const Shell& shell, const syntax::If& choice,
                                       std::size_t from, bool leave) {
  for (std::size_t i = from; i < choice.branches.size(); ++i)
    if (effects_of(shell, *choice.branches[i].body).creates) return &choice.branches[i];
  for (std::size_t i = from; i < choice.branches.size() && leave; ++i)
    if (effects_of(shell, *choice.branches[i].body).leaves) return &choice.branches[i];
  const syntax::Branch& last = choice.branches.back();
  return last.condition || effects_of(shell, *last.body).leaves ? nullptr : &last;
}

Effects effects_from(const Shell& shell, const syntax::If& choice, std::size_t from) {
  Effects all;
  for (std::size_t i = from; i < choice.branches.size(); ++i) {
    merge(all, effects_of(shell, *choice.branches[i].body));
    if (i > from && choice.branches[i].condition)
      merge(all, effects_of(shell, *choice.branches[i].condition));
  }
  return all;
}

void execute_undecided(Shell& shell, const syntax::List* taken, const Effects& all,
                       syntax::Spot spot) {
  ++shell.undecided;
  if (taken != nullptr) execute(shell, *taken);
  --shell.undecided;
  forget(shell, all, spot);
  if (going(shell)) shell.status = std::nullopt;
}

void choose_undecided(Shell& shell, const syntax::If& choice, std::size_t from) {
  const syntax::Spot spot = choice.branches[from].spot;
  const Effects all = effects_from(shell, choice, from);
  const syntax::Branch* taken =
      undecided_branch(shell, choice, from, leaves_here(shell, all, spot));
  std::string message = unknown_condition();
  if (taken == nullptr)
    message += "no branch is executed; the effects of " + lines_of(*choice.branches[from].body) +
               " are missing if it holds";
  else
    message +=
        lines_of(*taken->body) +
        " are executed; if another branch is taken, their effects are not there and those of "
        "the other branches are missing";
  doubt(shell, spot, all, message);
  execute_undecided(shell, taken != nullptr ? taken->body.get() : nullptr, all, spot);
}

}  // namespace

void choose(Shell& shell, const syntax::If& choice, syntax::Spot) {
  for (std::size_t i = 0; i < choice.branches.size(); ++i) {
    const syntax::Branch& branch = choice.branches[i];
    std::optional<bool> truth = true;
    if (branch.condition) truth = condition_holds(shell, *branch.condition, false);
    if (!going(shell)) return;
    if (truth == std::optional(true)) return execute(shell, *branch.body);
    if (!truth) return choose_undecided(shell, choice, i);
  }
  shell.status = 0;
}

namespace {

enum class Match { no, maybe, yes };

Match match(Shell& shell, const syntax::Case::Item& item, const Text& subject) {
  Match result = Match::no;
  for (const syntax::Word& pattern : item.patterns) {
    const auto one = matches(shell, expand_pattern(shell, pattern).text, subject.text);
    if (one == std::optional(true)) return Match::yes;
    if (!one) result = Match::maybe;
  }
  return result;
}

void run_items(Shell& shell, const syntax::Case& choice, const syntax::Case::Item* from) {
  for (const auto* item = from; item <= &choice.items.back() && going(shell); ++item) {
    execute(shell, *item->body);
    if (!item->falls_through) return;
  }
}

// Of items that may match, the first that creates.
void choose_among(Shell& shell, const syntax::Case& choice,
                  const std::vector<const syntax::Case::Item*>& possible, const Text& subject,
                  syntax::Spot spot) {
  Effects all;
  const syntax::Case::Item* taken = nullptr;
  for (const auto* item : possible) {
    const Effects one = effects_of(shell, *item->body);
    if (one.creates && taken == nullptr) taken = item;
    merge(all, one);
  }
  const auto unknown = shell.symbols.unknown_in(subject.text);
  leaves_here(shell, all, spot);
  doubt(shell, spot, all,
        "the case depends on " + (unknown ? unknown->name : "a value") + ", which is not known; " +
            (taken == nullptr ? "no branch is" : lines_of(*taken->body) + " are") +
            " executed, and the effects of the others are missing");
  ++shell.undecided;
  if (taken != nullptr) run_items(shell, choice, taken);
  --shell.undecided;
  execute_undecided(shell, nullptr, all, spot);
}

}  // namespace

void choose(Shell& shell, const syntax::Case& choice, syntax::Spot spot) {
  const Text subject = expand_one(shell, choice.subject);
  std::vector<const syntax::Case::Item*> possible;
  bool decided = true;
  for (const auto& item : choice.items) {
    const Match found = match(shell, item, subject);
    if (shell.stopped) return;
    if (found == Match::no) continue;
    possible.push_back(&item);
    for (const auto* next = &item; next->falls_through && next != &choice.items.back();)
      possible.push_back(++next);
    decided = decided && found == Match::yes;
    if (found == Match::yes) break;
  }
  shell.status = 0;
  if (possible.empty()) return;
  if (!decided) return choose_among(shell, choice, possible, subject, spot);
  run_items(shell, choice, possible.front());
}

}  // namespace airtight::input::shell
