#pragma once

#include <airtight/rollout/replay.h>

#include <vector>

namespace airtight::rollout {

std::vector<Window> find_windows(const std::vector<Step>& steps);

}  // namespace airtight::rollout
