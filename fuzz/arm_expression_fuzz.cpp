// Any bytes as one expression of a template: it is evaluated, or refused with a reason.
#include <airtight/input/arm_template.h>

#include "target.h"

using namespace airtight;

namespace {

// The bytes as the text of a JSON string.
std::string quoted(const std::string& text) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte < 0x7f && c != '"' && c != '\\') {
      out += c;
    } else {
      out += "\\u00";
      out += digits[byte >> 4U];
      out += digits[byte & 0xfU];
    }
  }
  return out;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string expression = quoted(fuzz::text_of(data, size));
  const input::Source source{
      "fuzz.json",
      R"({"$schema": "x/deploymentTemplate.json#", "contentVersion": "1.0.0.0",
          "parameters": {"p": {"type": "array", "defaultValue": [1, "a", {"k": null}]}},
          "variables": {"v": {"name": "v", "list": ["x", "y"]}},
          "resources": [{"type": "A.B/c", "name": "n", "properties": {"v": "[)" +
          expression + R"(]"}}]})",
      input::Kind::arm_template, ""};
  input::ResourceSet set;
  Diagnostics diagnostics;
  input::read_arm_template(source, {}, {}, {}, set, diagnostics);
  const auto errors = has_errors(diagnostics);
  fuzz::require(set.all().size() == 1 || errors, "the resource is there, or an error says why not");
  return 0;
}
