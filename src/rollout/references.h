#pragma once

#include <airtight/model/network.h>
#include <airtight/rollout/replay.h>
#include <airtight/verify/path.h>

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace airtight::rollout {

// Whether the platform could fetch one reference now: syntax, identity, right to read, network.
// Nothing when that is not certain.
std::optional<bool> can_fetch(const model::Network& network, const azure::Site& site,
                              const azure::KeyVaultReference& reference);

// The references' state after a step, from the one before it. `fetch` says that the step makes the
// platform fetch them.
References next_state(References before, bool has_references, bool fetchable, bool fetch);

// What is known of a step: each may be undecided.
struct Doubtful {
  std::optional<bool> has;  // the app has references
  std::optional<bool> fetchable;
  std::optional<bool> fetch;
};

// All states the references may be in after a step, from those they may have been in before.
std::set<References> next_states(const std::set<References>& before, const Doubtful& now);

// The one state, or `unknown`.
References certain(const std::set<References>& possible);

}  // namespace airtight::rollout
