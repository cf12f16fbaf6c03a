#pragma once

#include "call.h"

namespace airtight::input::az {

// A resource as the command line shows it (I-373): without our own "$" members, with its group and
// its children, with what the service computes (host names, endpoints), and for the commands that
// flatten with the properties at the top as well.
Value cli_shape(const ResourceSet& set, const azure::ResourceId& id);

// What the command prints: `shown` through --query in the format of --output. A query that finds
// nothing in a resource outside the input is unknown, not empty.
shell::Output print(Call& call, const Value& shown);

}  // namespace airtight::input::az
