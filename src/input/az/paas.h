#pragma once

#include <span>

#include "command.h"

namespace airtight::input::az {

// Services whose commands differ in nothing but the names of options and properties: registries,
// databases, configuration stores, caches, search services, messaging namespaces.
std::span<const Command> paas_commands();
std::span<const Command> paas_rule_commands();

}  // namespace airtight::input::az
