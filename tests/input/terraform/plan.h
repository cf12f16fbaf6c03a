#pragma once

#include <airtight/input/terraform.h>

#include "input/reading.h"

// Short ways to write a plan. Single quotes stand for double ones.
namespace airtight::input::test {

inline const std::string group =
    "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/g/providers/";

struct Planned {
  TerraformPlan plan;
  Diagnostics diagnostics;

  const Value* find(const std::string& id) const {
    return plan.after.find(azure::ResourceId(group + id));
  }
  // The value at a path of a resource as JSON; "absent" if it is not there.
  std::string at(const std::string& id, const std::string& path) const {
    const Value* resource = find(id);
    if (resource == nullptr) return "no resource";
    const Value* value = resource->at_path(path);
    return value == nullptr ? "absent" : text(*value);
  }
  // On one line, with single quotes.
  static std::string text(const Value& value) {
    const std::string json = to_json(value);
    std::string line;
    for (std::size_t i = 0; i < json.size(); ++i) {
      if (json[i] == '\n') {
        while (i + 1 < json.size() && json[i + 1] == ' ') ++i;
      } else {
        line += json[i] == '"' ? '\'' : json[i];
      }
    }
    return line;
  }
};

inline Planned plan(const std::string& json) {
  Planned planned;
  const Source source{"plan.json", json_text(json), Kind::terraform, ""};
  planned.plan = read_terraform(source, planned.diagnostics);
  return planned;
}

// One change that creates a resource: its address, values, and what is known after apply.
inline std::string create(const std::string& address, const std::string& after,
                          const std::string& unknown = "{}") {
  return "{'address': '" + address +
         "', 'change': {'actions': ['create'], 'before': null, 'after': " + after +
         ", 'after_unknown': " + unknown + "}}";
}

// The resource as the root module writes it.
inline std::string written(const std::string& type, const std::string& name,
                           const std::string& expressions, const std::string& more = "") {
  return "{'mode': 'managed', 'type': '" + type + "', 'name': '" + name +
         "', 'expressions': " + expressions + more + "}";
}

inline std::string document(const std::string& changes, const std::string& resources = "",
                            const std::string& more = "") {
  return "{'format_version': '1.2', 'resource_changes': [" + changes +
         "], 'configuration': {'root_module': {'resources': [" + resources + "]" + more + "}}}";
}

// A state with one resource.
inline Planned state(const std::string& type, const std::string& values) {
  return plan("{'format_version': '1.0', 'values': {'root_module': {'resources': [{'address': '" +
              type + ".x', 'mode': 'managed', 'type': '" + type +
              "', 'name': 'x', 'values': " + values + "}]}}}");
}

}  // namespace airtight::input::test
