#include <airtight/base/text.h>

#include <algorithm>

#include "parser.h"
#include "shell.h"

namespace airtight::input::shell {
namespace {

// Reports a labelled statement that ran no command: by its first built-in (I-400). False if there
// was none, so the label still waits for a statement.
bool settle_label(Shell& shell) {
  Label& label = shell.label;
  if (label.text.empty()) return true;
  if (!label.built_in) return false;
  Invocation invocation = std::move(*label.built_in);
  invocation.label = std::exchange(label.text, {});
  shell.host.run(invocation);
  return true;
}

void lost_label(Shell& shell, const std::string& label, syntax::Spot spot) {
  report(shell, Severity::warning, spot,
         "no command runs under the label " + label + "; it names no step");
}

// Whether the part after && or || runs; nothing when the status before it is not known.
std::optional<bool> runs(const Shell& shell, syntax::Link link) {
  if (link == syntax::Link::first) return true;
  if (!shell.status) return std::nullopt;
  return (*shell.status == 0) == (link == syntax::Link::and_then);
}

// A part that may run is executed if it creates or changes nothing; what it does is in doubt.
void execute_maybe(Shell& shell, const syntax::Linked& part, syntax::Spot spot) {
  const Effects effects = effects_of(shell, part.pipeline);
  const bool and_then = part.link == syntax::Link::and_then;
  const bool left = leaves_here(shell, effects, spot);
  const bool executed = effects.creates || (effects.leaves ? left : !effects.changes());
  doubt(shell, spot, effects,
        std::string("whether the command before ") + (and_then ? "&&" : "||") +
            " fails is not known; the command after it is read as " +
            (executed ? "run" : "not run") + ", and what it may change is unknown");
  if (executed) {
    ++shell.undecided;
    execute(shell, part.pipeline);
    --shell.undecided;
  }
  forget(shell, effects, spot);
  shell.status = std::nullopt;
}

Effects effects_of_parts(const Shell& shell, const syntax::Statement& statement) {
  Effects result;
  for (const syntax::Linked& part : statement.parts)
    merge(result, effects_of(shell, part.pipeline));
  return result;
}

void execute_parts(Shell& shell, const syntax::Statement& statement) {
  const bool background = statement.background;
  std::optional<Subshell> inside;
  if (background) inside.emplace(shell, effects_of_parts(shell, statement));
  for (const syntax::Linked& part : statement.parts) {
    if (!going(shell)) return;
    const auto truth = runs(shell, part.link);
    if (truth == std::optional(false)) continue;
    const bool looked_at = &part != &statement.parts.back();
    shell.guards += looked_at ? 1 : 0;
    if (truth)
      execute(shell, part.pipeline);
    else
      execute_maybe(shell, part, statement.spot);
    shell.guards -= looked_at ? 1 : 0;
  }
  if (background) shell.status = 0;
}

struct Redirected {
  explicit Redirected(Shell& shell) : shell_(shell), out_(shell.out), input_(shell.input) {}
  ~Redirected() {
    shell_.out = out_;
    shell_.input = std::move(input_);
  }
  Redirected(const Redirected&) = delete;
  Redirected& operator=(const Redirected&) = delete;

