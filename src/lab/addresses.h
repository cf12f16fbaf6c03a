#pragma once

#include <airtight/azure/resources.h>

namespace airtight::lab {

// The resources with an address for each private endpoint whose address the input does not say: the
// lowest that is free in its subnet, in order of creation.
azure::Resources with_addresses(azure::Resources resources);

}  // namespace airtight::lab
