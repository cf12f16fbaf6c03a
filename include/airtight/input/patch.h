#pragma once

#include <airtight/input/value.h>

namespace airtight::input {

// The merge patch (RFC 7396) that makes `after` of `before`, both objects; arrays are replaced. An
// empty object where nothing differs. A null of `after` cannot be said by a patch: it is left out
// like a member that is gone.
Value patch_between(const Value& before, const Value& after);

}  // namespace airtight::input
