#pragma once

#include <airtight/model/network.h>
#include <airtight/rollout/replay.h>

#include <vector>

namespace airtight::rollout {

// What each variant of the profile would show its users now.
std::vector<AppState> app_states(const model::Network& network, const azure::Site& site,
                                 References references, const Profile& profile);

// Whether the app has every setting that some variant needs, so that the profile can be its.
bool fits(const azure::Site& site, const Profile& profile);

}  // namespace airtight::rollout
