#pragma once

#include <airtight/model/network.h>

#include <string>
#include <string_view>
#include <vector>

namespace airtight::rollout {

// What the input does that the model cannot follow and that may change resources of this type.
std::vector<std::string> gaps_about(const model::Network& network, std::string_view type);

}  // namespace airtight::rollout
