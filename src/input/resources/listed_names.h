#pragma once

#include <airtight/azure/resources.h>
#include <airtight/input/resource_set.h>

namespace airtight::input::resources {

// Adds to the services what the interfaces of their endpoints, or the endpoints themselves, list of
// names that only the service could choose (D-152, D-162).
void tell_listed_names(const ResourceSet& set, azure::Resources& out);

}  // namespace airtight::input::resources
