#pragma once

#include <airtight/reconcile/reconcile.h>

#include <string>
#include <vector>

#include "json_parts.h"

namespace airtight::report {

// A flow as predicted beside what was seen of it, as documents and people get it.
Json json_of(const reconcile::PathComparison& flow);
std::string flow_lines(const std::vector<reconcile::PathComparison>& flows, bool colour);

}  // namespace airtight::report
