#pragma once

#include "call.h"

namespace airtight::input::az {

// An option whose value is a list of objects, as the newer commands take it (I-404): JSON, or the
// shorthand "[{private-ip-address:10.0.0.4,id:/subscriptions/…},{…}]". Keys stay as written. What
// is neither is an unknown.
Value object_list(const Call& call, std::string_view key);

}  // namespace airtight::input::az
