#pragma once

#include <airtight/verify/subject.h>

#include <vector>

namespace airtight::verify {

// A target for every name a back end has, used or not.
std::vector<Target> all_targets(const model::Network& network, const model::BackEnd& back_end);

}  // namespace airtight::verify
