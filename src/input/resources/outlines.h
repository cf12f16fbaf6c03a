#pragma once

#include <string_view>
#include <vector>

#include "input/json_list.h"

namespace airtight::input::resources {

// What of a resource of a type (lower case) no reader looks at; null: nothing is left out.
const JsonOutline* outline_of(std::string_view type);

// The properties that are left out of types that readers look into: for tests.
struct LeftOut {
  std::string_view type;
  std::string_view property;
};
std::vector<LeftOut> left_out_of_types();

}  // namespace airtight::input::resources
