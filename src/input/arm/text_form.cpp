// How values print (I-067, I-068).
#include <array>
#include <charconv>

#include "input/arm/functions.h"

namespace airtight::input::arm {
namespace {

std::string quoted(const std::string& text, char quote) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out(1, quote);
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == quote || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\r') {
      out += "\\r";
    } else if (c == '\t') {
      out += "\\t";
    } else if (byte < 0x20) {
      out += "\\u00";
      out += digits[byte >> 4U];
      out += digits[byte & 0xfU];
    } else {
      out += c;
    }
  }
  return out + quote;
}

std::string number_text(double value) {
  std::array<char, 40> text{};
  const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() ? std::string(text.data(), end) : std::string("0");
}

struct Printer {
  char quote;
  std::string operator()(std::nullptr_t) const { return "null"; }
  std::string operator()(bool value) const { return value ? "true" : "false"; }
  std::string operator()(std::int64_t value) const { return std::to_string(value); }
  std::string operator()(double value) const { return number_text(value); }
  std::string operator()(const std::string& text) const { return quoted(text, quote); }
  std::string operator()(const UnknownBox&) const { return "null"; }
  std::string operator()(const Array& items) const {
    std::string out = "[";
    for (const Value& item : items) {
      if (out.size() > 1) out += ',';
      out += std::visit(*this, item.data);
    }
    return out + "]";
  }
  std::string operator()(const Object& members) const {
    std::string out = "{";
    for (const Member& member : members) {
      if (out.size() > 1) out += ',';
      out += quoted(member.key, quote) + ":" + std::visit(*this, member.value.data);
    }
    return out + "}";
  }
};

}  // namespace

std::string compact_json(const Value& value, char quote) {
  return std::visit(Printer{quote}, value.data);
}

std::string printed(const Value& value, char quote) {
  if (const std::string* text = value.string()) return *text;
  if (const bool* boolean = value.boolean()) return *boolean ? "True" : "False";
  return value.is_null() ? std::string() : compact_json(value, quote);
}

}  // namespace airtight::input::arm
