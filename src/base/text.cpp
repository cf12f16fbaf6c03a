#include <airtight/base/ascii.h>
#include <airtight/base/text.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace airtight {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substituted = diagonal + (lower(a[i - 1]) == lower(b[j - 1]) ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, substituted});
    }
  }
  return row[b.size()];
}

}  // namespace

std::string to_lower(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(), lower);
  return result;
}

bool equal_letters_ignoring_case(std::string_view a, std::string_view b) {
  const auto same = [](std::uint64_t x, std::uint64_t y) {
    return x == y || ascii::lower(x) == ascii::lower(y);
  };
  if (a.size() < 8) return same(ascii::word_of_few(a), ascii::word_of_few(b));
  return ascii::all_words(a, [&](std::uint64_t word, std::size_t at) {
    return same(word, ascii::word_at(b.data() + at));
  });
}

bool starts_with_ignoring_case(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() && equal_ignoring_case(text.substr(0, prefix.size()), prefix);
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const auto end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  std::string text;
  for (const std::string& part : parts) {
    if (&part != &parts.front()) text += separator;
    text += part;
  }
  return text;
}

std::vector<std::string> nearest(std::string_view text,
                                 const std::vector<std::string>& candidates) {
  constexpr std::size_t longest = 128;  // a hostile name must not cost quadratic time
  if (text.size() > longest) return {};
  std::vector<std::pair<std::size_t, std::string>> scored;
  for (const std::string& candidate : candidates) {
    if (candidate.size() > longest) continue;
    const std::size_t distance = edit_distance(text, candidate);
    if (distance <= std::max<std::size_t>(2, text.size() / 3))
      scored.emplace_back(distance, candidate);
  }
  std::ranges::sort(scored);
  if (scored.size() > 3) scored.resize(3);
  std::vector<std::string> result;
  for (auto& [distance, candidate] : scored) result.push_back(std::move(candidate));
  return result;
}

std::string printable(std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string result;
  result.reserve(text.size());
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte != 0x7f) {
      result += c;
    } else {
      result += "\\x";
      result += digits[byte >> 4U];
      result += digits[byte & 0xfU];
    }
  }
  return result;
}

std::string in_quotes(std::string_view text) {
  std::size_t most = 120;
  if (text.size() <= most) return "\"" + printable(text) + "\"";
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xc0U) == 0x80U) --most;  // UTF-8
  return "\"" + printable(text.substr(0, most)) + "…\"";
}

}  // namespace airtight
