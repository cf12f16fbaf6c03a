#include "text.h"

#include <algorithm>

namespace airtight::input::shell {
namespace {

bool is_mark(char c) { return c == Text::open || c == Text::close || c == '\0'; }

Text symbol(const std::string& stand_in) {
  Text result;
  result.text = Text::open + stand_in + Text::close;
  return result;
}

// The stand-in of the symbol at or after `at`; moves past it. Empty when there is none.
std::string_view next_symbol(std::string_view text, std::size_t& at) {
  const std::size_t begin = text.find(Text::open, at);
  if (begin == std::string_view::npos) return {};
  at = symbol_end(text, begin);
  return text.substr(begin + 1, at - begin - 2);
}

}  // namespace

Text plain(std::string text) {
  Text result;
  result.text = std::move(text);
  return result;
}

void append(Text& to, const Text& more) {
  const bool first = to.text.empty() && !to.unset;
  to.unset = more.unset && (first || to.unset);
  to.text += more.text;
  to.secret = to.secret || more.secret;
}

std::string without_marks(std::string_view text) {
  std::string out(text);
  std::erase_if(out, is_mark);
  return out;
}

std::string shown(std::string_view text) { return without_marks(text); }

std::size_t symbol_end(std::string_view text, std::size_t at) {
  const std::size_t end = text.find(Text::close, at);
  return end == std::string_view::npos ? text.size() : end + 1;
}

Text Symbols::make(const std::string& stand_in, const std::string& origin, const Unknown& unknown) {
  const std::string base = without_marks(stand_in);
  std::string name = base;
  for (int count = 2; count < 10000; ++count) {
    const auto [found, added] = entries_.try_emplace(name, Entry{origin, unknown, false});
    if (added || found->second.origin == origin) break;
    name = base + "#" + std::to_string(count);
  }
  return symbol(name);
}

Text Symbols::draw(std::string name) {
  const std::string stand_in = "random" + std::to_string(++drawn_);
  Unknown unknown{std::move(name),
                  "it is drawn when the script runs; " + stand_in + " stands for it"};
  entries_.insert_or_assign(stand_in, Entry{stand_in, std::move(unknown), true});
  return symbol(stand_in);
}

std::optional<Unknown> Symbols::unknown_in(std::string_view text) const {
  std::size_t at = 0;
  const std::string_view name = next_symbol(text, at);
  if (name.empty()) return std::nullopt;
  const auto found = entries_.find(name);
  if (found == entries_.end()) return Unknown{std::string(name), "its value is not known"};
  return found->second.unknown;
}

bool Symbols::only_drawn(std::string_view text) const {
  std::size_t at = 0;
  bool any = false;
  for (std::string_view name = next_symbol(text, at); !name.empty(); name = next_symbol(text, at)) {
    const auto found = entries_.find(name);
    if (found == entries_.end() || !found->second.drawn) return false;
    any = true;
  }
  return any;
}

}  // namespace airtight::input::shell
