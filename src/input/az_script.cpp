#include <airtight/input/az_script.h>

#include <utility>

#include "az/session.h"
#include "shell/interpreter.h"

namespace airtight::input {

// The shell decides which commands run and with what words; the session what they do. Both live
// through all scripts, as variables, defaults and resources carry over.
ScriptRun run_scripts(std::span<const Source> scripts) {
  az::Session session;
  shell::Session shell(
      {[&](const shell::Invocation& invocation) { return az::run(session, invocation); },
       [](const std::vector<std::string>& words) { return az::scope_of_words(words); },
       [&](const shell::Doubt& doubt) { az::note_doubt(session, doubt); }});
  for (const Source& script : scripts) shell.run(script.text, script.path);
  ScriptRun run;
  run.steps = std::move(session.steps);
  run.resources = std::move(session.resources);
  run.diagnostics = std::move(session.diagnostics);
  run.diagnostics.insert(run.diagnostics.end(), shell.diagnostics().begin(),
                         shell.diagnostics().end());
  sort_and_unique(run.diagnostics);
  return run;
}

}  // namespace airtight::input
