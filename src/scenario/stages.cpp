#include <airtight/input/read.h>
#include <airtight/scenario/stages.h>

#include <algorithm>

namespace airtight::scenario {
namespace {

using input::ScriptStep;

std::size_t count_until(const std::vector<ScriptStep>& steps, const std::string& until) {
  if (until.empty()) return steps.size();
  const auto last = std::ranges::find(steps, until, &ScriptStep::label);
  return last == steps.end() ? steps.size() : static_cast<std::size_t>(last - steps.begin()) + 1;
}

void apply(const ScriptStep& step, input::ResourceSet& set) {
  for (const input::Change& change : step.changes) {
    if (change.after == nullptr) {
      set.erase(change.id);
    } else {
      set.share(change.id, change.after);
    }
  }
  for (const auto& gap : step.gaps) set.add_gap(gap);
}

std::vector<azure::ResourceId> changed_by(const ScriptStep& step) {
  std::vector<azure::ResourceId> ids;
  for (const input::Change& change : step.changes) ids.push_back(change.id);
  return ids;
}

}  // namespace

rollout::Replay replay(const std::vector<ScriptStep>& steps, const rollout::Profile& profile,
                       const std::string& until) {
  input::ResourceSet set;
  Diagnostics diagnostics;
  rollout::Replay result = rollout::replay(
      count_until(steps, until),
      [&](std::size_t i) {
        apply(steps[i], set);
        return rollout::Stage{steps[i].label, steps[i].command, to_where(steps[i].place),
                              changed_by(steps[i]), input::to_resources(set, diagnostics)};
      },
      profile);
  result.diagnostics.insert(result.diagnostics.end(), diagnostics.begin(), diagnostics.end());
  sort_and_unique(result.diagnostics);
  return result;
}

input::ResourceSet resources_after(const std::vector<ScriptStep>& steps, const std::string& until) {
  input::ResourceSet set;
  const std::size_t count = count_until(steps, until);
  for (std::size_t i = 0; i < count; ++i) apply(steps[i], set);
  return set;
}

}  // namespace airtight::scenario
