#pragma once

#include <airtight/base/result.h>
#include <airtight/rollout/profile.h>

#include <string>

namespace airtight::scenario {

// An app profile in YAML or JSON ("airtight/app/1"), as src/scenario/data/language-detector.yaml
// shows it. Unknown keys are errors. `path` is for messages only.
Result<rollout::Profile> read_profile(const std::string& text, const std::string& path);

// The tutorial's app in its four variants (T-140), compiled in.
const rollout::Profile& language_detector();

}  // namespace airtight::scenario
