#pragma once

#include <airtight/verify/history.h>

#include "json_parts.h"

namespace airtight::report {

Json json_of(const verify::Remembered& one);

}  // namespace airtight::report
