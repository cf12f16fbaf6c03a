#pragma once

#include <airtight/model/network.h>
#include <airtight/reach/workload.h>
#include <airtight/verify/subject.h>

#include <vector>

namespace airtight::verify {

// What may reach a target whatever becomes of the packet that is followed: relays that stand before
// it, or may, and other interfaces of the sender. Doubts about a `deny` and about nothing else.
std::vector<azure::UnknownInput> ways_around(const model::Network& network,
                                             const reach::Workload& from, const Target& target);

}  // namespace airtight::verify
