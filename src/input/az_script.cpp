#include <airtight/input/az_script.h>

#include <utility>

#include "az/session.h"
#include "shell/interpreter.h"

namespace airtight::input {

// The shell decides which commands run and with what words; the session what they do. Both live
// through all scripts, as variables, defaults and resources carry over.
struct ScriptSession::State {
  State()
      : shell({[this](const shell::Invocation& invocation) { return az::run(session, invocation); },
               [](const std::vector<std::string>& words) { return az::scope_of_words(words); },
               [this](const shell::Doubt& doubt) { az::note_doubt(session, doubt); }}) {}

  az::Session session;
  shell::Session shell;
};

ScriptSession::ScriptSession() : state_(std::make_unique<State>()) {}
ScriptSession::~ScriptSession() = default;

void ScriptSession::run(const Source& script, ResourceSet& resources) {
  az::start_from(state_->session, std::move(resources));
  state_->shell.run(script.text, script.path);
  resources = std::exchange(state_->session.resources, {});
}

std::vector<ScriptStep> ScriptSession::take_steps() {
  return std::exchange(state_->session.steps, {});
}

Diagnostics ScriptSession::take_diagnostics() {
  Diagnostics all = std::exchange(state_->session.diagnostics, {});
  all.insert(all.end(), state_->shell.diagnostics().begin(), state_->shell.diagnostics().end());
  sort_and_unique(all);
  return all;
}

std::vector<std::string> ScriptSession::files_read() const {
  const auto& files = state_->session.files_read;
  return {files.begin(), files.end()};
}

ScriptRun run_scripts(std::span<const Source> scripts) {
  ScriptSession session;
  ScriptRun run;
  for (const Source& script : scripts) session.run(script, run.resources);
  run.steps = session.take_steps();
  run.files_read = session.files_read();
  run.diagnostics = session.take_diagnostics();
  return run;
}

}  // namespace airtight::input