 private:
  Shell& shell_;
  Text* out_;
  std::shared_ptr<Input> input_;
};

void redirect(Shell& shell, const std::vector<syntax::Redirection>& redirections) {
  for (const syntax::Redirection& redirection : redirections) {
    switch (redirection.kind) {
      case syntax::Redirection::Kind::text: {
        Text text =
            expand_one(shell, redirection.document ? *redirection.document : redirection.target);
        if (redirection.here_string) text.text += '\n';
        shell.input = std::make_shared<Input>(Input{std::move(text)});
        break;
      }
      case syntax::Redirection::Kind::input_file:
        shell.input = nullptr;
        break;
      case syntax::Redirection::Kind::output_file:
        if (redirection.target.raw != "1") shell.out = nullptr;
        break;
      case syntax::Redirection::Kind::error_output:
        break;
    }
  }
}

void set_truth(Shell& shell, std::optional<bool> truth) {
  shell.status = truth ? std::optional(*truth ? 0 : 1) : std::nullopt;
}

void note_built_in(Shell& shell, const std::vector<Field>& words, const syntax::Simple& simple) {
  Label& label = shell.label;
  if (label.text.empty() || label.held || label.built_in) return;
  Invocation invocation;
  for (const Field& field : words)
    invocation.words.push_back(to_word(shell, field.text, field.spot));
  invocation.place = place_of(shell, words[0].spot);
  invocation.source = source_of(simple);
  label.built_in = std::move(invocation);
}

std::vector<std::string> texts_of(const std::vector<Field>& words) {
  std::vector<std::string> texts;
  for (const Field& field : words)
    texts.push_back(field.text.known() ? field.text.text : "$" + shown(field.text.text));
  return texts;
}

void drop_words(std::vector<Field>& words, std::size_t count) {
  words.erase(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(count));
}

// `$DRY_RUN az …` and `${DRY_RUN:+echo} az …`: as a rule the variable is empty.
void drop_unset_prefix(Shell& shell, std::vector<Field>& words) {
  if (words.size() < 2 || !words[0].text.unset) return;
  const Effects effects = effects_of_words(shell, texts_of({words.begin() + 1, words.end()}));
  if (!words[1].text.known() || !(words[1].text.text == "az" || effects.commands.empty())) return;
  doubt(shell, words[0].spot, effects,
        shown(words[0].text.text) +
            " is never set; the command after it is read as run, and what " +
            "it may change is unknown");
  drop_words(words, 1);
}

// Whether an external program will run, told before its words are expanded.
bool runs_program(const Shell& shell, const syntax::Simple& simple) {
  const std::string name(simple.words[0].raw);
  return !is_built_in(name) && !is_filter(name) && !shell.functions.contains(name);
}

struct Saved {
  std::string name;
  std::optional<Variable> variable;
};

std::vector<Saved> assign_before(Shell& shell, const syntax::Simple& simple) {
  std::vector<Saved> saved;
  for (const syntax::Assignment& assignment : simple.assignments) {
    const auto found = shell.variables.find(assignment.name);
    saved.push_back({assignment.name,
                     found == shell.variables.end() ? std::nullopt : std::optional(found->second)});
    assign(shell, assignment);
  }
  return saved;
}

void restore(Shell& shell, std::vector<Saved> saved) {
  for (Saved& one : saved) {
    if (one.variable)
      shell.variables[one.name] = std::move(*one.variable);
    else
      shell.variables.erase(one.name);
  }
}

void dispatch(Shell& shell, std::vector<Field> words, const syntax::Simple& simple,
              syntax::Spot spot) {
  drop_unset_prefix(shell, words);
  const Wrapped around = wrapped(texts_of(words));
  drop_words(words, around.words);
  const Text& program = words[0].text;
  if (!program.known())
    report(shell, Severity::error, words[0].spot,
           "the program is " + shown(program.text) +
               ", which is not known; what this command does is missing from the verdicts");
  const Call call{words, simple, spot, shell.input};
  if (shell.functions.contains(program.text) && !around.external) {
    std::vector<Text> arguments;
    for (std::size_t i = 1; i < words.size(); ++i) arguments.push_back(words[i].text);
    return call_function(shell, program.text, std::move(arguments), spot);
  }
  if (is_built_in(program.text) || is_filter(program.text)) note_built_in(shell, words, simple);
  if (built_in(shell, call) || filter(shell, call)) return;
  if (shell.label.built_in && !shell.label.text.empty()) shell.label.built_in.reset();
  invoke(shell, words, simple, shell.input);
  if (around.replaces) may_end(shell, spot, false);
}

// The commands of a pipeline each have a subshell.
void execute_inside(Shell& shell, const syntax::Command& command, bool alone) {
  std::optional<Subshell> inside;
  if (!alone) inside.emplace(shell, effects_of(shell, command));
  execute(shell, command);
}

// 2>/dev/null, &>/dev/null, >/dev/null 2>&1: the script expects the command to fail at times.
bool drops_errors(const syntax::Command& command) {
  using Kind = syntax::Redirection::Kind;
  const auto has = [&](Kind kind, std::string_view target) {
    return std::ranges::any_of(command.redirections, [&](const syntax::Redirection& one) {
      return one.kind == kind && one.target.raw == target;
    });
  };
  return has(Kind::error_output, "/dev/null") ||
         (has(Kind::error_output, "1") && has(Kind::output_file, "/dev/null"));
}

}  // namespace

std::string joined_lines(std::string_view raw) {
  std::string out;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] != '\\' || i + 1 >= raw.size() || raw[i + 1] != '\n') {
      out += raw[i];
      continue;
    }
    const std::size_t next = raw.find_first_not_of(" \t", i + 2);
    while (out.ends_with(' ') || out.ends_with('\t')) out.pop_back();
    if (next == std::string_view::npos) break;
    out += ' ';
    i = next - 1;
  }
  return out;
}

