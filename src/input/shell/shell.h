#pragma once

#include <airtight/base/shared_text.h>

#include <deque>
#include <functional>
#include <map>
#include <set>
#include <utility>

#include "interpreter.h"
#include "syntax.h"
#include "text.h"

namespace airtight::input::shell {

// A scalar has one element with the key "0", as in bash.
struct Variable {
  std::vector<std::pair<std::string, Text>> elements;
  bool associative = false;
};

// What a function or the top level sees as $1, $2, … At the top level they are not known.
struct Frame {
  bool function = false;
  std::vector<Text> arguments;
  std::map<std::string, std::optional<Variable>> shadowed;  // by `local`, restored at the end
  bool shifted = false;  // commands that may not have run changed the arguments
};

// Why the statements that follow are not executed now.
enum class Flow { onward, break_loop, continue_loop, return_function, leave_subshell };

// A command that may have ended the script or the function: what follows may not have run.
struct Ended {
  std::optional<syntax::Spot> spot;
  bool function = false;       // a return: over when the function is
  std::set<std::string> told;  // scopes of the commands after it that were told already
};

// Known text on standard input; `read` takes it line by line.
struct Input {
  Text text;
  std::size_t at = 0;
};

// The label of the statement being executed, until a command takes it.
struct Label {
  std::string text;
  bool held = false;                   // words are being expanded: the outer command will take it
  std::optional<Invocation> built_in;  // first built-in executed, reported if nothing else is
};

// One session while it runs.
struct Shell {
  Host host;
  Limits limits;
  Diagnostics diagnostics;
  SharedText file;
  std::deque<std::string> texts;  // keeps what syntax views point into
  std::map<std::string, Variable> variables;
  struct Definition {
    syntax::Body body;
    SharedText file;
  };
  std::map<std::string, Definition> functions;
  std::vector<Frame> frames{1};
  Symbols symbols;
  std::set<std::string> reported;  // variables already reported as never set
  std::optional<int> status = 0;   // of the last command; nothing when it is not known
  Flow flow = Flow::onward;
  int levels = 0;                      // loops still to leave
  int loops = 0;                       // loops being executed
  const syntax::List* body = nullptr;  // of the innermost loop
  bool waits = false;                  // the innermost loop is a while loop
  int subshells = 0;                   // being executed
  int guards = 0;                      // whose status the script looks at
  int undecided = 0;                   // branches being executed that may not run
  Ended ended;
  int depth = 0;  // functions and substitutions being executed
  int commands = 0;
  std::size_t expanded = 0;  // bytes of all expanded words
  std::size_t steps = 0;     // of pattern matching
  bool stopped = false;      // a limit was crossed
  Text* out = nullptr;       // where output goes when something reads it
  bool substituting = false;
  std::shared_ptr<Input> input;
  Label label;
};

void report(Shell& shell, Severity severity, syntax::Spot spot, const std::string& message,
            std::vector<std::string> facts = {"I-400"});
// Reports a crossed limit once and stops the session.
void stop(Shell& shell, syntax::Spot spot, const std::string& limit);
bool going(const Shell& shell);
Place place_of(const Shell& shell, syntax::Spot spot);
Word to_word(const Shell& shell, const Text& text, syntax::Spot spot);

// variables.cpp
const Text* scalar(const Shell& shell, const std::string& name);
void set_scalar(Shell& shell, const std::string& name, Text value);
void set_element(Variable& variable, const std::string& key, Text value);
const Text* element(const Variable& variable, std::string_view key);
void make_local(Shell& shell, const std::string& name);
void assign(Shell& shell, const syntax::Assignment& assignment);
// The value of $name, a symbol when nothing sets it.
Text value_of(Shell& shell, const std::string& name, syntax::Spot spot);
std::optional<Text> value_if_set(Shell& shell, const std::string& name);
// A variable that the script never sets: nothing else, an array or an element say its value.
// `raw` tells apart what is shown alike.
Text unset_symbol(Shell& shell, const std::string& name, const std::string& shown_as,
                  std::string_view raw = {});

// expand.cpp. Fields are what a command gets as words; `expand_one` never splits.
struct Field {
  Text text;
  syntax::Spot spot;
};
std::vector<Field> expand_fields(Shell& shell, const std::vector<syntax::Word>& words);
Text expand_one(Shell& shell, const syntax::Word& word);
// As expand_one, with quoted characters guarded by a backslash, for patterns.
Text expand_pattern(Shell& shell, const syntax::Word& word);
Text substitute(Shell& shell, const syntax::Substitution& substitution, std::string_view raw,
                syntax::Spot spot);
bool charge(Shell& shell, std::size_t bytes, syntax::Spot spot);
// An unknown that was computed from `from`: drawn again if it only depends on what is drawn.
Text derived(Shell& shell, const std::string& shown_as, const Text& from, std::string reason);

// braces.cpp: {a,b} and {1..3} (I-402).
std::vector<syntax::Word> expand_braces(Shell& shell, const syntax::Word& word);

// parameters.cpp
std::vector<Text> parameter_values(Shell& shell, const syntax::Part& part, bool& joined);

// patterns.cpp: bash patterns with * ? [a-z] and backslash. Nothing when a symbol decides.
std::optional<bool> matches(Shell& shell, std::string_view pattern, std::string_view text);
std::string glob_to_literal(std::string_view pattern, bool& literal);

// arithmetic.cpp
Text evaluate(Shell& shell, const syntax::Word& expression);
std::optional<bool> holds(Shell& shell, const syntax::Word& expression);

// conditions.cpp
std::optional<bool> test_command(Shell& shell, const std::vector<Field>& words, syntax::Spot spot);
std::optional<bool> conditional(Shell& shell, const syntax::Conditional& condition,
                                syntax::Spot spot);

// builtins.cpp and filters.cpp
struct Call {
  const std::vector<Field>& words;
  const syntax::Simple& simple;
  syntax::Spot spot;
  std::shared_ptr<Input> input;  // null when nothing is known of it
};
// Executes a command that the shell knows. False if it is not one.
bool built_in(Shell& shell, const Call& call);
bool filter(Shell& shell, const Call& call);
bool is_built_in(std::string_view name);
// "$(date +%s)" with the arguments left out that may be secrets.
std::string shown_call(const Call& call);
bool is_filter(std::string_view name);
void print(Shell& shell, const Text& text);

// printing.cpp: printf, and echo's escapes.
Text formatted(Shell& shell, const Call& call, std::size_t from);

// interpreter.cpp: text that a script makes and runs itself (eval).
void run_text(Shell& shell, std::string text, syntax::Spot start);

// execute.cpp, loops.cpp
void execute(Shell& shell, const syntax::List& list);
void execute(Shell& shell, const syntax::Pipeline& pipeline);
// Executes as long as the script looks at the status of what runs.
void execute_guarded(Shell& shell, const syntax::List& list);
void execute(Shell& shell, const syntax::Command& command);
void execute_simple(Shell& shell, const syntax::Simple& simple, const syntax::Command& command);
void call_function(Shell& shell, const std::string& name, std::vector<Text> arguments,
                   syntax::Spot spot);
void invoke(Shell& shell, const std::vector<Field>& words, const syntax::Simple& simple,
            const std::shared_ptr<Input>& input);
std::string source_of(const syntax::Simple& simple);
std::string joined_lines(std::string_view raw);
void loop(Shell& shell, const syntax::While& loop, syntax::Spot spot);
void loop(Shell& shell, const syntax::For& loop, syntax::Spot spot);
void loop(Shell& shell, const syntax::ForArithmetic& loop, syntax::Spot spot);
void choose(Shell& shell, const syntax::If& choice, syntax::Spot spot);
void choose(Shell& shell, const syntax::Case& choice, syntax::Spot spot);

// effects.cpp: what a list would do, from its words alone.
struct Effects {
  bool reads = false;                 // asks Azure or another program
  bool creates = false;               // an az command that writes, other than deletions
  bool leaves = false;                // break, exit, return
  bool ends = false;                  // exit without a status that says failure
  bool returns = false;               // return, likewise
  std::set<std::string> scope;        // what it may change, as in Doubt
  std::vector<std::string> commands;  // that may change it: "az keyvault update"
  std::set<std::string> names;        // variables it may set; "*" any, "@" the arguments

