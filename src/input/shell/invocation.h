#pragma once

#include <airtight/base/diagnostic.h>
#include <airtight/input/value.h>

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace airtight::input::shell {

// A word after expansion. When part of it is not known, `text` holds a readable stand-in and
// `unknown` says what is missing.
struct Word {
  std::string text;
  std::optional<Unknown> unknown;
  Place place;
  bool secret = false;  // came from a command whose output is a key, a token or a password
};

// One simple command as the shell would run it.
struct Invocation {
  std::vector<Word> words;  // words[0] is the program: "az", "curl"
  Place place;              // of the first word
  std::string label;        // "T-101" from the comment directly above the statement, else empty
  std::string source;       // the command as written, continuation lines joined, for display
  bool captured = false;    // its output becomes a word: $(az … --query id --output tsv)
  bool guarded = false;     // the script looks at its status: "… || true", "if …"
  std::optional<std::string> input;  // here-string or here-document on standard input, if known
};

// What a command prints and returns. An unknown output makes the word that captures it unknown.
struct Output {
  std::string text;
  std::optional<Unknown> unknown;
  std::optional<int> status = 0;  // nothing when whether the command succeeds is not known
  bool secret = false;
};

// Called for each simple command that is not built into the shell, in order of execution.
using Run = std::function<Output(const Invocation&)>;

// Commands that may run or not, told from the script alone.
struct Doubt {
  Place place;
  std::string what;             // "whether line 3 runs az keyvault update", for the user
  std::set<std::string> scope;  // what they may change: lower-case resource types, or "*"
};

// Whoever knows what commands do.
struct Host {
  Run run;
  // What a command of these words may change, as in Doubt; empty when nothing. Words that are not
  // known hold a "$" or a back-tick. Absent: any command may change anything.
  std::function<std::set<std::string>(const std::vector<std::string>& words)> scope;
  std::function<void(const Doubt&)> doubt;  // may be absent
};

}  // namespace airtight::input::shell
