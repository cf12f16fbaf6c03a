#pragma once

#include <airtight/diagnose/diagnose.h>

#include <string>
#include <vector>

#include "json_parts.h"

namespace airtight::report {

// A flow as predicted beside what was seen of it, as documents and people get it.
Json json_of(const reconcile::PathComparison& flow);
Json json_of(const observe::Observation& seen);
Json json_of(const diagnose::Explanation& explanation, std::size_t rank);
Json json_of(const diagnose::NextProbe& probe);
std::string flow_lines(const std::vector<reconcile::PathComparison>& flows, bool colour);

}  // namespace airtight::report
