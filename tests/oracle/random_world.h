#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "oracle/oracle.h"
#include "reach/world.h"

namespace airtight::oracle {

// A small world with questions, and one branch for each open choice.
struct Case {
  world::Pieces pieces;
  std::vector<Question> questions;
  Branches branches;
};

// How many draws a case takes at most; what comes after the last one is zero.
inline constexpr std::size_t draws_per_case = 1000;

// The case that a list of draws stands for. Zeros make the plainest one, so that shrinking the
// draws makes a failing case plainer.
Case draw_case(std::span<const std::uint8_t> draws);

}  // namespace airtight::oracle
