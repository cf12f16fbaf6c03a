#include "input/encoding.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "input/json.h"

namespace airtight::input {
namespace {

unsigned byte_at(std::string_view text, std::size_t at) {
  return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U;
}

void append_utf8(std::string& out, std::uint32_t code) {
  const auto put = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xc0U | code >> 6U);
    put(0x80U | (code & 0x3fU));
  } else if (code < 0x10000) {
    put(0xe0U | code >> 12U);
    put(0x80U | (code >> 6U & 0x3fU));
    put(0x80U | (code & 0x3fU));
  } else {
    put(0xf0U | code >> 18U);
    put(0x80U | (code >> 12U & 0x3fU));
    put(0x80U | (code >> 6U & 0x3fU));
    put(0x80U | (code & 0x3fU));
  }
}

bool is_high(std::uint32_t unit) { return unit >= 0xd800 && unit <= 0xdbff; }
bool is_low(std::uint32_t unit) { return unit >= 0xdc00 && unit <= 0xdfff; }

// `bytes` without the mark. Half a pair becomes U+FFFD, so a JSON reader still sees a string.
std::string from_utf16(std::string_view bytes, bool little) {
  const auto unit = [&](std::size_t at) {
    const std::uint32_t first = byte_at(bytes, at);
    const std::uint32_t second = byte_at(bytes, at + 1);
    return little ? first | second << 8U : first << 8U | second;
  };
  std::string out;
  for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) {
    std::uint32_t code = unit(at);
    if (is_high(code) && at + 3 < bytes.size() && is_low(unit(at + 2))) {
      at += 2;
      code = 0x10000 + ((code - 0xd800) << 10U) + (unit(at) - 0xdc00);
    } else if (is_high(code) || is_low(code)) {
      code = 0xfffd;
    }
    append_utf8(out, code);
  }
  return out;
}

// Bytes of the well-formed character at `at`, 0 if there is none (Unicode, table 3-7).
std::size_t character_length(std::string_view text, std::size_t at) {
  const unsigned first = byte_at(text, at);
  if (first < 0x80) return 1;
  std::size_t length = 0;
  unsigned low = 0x80;
  unsigned high = 0xbf;
  if (first >= 0xc2 && first <= 0xdf) {
    length = 2;
  } else if (first >= 0xe0 && first <= 0xef) {
    length = 3;
    if (first == 0xe0) low = 0xa0;
    if (first == 0xed) high = 0x9f;
  } else if (first >= 0xf0 && first <= 0xf4) {
    length = 4;
    if (first == 0xf0) low = 0x90;
    if (first == 0xf4) high = 0x8f;
  } else {
    return 0;
  }
  if (byte_at(text, at + 1) < low || byte_at(text, at + 1) > high) return 0;
  for (std::size_t i = 2; i < length; ++i) {
    if (byte_at(text, at + i) < 0x80 || byte_at(text, at + i) > 0xbf) return 0;
  }
  return length;
}

std::optional<std::size_t> first_bad_byte(std::string_view text) {
  if (is_surely_utf8(text) && text.find('\0') == text.npos)
    return std::nullopt;  // the loop says where, a gigabyte of it slowly
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = text[at] == '\0' ? 0 : character_length(text, at);
    if (length == 0) return at;
    at += length;
  }
  return std::nullopt;
}

}  // namespace

std::optional<Error> make_utf8(std::string& bytes) {
  if (bytes.starts_with("\xff\xfe")) bytes = from_utf16(std::string_view(bytes).substr(2), true);
  if (bytes.starts_with("\xfe\xff")) bytes = from_utf16(std::string_view(bytes).substr(2), false);
  if (bytes.starts_with("\xef\xbb\xbf")) bytes.erase(0, 3);
  const auto bad = first_bad_byte(bytes);
  if (!bad) return std::nullopt;
  TextPosition position(bytes);
  position.advance_to(*bad);
  const std::string column = " at column " + std::to_string(position.column());
  return Error{{{}, position.line(), position.column(), {}},
               bytes[*bad] == '\0' ? "found a NUL byte" + column + ": a binary file, expected text"
                                   : "found bytes" + column + " that are not UTF-8, expected text",
               {"I-010"}};
}

}  // namespace airtight::input
