#pragma once

#include <airtight/base/diagnostic.h>
#include <airtight/input/resource_set.h>
#include <airtight/scenario/scenario.h>

#include <string>
#include <vector>

namespace airtight::scenario {

// Asks each flow of the resources and compares it with what is expected; one sentence for each
// mismatch. What reading the resources finds is added to `diagnostics`.
std::vector<std::string> compare_flows(const input::ResourceSet& resources,
                                       const std::vector<ExpectedFlow>& flows,
                                       Diagnostics& diagnostics);

}  // namespace airtight::scenario
