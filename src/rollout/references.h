#pragma once

#include <airtight/model/network.h>
#include <airtight/rollout/replay.h>
#include <airtight/verify/path.h>

#include <string>
#include <vector>

namespace airtight::rollout {

// Whether the platform could fetch one reference now: syntax, identity, right to read, network.
bool can_fetch(const model::Network& network, const azure::Site& site,
               const azure::KeyVaultReference& reference);

// The references' state after a step, from the one before it. `fetch` says that the step makes the
// platform fetch them.
References next_state(References before, bool has_references, bool fetchable, bool fetch);

}  // namespace airtight::rollout
