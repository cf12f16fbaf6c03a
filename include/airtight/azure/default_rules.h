#pragma once

#include <airtight/azure/filters.h>

#include <string_view>
#include <vector>

namespace airtight::azure {

// The three rules that end every network security group in one direction (N-093, N-094), spelled as
// the platform spells them. Nothing removes them (N-095).
std::vector<SecurityRule> default_rules(Direction direction);

bool is_default_rule(std::string_view name);

}  // namespace airtight::azure
