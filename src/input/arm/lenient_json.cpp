// The dialect that json() takes: JSON, and besides single quotes, names without quotes, ".25" and
// comments (I-071).
#include <airtight/base/text.h>

#include <charconv>
#include <utility>

#include "input/arm/functions.h"
#include "input/json.h"

namespace airtight::input::arm {
namespace {

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '$' || c == '-' || c == '+' || c == '.';
}

// Members are found one after the other, so an object of very many is refused.
constexpr std::size_t most_members = 2000;

class Reader {
 public:
  Reader(std::string_view text, const Place& place) : text_(text), place_(place) {}

  std::optional<Value> whole() {
    Value root;
    if (!value(root, 0)) return std::nullopt;
    skip();
    return at_ == text_.size() ? std::optional(std::move(root)) : std::nullopt;
  }

 private:
  bool value(Value& out, int depth) {
    if (depth >= deepest_json) return false;
    out.place = place_;
    skip();
    if (at_ == text_.size()) return false;
    switch (text_[at_]) {
      case '{':
        return object(out, depth);
      case '[':
        return array(out, depth);
      case '"':
      case '\'':
        out.data = std::string();
        return quoted(std::get<std::string>(out.data));
      default:
        return bare(out);
    }
  }

  bool object(Value& out, int depth) {
    out.data = Object{};
    ++at_;
    while (true) {
      skip();
      if (take('}')) return true;
      std::string key;
      const bool in_quotes = at_ < text_.size() && (text_[at_] == '"' || text_[at_] == '\'');
      if (!(in_quotes ? quoted(key) : word(key))) return false;
      skip();
      Value member;
      if (!take(':') || !value(member, depth + 1)) return false;
      if (out.object()->size() == most_members) return false;
      out.set(key, std::move(member));
      skip();
      if (!take(',') && !(at_ < text_.size() && text_[at_] == '}')) return false;
    }
  }

  bool array(Value& out, int depth) {
    Array items;
    ++at_;
    while (true) {
      skip();
      if (take(']')) break;
      if (!value(items.emplace_back(), depth + 1)) return false;
      skip();
      if (!take(',') && !(at_ < text_.size() && text_[at_] == ']')) return false;
    }
    out.data = std::move(items);
    return true;
  }

  bool quoted(std::string& out) {
    const char quote = text_[at_++];
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == quote) return true;
      if (c != '\\') {
        out += c;
      } else if (!escape(out)) {
        return false;
      }
    }
    return false;
  }

  bool escape(std::string& out) {
    if (at_ == text_.size()) return false;
    const char c = text_[at_++];
    constexpr std::string_view letters = "bfnrt";
    constexpr std::string_view meanings = "\b\f\n\r\t";
    if (const auto letter = letters.find(c); letter != std::string_view::npos) {
      out += meanings[letter];
      return true;
    }
    if (c != 'u') {
      out += c;
      return true;
    }
    unsigned code = 0;
    const std::string_view digits = text_.substr(at_, 4);
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), code, 16);
    if (digits.size() < 4 || read.ptr != digits.data() + 4) return false;
    at_ += 4;
    append(out, code);
    return true;
  }

  // A half of a surrogate pair becomes U+FFFD.
  static void append(std::string& out, unsigned code) {
    if (code >= 0xd800U && code < 0xe000U) code = 0xfffdU;
    if (code < 0x80U) {
      out += static_cast<char>(code);
    } else if (code < 0x800U) {
      out += static_cast<char>(0xc0U | code >> 6U);
      out += static_cast<char>(0x80U | (code & 0x3fU));
    } else {
      out += static_cast<char>(0xe0U | code >> 12U);
      out += static_cast<char>(0x80U | (code >> 6U & 0x3fU));
      out += static_cast<char>(0x80U | (code & 0x3fU));
    }
  }

  bool word(std::string& out) {
    while (at_ < text_.size() && is_word(text_[at_])) out += text_[at_++];
    return !out.empty();
  }

  bool bare(Value& out) {
    std::string text;
    if (!word(text)) return false;
    const std::string lower = to_lower(text);
    if (lower == "null" || lower == "undefined") return true;
    if (lower == "true" || lower == "false") {
      out.data = lower == "true";
      return true;
    }
    const char* end = text.data() + text.size();
    std::int64_t whole = 0;
    if (const auto read = std::from_chars(text.data(), end, whole);
        read.ec == std::errc() && read.ptr == end) {
      out.data = whole;
      return true;
    }
    double real = 0;
    const auto read = std::from_chars(text.data(), end, real);
    out.data = real;
    return read.ec == std::errc() && read.ptr == end && real - real == 0;
  }

  void skip() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string::npos)
      ++at_;
    if (text_.substr(at_).starts_with("//")) {
      at_ = std::min(text_.find('\n', at_), text_.size());
      skip_again();
    } else if (text_.substr(at_).starts_with("/*")) {
      const auto end = text_.find("*/", at_ + 2);
      at_ = end == std::string_view::npos ? text_.size() : end + 2;
      skip_again();
    }
  }

  // Blanks behind a comment; comments are rare, so the recursion is bounded by their number.
  void skip_again() {
    if (++comments_ < 100) skip();
  }

  bool take(char c) {
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  std::string_view text_;
  const Place& place_;
  std::size_t at_ = 0;
  int comments_ = 0;
};

}  // namespace

std::optional<Value> read_lenient_json(std::string_view text, const Place& place) {
  return Reader(text, place).whole();
}

}  // namespace airtight::input::arm
