#pragma once

#include <airtight/base/diagnostic.h>
#include <airtight/observe/observation.h>

#include <string>

namespace airtight::scenario {

// Reads a document of observations (CONTRACT section 5), in JSON or YAML: what `airtight probe`
// wrote, or somebody by hand; then `schema`, `tool`, `inputs` and `diagnostics` may be missing.
// What is wrong in it is an error with its place, and that observation is left out. A key that is
// not known is a warning: a newer probe may say more. Absent means unknown.
observe::Observations read_observations(const std::string& text, const std::string& path,
                                        Diagnostics& diagnostics);

}  // namespace airtight::scenario
