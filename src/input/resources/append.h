#pragma once

#include <airtight/azure/resources.h>

namespace airtight::input::resources {

// Moves the lists of `from` behind those of `to`; the surroundings are read elsewhere.
void append(azure::Resources& to, azure::Resources& from);

}  // namespace airtight::input::resources
