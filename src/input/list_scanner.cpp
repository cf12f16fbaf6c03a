#include "input/list_scanner.h"

#include <algorithm>
#include <array>

namespace airtight::input {
namespace {

constexpr std::array<std::string_view, 3> names_of_lists{"value", "data", "resources"};

// No resource comes near; a list of larger elements is not worth cutting.
constexpr std::size_t largest_element = std::size_t{64} * 1024 * 1024;

}  // namespace

bool ListScanner::run() {
  const bool found = is_at('[') ? list() : is_at('{') && members() && name_.has_value();
  skip_blanks();
  return found && at_ == text_.size();
}

void ListScanner::skip_blanks() {
  at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size());
}

// Whether `c` comes next, behind blanks.
bool ListScanner::is_at(char c) {
  skip_blanks();
  return at_ < text_.size() && text_[at_] == c;
}

bool ListScanner::skip(char c) {
  if (!is_at(c)) return false;
  ++at_;
  return true;
}

bool ListScanner::members() {
  ++at_;
  if (skip('}')) return true;
  do {
    if (!is_at('"')) return false;
    const std::size_t first = at_ + 1;
    if (!string()) return false;
    const std::string_view key = text_.substr(first, at_ - first - 1);
    if (!skip(':')) return false;
    const bool is_list = !name_ && std::ranges::count(names_of_lists, key) > 0 && is_at('[');
    if (is_list) name_ = key;
    if (!(is_list ? list() : value())) return false;
  } while (skip(','));
  return skip('}');
}

bool ListScanner::list() {
  begin_ = ++at_;
  if (!is_at(']')) {
    do {
      if (!is_at('{')) return false;
      const std::size_t first = at_;
      if (!nested() || at_ - first > largest_element) return false;
      elements_.push_back({first, at_ - first});
    } while (skip(','));
  }
  end_ = at_;
  return skip(']');
}

// Any value, roughly.
bool ListScanner::value() {
  if (is_at('"')) return string();
  if (is_at('{') || is_at('[')) return nested();
  const std::size_t first = at_;
  at_ = std::min(text_.find_first_of(",]} \t\r\n", at_), text_.size());
  return at_ > first;
}

// From a bracket to behind the one that closes it.
bool ListScanner::nested() {
  std::size_t depth = 0;
  while (at_ < text_.size()) {
    switch (text_[at_]) {
      case '"':
        if (!string()) return false;
        continue;
      case '{':
      case '[':
        ++depth;
        break;
      case '}':
      case ']':
        if (--depth == 0) {
          ++at_;
          return true;
        }
        break;
      default:
        break;
    }
    ++at_;
  }
  return false;
}

// From a quotation mark to behind the one that ends the string: no odd number of backslashes stands
// before it.
bool ListScanner::string() {
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

}  // namespace airtight::input
