#pragma once

#include <airtight/base/diagnostic.h>

#include <deque>
#include <functional>
#include <initializer_list>
#include <utility>

#include "syntax.h"

namespace airtight::input::shell {

using Report = std::function<void(Severity, syntax::Spot, std::string message)>;

// What all parsers of one script share.
struct Reading {
  Report report;
  std::deque<std::string>& texts;  // outlives the syntax; views point into it
  int nesting = 64;
  bool broken = false;  // a syntax error: nothing after it is read
};

// A recursive-descent parser over the text itself, because the shell's tokens depend on where they
// stand. A syntax error is reported once and moves to the end of the text, so that every loop ends
// as it would there: commands are never guessed after an error.
class Parser {
 public:
  Parser(std::string_view text, syntax::Spot start, int depth, Reading& reading)
      : text_(text), spot_(start), depth_(depth), reading_(reading) {}

  syntax::List script();
  // The whole text as if in double quotes, for here-documents.
  syntax::Word quoted_text();

 private:
  struct Deeper;
  // cursor (parser.cpp)
  bool at_end() const { return reading_.broken || at_ >= text_.size(); }
  char peek(std::size_t ahead = 0) const;
  bool sees(std::string_view text) const;
  bool take(std::string_view text);
  void advance(std::size_t count = 1);
  std::string_view since(std::size_t begin) const { return text_.substr(begin, at_ - begin); }
  void fail(syntax::Spot spot, const std::string& message);
  void skip_blanks();
  bool skip_comment_in_command();
  void skip_comment();
  void skip_newlines();
  void end_line();

  // words (parse_word.cpp, parse_parameter.cpp)
  syntax::Word word();
  syntax::Word word_until(std::string_view ends, bool quoted);
  bool word_part(syntax::Word& word, bool quoted);
  void escape(syntax::Word& word, bool quoted);
  bool dollar(syntax::Word& word, bool quoted);
  void literal(syntax::Word& word, std::string text, bool quoted);
  void single_quoted(syntax::Word& word);
  void ansi_quoted(syntax::Word& word);
  void double_quoted(syntax::Word& word);
  void back_ticks(syntax::Word& word, bool quoted);
  void substitution(syntax::Word& word, bool quoted, std::size_t opening);
  bool arithmetic(syntax::Word& word, bool quoted);
  std::size_t placeholder() const;
  std::size_t arithmetic_end(std::size_t from) const;
  syntax::WordPointer expression(std::size_t end);
  void braced_parameter(syntax::Word& word, bool quoted);
  void parameter_operation(syntax::Parameter& parameter, bool quoted);
  std::string parameter_name();
  syntax::WordPointer subscript();

  // commands (parse_command.cpp, parse_compound.cpp)
  syntax::Body list(std::initializer_list<std::string_view> enders);
  void read_label(std::string& label);
  bool next_statement(std::string& label, bool& directly);
  bool at_ender(std::initializer_list<std::string_view> enders) const;
  std::string_view bare_word() const;
  syntax::Statement statement();
  syntax::Pipeline pipeline();
  syntax::Command command();
  syntax::Simple simple(std::vector<syntax::Redirection>& redirections);
  bool redirection(std::vector<syntax::Redirection>& redirections);
  void here_document(syntax::Redirection& redirection, bool drop_tabs);
  void read_documents();
  bool assignment(std::vector<syntax::Assignment>& assignments);
  void array_elements(syntax::Assignment& assignment);
  bool expect(std::string_view keyword, std::string_view what, syntax::Spot opened);
  bool expect_do(syntax::Spot opened);
  syntax::Command if_command();
  syntax::Command for_command();
  syntax::Command for_arithmetic(syntax::Spot opened);
  syntax::Command while_command(bool until);
  syntax::Command case_command();
  syntax::Case::Item case_item(syntax::Spot opened);
  syntax::Command conditional();
  syntax::Command function(std::string name);
  std::string_view function_name() const;

  std::string_view text_;
  std::size_t at_ = 0;
  syntax::Spot spot_;
  int depth_ = 0;
  Reading& reading_;
  struct Document {
    std::string delimiter;
    bool expands = true;
    bool drop_tabs = false;
    std::shared_ptr<syntax::Word> body;
  };
  std::vector<Document> documents_;  // here-documents whose bodies follow the current line
};

// Counts one level of nesting; too many levels end the reading.
struct Parser::Deeper {
  explicit Deeper(Parser& parser) : parser_(parser) {
    if (++parser_.depth_ > parser_.reading_.nesting)
      parser_.fail(parser_.spot_, "more than " + std::to_string(parser_.reading_.nesting) +
                                      " constructs nested in each other");
  }
  ~Deeper() { --parser_.depth_; }
  Deeper(const Deeper&) = delete;
  Deeper& operator=(const Deeper&) = delete;

 private:
  Parser& parser_;
};

// Letters, digits and underscores, not starting with a digit.
bool starts_name(char c);
bool continues_name(char c);

}  // namespace airtight::input::shell