  bool changes() const { return !scope.empty(); }
};
Effects effects_of(const Shell& shell, const syntax::List& list);
Effects effects_of(const Shell& shell, const syntax::Pipeline& pipeline);
Effects effects_of(const Shell& shell, const syntax::Command& command);
// Of a command that is text: the words of an alias or a trap.
Effects effects_of_text(const Shell& shell, std::string_view text);
Effects effects_of_words(const Shell& shell, const std::vector<std::string>& words);
void merge(Effects& into, const Effects& more);

// wrappers.cpp: sudo, timeout, env and the like run the command that follows them. How many words
// stand before it, 0 if there is no wrapper; `external` when shell functions are passed over.
struct Wrapped {
  std::size_t words = 0;
  bool external = false;
  bool replaces = false;  // exec: the script ends with it
};
Wrapped wrapped(const std::vector<std::string>& words);

// doubts.cpp: commands that may run or not (I-402).
// Tells the host what they may change, with a warning at the line.
void doubt(Shell& shell, syntax::Spot spot, const Effects& effects, const std::string& message);
// What may have been set is unknown from here on.
void forget(Shell& shell, const Effects& effects, syntax::Spot spot);
// A break, exit or return that may run. True when it is taken, so that a waiting loop ends.
bool leaves_here(Shell& shell, const Effects& effects, syntax::Spot spot);
void may_end(Shell& shell, syntax::Spot spot, bool function);
// The script or function may have ended before this command: tells so.
void doubt_after_end(Shell& shell, const std::vector<std::string>& words, syntax::Spot spot);
std::string lines_of(const syntax::List& list);

// subshell.cpp: as long as it lives, variables, functions and arguments are a subshell's own.
class Subshell {
 public:
  Subshell(Shell& shell, const Effects& effects);
  ~Subshell();
  Subshell(const Subshell&) = delete;
  Subshell& operator=(const Subshell&) = delete;

 private:
  struct Kept {
    std::map<std::string, Variable> variables;
    std::map<std::string, Shell::Definition> functions;
    Frame frame;
  };
  Shell& shell_;
  std::optional<Kept> kept_;
  int loops_ = 0;
};

}  // namespace airtight::input::shell
