#pragma once

#include <airtight/base/result.h>
#include <airtight/rollout/replay.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace airtight::scenario {

// Expectations in the words of the golden table (T-000): names NONE, PUB, PUBA, NX, PE, BROKEN,
// WRONG, UNPROVEN; reach NA, OPEN, REFUSED_RULES, REFUSED_DISABLED, PRIVATE, UNCERTAIN or the code
// of another reason. Empty is not expected to be anything.
struct ExpectedPath {
  std::string from;
  std::string to;
  std::string resolves;
  std::string address;
  std::string reach;
  Where where;
};

struct ExpectedStep {
  std::string at;
  std::vector<ExpectedPath> paths;
  std::string references;
  std::map<std::string, std::map<std::string, std::string>> apps;  // variant → action → result
  Where where;
};

struct ExpectedWindow {
  std::string opens;
  std::string closes;  // empty: still open

  auto operator<=>(const ExpectedWindow&) const = default;
};

// One flow, asked of the inputs as they are in the end, in the words of `explain` (CONTRACT section
// 5). `resolves` is the class of the answer, `rule` a rule that some step of the trace names, and
// `unknowns` are parts of names among the verdict's. Empty is not expected to be anything.
struct ExpectedFlow {
  std::string from;
  std::string to;  // with its port: "10.0.1.4:22"
  std::string protocol;
  std::string verdict;
  std::string reason;
  std::string via;
  std::string resolves;
  std::string address;
  std::string rule;
  std::vector<std::string> unknowns;
};

struct Expected {
  int exit = 0;
  std::vector<std::string> errors;  // parts of messages
  std::vector<ExpectedStep> steps;
  std::vector<ExpectedFlow> flows;
  std::optional<std::vector<ExpectedWindow>> outages;  // all of them, whatever the action
  std::optional<std::vector<ExpectedWindow>> exposures;
};

// A script to run: its name for messages and its text after the scenario's changes.
struct Script {
  std::string path;
  std::string text;
};

// A small world with its story and what must come of it: scenarios/NAME/scenario.yaml.
struct Scenario {
  std::string name;
  std::string title;
  std::string story;
  std::vector<std::string> facts;
  std::vector<Script> scripts;
  std::vector<std::string> files;  // of a world that no script makes: resource lists and templates
  Expected expected;
};

// The names of the scenarios in a directory, sorted.
std::vector<std::string> scenario_names(const std::string& directory);

// Reads a scenario, with the scripts of its base and its changes applied, and golden.csv where it
// lies beside it.
Result<Scenario> read_scenario(const std::string& directory, const std::string& name);

// Runs it. Each mismatch is one sentence that begins with the step; none when all is as expected.
std::vector<std::string> run_scenario(const Scenario& scenario);

// The golden words of a path; null is a path that does not exist.
std::string resolves_word(const verify::Path* path);
std::string reach_word(const verify::Path* path);

}  // namespace airtight::scenario
