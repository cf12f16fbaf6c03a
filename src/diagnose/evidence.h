#pragma once

#include <string>
#include <vector>

#include "situation.h"

namespace airtight::diagnose {

// The network with what the observations say of it beyond the input: routes that a site has, and
// aliases of public names. What was taken is said in `learned`.
model::Network with_evidence(const model::Network& network, const reach::Workload& from,
                             const observe::Observations& observations,
                             std::vector<std::string>& learned);

}  // namespace airtight::diagnose
