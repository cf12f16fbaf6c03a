#pragma once

#include <airtight/reach/reach.h>
#include <airtight/verify/subject.h>

#include <vector>

namespace airtight::verify {

// A target for every name a back end has, used or not.
std::vector<Target> all_targets(const model::Network& network, const model::BackEnd& back_end);

// A packet to a target, by what the target says. Where it goes is left to the caller: to an
// address, or to the public front end.
reach::Destination sent_to(const Target& target);

}  // namespace airtight::verify
