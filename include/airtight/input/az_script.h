#pragma once

#include <airtight/base/diagnostic.h>
#include <airtight/input/resource_set.h>
#include <airtight/input/source.h>

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace airtight::input {

// What one command did to one resource. `after` is null when the resource is gone.
struct Change {
  azure::ResourceId id;
  std::shared_ptr<const Value> after;
};

// One command of an `az` script that changes resources, or any command with a label.
struct ScriptStep {
  std::string label;  // "T-101" from the comment directly above, else empty
  Place place;
  std::string command;                 // as written, but for what may be secret: "…"
  std::vector<Change> changes;         // ordered by id; a write of identical values is a change too
  std::vector<ResourceSet::Gap> gaps;  // what this command may have changed besides
};

struct ScriptRun {
  std::vector<ScriptStep> steps;
  ResourceSet resources;  // after the last step
  std::vector<std::string> files_read;
  Diagnostics diagnostics;
};

// Interprets `az` scripts one after the other as one shell session, and runs nothing (I-400 and
// following). A command Azure would refuse is an error and changes nothing.
ScriptRun run_scripts(std::span<const Source> scripts);

// The same, script by script over a set that other inputs also write (I-006): variables, defaults
// and what the session made live on between the scripts.
class ScriptSession {
 public:
  ScriptSession();
  ~ScriptSession();
  ScriptSession(const ScriptSession&) = delete;
  ScriptSession& operator=(const ScriptSession&) = delete;

  // Starts from the resources as they are and leaves them as the script does.
  void run(const Source& script, ResourceSet& resources);

  // The steps and diagnostics of all scripts so far, each in order.
  std::vector<ScriptStep> take_steps();
  Diagnostics take_diagnostics();

  // The templates and parameter files that the scripts named and that were read (I-408).
  std::vector<std::string> files_read() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace airtight::input
