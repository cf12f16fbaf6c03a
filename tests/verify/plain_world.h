#pragma once

#include <cstdint>

#include "reach/world.h"

namespace airtight::world {

// Networks that peer, with subnets, interfaces and groups, whose resources say nearly all that
// decides; in one of three a thing or two that a walk has to look at. The same for the same seed.
Pieces plain_world(std::uint64_t seed);

}  // namespace airtight::world
