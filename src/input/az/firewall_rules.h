#pragma once

#include "call.h"

namespace airtight::input::az {

// The number an option says; what is none stays text, for the reader of the resource to refuse.
Value integer_value(const Call& call, std::string_view key);

}  // namespace airtight::input::az
