#pragma once

#include "estate.h"

namespace airtight::lab {

// The servers of a plan that answer like services: the front end of each, its private endpoints
// with the parts they lead to (N-204), and the token service of each app with an identity.
void add_edges(const Estate& estate, Plan& plan);

}  // namespace airtight::lab
