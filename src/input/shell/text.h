#pragma once

#include <airtight/input/value.h>

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace airtight::input::shell {

// Text inside the interpreter. What is not known stands in it as a *symbol*, a readable stand-in
// between two control bytes that scripts cannot hold: "kv-‹random1›". So known text around an
// unknown stays usable, and splitting or matching never looks inside one.
struct Text {
  std::string text;
  bool secret = false;
  bool unset = false;  // nothing but variables that are never set

  bool known() const { return text.find(open) == std::string::npos; }

  static constexpr char open = '\x02';
  static constexpr char close = '\x03';
};

Text plain(std::string text);
void append(Text& to, const Text& more);

// As the user sees it, without the marks.
std::string shown(std::string_view text);

// Removes marks from text that comes from outside.
std::string without_marks(std::string_view text);

// The end of the symbol that starts at `at`, past its closing mark.
std::size_t symbol_end(std::string_view text, std::size_t at);

// Applies `change` to the known stretches, leaving symbols alone.
template <class Change>
std::string map_known(std::string_view text, Change change) {
  std::string out;
  while (!text.empty()) {
    const std::size_t mark = text.find(Text::open);
    out += change(text.substr(0, mark));
    if (mark == std::string_view::npos) break;
    const std::size_t end = symbol_end(text, mark);
    out += text.substr(mark, end - mark);
    text.remove_prefix(end);
  }
  return out;
}

// The symbols of a session: equal stand-in means equal unknown (I-401).
class Symbols {
 public:
  // A symbol shown as `stand_in`. `origin` tells apart two unknowns that would be shown alike, such
  // as one command in a loop whose variable changes.
  Text make(const std::string& stand_in, const std::string& origin, const Unknown& unknown);

  // A new number or string that is drawn when the script runs: random1, random2, … Usable in names.
  Text draw(std::string name);

  // What the first symbol in `text` stands for.
  std::optional<Unknown> unknown_in(std::string_view text) const;

  // Whether all symbols in `text` were drawn.
  bool only_drawn(std::string_view text) const;

 private:
  struct Entry {
    std::string origin;
    Unknown unknown;
    bool drawn = false;
  };
  std::map<std::string, Entry, std::less<>> entries_;
  int drawn_ = 0;
};

}  // namespace airtight::input::shell
