#pragma once

#include <span>
#include <string_view>

namespace airtight::azure {

// What a fact of the reference says of Azure, in a line. Compiled in from docs/semantics/facts.tsv.
struct Fact {
  std::string_view id;     // "N-150"
  std::string_view title;  // "Both links of a peering must be there"
};

std::span<const Fact> facts();  // in order of the file

// Null for what the list does not have, such as rulings (R-) and readings (C-, CH-).
const Fact* fact_of(std::string_view id);

}  // namespace airtight::azure
