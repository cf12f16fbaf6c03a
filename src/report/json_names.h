#pragma once

#include <airtight/verify/forecast.h>
#include <airtight/verify/staleness.h>

#include "json_parts.h"

namespace airtight::report {

// Answers to names, as resolve and what-if have them.
Json json_of(const verify::NameMatrix& matrix);
Json json_of(const verify::Forecast& forecast);
Json json_of(const verify::Staleness& staleness);

}  // namespace airtight::report
