#include <airtight/base/text.h>
#include <airtight/input/read.h>
#include <airtight/scenario/profile.h>
#include <airtight/scenario/scenario.h>
#include <airtight/scenario/stages.h>

#include <algorithm>
#include <set>
#include <sstream>

#include "flows.h"
#include "golden.h"

namespace airtight::scenario {
namespace {

using Mismatches = std::vector<std::string>;

void compare(Mismatches& mismatches, const std::string& what, const std::string& expected,
             const std::string& found) {
  if (!expected.empty() && expected != found)
    mismatches.push_back(what + " is " + (found.empty() ? "nothing" : found) + ", expected " +
                         expected);
}

bool is_target(const verify::Path& path, const std::string& name) {
  const std::string_view type = golden_type(name);
  return type.empty() ? path.to == name : path.to_id.type() == type;
}

const verify::Path* find_path(const rollout::Step& step, const ExpectedPath& expected) {
  const auto found = std::ranges::find_if(step.paths, [&](const verify::Path& path) {
    return path.from == expected.from && is_target(path, expected.to);
  });
  return found == step.paths.end() ? nullptr : &*found;
}

std::string addresses_of(const verify::Path* path) {
  if (path == nullptr || !path->resolution) return "";
  std::string text;
  for (const dns::Address& address : path->resolution->answer.addresses)
    text += (text.empty() ? "" : ", ") + dns::to_string(address);
  return text;
}

void compare_path(Mismatches& mismatches, const rollout::Step& step, const ExpectedPath& expected) {
  const verify::Path* path = find_path(step, expected);
  const std::string what = step.label + ": " + expected.from + " -> " + expected.to;
  compare(mismatches, what + ": name", expected.resolves, resolves_word(path));
  compare(mismatches, what + ": address", expected.address, addresses_of(path));
  compare(mismatches, what + ": reach", expected.reach, reach_word(path));
}

std::string result_of(const rollout::Step& step, const std::string& variant,
                      const std::string& action) {
  for (const rollout::AppState& app : step.apps) {
    for (const rollout::ActionResult& result : app.actions) {
      if (app.variant == variant && result.action == action) return result.result;
    }
  }
  return "";
}

void compare_step(Mismatches& mismatches, const rollout::Step& step, const ExpectedStep& expected) {
  for (const ExpectedPath& path : expected.paths) compare_path(mismatches, step, path);
  compare(mismatches, step.label + ": references", expected.references,
          std::string(to_string(step.references)));
  for (const auto& [variant, actions] : expected.apps) {
    for (const auto& [action, result] : actions)
      compare(mismatches, join({step.label + ":", variant, action}, " "), result,
              result_of(step, variant, action));
  }
}

std::string label_of(const rollout::Replay& replay, std::size_t index) {
  const std::string& label = replay.steps[index].label;
  return label.empty() ? "step " + std::to_string(index) : label;
}

void compare_windows(Mismatches& mismatches, const rollout::Replay& replay,
                     rollout::Window::Kind kind, const std::string& what,
                     const std::optional<std::vector<ExpectedWindow>>& expected) {
  if (!expected) return;
  std::set<ExpectedWindow> found;
  for (const rollout::Window& window : replay.windows) {
    if (window.kind == kind)
      found.insert(
          {label_of(replay, window.opens), window.closes ? label_of(replay, *window.closes) : ""});
  }
  const std::set<ExpectedWindow> wanted(expected->begin(), expected->end());
  for (const ExpectedWindow& window : wanted) {
    if (!found.contains(window))
      mismatches.push_back("no " + what + " from " + window.opens + " to " + window.closes);
  }
  for (const ExpectedWindow& window : found) {
    if (!wanted.contains(window))
      mismatches.push_back("unexpected " + what + " from " + window.opens + " to " + window.closes);
  }
}

input::Source source_of(const Script& script) {
  return {script.path, script.text, input::Kind::az_script, ""};
}

void compare_diagnostics(Mismatches& mismatches, const Diagnostics& diagnostics,
                         const Expected& expected) {
  std::string all;
  for (const Diagnostic& diagnostic : diagnostics) {
    if (diagnostic.severity != Severity::error) continue;
    all += to_string(diagnostic) + "\n";
    if (expected.exit != 2) mismatches.push_back("unexpected error: " + to_string(diagnostic));
  }
  if (expected.exit == 2 && all.empty()) mismatches.push_back("no error, expected one");
  for (const std::string& part : expected.errors) {
    if (all.find(part) == std::string::npos)
      mismatches.push_back(join({"no error says \"", part, "\"; found: ", all}, ""));
  }
}

// A world of files has no steps: its flows are asked, and nothing is replayed.
Mismatches run_files(const Scenario& scenario) {
  std::istringstream nothing;
  const input::Inputs inputs = input::read_inputs(scenario.files, nothing);
  Diagnostics diagnostics = inputs.diagnostics;
  Mismatches mismatches = compare_flows(inputs.resources, scenario.expected.flows, diagnostics);
  compare_diagnostics(mismatches, diagnostics, scenario.expected);
  return mismatches;
}

}  // namespace

std::vector<std::string> run_scenario(const Scenario& scenario) {
  if (!scenario.files.empty()) return run_files(scenario);
  std::vector<input::Source> sources;
  for (const Script& script : scenario.scripts) sources.push_back(source_of(script));
  const input::ScriptRun run = input::run_scripts(sources);
  const rollout::Replay result = replay(run.steps, language_detector());
  Diagnostics diagnostics = run.diagnostics;
  diagnostics.insert(diagnostics.end(), result.diagnostics.begin(), result.diagnostics.end());

  Mismatches mismatches = compare_flows(run.resources, scenario.expected.flows, diagnostics);
  compare_diagnostics(mismatches, diagnostics, scenario.expected);
  for (const ExpectedStep& expected : scenario.expected.steps) {
    const auto step = std::ranges::find(result.steps, expected.at, &rollout::Step::label);
    if (step == result.steps.end()) {
      mismatches.push_back("no step has the label " + expected.at);
    } else {
      compare_step(mismatches, *step, expected);
    }
  }
  compare_windows(mismatches, result, rollout::Window::Kind::outage, "outage",
                  scenario.expected.outages);
  compare_windows(mismatches, result, rollout::Window::Kind::exposure, "exposure",
                  scenario.expected.exposures);
  return mismatches;
}

}  // namespace airtight::scenario
