#pragma once

#include <airtight/model/network.h>
#include <airtight/reach/workload.h>
#include <airtight/verify/subject.h>

#include <vector>

namespace airtight::verify {

// The relays that stand before a target, or may: who reaches one of them may reach the target,
// whatever becomes of his own packets. So they are doubts about a `deny` and about nothing else.
// A machine may send from another of its interfaces than the one that is followed: a doubt of the
// same kind.
std::vector<azure::UnknownInput> relays_before(const model::Network& network,
                                               const reach::Workload& from, const Target& target);

}  // namespace airtight::verify
