#include "input/arm/relaxed_json.h"

#include <algorithm>
#include <utility>

#include "input/json.h"

namespace airtight::input {
namespace {

// Blanks for a comment; its line breaks stay.
std::size_t skip_comment(std::string_view text, std::size_t at, std::string& out) {
  const bool line = text[at + 1] == '/';
  auto end = line ? text.find('\n', at) : text.find("*/", at + 2);
  end = end == std::string_view::npos ? text.size() : end + (line ? 0 : 2);
  for (; at < end; ++at) out += text[at] == '\n' || text[at] == '\r' ? text[at] : ' ';
  return end;
}

// A string up to its end. Line breaks in it are escaped, and made up for behind it, so that what
// follows keeps its line.
std::size_t copy_string(std::string_view text, std::size_t at, std::string& out) {
  std::string breaks;
  out += text[at++];
  while (at < text.size()) {
    const char c = text[at++];
    if (c == '\n') {
      out += "\\n";
      breaks += c;
    } else if (c == '\r') {
      out += "\\r";
    } else if (c == '\t') {
      out += "\\t";
    } else {
      out += c;
    }
    if (c == '\\' && at < text.size()) out += text[at++];
    if (c == '"') break;
  }
  out += breaks;
  return at;
}

}  // namespace

std::string strict_json(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c == '"') {
      at = copy_string(text, at, out);
    } else if (c == '/' && at + 1 < text.size() && (text[at + 1] == '/' || text[at + 1] == '*')) {
      at = skip_comment(text, at, out);
    } else {
      out += c;
      ++at;
    }
  }
  return out;
}

std::optional<Value> read_relaxed_json(std::string_view text, const SharedText& file,
                                       Diagnostics& diagnostics) {
  Diagnostics strict;
  auto root = read_json(text, file, strict);
  if (root) {
    std::ranges::move(strict, std::back_inserter(diagnostics));
    return root;
  }
  return read_json(strict_json(text), file, diagnostics);
}

}  // namespace airtight::input