std::string source_of(const syntax::Simple& simple) {
  std::string out;
  for (const std::string_view piece : simple.pieces) {
    if (!out.empty()) out += ' ';
    out += joined_lines(piece);
  }
  return out;
}

void execute(Shell& shell, const syntax::List& list) {
  std::string carried;
  for (const syntax::Statement& statement : list) {
    if (!going(shell)) break;
    if (!carried.empty() && (!statement.follows_directly || !statement.label.empty()))
      lost_label(shell, std::exchange(carried, {}), statement.spot);
    const std::string& label = carried.empty() ? statement.label : carried;
    if (label.empty()) {
      execute_parts(shell, statement);
      continue;
    }
    Label outer = std::exchange(shell.label, Label{label, false, {}});
    execute_parts(shell, statement);
    carried = settle_label(shell) ? std::string{} : shell.label.text;
    shell.label = std::move(outer);
  }
  if (!carried.empty() && !list.empty()) lost_label(shell, carried, list.back().spot);
}

void execute(Shell& shell, const syntax::Pipeline& pipeline) {
  const Redirected guard(shell);
  Text* const last = shell.out;
  Text between;
  const bool alone = pipeline.commands.size() < 2;
  shell.guards += pipeline.negated ? 1 : 0;
  for (std::size_t i = 0; i < pipeline.commands.size() && going(shell); ++i) {
    if (i > 0) shell.input = std::make_shared<Input>(Input{std::move(between)});
    between = {};
    shell.out = i + 1 < pipeline.commands.size() ? &between : last;
    execute_inside(shell, pipeline.commands[i], alone);
  }
  shell.guards -= pipeline.negated ? 1 : 0;
  if (pipeline.negated && shell.status) shell.status = *shell.status == 0 ? 1 : 0;
}

void execute(Shell& shell, const syntax::Command& command) {
  if (++shell.commands > shell.limits.commands)
    return stop(shell, command.spot,
                "more than " + std::to_string(shell.limits.commands) + " commands executed");
  const Redirected guard(shell);
  if (!command.redirections.empty()) {
    const bool held = std::exchange(shell.label.held, true);
    redirect(shell, command.redirections);
    shell.label.held = held;
  }
  struct Visitor {
    Shell& shell;
    const syntax::Command& command;
    void operator()(const syntax::Simple& simple) const { execute_simple(shell, simple, command); }
    void operator()(const syntax::Group& group) const {
      std::optional<Subshell> inside;
      if (group.subshell) inside.emplace(shell, effects_of(shell, *group.body));
      execute(shell, *group.body);
    }
    void operator()(const syntax::If& choice) const { choose(shell, choice, command.spot); }
    void operator()(const syntax::Case& choice) const { choose(shell, choice, command.spot); }
    void operator()(const syntax::For& one) const { loop(shell, one, command.spot); }
    void operator()(const syntax::ForArithmetic& one) const { loop(shell, one, command.spot); }
    void operator()(const syntax::While& one) const { loop(shell, one, command.spot); }
    void operator()(const syntax::Function& function) const {
      shell.functions[function.name] = {function.body, shell.file};
      shell.status = 0;
    }
    void operator()(const syntax::Conditional& condition) const {
      set_truth(shell, conditional(shell, condition, command.spot));
    }
    void operator()(const syntax::ArithmeticCommand& sum) const {
      set_truth(shell, holds(shell, *sum.expression));
    }
  };
  const bool quiet = drops_errors(command);
  shell.guards += quiet ? 1 : 0;
  std::visit(Visitor{shell, command}, command.what);
  shell.guards -= quiet ? 1 : 0;
}

