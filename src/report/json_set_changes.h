#pragma once

#include <airtight/verify/set_changes.h>

#include "json_parts.h"

namespace airtight::report {

Json json_of(const verify::SetChanges& changes);

}  // namespace airtight::report
