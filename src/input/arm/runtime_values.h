#pragma once

#include <airtight/azure/resource_id.h>
#include <airtight/input/value.h>

namespace airtight::input::arm {

// What Azure adds to the properties of a deployed resource and templates read (I-081), as far as it
// follows from names: ids of named elements, and host names of services.
void add_runtime_values(const azure::ResourceId& id, Value& properties);

}  // namespace airtight::input::arm
