// Functions on text (I-067 and following).
#include <airtight/base/text.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "input/arm/functions.h"
#include "input/secret.h"

namespace airtight::input::arm {
namespace {

// The service's own bound on a string that a template makes is far below.
constexpr std::size_t longest_text = std::size_t{4} * 1024 * 1024;

Ref text_result(const Call& call, std::string text) {
  if (text.size() > longest_text) return call.refuse("the text is too long");
  return call.result(std::move(text));
}

// Of a connection string that has named its host a key is left out and the rest is known: hosts are
// what the network model asks for, and a key says nothing about them (I-083).
bool is_key_to(std::string_view text, const Unknown& unknown) {
  constexpr std::array<std::string_view, 3> ends{"key=", "password=", "pwd="};
  constexpr std::array<std::string_view, 5> hosts{
      "://", "accountname=", "server=", "hostname=", "data source="};
  if (unknown.reason != a_secret || !starts_with_ignoring_case(unknown.name, "list")) return false;
  const std::string lower = to_lower(text);
  return std::ranges::any_of(ends, [&](auto end) { return lower.ends_with(end); }) &&
         std::ranges::any_of(hosts, [&](auto host) { return lower.find(host) != lower.npos; });
}

Ref concat(const Call& call) {
  if (call.array(0) != nullptr) {
    Array items;
    for (std::size_t i = 0; i < call.arguments.size(); ++i) {
      if (call[i].unknown() != nullptr) return call.unknown(*call[i].unknown());
      if (call.array(i) == nullptr) return call.wrong(i, "an array like the first");
      items.insert(items.end(), call.array(i)->begin(), call.array(i)->end());
    }
    return call.result(std::move(items));
  }
  std::string text;
  for (const Ref& argument : call.arguments) {
    if (const Unknown* unknown = find_unknown(*argument)) {
      if (is_key_to(text, *unknown)) continue;
      return call.unknown(*unknown);
    }
    text += printed(*argument, '"');
    if (text.size() > longest_text) return call.refuse("the text is too long");
  }
  return text_result(call, std::move(text));
}

// One "{index,width:form}" of a composite format; `at` stands behind the brace.
std::optional<std::string> format_item(const Call& call, std::string_view item) {
  std::size_t index = 0;
  const char* end = item.data() + item.size();
  auto [stop, error] = std::from_chars(item.data(), end, index);
  if (error != std::errc() || index + 1 >= call.arguments.size()) return std::nullopt;
  int width = 0;
  if (stop != end && *stop == ',') {
    const auto read = std::from_chars(stop + 1, end, width);
    if (read.ec != std::errc() || width < -1000 || width > 1000) return std::nullopt;
    stop = read.ptr;
  }
  const Value& value = call[index + 1];
  std::string text = printed(value, '\'');
  if (stop != end && *stop == ':') {
    const std::string form(stop + 1, end);
    int digits = 0;
    const bool whole = std::holds_alternative<std::int64_t>(value.data);
    if (!whole || form.empty() || (form[0] != 'D' && form[0] != 'd')) return std::nullopt;
    std::from_chars(form.data() + 1, form.data() + form.size(), digits);
    const std::size_t sign = text.starts_with('-') ? 1 : 0;
    const auto wanted = static_cast<std::size_t>(std::clamp(digits, 0, 100)) + sign;
    if (text.size() < wanted) text.insert(sign, wanted - text.size(), '0');
  } else if (stop != end) {
    return std::nullopt;
  }
  const auto wanted = static_cast<std::size_t>(std::abs(width));
  const std::size_t size = characters(text).size();
  if (size >= wanted) return text;
  return width > 0 ? std::string(wanted - size, ' ') + text
                   : text + std::string(wanted - size, ' ');
}

// What a format item stands for, if that is not known.
const Unknown* unknown_item(const Call& call, std::string_view item) {
  std::size_t index = 0;
  const auto read = std::from_chars(item.data(), item.data() + item.size(), index);
  if (read.ec != std::errc() || index + 1 >= call.arguments.size()) return nullptr;
  return find_unknown(call[index + 1]);
}

Ref format(const Call& call) {
  if (const Unknown* unknown = call[0].unknown()) return call.unknown(*unknown);
  if (call.text(0) == nullptr) return call.wrong(0, "a string");
  const std::string_view form = *call.text(0);
  std::string text;
  for (std::size_t i = 0; i < form.size(); ++i) {
    const char c = form[i];
    if ((c == '{' || c == '}') && i + 1 < form.size() && form[i + 1] == c) {
      text += c;
      ++i;
    } else if (c == '{') {
      const auto close = form.find('}', i);
      if (close == std::string_view::npos) return call.refuse("the format has no \"}\"", {"I-067"});
      if (const Unknown* unknown = unknown_item(call, form.substr(i + 1, close - i - 1))) {
        if (!is_key_to(text, *unknown)) return call.unknown(*unknown);
        i = close;
        continue;
      }
      const auto item = format_item(call, form.substr(i + 1, close - i - 1));
      if (!item)
        return call.refuse(
            "the format item " + in_quotes(form.substr(i, close - i + 1)) + " is not understood",
            {"I-067"});
      text += *item;
      i = close;
    } else {
      text += c;
    }
    if (text.size() > longest_text) return call.refuse("the text is too long");
  }
  return text_result(call, std::move(text));
}

Ref string(const Call& call) { return text_result(call, printed(call[0], '"')); }

Ref to_lower_text(const Call& call) {
  if (call.text(0) == nullptr) return call.wrong(0, "a string");
  return call.result(to_lower(*call.text(0)));
}

Ref to_upper_text(const Call& call) {
  if (call.text(0) == nullptr) return call.wrong(0, "a string");
  std::string text = *call.text(0);
  for (char& c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return call.result(std::move(text));
}

Ref trim_text(const Call& call) {
  if (call.text(0) == nullptr) return call.wrong(0, "a string");
  return call.result(std::string(trim(*call.text(0))));
}

Ref replace(const Call& call) {
  for (std::size_t i = 0; i < 3; ++i) {
    if (call.text(i) == nullptr) return call.wrong(i, "a string");
  }
  const std::string& old = *call.text(1);
  if (old.empty()) return call.refuse("there is nothing to replace");
  const std::string& text = *call.text(0);
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto found = text.find(old, at);
    out.append(text, at, found == std::string::npos ? found : found - at);
    if (found == std::string::npos) break;
    out += *call.text(2);
    at = found + old.size();
    if (out.size() > longest_text) return call.refuse("the text is too long");
  }
  return text_result(call, std::move(out));
}

// I-071: the separator is a string or an array of strings; the longest that fits wins.
Ref split_text(const Call& call) {
  if (call.text(0) == nullptr) return call.wrong(0, "a string");
  std::vector<std::string> separators;
  if (call.text(1) != nullptr) separators.push_back(*call.text(1));
  for (const Value& item : items_of(&call[1])) {
    if (item.unknown() != nullptr) return call.unknown(*item.unknown());
    if (item.string() != nullptr) separators.push_back(*item.string());
  }
  std::erase(separators, "");
  const std::string& text = *call.text(0);
  Array parts;
  std::size_t start = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto found = std::ranges::find_if(separators, [&](const std::string& separator) {
      return text.compare(at, separator.size(), separator) == 0;
    });
    if (found == separators.end()) {
      ++at;
      continue;
    }
    parts.push_back(make_string(text.substr(start, at - start), call.place));
    at += found->size();
    start = at;
  }
  parts.push_back(make_string(text.substr(start), call.place));
  return call.result(std::move(parts));
}

Ref join_items(const Call& call) {
  const Array* items = call.array(0);
  if (items == nullptr) return call.wrong(0, "an array");
  if (call.text(1) == nullptr) return call.wrong(1, "a string");
  std::string text;
  for (const Value& item : *items) {
    if (&item != &items->front()) text += *call.text(1);
    text += printed(item, '"');
    if (text.size() > longest_text) return call.refuse("the text is too long");
  }
  return text_result(call, std::move(text));
}

std::string joined(std::span<const std::string_view> parts) {
  std::string text;
  for (const std::string_view one : parts) text += one;
  return text;
}

Ref substring(const Call& call) {
  if (call.text(0) == nullptr) return call.wrong(0, "a string");
  const auto all = characters(*call.text(0));
  const auto size = static_cast<std::int64_t>(all.size());
  const std::int64_t* start = call.number(1);
  if (start == nullptr) return call.wrong(1, "a whole number");
  std::int64_t length = size - *start;
  if (call.size() == 3) {
    if (call.number(2) == nullptr) return call.wrong(2, "a whole number");
    length = *call.number(2);
  }
  if (*start < 0 || *start > size || length < 0 || length > size - *start)
    return call.refuse("the part lies outside the text of " + std::to_string(size) + " characters",
                       {"I-071"});
  return call.result(joined(
      std::span(all).subspan(static_cast<std::size_t>(*start), static_cast<std::size_t>(length))));
}

Ref pad_left(const Call& call) {
  const std::int64_t* width = call.number(1);
  if (width == nullptr || *width < 0 || *width > 10'000) return call.wrong(1, "a width");
  if (call.size() == 3 && call.text(2) == nullptr) return call.wrong(2, "a string");
  const std::string fill = call.size() == 3 ? *call.text(2) : " ";
  std::string text = printed(call[0], '"');
  for (std::size_t size = characters(text).size(); size < static_cast<std::size_t>(*width); ++size)
    text.insert(0, fill);
  return text_result(call, std::move(text));
}

// I-069: without case, like startsWith and endsWith.
Ref starts_with(const Call& call) {
  if (call.text(0) == nullptr) return call.wrong(0, "a string");
  if (call.text(1) == nullptr) return call.wrong(1, "a string");
  return call.result(starts_with_ignoring_case(*call.text(0), *call.text(1)));
}

Ref ends_with(const Call& call) {
  if (call.text(0) == nullptr) return call.wrong(0, "a string");
  if (call.text(1) == nullptr) return call.wrong(1, "a string");
  return call.result(to_lower(*call.text(0)).ends_with(to_lower(*call.text(1))));
}

constexpr Function text_functions_rows[] = {
    {"concat", 1, any_number, Arguments::any, concat},
    {"endswith", 2, 2, Arguments::known, ends_with},
    {"format", 1, any_number, Arguments::any, format},
    {"join", 2, 2, Arguments::known_whole, join_items},
    {"padleft", 2, 3, Arguments::known, pad_left},
    {"replace", 3, 3, Arguments::known, replace},
    {"split", 2, 2, Arguments::known, split_text},
    {"startswith", 2, 2, Arguments::known, starts_with},
    {"string", 1, 1, Arguments::known_whole, string},
    {"substring", 2, 3, Arguments::known, substring},
    {"tolower", 1, 1, Arguments::known, to_lower_text},
    {"toupper", 1, 1, Arguments::known, to_upper_text},
    {"trim", 1, 1, Arguments::known, trim_text},
};

}  // namespace

std::vector<std::string_view> characters(std::string_view text) {
  std::vector<std::string_view> all;
  for (std::size_t start = 0; start < text.size();) {
    std::size_t end = start + 1;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) ++end;
    all.push_back(text.substr(start, end - start));
    start = end;
  }
  return all;
}

std::span<const Function> text_functions() { return text_functions_rows; }

}  // namespace airtight::input::arm
