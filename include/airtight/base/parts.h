#pragma once

#include <cstddef>
#include <functional>

namespace airtight {

// Does one part of a work; the parts of one worker come one after the other.
using DoPart = std::function<void(std::size_t part)>;

// Does a work whose parts do not need each other: each of 0 to `count` - 1 once. `make` gives a
// worker what its parts share; it may be called by several threads at once, and so may what it
// made. An exception ends the work and is thrown on. What is pure (ARCHITECTURE.md) starts no
// threads, so it is given one of these: in_turn, or input::in_two_threads.
using DoParts = std::function<void(std::size_t count, const std::function<DoPart()>& make)>;

// By the caller, in order.
void in_turn(std::size_t count, const std::function<DoPart()>& make);

}  // namespace airtight
