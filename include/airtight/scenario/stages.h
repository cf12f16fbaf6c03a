#pragma once

#include <airtight/base/diagnostic.h>
#include <airtight/input/az_script.h>
#include <airtight/rollout/replay.h>

#include <string>
#include <vector>

namespace airtight::scenario {

// The resources after each step of a script, replayed. `until` ends after the step with that label
// (all steps when it is empty). Diagnostics of reading each state go with the replay's.
rollout::Replay replay(const std::vector<input::ScriptStep>& steps, const rollout::Profile& profile,
                       const std::string& until = {});

// The resources after the last step that `replay` would take.
input::ResourceSet resources_after(const std::vector<input::ScriptStep>& steps,
                                   const std::string& until = {});

}  // namespace airtight::scenario
