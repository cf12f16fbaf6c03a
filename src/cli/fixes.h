#pragma once

#include <airtight/diagnose/diagnose.h>
#include <airtight/input/resource_set.h>

#include "common.h"

namespace airtight::cli {

// What a diagnosis was made of, beside the resources.
struct Asked {
  const reach::Workload& from;
  const observe::Observations& observations;
  const verify::Assumptions& assumptions;
};

// Follows the commands of each explanation on the resources, as what-if follows a script, so that
// the fix is a change of resources that the model has judged, and not only advice.
void follow_fixes(const Context& context, const input::ResourceSet& resources, const Asked& asked,
                  diagnose::Diagnosis& diagnosis);

}  // namespace airtight::cli