void execute_guarded(Shell& shell, const syntax::List& list) {
  ++shell.guards;
  execute(shell, list);
  --shell.guards;
}

void execute_simple(Shell& shell, const syntax::Simple& simple, const syntax::Command& command) {
  if (simple.words.empty()) {
    shell.status = 0;  // unless a substitution below sets another
    for (const syntax::Assignment& assignment : simple.assignments) assign(shell, assignment);
    return;
  }
  // A label is for the command itself, not for the look-ups among its words.
  const bool held = shell.label.held;
  if (runs_program(shell, simple)) shell.label.held = true;
  std::vector<Field> words = expand_fields(shell, simple.words);
  std::vector<Saved> saved = assign_before(shell, simple);
  shell.label.held = held;
  if (going(shell) && !words.empty()) dispatch(shell, std::move(words), simple, command.spot);
  restore(shell, std::move(saved));
}

void invoke(Shell& shell, const std::vector<Field>& words, const syntax::Simple& simple,
            const std::shared_ptr<Input>& input) {
  Invocation invocation;
  std::string origin;
  for (const Field& field : words) {
    invocation.words.push_back(to_word(shell, field.text, field.spot));
    origin += field.text.text + '\n';
  }
  invocation.place = place_of(shell, words[0].spot);
  invocation.source = source_of(simple);
  invocation.captured = shell.out != nullptr;
  invocation.guarded = shell.guards > 0;
  if (input && input->text.known()) invocation.input = input->text.text.substr(input->at);
  if (!shell.label.held) invocation.label = std::exchange(shell.label.text, {});
  doubt_after_end(shell, texts_of(words), words[0].spot);
  const Output output = shell.host.run(invocation);
  shell.status = output.status;
  if (shell.out == nullptr) return;
  Text text = plain(without_marks(output.text));
  if (output.unknown) {
    const std::string shown_as = text.text.empty() ? "$(" + invocation.source + ")" : text.text;
    Unknown unknown = *output.unknown;
    if (unknown.name.empty()) unknown.name = "$(" + invocation.source + ")";
    text = shell.symbols.make(shown_as, origin, std::move(unknown));
  }
  text.secret = output.secret;
  if (!text.text.empty() && !text.text.ends_with('\n')) text.text += '\n';
  print(shell, text);
}

void call_function(Shell& shell, const std::string& name, std::vector<Text> arguments,
                   syntax::Spot spot) {
  if (++shell.depth > shell.limits.nesting) {
    stop(shell, spot, "more than " + std::to_string(shell.limits.nesting) + " nested calls");
    return;
  }
  const Shell::Definition definition = shell.functions.at(name);
  const auto file = std::exchange(shell.file, definition.file);
  const int loops = std::exchange(shell.loops, 0);
  const bool may_have_ended = shell.ended.spot.has_value();
  const bool waits = shell.waits;
  const syntax::List* const outer = shell.body;
  shell.frames.push_back({true, std::move(arguments), {}});
  execute(shell, *definition.body);
  if (shell.flow != Flow::leave_subshell) shell.flow = Flow::onward;
  for (auto& [variable, value] : shell.frames.back().shadowed) {
    if (value)
      shell.variables[variable] = std::move(*value);
    else
      shell.variables.erase(variable);
  }
  shell.frames.pop_back();
  if (!may_have_ended && shell.ended.function) shell.ended = {};
  shell.loops = loops;
  shell.waits = waits;
  shell.body = outer;
  shell.file = file;
  --shell.depth;
}

}  // namespace airtight::input::shell
