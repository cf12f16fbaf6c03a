#pragma once

#include <airtight/input/value.h>

#include "input/terraform/convert.h"

namespace airtight::input::terraform {

// The ARM resource that an azapi resource writes (I-320): its body, which is an object or JSON
// text, with name, location and identity. Unknown ids in it are looked up in the configuration.
Value azapi_resource(Conversion& at);

// Whether the type only reads, or acts without changing what is configured.
bool is_azapi_action(const Instance& instance);

}  // namespace airtight::input::terraform
