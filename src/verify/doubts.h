#pragma once

#include <airtight/model/network.h>
#include <airtight/reach/workload.h>
#include <airtight/verify/subject.h>

#include <string_view>
#include <vector>

namespace airtight::verify {

// Resources of types that nobody reads and that may carry, stop or name traffic.
using Doubtful = std::vector<const azure::OtherResource*>;

// All of a network; the pointers are into it.
Doubtful doubtful(const model::Network& network);

// What the input has, or does, that the model cannot follow and that may change this path: gaps
// left by readers and resources of types that carry, stop or name traffic. Each makes the verdict
// uncertain and is named in it; nothing is dropped in silence.
std::vector<azure::UnknownInput> doubts(const model::Network& network, const reach::Workload& from,
                                        const Target& target);

// The same for many paths in one network.
std::vector<azure::UnknownInput> doubts(const model::Network& network, const reach::Workload& from,
                                        const Target& target, const Doubtful& doubtful);

// The same for one end and resources of some types, such as those that make routes.
std::vector<azure::UnknownInput> doubts(const model::Network& network, const reach::Workload& from,
                                        const std::vector<std::string_view>& types);

}  // namespace airtight::verify
