#pragma once

#include <airtight/scenario/scenario.h>

#include <string>

#include "common.h"

namespace airtight::cli {

// Where scenarios are: what is asked for, else AIRTIGHT_SCENARIOS, else the working directory's,
// else the installed ones.
std::string scenario_directory(const std::string& asked);

// The world of a scenario as it is in the end.
Loaded load_scenario(const Context& context, const scenario::Scenario& scenario);

}  // namespace airtight::cli
