#pragma once

#include <vector>

#include "situation.h"

namespace airtight::diagnose {

std::vector<std::string> ids_of(const reconcile::PathComparison& flow);

// A cause that the observations of one flow speak for, without a trial.
Explanation of_evidence(const reconcile::PathComparison& flow, Cause cause, double score);

// Best first; of several ways to mend one fault of one resource the best. Returns how many were
// left out for their number.
std::size_t settle(std::vector<Explanation>& explanations);

}  // namespace airtight::diagnose
