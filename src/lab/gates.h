#pragma once

#include <airtight/lab/edge.h>

#include "estate.h"

// The public side of services as the resources write it.
namespace airtight::lab {

Gate gate_of(const Estate& estate, const azure::Service& service);

// Of an app, or of its deployment site (N-329, N-330).
Gate gate_of(const Estate& estate, const azure::Site& site, bool deployment_site);

}  // namespace airtight::lab
