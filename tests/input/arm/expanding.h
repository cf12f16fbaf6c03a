#pragma once

#include <airtight/input/arm_template.h>

#include <string>

#include "input/reading.h"

// Short ways to expand a text as a template. Single quotes stay: expressions need them; "`" stands
// for a double quote.
namespace airtight::input::test {

inline std::string backquoted(std::string text) {
  for (char& c : text) {
    if (c == '`') c = '"';
  }
  return text;
}

inline DeploymentTarget target_for_tests() {
  DeploymentTarget target;
  target.resource_group = "rg-test";
  return target;
}

inline Listed expand(const std::string& text, const std::string& parameters = {},
                     const LinkedTemplates& linked = {}) {
  Listed listed;
  std::vector<Source> files;
  if (!parameters.empty()) files.push_back(source(backquoted(parameters)));
  read_arm_template(source(backquoted(text)), files, target_for_tests(), linked, listed.set,
                    listed.diagnostics);
  return listed;
}

// A template with these members beside what every template has.
inline std::string template_with(const std::string& members) {
  return "{`$schema`: `https://schema.management.azure.com/schemas/2019-04-01/"
         "deploymentTemplate.json#`, `contentVersion`: `1.0.0.0`, " +
         members + "}";
}

// What an expression is worth, as JSON, read from a property of a resource.
inline std::string worth(const std::string& expression, const std::string& members = {}) {
  const Listed listed = expand(template_with(
      (members.empty() ? "" : members + ", ") +
      "`resources`: [{`type`: `A.B/c`, `name`: `n`, `properties`: {`v`: `" + expression + "`}}]"));
  std::string text;
  for (const Diagnostic& diagnostic : listed.diagnostics) {
    if (diagnostic.severity == Severity::error) text += "error: " + diagnostic.message;
  }
  if (!text.empty()) return text;
  for (const auto& [id, resource] : listed.set.all()) {
    const Value* value = resource->at_path("properties.v");
    text += value == nullptr ? "nothing" : to_json(*value);
  }
  // One line is easier to compare.
  std::string line;
  for (const char c : text) {
    const bool blank = c == '\n' || c == ' ';
    if (!blank || (!line.empty() && line.back() != ' ')) line += blank ? ' ' : c;
  }
  return line;
}

}  // namespace airtight::input::test
