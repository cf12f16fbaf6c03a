#include "shell.h"

namespace airtight::input::shell {
namespace {

constexpr std::size_t most_steps = 50'000'000;

// Matches a bracket expression at pattern[at] == '['; moves past it. Nothing if it never closes.
std::optional<bool> bracket(std::string_view pattern, std::size_t& at, char c) {
  std::size_t i = at + 1;
  const bool inverted = i < pattern.size() && (pattern[i] == '!' || pattern[i] == '^');
  if (inverted) ++i;
  bool found = false;
  for (bool first = true; i < pattern.size(); first = false) {
    if (pattern[i] == ']' && !first) {
      at = i + 1;
      return found != inverted;
    }
    if (pattern.substr(i).starts_with("[:")) {
      const std::size_t end = pattern.find(":]", i);
      if (end == std::string_view::npos) return std::nullopt;
      const std::string_view name = pattern.substr(i + 2, end - i - 2);
      const bool digit = c >= '0' && c <= '9';
      const bool lower = c >= 'a' && c <= 'z';
      const bool upper = c >= 'A' && c <= 'Z';
      const bool space = c == ' ' || (c >= '\t' && c <= '\r');
      found = found || (name == "digit" && digit) || (name == "lower" && lower) ||
              (name == "upper" && upper) || (name == "alpha" && (lower || upper)) ||
              (name == "alnum" && (lower || upper || digit)) || (name == "space" && space);
      i = end + 2;
      continue;
    }
    if (pattern[i] == '\\' && i + 1 < pattern.size()) ++i;
    const char low = pattern[i++];
    char high = low;
    if (i + 1 < pattern.size() && pattern[i] == '-' && pattern[i + 1] != ']') {
      high = pattern[i + 1];
      i += 2;
    }
    found = found || (low <= c && c <= high);
  }
  return std::nullopt;
}

// Whether one pattern element at `at` matches c; moves past the element.
bool matches_one(std::string_view pattern, std::size_t& at, char c) {
  if (pattern[at] == '?') {
    ++at;
    return true;
  }
  if (pattern[at] == '[')
    if (const auto answer = bracket(pattern, at, c)) return *answer;
  if (pattern[at] == '\\' && at + 1 < pattern.size()) ++at;
  return pattern[at++] == c;
}

// Only the last star is ever tried again, so the cost is pattern times text. A symbol counts as one
// run of characters that only a star or the same symbol matches.
bool glob(Shell& shell, std::string_view pattern, std::string_view text) {
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;
  std::size_t star_text = 0;
  while (t < text.size()) {
    if (++shell.steps > most_steps) return false;
    if (p < pattern.size() && pattern[p] == '*') {
      star = ++p;
      star_text = t;
      continue;
    }
    std::size_t next = p;
    if (p < pattern.size() && matches_one(pattern, next, text[t])) {
      p = next;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star;
      t = ++star_text;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

}  // namespace

std::string glob_to_literal(std::string_view pattern, bool& literal) {
  std::string out;
  literal = true;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '\\' && i + 1 < pattern.size())
      ++i;
    else if (pattern[i] == '*' || pattern[i] == '?' || pattern[i] == '[')
      literal = false;
    out += pattern[i];
  }
  return out;
}

std::optional<bool> matches(Shell& shell, std::string_view pattern, std::string_view text) {
  const bool answer = glob(shell, pattern, text);
  if (shell.steps > most_steps) {
    stop(shell, {}, "pattern matching that takes too long");
    return std::nullopt;
  }
  bool literal = false;
  const bool symbolic = pattern.find(Text::open) != std::string_view::npos ||
                        text.find(Text::open) != std::string_view::npos;
  if (!symbolic) return answer;
  if (glob_to_literal(pattern, literal) == text) return true;
  return answer && pattern == "*" ? std::optional(true) : std::nullopt;
}

}  // namespace airtight::input::shell
