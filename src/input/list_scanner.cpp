#include "input/list_scanner.h"

#include <algorithm>
#include <array>

#include "input/brackets.h"

namespace airtight::input {
namespace {

constexpr std::array<std::string_view, 3> names_of_lists{"value", "data", "resources"};

// No resource comes near; a list of larger elements is not worth cutting.
constexpr std::size_t largest_element = std::size_t{64} * 1024 * 1024;

constexpr std::string_view blanks = " \t\r\n";

}  // namespace

bool AroundScanner::find_list() {
  if (skip('[')) return true;
  if (!skip('{')) return false;
  do {
    bool is_list = false;
    if (!member(is_list)) return false;
    if (is_list) return true;
  } while (skip(','));
  return false;
}

bool AroundScanner::ends_behind(std::size_t end) {
  at_ = end;
  if (!skip(']')) return false;
  while (name_ && skip(',')) {
    bool ignored = false;
    if (!member(ignored)) return false;
  }
  if (name_ && !skip('}')) return false;
  skip_blanks();
  return at_ == text_.size();
}

void AroundScanner::skip_blanks() {
  at_ = std::min(text_.find_first_not_of(blanks, at_), text_.size());
}

// Whether `c` comes next, behind blanks.
bool AroundScanner::is_at(char c) {
  skip_blanks();
  return at_ < text_.size() && text_[at_] == c;
}

bool AroundScanner::skip(char c) {
  if (!is_at(c)) return false;
  ++at_;
  return true;
}

// The name and the value, or the name and the bracket where the first list begins.
bool AroundScanner::member(bool& is_list) {
  if (!is_at('"')) return false;
  const std::size_t first = at_ + 1;
  if (!string()) return false;
  const std::string_view key = text_.substr(first, at_ - first - 1);
  if (!skip(':')) return false;
  is_list = !name_ && std::ranges::count(names_of_lists, key) > 0 && skip('[');
  if (is_list) name_ = key;
  return is_list || value();
}

// Any value, roughly.
bool AroundScanner::value() {
  if (is_at('"')) return string();
  if (is_at('{') || is_at('[')) {
    const std::size_t end = behind_closing(text_, at_);
    at_ = std::min(end, text_.size());
    return end != text_.npos;
  }
  const std::size_t first = at_;
  at_ = std::min(text_.find_first_of(",]} \t\r\n", at_), text_.size());
  return at_ > first;
}

// From a quotation mark to behind the one that ends the string: no odd number of backslashes stands
// before it.
bool AroundScanner::string() {
  const std::size_t first = at_ + 1;
  std::size_t quote = first;
  for (;; ++quote) {
    quote = text_.find('"', quote);
    if (quote == text_.npos) return false;
    std::size_t escape = quote;
    while (escape > first && text_[escape - 1] == '\\') --escape;
    if ((quote - escape) % 2 == 0) break;
  }
  at_ = quote + 1;
  return true;
}

ElementScanner::End ElementScanner::scan(std::string_view text,
                                         std::vector<JsonCut::Extent>& elements) {
  const std::size_t base = left_off_;
  for (;;) {
    const std::size_t at = std::min(text.find_first_not_of(blanks, left_off_ - base), text.size());
    left_off_ = base + at;
    if (at == text.size()) return End::text;
    if (text[at] == ']' && expected_ != Expected::element) return End::list;
    if (expected_ == Expected::comma_or_end) {
      if (text[at] != ',') return End::fault;
      ++left_off_;
      expected_ = Expected::element;
      continue;
    }
    if (text[at] != '{') return End::fault;
    const std::size_t end = behind_closing(text, at);
    if (std::min(end, text.size()) - at > largest_element) return End::fault;
    if (end == text.npos) return End::text;
    elements.push_back({left_off_, end - at});
    left_off_ = base + end;
    expected_ = Expected::comma_or_end;
  }
}

}  // namespace airtight::input
