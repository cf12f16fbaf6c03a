#pragma once

#include <airtight/verify/set_changes.h>

#include <string>

namespace airtight::report {

// The sets of packets that fare otherwise, with what becomes of them; all of them if `verbose`.
std::string text_set_changes(const verify::SetChanges& changes, bool verbose, bool colour);

}  // namespace airtight::report
