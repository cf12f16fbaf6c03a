#include <airtight/base/text.h>

#include <algorithm>
#include <array>
#include <optional>

#include "input/arm/relaxed_json.h"
#include "input/json.h"
#include "input/source_text.h"

namespace airtight::input {
namespace {

bool names_shell(std::string_view line) {
  return line.starts_with("#!") && (line.ends_with("sh") || line.find("sh ") != line.npos);
}

// "az network …", also as "name=$(az …", "name=`az …" and "export name="$(az …".
bool runs_az(std::string_view line) {
  if (line.starts_with("az ") || line.starts_with("az\t")) return true;
  return line.find("$(az ") != line.npos || line.find("`az ") != line.npos;
}

bool is_script(std::string_view text) {
  const auto lines = split(text, '\n');
  return names_shell(trim(lines.front())) ||
         std::ranges::any_of(lines, [](std::string_view line) { return runs_az(trim(line)); });
}

// A YAML document of ours says so on a line of its own.
bool is_own_yaml(std::string_view text) {
  return std::ranges::any_of(split(text, '\n'), [](std::string_view line) {
    if (!line.starts_with("schema:")) return false;
    std::string_view value = trim(line.substr(7));
    if (value.starts_with('"') || value.starts_with('\'')) value.remove_prefix(1);
    return value.starts_with("airtight/");
  });
}

bool has(const Value& value, std::string_view key) { return value.find(key) != nullptr; }

bool says(const Value& value, std::string_view key, std::string_view part) {
  const Value* member = value.find(key);
  return member != nullptr && member->string() != nullptr &&
         to_lower(*member->string()).find(part) != std::string::npos;
}

bool is_own(const Value& v) { return says(v, "schema", "airtight/"); }
bool is_template(const Value& v) {
  return says(v, "$schema", "deploymenttemplate") ||
         (has(v, "contentVersion") && has(v, "resources"));
}
bool is_parameters(const Value& v) { return says(v, "$schema", "deploymentparameters"); }
bool is_terraform(const Value& v) {
  return (has(v, "format_version") &&
          (has(v, "planned_values") || has(v, "values") || has(v, "resource_changes"))) ||
         (has(v, "terraform_version") && has(v, "resources") && has(v, "serial")) ||
         (has(v, "root_module") && !has(v, "id"));
}
bool is_what_if(const Value& v) {
  const Value* changes = v.find("changes");
  if (changes == nullptr) changes = v.at_path("properties.changes");
  return changes != nullptr && changes->array() != nullptr &&
         (changes->array()->empty() || has(changes->array()->front(), "changeType"));
}
bool is_list(const Value& v) {
  const auto listed = [&](std::string_view key) {
    const Value* member = v.find(key);
    return member != nullptr && (member->array() != nullptr || has(*member, "rows"));
  };
  return listed("value") || listed("data") || listed("resources") || has(v, "$gap") ||
         v.at_path("responses.200.body") != nullptr;
}
bool is_resource(const Value& v) { return has(v, "id") && has(v, "type"); }

struct Sign {
  bool (*matches)(const Value&);
  Kind kind;
};

// In this order, because some documents carry the signs of two kinds (I-013).
constexpr std::array signs{
    Sign{is_own, Kind::policy},
    Sign{is_template, Kind::arm_template},
    Sign{is_parameters, Kind::arm_parameters},
    Sign{is_terraform, Kind::terraform},
    Sign{is_what_if, Kind::what_if},
    Sign{is_list, Kind::resource_list},
    Sign{is_resource, Kind::resource_list},
};

constexpr std::string_view wanted =
    "expected an az script, an ARM template, a what-if result, a list of resources or one resource "
    "with \"id\" and \"type\"";

void refuse(const Where& where, const std::string& found, Diagnostics& diagnostics) {
  diagnostics.push_back({Severity::error, where, found + ", " + std::string(wanted), {"I-013"}});
}

std::string names_of_members(const Object& members) {
  std::vector<std::string> names;
  for (const Member& member : members) {
    if (names.size() < 5) names.push_back(in_quotes(member.key.str().substr(0, 40)));
  }
  return names.empty() ? "no members" : "the members " + join(names, ", ");
}

Kind detect_json(const Value& root, Diagnostics& diagnostics) {
  const Kind kind = kind_of_document(root);
  const std::string found = root.object() == nullptr
                                ? "found a JSON " + std::string(kind_of(root))
                                : "found a JSON object with " + names_of_members(*root.object());
  if (kind == Kind::unknown) refuse(to_where(root.place), found, diagnostics);
  return kind;
}

// Languages that say what is deployed, and what makes an input of them.
struct Language {
  std::string_view name;
  std::string_view starts;  // a line that declares a resource or calls for more
  std::string_view then;    // what else that line has
  std::string_view made_by;
};
constexpr std::array languages{
    Language{"Bicep", "resource ", "'Microsoft.", "bicep build"},
    Language{"Bicep", "module ", ".bicep'", "bicep build"},
    Language{"Bicep", "module ", "'br", "bicep build"},
    Language{"Terraform's language", "resource \"azurerm_", "\" {", "terraform show -json"},
    Language{"Terraform's language", "resource \"azapi_", "\" {", "terraform show -json"},
    Language{"Terraform's language", "module \"", "\" {", "terraform show -json"}};

const Language* language_of(std::string_view text) {
  for (const std::string_view line : split(text, '\n')) {
    const auto* const found =
        std::ranges::find_if(languages, [content = trim(line)](const Language& language) {
          return content.starts_with(language.starts) &&
                 content.find(language.then) != content.npos;
        });
    if (found != languages.end()) return found;
  }
  return nullptr;
}

}  // namespace

Kind kind_of_document(const Value& root) {
  if (root.array() != nullptr) return Kind::resource_list;
  const auto sign =
      std::ranges::find_if(signs, [&](const Sign& candidate) { return candidate.matches(root); });
  return sign == signs.end() ? Kind::unknown : sign->kind;
}

Kind detect(std::string_view text, const SharedText& path, Diagnostics& diagnostics) {
  const std::string_view content = trim(text);
  const bool bracketed = content.starts_with('{') || content.starts_with('[');
  if (!bracketed && is_script(content)) return Kind::az_script;
  if (!bracketed && is_own_yaml(content)) return Kind::policy;
  Diagnostics faults;
  const auto root = read_json(text, path, faults);
  if (root) return detect_json(*root, diagnostics);
  // Templates may have comments and line breaks in strings; other kinds of JSON are strict (I-010).
  Diagnostics relaxed_faults;
  const auto relaxed = read_json(strict_json(text), path, relaxed_faults);
  if (relaxed && (is_template(*relaxed) || is_parameters(*relaxed)))
    return is_template(*relaxed) ? Kind::arm_template : Kind::arm_parameters;
  if (bracketed || content.starts_with("//") || content.starts_with("/*")) {
    // What is wrong even where comments are allowed is what the user has to mend.
    std::ranges::copy_if(relaxed ? faults : relaxed_faults, std::back_inserter(diagnostics),
                         [](const Diagnostic& fault) { return fault.severity == Severity::error; });
  } else if (const Language* language = language_of(content); language != nullptr) {
    diagnostics.push_back({Severity::error,
                           {path, 1, 1, {}},
                           "found " + std::string(language->name) + ", expected what `" +
                               std::string(language->made_by) + "` makes of it",
                           {}});
  } else {
    refuse({path, 1, 1, {}}, "found text that is neither JSON nor a script", diagnostics);
  }
  return Kind::unknown;
}

}  // namespace airtight::input
