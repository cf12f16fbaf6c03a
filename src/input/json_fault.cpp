#include <cctype>
#include <charconv>
#include <system_error>

#include "input/json.h"

// simdjson says that a text is wrong but often not where, and never what it would have taken. This
// small grammar runs only on texts it refused and only looks for the first place that breaks
// RFC 8259. It need not build anything, so it is one page.

namespace airtight::input {
namespace {

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  std::optional<JsonFault> run() {
    blanks();
    if (end()) return JsonFault{at_, "the text ends, expected a JSON value"};
    if (value(0)) {
      blanks();
      if (!end()) expect("the end of the text");
    }
    return fault_;
  }

 private:
  bool end() const { return at_ >= text_.size(); }
  char here() const { return end() ? '\0' : text_[at_]; }
  bool digit() const { return std::isdigit(static_cast<unsigned char>(here())) != 0; }

  void blanks() {
    while (!end() && (here() == ' ' || here() == '\t' || here() == '\r' || here() == '\n')) ++at_;
  }

  std::string found() const {
    if (end()) return "the text ends";
    const char c = here();
    if (c == '\n' || c == '\r') return "found a line break";
    if (c == '/') return "found '/' (comments are not JSON)";
    return std::string("found '") + c + "'";
  }

  // Always false, so that callers can return it.
  bool expect(std::string_view what) {
    if (!fault_) fault_ = JsonFault{at_, found() + ", expected " + std::string(what)};
    return false;
  }

  bool value(int depth) {
    if (depth > deepest_json) return expect("less deeply nested values");
    blanks();
    switch (here()) {
      case '{':
        return object(depth);
      case '[':
        return array(depth);
      case '"':
        return string();
      case 't':
        return word("true");
      case 'f':
        return word("false");
      case 'n':
        return word("null");
      default:
        return here() == '-' || digit() ? number() : expect("a value");
    }
  }

  bool word(std::string_view expected) {
    for (const char c : expected) {
      if (here() != c) return expect(expected);
      ++at_;
    }
    return !std::isalnum(static_cast<unsigned char>(here())) || expect(expected);
  }

  bool digits() {
    if (!digit()) return expect("a digit");
    while (digit()) ++at_;
    return true;
  }

  bool number() {
    const std::size_t start = at_;
    if (here() == '-') ++at_;
    if (here() == '0') {
      ++at_;
      if (digit()) return expect("a number without leading zeros");
    } else if (!digits()) {
      return false;
    }
    if (here() == '.') {
      ++at_;
      if (!digits()) return false;
    }
    if (here() == 'e' || here() == 'E') {
      ++at_;
      if (here() == '+' || here() == '-') ++at_;
      if (!digits()) return false;
    }
    double parsed = 0;
    const auto result = std::from_chars(text_.data() + start, text_.data() + at_, parsed);
    if (result.ec != std::errc::result_out_of_range) return true;
    at_ = start;
    return expect("a number that a double can hold");
  }

  bool string() {
    const std::size_t start = at_++;
    for (; !end() && here() != '"'; ++at_) {
      if (static_cast<unsigned char>(here()) < 0x20)
        return expect("the string to end on its line; write a line break as \\n");
      if (here() == '\\' && !escape()) return false;
    }
    if (end()) {
      fault_ = JsonFault{start, "the string that starts here never ends, expected '\"'"};
      return false;
    }
    ++at_;
    return true;
  }

  // The code unit of \uXXXX whose 'u' is here; leaves the position on the last digit.
  std::optional<unsigned> code_unit() {
    unsigned unit = 0;
    for (int i = 0; i < 4; ++i) {
      ++at_;
      const auto c = static_cast<unsigned char>(here());
      if (std::isxdigit(c) == 0) {
        expect("four hexadecimal digits");
        return std::nullopt;
      }
      unit = unit * 16 + (c <= '9' ? c - '0' : (c | 0x20U) - 'a' + 10);
    }
    return unit;
  }

  // Characters past U+FFFF are written as two units, and neither half means anything alone.
  bool unicode_escape() {
    const auto first = code_unit();
    if (!first) return false;
    if (*first < 0xd800 || *first > 0xdfff) return true;
    constexpr std::string_view wanted = "the second half of a surrogate pair";
    if (*first > 0xdbff) return expect("the first half of a surrogate pair before the second");
    if (text_.substr(at_ + 1, 2) != "\\u") return expect(wanted);
    at_ += 2;
    const auto second = code_unit();
    return second && (*second < 0xdc00 || *second > 0xdfff ? expect(wanted) : true);
  }

  // Leaves the position on the last character of the escape.
  bool escape() {
    ++at_;
    if (here() == 'u') return unicode_escape();
    return std::string_view("\"\\/bfnrt").find(here()) != std::string_view::npos ||
           expect("one of \" \\ / b f n r t u after a backslash");
  }

  bool array(int depth) {
    ++at_;
    blanks();
    if (here() == ']') return ++at_, true;
    while (value(depth + 1)) {
      blanks();
      if (here() == ']') return ++at_, true;
      if (here() != ',') return expect("',' or ']'");
      ++at_;
      blanks();
      if (here() == ']') return expect("a value after ','");
    }
    return false;
  }

  bool object(int depth) {
    ++at_;
    blanks();
    if (here() == '}') return ++at_, true;
    for (;;) {
      blanks();
      if (here() != '"') return expect("a member name in double quotes");
      if (!string()) return false;
      blanks();
      if (here() != ':') return expect("':' after the member name");
      ++at_;
      if (!value(depth + 1)) return false;
      blanks();
      if (here() == '}') return ++at_, true;
      if (here() != ',') return expect("',' or '}'");
      ++at_;
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::optional<JsonFault> fault_;
};

}  // namespace

std::optional<JsonFault> find_json_fault(std::string_view text) { return Scanner(text).run(); }

}  // namespace airtight::input
