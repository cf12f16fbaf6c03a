#include "escapes.h"

namespace airtight::input::shell {
namespace {

int digit_of(char c, int base) {
  int digit = base;
  if (c >= '0' && c <= '9') digit = c - '0';
  if (c >= 'a' && c <= 'f') digit = c - 'a' + 10;
  if (c >= 'A' && c <= 'F') digit = c - 'A' + 10;
  return digit < base ? digit : -1;
}

// Reads up to `most` digits at `at` and moves past them; -1 without any.
int number(std::string_view text, std::size_t& at, std::size_t most, int base) {
  int value = -1;
  for (std::size_t i = 0; i < most && at < text.size(); ++i) {
    const int digit = digit_of(text[at], base);
    if (digit < 0) break;
    value = (value < 0 ? 0 : value) * base + digit;
    ++at;
  }
  return value;
}

void append_utf8(std::string& out, int code) {
  const auto put = [&](int byte) { out += static_cast<char>(byte); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xc0 | (code >> 6));
    put(0x80 | (code & 0x3f));
  } else {
    put(0xe0 | (code >> 12));
    put(0x80 | ((code >> 6) & 0x3f));
    put(0x80 | (code & 0x3f));
  }
}

constexpr std::string_view letters = "ntrabfve\\'\"?";
constexpr std::string_view meanings = "\n\t\r\a\b\f\v\x1b\\'\"?";

}  // namespace

std::string unescape(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] != '\\' || i + 1 >= text.size()) {
      out += text[i++];
      continue;
    }
    const char next = text[i + 1];
    std::size_t at = i + 2;
    int code = -1;
    if (next == 'x') code = number(text, at, 2, 16);
    if (next == 'u') code = number(text, at, 4, 16);
    if (digit_of(next, 8) >= 0) code = number(text, --at, 3, 8) & 0xff;
    if (code >= 0 && next == 'u') {
      append_utf8(out, code);
    } else if (code >= 0) {
      out += static_cast<char>(code);
    } else if (const auto letter = letters.find(next); letter != std::string_view::npos) {
      out += meanings[letter];
    } else {
      out += '\\';
      at = i + 1;
    }
    i = at;
  }
  return out;
}

}  // namespace airtight::input::shell
