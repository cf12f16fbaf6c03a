#pragma once

#include <string_view>

namespace airtight::verify {

// Whether a whole text fits a pattern: "*" is any characters, "?" one. Case does not count, as in
// Azure's names (I-121). Takes at most the product of the two lengths.
bool matches(std::string_view pattern, std::string_view text);

}  // namespace airtight::verify
