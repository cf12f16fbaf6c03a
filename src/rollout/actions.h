#pragma once

#include <airtight/model/network.h>
#include <airtight/rollout/replay.h>

#include <set>
#include <vector>

namespace airtight::rollout {

// What each variant of the profile would show its users now, `references` being the states they may
// be in. A result that is not the same in all of them is unknown_result.
std::vector<AppState> app_states(const model::Network& network, const azure::Site& site,
                                 const std::set<References>& references, const Profile& profile);

// Whether the app has every setting that some variant needs, so that the profile can be its.
bool fits(const azure::Site& site, const Profile& profile);

}  // namespace airtight::rollout
