#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace airtight::input::az {

// What --group-id may be for an endpoint of this type, slots of apps left out; empty when the type
// is not in the catalogue.
std::vector<std::string> group_ids(std::string_view type);

// How many addresses an endpoint takes.
std::size_t address_count(std::string_view type, std::string_view group);

}  // namespace airtight::input::az
