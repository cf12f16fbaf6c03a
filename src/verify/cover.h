#pragma once

#include <cstddef>
#include <vector>

namespace airtight::verify {

// Which of `sets` to take so that every element of any of them is in one that is taken; in order.
// Elements are below `elements`. The fewest where they are found in `most_steps` of the search,
// which is exponential in what is left once forced choices are made; else no set of those returned
// can be left out.
std::vector<std::size_t> fewest_cover(const std::vector<std::vector<std::size_t>>& sets,
                                      std::size_t elements, std::size_t most_steps = 100'000);

}  // namespace airtight::verify
