#pragma once

#include "call.h"

namespace airtight::input::az {

// What a command writes: "… create" a new resource, "… update" the one that is there, which may be
// outside the input (I-420).
struct Written {
  azure::ResourceId id;
  Value body;
};
Result<Written> written_by(Call& call);

// The same for a child; its owner exists or becomes a stub.
Result<Written> child_written_by(Call& call);

}  // namespace airtight::input::az
