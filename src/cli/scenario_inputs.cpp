#include "scenario_inputs.h"

#include <airtight/input/az_script.h>

#include <cstdlib>
#include <filesystem>

namespace airtight::cli {

std::string scenario_directory(const std::string& asked) {
  if (!asked.empty()) return asked;
  if (const char* set = std::getenv("AIRTIGHT_SCENARIOS")) return set;
  std::error_code error;
  if (std::filesystem::is_directory("scenarios", error)) return "scenarios";
  return AIRTIGHT_INSTALLED_SCENARIOS;
}

Loaded load_scenario(const Context& context, const scenario::Scenario& scenario) {
  if (!scenario.files.empty()) return load(context, scenario.files);
  std::vector<input::Source> sources;
  for (const scenario::Script& each : scenario.scripts)
    sources.push_back({each.path, each.text, input::Kind::az_script, ""});
  input::ScriptRun run = input::run_scripts(sources);
  Loaded loaded;
  loaded.inputs.sources = std::move(sources);
  loaded.inputs.resources = std::move(run.resources);
  loaded.diagnostics = std::move(run.diagnostics);
  loaded.network = model_of(context, loaded.inputs.resources, loaded.diagnostics);
  sort_and_unique(loaded.diagnostics);
  return loaded;
}

}  // namespace airtight::cli
