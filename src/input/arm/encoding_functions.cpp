// base64, data URIs, URIs, hashes and json().
#include <airtight/base/text.h>

#include <algorithm>
#include <array>
#include <utility>

#include "input/arm/functions.h"

namespace airtight::input::arm {
namespace {

constexpr std::string_view digits64 =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::string encode64(std::string_view bytes) {
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t block = 0;
    for (std::size_t k = 0; k < 3; ++k)
      block = block << 8U | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    for (std::size_t k = 0; k < 4; ++k)
      out += i + k > bytes.size() ? '=' : digits64[block >> (18 - 6 * k) & 0x3fU];
  }
  return out;
}

std::optional<std::string> decode64(std::string_view text) {
  std::string out;
  std::uint32_t bits = 0;
  unsigned held = 0;
  for (const char c : text) {
    if (c == '=') break;
    const auto digit = digits64.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    bits = (bits << 6U | static_cast<std::uint32_t>(digit)) & 0xffffU;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    out += static_cast<char>(bits >> held & 0xffU);
  }
  return out;
}

Ref base64(const Call& call) { return call.result(encode64(printed(call[0], '"'))); }

Ref base64_to_string(const Call& call) {
  if (call.text(0) == nullptr) return call.wrong(0, "a string");
  auto text = decode64(*call.text(0));
  return text ? call.result(std::move(*text)) : call.refuse("the text is not base64");
}

Ref json_of(const Call& call, std::string_view text) {
  if (!call.expansion.spend(static_cast<std::int64_t>(text.size() / 4), call.place))
    return call.unknown("value", "the template expands to too much");
  auto value = read_lenient_json(text, call.place);
  return value ? call.result(std::move(*value)) : call.refuse("the text is not JSON", {"I-071"});
}

Ref base64_to_json(const Call& call) {
  if (call.text(0) == nullptr) return call.wrong(0, "a string");
  const auto text = decode64(*call.text(0));
  return text ? json_of(call, *text) : call.refuse("the text is not base64");
}

Ref json(const Call& call) {
  if (call.text(0) == nullptr) return call.wrong(0, "a string");
  return json_of(call, *call.text(0));
}

Ref data_uri(const Call& call) {
  return call.result("data:text/plain;charset=utf8;base64," + encode64(printed(call[0], '"')));
}

Ref data_uri_to_string(const Call& call) {
  if (call.text(0) == nullptr) return call.wrong(0, "a string");
  const std::string& text = *call.text(0);
  const auto comma = text.find(',');
  if (!text.starts_with("data:") || comma == std::string::npos)
    return call.refuse("the text is not a data URI");
  if (text.substr(0, comma).find(";base64") == std::string::npos)
    return call.result(text.substr(comma + 1));
  auto bytes = decode64(std::string_view(text).substr(comma + 1));
  return bytes ? call.result(std::move(*bytes)) : call.refuse("the text is not base64");
}

// As the base of a URI resolves a relative one (RFC 3986, without dot segments).
Ref uri(const Call& call) {
  if (call.text(0) == nullptr) return call.wrong(0, "a string");
  if (call.text(1) == nullptr) return call.wrong(1, "a string");
  const std::string& base = *call.text(0);
  const std::string& relative = *call.text(1);
  if (relative.find("://") != std::string::npos) return call.result(relative);
  const auto scheme = base.find("://");
  const auto path = base.find('/', scheme == std::string::npos ? 0 : scheme + 3);
  if (path == std::string::npos)
    return call.result(base + (relative.starts_with('/') ? "" : "/") + relative);
  if (relative.starts_with('/')) return call.result(base.substr(0, path) + relative);
  return call.result(base.substr(0, base.rfind('/') + 1) + relative);
}

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_' || c == '.' || c == '~';
}

Ref uri_component(const Call& call) {
  if (call.text(0) == nullptr) return call.wrong(0, "a string");
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : *call.text(0)) {
    const auto byte = static_cast<unsigned char>(c);
    if (is_unreserved(c)) {
      out += c;
    } else {
      out += {'%', digits[byte >> 4U], digits[byte & 0xfU]};
    }
  }
  return call.result(std::move(out));
}

int hexadecimal(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

Ref uri_component_to_string(const Call& call) {
  if (call.text(0) == nullptr) return call.wrong(0, "a string");
  const std::string& text = *call.text(0);
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escaped = text[i] == '%' && i + 2 < text.size() && hexadecimal(text[i + 1]) >= 0 &&
                         hexadecimal(text[i + 2]) >= 0;
    out += escaped ? static_cast<char>(hexadecimal(text[i + 1]) * 16 + hexadecimal(text[i + 2]))
                   : text[i];
    if (escaped) i += 2;
  }
  return call.result(std::move(out));
}

// The arguments joined by "-".
std::string seed(const Call& call) {
  std::vector<std::string> parts;
  for (const Ref& argument : call.arguments) parts.push_back(printed(*argument, '"'));
  return join(parts, "-");
}

Ref unique(const Call& call) { return call.result(unique_string(seed(call))); }
Ref guid(const Call& call) { return call.result(guid_of(seed(call))); }

// Known only when the deployment runs.
Ref at_deployment(const Call& call) {
  return call.unknown(call.expression.name + "()", "known only when the deployment runs");
}

constexpr Function encoding_functions_rows[] = {
    {"base64", 1, 1, Arguments::known_whole, base64},
    {"base64tojson", 1, 1, Arguments::known, base64_to_json},
    {"base64tostring", 1, 1, Arguments::known, base64_to_string},
    {"builduri", 1, 1, Arguments::known, at_deployment},
    {"datauri", 1, 1, Arguments::known_whole, data_uri},
    {"datauritostring", 1, 1, Arguments::known, data_uri_to_string},
    {"datetimeadd", 2, 3, Arguments::known, at_deployment},
    {"datetimefromepoch", 1, 1, Arguments::known, at_deployment},
    {"datetimetoepoch", 1, 1, Arguments::known, at_deployment},
    {"guid", 1, any_number, Arguments::known_whole, guid},
    {"json", 1, 1, Arguments::known, json},
    {"newguid", 0, 0, Arguments::known, at_deployment},
    {"parseuri", 1, 1, Arguments::known, at_deployment},
    {"uniquestring", 1, any_number, Arguments::known_whole, unique},
    {"uri", 2, 2, Arguments::known, uri},
    {"uricomponent", 1, 1, Arguments::known, uri_component},
    {"uricomponenttostring", 1, 1, Arguments::known, uri_component_to_string},
    {"utcnow", 0, 1, Arguments::known, at_deployment},
};

}  // namespace

std::span<const Function> encoding_functions() { return encoding_functions_rows; }

}  // namespace airtight::input::arm
