#include <airtight/base/ascii.h>

#include <algorithm>
#include <cstring>

#include "input/json.h"
#include "input/json_list.h"

namespace airtight::input {

Diagnostic json_fault(std::string_view text, const SharedText& file) {
  const auto found = find_json_fault(text);
  TextPosition position(text);
  position.advance_to(found ? found->offset : 0);
  return {Severity::error,
          {file, position.line(), position.column(), {}},
          "not JSON at column " + std::to_string(position.column()) + ": " +
              (found ? found->message : "the text is refused"),
          {"I-010"}};
}

namespace {

// How far text is ASCII without line ends from `from` on, in steps of eight; as far as is worth
// looking.
std::size_t end_of_plain_run(std::string_view text, std::size_t from) {
  constexpr std::size_t far = 4096;
  const std::string_view ahead = text.substr(from, far);
  std::size_t size = 0;
  while (size + 8 <= ahead.size() &&
         ascii::is_plain_without(ascii::word_at(ahead.data() + size), '\n'))
    size += 8;
  return from + size;
}

}  // namespace

void TextPosition::count_to(std::size_t offset) {
  const std::size_t end = std::min(offset, text_.size());
  if (end <= mark_.offset) return;
  const char* at = text_.data() + mark_.offset;
  const char* const stop = text_.data() + end;
  while (const void* found = std::memchr(at, '\n', static_cast<std::size_t>(stop - at))) {
    ++mark_.line;
    mark_.column = 1;
    at = static_cast<const char*>(found) + 1;
  }
  // Bytes that continue a character do not count.
  mark_.column += static_cast<int>(std::count_if(
      at, stop, [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
  mark_.offset = end;
  plain_until_ = end_of_plain_run(text_, end);
}

// Hostile input must not bury the one message that matters.
bool has_written_unknowns(std::string_view text) {
  constexpr std::string_view name = "$unknown\"";  // '$' is rare, so it is soon looked through
  for (auto at = text.find(name); at != text.npos; at = text.find(name, at + 1)) {
    if (at > 0 && text[at - 1] == '"') return true;
  }
  return false;
}

void report_repeats(std::span<const JsonRepeat> repeats, Diagnostics& diagnostics) {
  constexpr std::size_t most = most_json_repeats;
  for (std::size_t i = 0; i < std::min(repeats.size(), most); ++i)
    diagnostics.push_back({Severity::warning,
                           to_where(repeats[i].place),
                           "the member \"" + repeats[i].key.substr(0, 80) +
                               "\" is given again; this last one is used" +
                               (i + 1 == most ? " (more are not listed)" : ""),
                           {"I-012"}});
}

Diagnostic json_too_deep(const Place& place) {
  return {Severity::error,
          to_where(place),
          "found values nested deeper than " + std::to_string(deepest_json) +
              ", expected at most that many levels",
          {"I-010"}};
}

}  // namespace airtight::input
