#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

// A shell script as parsed. Views point into texts that the session keeps as long as it lives.
namespace airtight::input::shell::syntax {

struct Spot {
  int line = 1;
  int column = 1;
};

struct Statement;
using List = std::vector<Statement>;
using Body = std::shared_ptr<const List>;  // nested lists; shared because functions outlive scripts

struct Part;

// A word as written: "kv-${suffix}" has a literal and a parameter.
struct Word {
  std::vector<Part> parts;
  std::string_view raw;
  Spot spot;
};
using WordPointer = std::shared_ptr<const Word>;

struct Literal {
  std::string text;
};

// What a parameter expansion does with the value: ${v:-x} is `otherwise`.
enum class Operation {
  none,
  otherwise,         // :-
  assign,            // :=
  demand,            // :?
  alternative,       // :+
  drop_prefix,       // #
  drop_long_prefix,  // ##
  drop_suffix,       // %
  drop_long_suffix,  // %%
  replace,           // /
  replace_all,       // //
  slice,             // :offset:length
  upper_first,
  upper,
  lower_first,
  lower,
  unsupported,
};

struct Parameter {
  std::string name;
  WordPointer subscript;  // null when there is none
  Operation operation = Operation::none;
  bool unset_only = false;  // ${v-x}: an empty value counts as set
  bool length = false;      // ${#v}
  bool indirect = false;    // ${!v}; with a subscript @ the keys of an array
  WordPointer operand;
  WordPointer second;  // replacement of /, length of a slice
};

struct Substitution {
  Body body;
};

struct Arithmetic {
  WordPointer expression;
};

struct Part {
  std::variant<Literal, Parameter, Substitution, Arithmetic> what;
  bool quoted = false;
  std::string_view raw;
  Spot spot;
};

struct Assignment {
  std::string name;
  WordPointer subscript;
  bool append = false;
  bool array = false;
  Word value;
  struct Element {
    WordPointer key;  // [key]=value
    Word value;
  };
  std::vector<Element> elements;  // of an array
  std::string_view raw;
  Spot spot;
};

// A redirection changes what is read or where output goes; files are never touched.
struct Redirection {
  enum class Kind { input_file, output_file, error_output, text };
  Kind kind = Kind::output_file;
  Word target;           // the text itself for here-strings and here-documents
  WordPointer document;  // a here-document's text, read after its line
  bool here_string = false;
};

struct Simple {
  std::vector<Assignment> assignments;  // before the program
  std::vector<Word> words;
  std::vector<Assignment> declared;      // `declare a=(x y)`, `export A=b`
  std::vector<std::string_view> pieces;  // as written, in order
};

struct Group {
  Body body;
  bool subshell = false;
};

struct Branch {
  Body condition;  // null for else
  Body body;
  Spot spot;
};

struct If {
  std::vector<Branch> branches;
};

struct For {
  std::string variable;
  bool positional = false;  // `for x; do`: the arguments
  std::vector<Word> words;
  Body body;
};

struct ForArithmetic {
  WordPointer start, condition, step;
  Body body;
};

struct While {
  bool until = false;
  Body condition;
  Body body;
};

struct Case {
  struct Item {
    std::vector<Word> patterns;
    Body body;
    bool falls_through = false;
  };
  Word subject;
  std::vector<Item> items;
};

struct Function {
  std::string name;
  Body body;
};

// [[ … ]]: operators and words in order.
struct Conditional {
  struct Token {
    std::string_view op;  // empty for a word
    Word word;
  };
  std::vector<Token> tokens;
};

struct ArithmeticCommand {
  WordPointer expression;
};

struct Command {
  std::variant<Simple, Group, If, For, ForArithmetic, While, Case, Function, Conditional,
               ArithmeticCommand>
      what;
  std::vector<Redirection> redirections;
  Spot spot;
};

struct Pipeline {
  bool negated = false;
  std::vector<Command> commands;
  std::string_view raw;
};

enum class Link { first, and_then, or_else };

struct Linked {
  Link link = Link::first;
  Pipeline pipeline;
};

struct Statement {
  std::vector<Linked> parts;
  bool background = false;
  bool follows_directly = false;  // no blank line or comment since the statement above
  std::string label;              // from the comment directly above
  std::string_view raw;
  Spot spot;
};

}  // namespace airtight::input::shell::syntax
