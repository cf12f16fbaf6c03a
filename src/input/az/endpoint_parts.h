#pragma once

#include <span>

#include "command.h"

namespace airtight::input::az {

// What is added to an endpoint after it was made, and prefixes of public addresses.
std::span<const Command> endpoint_part_commands();

}  // namespace airtight::input::az
