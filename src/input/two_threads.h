#pragma once

#include <cstddef>
#include <functional>

namespace airtight::input {

// Calls `work` once for each part, 0 to `count` - 1, from two threads at most: the caller's, and
// another one where there is more than one part. Parts are begun in order. `make` gives each thread
// what its parts share. An exception ends the run and is thrown on.
void in_two_threads(std::size_t count,
                    const std::function<std::function<void(std::size_t part)>()>& make);

}  // namespace airtight::input
