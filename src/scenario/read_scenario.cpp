#include <airtight/base/text.h>
#include <airtight/input/source.h>
#include <airtight/scenario/scenario.h>

#include <algorithm>
#include <filesystem>

#include "edits.h"
#include "golden.h"
#include "yaml.h"

namespace airtight::scenario {
namespace {

namespace files = std::filesystem;

std::string text_of_file(const std::string& path) {
  auto source = input::read_source(path);
  if (!source) throw Unreadable{source.error()};
  return std::move(source->text);
}

std::string file_of(const std::string& directory, const std::string& name) {
  return (files::path(directory) / name / "scenario.yaml").string();
}

std::vector<Script> scripts_of(const std::string& directory, const std::string& name,
                               const YAML::Node& root, const std::string& path, int depth);

bool is_script(const std::string& name) { return files::path(name).extension() == ".sh"; }

// The resource lists and templates named in `inputs`. A world is made by scripts or by files.
std::vector<std::string> files_of(const std::string& directory, const std::string& name,
                                  const YAML::Node& root, const std::string& path) {
  const std::vector<std::string> inputs = texts_of(root, "inputs", path);
  if (std::ranges::any_of(inputs, is_script)) {
    if (!std::ranges::all_of(inputs, is_script))
      refuse(root["inputs"], path, "expected scripts or other files, found both");
    return {};
  }
  std::vector<std::string> found;
  for (const std::string& input : inputs)
    found.push_back((files::path(directory) / name / input).string());
  return found;
}

// The scripts named in `inputs`, else all beside the file, in order of name.
std::vector<Script> own_scripts(const std::string& directory, const std::string& name,
                                const YAML::Node& root, const std::string& path) {
  std::vector<std::string> names = texts_of(root, "inputs", path);
  if (names.empty()) {
    for (const auto& entry : files::directory_iterator(files::path(directory) / name)) {
      if (is_script(entry.path().string())) names.push_back(entry.path().filename().string());
    }
    std::ranges::sort(names);
  }
  std::vector<Script> scripts;
  for (const std::string& script : names) {
    const std::string file = (files::path(directory) / name / script).string();
    scripts.push_back({file, text_of_file(file)});
  }
  return scripts;
}

std::vector<Script> base_scripts(const std::string& directory, const YAML::Node& root,
                                 const std::string& path, int depth) {
  const std::string base = text_of(root, "base", path);
  if (depth > 4 || base.find('/') != std::string::npos)
    refuse(root["base"], path, "expected the name of a scenario that has scripts of its own");
  const std::string file = file_of(directory, base);
  return scripts_of(directory, base, parse_yaml(text_of_file(file), file), file, depth + 1);
}

Edit read_edit(const YAML::Node& node, const std::string& path) {
  expect_keys(node, {"remove", "replace", "with", "insert", "after", "before"}, path);
  if (node["remove"]) return {Edit::Kind::remove, text_of(node, "remove", path), ""};
  if (node["replace"])
    return {Edit::Kind::replace, text_of(node, "replace", path), text_of(node, "with", path)};
  const std::string text = text_of(node, "insert", path);
  if (node["after"]) return {Edit::Kind::insert_after, text_of(node, "after", path), text};
  return {Edit::Kind::insert_before, text_of(node, "before", path), text};
}

void apply(const Edit& edit, std::vector<Script>& scripts, const YAML::Node& node,
           const std::string& path) {
  const auto script = std::ranges::find_if(
      scripts, [&](const Script& candidate) { return has_label(candidate.text, edit.label); });
  if (script == scripts.end())
    refuse(node, path, "no script has the label \"" + printable(edit.label) + "\"");
  script->text = edited(script->text, edit);
}

std::vector<Script> scripts_of(const std::string& directory, const std::string& name,
                               const YAML::Node& root, const std::string& path, int depth) {
  std::vector<Script> scripts = root["base"] ? base_scripts(directory, root, path, depth)
                                             : own_scripts(directory, name, root, path);
  for (const YAML::Node& node : root["changes"]) apply(read_edit(node, path), scripts, node, path);
  return scripts;
}

Where place(const YAML::Node& node, const std::string& path) {
  return {path, node.Mark().line + 1, 0, ""};
}

ExpectedPath read_path(const YAML::Node& node, const std::string& path) {
  expect_keys(node, {"from", "to", "resolves", "address", "reach"}, path);
  return {text_of(node, "from", path),           text_of(node, "to", path),
          optional_text(node, "resolves", path), optional_text(node, "address", path),
          optional_text(node, "reach", path),    place(node, path)};
}

ExpectedStep read_step(const YAML::Node& node, const std::string& path) {
  expect_keys(node, {"at", "paths", "references", "apps"}, path);
  ExpectedStep step;
  step.at = text_of(node, "at", path);
  step.where = place(node, path);
  step.references = optional_text(node, "references", path);
  for (const YAML::Node& item : node["paths"]) step.paths.push_back(read_path(item, path));
  for (const auto& app : node["apps"]) {
    for (const auto& action : app.second)
      step.apps[app.first.Scalar()][action.first.Scalar()] = action.second.Scalar();
  }
  return step;
}

std::optional<std::vector<ExpectedWindow>> read_windows(const YAML::Node& node, const char* kind,
                                                        const std::string& path) {
  if (!node || !node[kind]) return std::nullopt;
  std::vector<ExpectedWindow> windows;
  for (const YAML::Node& item : node[kind]) {
    expect_keys(item, {"opens", "closes"}, path);
    const bool closes = item["closes"] && item["closes"].IsScalar();
    windows.push_back({text_of(item, "opens", path), closes ? item["closes"].Scalar() : ""});
  }
  return windows;
}

ExpectedFlow read_flow(const YAML::Node& node, const std::string& path) {
  expect_keys(node,
              {"from", "to", "protocol", "verdict", "reason", "via", "resolves", "address", "rule",
               "unknowns"},
              path);
  ExpectedFlow flow;
  flow.from = text_of(node, "from", path);
  flow.to = text_of(node, "to", path);
  flow.protocol = optional_text(node, "protocol", path);
  flow.verdict = text_of(node, "verdict", path);
  flow.reason = optional_text(node, "reason", path);
  flow.via = optional_text(node, "via", path);
  flow.resolves = optional_text(node, "resolves", path);
  flow.address = optional_text(node, "address", path);
  flow.rule = optional_text(node, "rule", path);
  flow.unknowns = texts_of(node, "unknowns", path);
  return flow;
}

Expected read_expected(const YAML::Node& node, const std::string& path) {
  Expected expected;
  if (!node) return expected;
  expect_keys(node, {"exit", "errors", "steps", "flows", "windows"}, path);
  if (node["exit"]) expected.exit = node["exit"].as<int>();
  expected.errors = texts_of(node, "errors", path);
  for (const YAML::Node& step : node["steps"]) expected.steps.push_back(read_step(step, path));
  for (const YAML::Node& flow : node["flows"]) expected.flows.push_back(read_flow(flow, path));
  expected.outages = read_windows(node["windows"], "outages", path);
  expected.exposures = read_windows(node["windows"], "exposures", path);
  return expected;
}

void add_golden(const std::string& directory, Scenario& scenario) {
  const files::path file = files::path(directory) / scenario.name / "golden.csv";
  if (!files::exists(file)) return;
  auto rows = read_golden(text_of_file(file.string()), file.string());
  if (!rows) throw Unreadable{rows.error()};
  auto& steps = scenario.expected.steps;
  steps.insert(steps.end(), rows->begin(), rows->end());
}

Scenario read(const std::string& directory, const std::string& name) {
  const std::string path = file_of(directory, name);
  const YAML::Node root = parse_yaml(text_of_file(path), path);
  expect_keys(root, {"title", "story", "facts", "base", "inputs", "changes", "expect", "policy"},
              path);
  Scenario scenario;
  scenario.name = name;
  scenario.title = text_of(root, "title", path);
  scenario.story = text_of(root, "story", path);
  scenario.facts = texts_of(root, "facts", path);
  if (!root["base"]) scenario.files = files_of(directory, name, root, path);
  if (scenario.files.empty()) scenario.scripts = scripts_of(directory, name, root, path, 0);
  scenario.expected = read_expected(root["expect"], path);
  add_golden(directory, scenario);
  return scenario;
}

}  // namespace

std::vector<std::string> scenario_names(const std::string& directory) {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : files::directory_iterator(directory, error)) {
    if (files::exists(entry.path() / "scenario.yaml", error))
      names.push_back(entry.path().filename().string());
  }
  std::ranges::sort(names);
  return names;
}

Result<Scenario> read_scenario(const std::string& directory, const std::string& name) {
  try {
    return read(directory, name);
  } catch (const Unreadable& unreadable) {
    return tl::unexpected(unreadable.error);
  } catch (const YAML::Exception& error) {
    return fail({file_of(directory, name), error.mark.line + 1, 0, ""}, "YAML: " + error.msg);
  } catch (const files::filesystem_error& error) {
    return fail({file_of(directory, name), 0, 0, ""}, error.code().message());
  }
}

}  // namespace airtight::scenario
