#pragma once

#include <sstream>

#include "input/folder.h"

// Small templates in files, and inputs that hold them.
namespace airtight::input::test {

inline const std::string head =
    "'$schema': "
    "'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#', "
    "'contentVersion': '1.0.0.0', ";

// One vault whose properties are what the parameters say.
inline std::string vault(const std::string& parameters, const std::string& properties) {
  return "{" + head + "'parameters': {" + parameters +
         "}, 'resources': [{'type': 'Microsoft.KeyVault/vaults', 'apiVersion': '2023-07-01', "
         "'name': 'kv', 'location': '[resourceGroup().location]', 'properties': {" +
         properties +
         "}}], 'outputs': {'id': {'type': 'string', 'value': "
         "'[resourceId(`Microsoft.KeyVault/vaults`, `kv`)]'}}}";
}

// Back-ticks stand for the single quotes of expressions.
inline std::string ticks(std::string text) {
  for (char& c : text) {
    if (c == '`') c = '\'';
  }
  return text;
}

class Templates {
 public:
  explicit Templates(const std::string& name) : folder(name) {}
  std::string add(const std::string& name, const std::string& text) const {
    std::string path = folder.add(name, text);
    std::ofstream(path) << ticks(json_text(text));
    return path;
  }
  Folder folder;
};

inline Inputs read(const std::vector<std::string>& paths, const Deployment& deployment = {}) {
  std::istringstream nothing;
  return read_inputs(paths, nothing, deployment);
}

inline std::string errors(const Inputs& inputs, Severity severity = Severity::error) {
  std::string all;
  for (const Diagnostic& each : inputs.diagnostics) {
    if (each.severity == severity) all += to_string(each) + "\n";
  }
  return all;
}

inline const Value* first(const Inputs& inputs, const std::string& type) {
  const auto found = inputs.resources.of_type(type);
  return found.empty() ? nullptr : found.front();
}

inline std::string json_at(const Inputs& inputs, const std::string& path) {
  const Value* resource = first(inputs, "Microsoft.KeyVault/vaults");
  if (resource == nullptr) return "(no resource)";
  const Value* value = resource->at_path(path);
  return value == nullptr ? "(absent)" : to_json(*value);
}

}  // namespace airtight::input::test
