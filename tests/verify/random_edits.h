#pragma once

#include <airtight/azure/resources.h>
#include <airtight/model/network.h>

#include <optional>

#include "oracle/random_world.h"

// Small random networks, and what people do to them.
namespace airtight::world {

// The resources of a random world; none if Azure would refuse it.
std::optional<azure::Resources> random_resources();

// The network of resources that are not refused; none of others.
std::optional<model::Network> built(azure::Resources resources);

// The same network in other words: lists in another order, ids in another case, rules renamed,
// defaults written out.
azure::Resources rewritten(azure::Resources resources);

// One thing done otherwise: a rule, a route, a link, what a subnet or a service refers to.
azure::Resources edited(azure::Resources resources);

}  // namespace airtight::world
