#pragma once

#include <airtight/base/diagnostic.h>

#include <map>
#include <span>
#include <string>
#include <vector>

#include "../shell/invocation.h"

namespace airtight::input::az {

enum class OptionKind { text, list, boolean };

struct Option {
  std::vector<std::string> names;  // "--name", "-n"; the first without dashes is the key
  OptionKind kind = OptionKind::text;
  bool required = false;
  bool id_part = false;  // together with the group it makes the id, in the order of the notation
  bool secret = false;
  bool bare = false;                 // a list that may be empty: "--assign-identity"
  bool adds = false;                 // a list that may be given again, and adds then
  std::vector<std::string> allowed;  // compared without case; empty for any value

  std::string key() const;
};

// Reads the notation of the command tables: options separated by ';', each its names followed by
// marks: "!" required, "^" a part of the resource's id, "*" a list, "?" a truth value that may
// stand bare, "*?" a list that may stand bare, "*+" a list that
// adds when it is given again, "~" secret, "{Allow|Deny}" the values allowed. "@g",
// "@G", "@l", "@t", "@u" and
// "@ids" stand for groups of options shared by many commands: the group, the group when required,
// location, tags, the generic update (--set, --add, --remove) and --ids. "positional" takes the
// words that belong to no option. The global options (I-405) are always there.
std::vector<Option> read_notation(std::string_view notation);

// The options of one invocation by key. A boolean that stands bare has no words.
struct Options {
  // One --set, --add or --remove; each may be given several times, and their order counts (I-409).
  struct Update {
    std::string key;
    std::vector<shell::Word> words;
  };
  std::vector<Update> updates;

  std::map<std::string, std::vector<shell::Word>, std::less<>> given;
  std::vector<shell::Word> unknown;  // words nobody knows what they expand to: "$EXTRA_ARGS"
  // Unknown words where a value may stand, and as well the next option if the word is not quoted:
  // after a bare boolean and behind the first value of a list.
  std::vector<shell::Word> loose;
  std::vector<shell::Word> repeated;  // list options given again: which lists count, is not sure

  bool has(std::string_view key) const { return given.find(key) != given.end(); }
  const shell::Word* word(std::string_view key) const;  // the first value, null if there is none
  std::span<const shell::Word> words(std::string_view key) const;
};

// Sorts the words after the command's name into options (I-404): exact names before unique
// prefixes, "--flag=value", lists up to the next option. Everything wrong is a diagnostic.
Options parse_options(const std::vector<Option>& known, std::span<const shell::Word> words,
                      Diagnostics& diagnostics);

// The option a word names: exactly, or as a unique prefix. Null if none.
const Option* find_option(const std::vector<Option>& known, std::string_view name);

bool is_option(std::string_view word);

}  // namespace airtight::input::az
