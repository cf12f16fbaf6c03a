#include <algorithm>
#include <cstddef>
#include <utility>

#include "input/terraform/document.h"

namespace airtight::input::terraform {
namespace {

// The bracket that closes the one at `open`; the end of the text if there is none. Keys are quoted
// strings, in which brackets and dots mean nothing.
std::size_t closing(std::string_view text, std::size_t open) {
  bool quoted = false;
  for (std::size_t i = open + 1; i < text.size(); ++i) {
    if (quoted && text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      quoted = !quoted;
    } else if (!quoted && text[i] == ']') {
      return i;
    }
  }
  return text.size();
}

}  // namespace

std::vector<std::string> parts_of(std::string_view text) {
  std::vector<std::string> parts;
  std::string part;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '.') {
      parts.push_back(std::exchange(part, {}));
    } else if (text[i] == '[') {
      const std::size_t end = std::min(closing(text, i), text.size() - 1);
      part += text.substr(i, end - i + 1);
      i = end;
    } else {
      part += text[i];
    }
  }
  if (!text.empty()) parts.push_back(part);
  return parts;
}

std::string_view name_of(std::string_view part) { return part.substr(0, part.find('[')); }

std::string_view key_of(std::string_view part) {
  const auto open = part.find('[');
  if (open == part.npos) return {};
  const auto end = closing(part, open);
  return part.substr(open + 1, end - open - 1);
}

Address parse_address(std::string_view text) {
  Address address;
  address.text = std::string(text);
  const auto parts = parts_of(text);
  std::size_t next = 0;
  while (next + 1 < parts.size() && parts[next] == "module") {
    if (!address.module.empty()) address.module += '.';
    address.module += "module." + parts[next + 1];
    next += 2;
  }
  if (next < parts.size() && parts[next] == "data") {
    address.data = true;
    ++next;
  }
  if (next < parts.size()) address.type = parts[next++];
  if (next < parts.size()) {
    address.name = std::string(name_of(parts[next]));
    address.key = std::string(key_of(parts[next]));
  }
  return address;
}

}  // namespace airtight::input::terraform
