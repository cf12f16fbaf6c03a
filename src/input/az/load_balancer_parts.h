#pragma once

#include "call.h"

namespace airtight::input::az {

// A frontend inside a network: its subnet, and --private-ip-address or an address that Azure
// chooses.
Result<Value> set_private_frontend(Call& call, const azure::ResourceId& subnet, Value& frontend);

}  // namespace airtight::input::az
