#pragma once

#include <string>
#include <vector>

#include "oracle/random_world.h"

namespace airtight::oracle {

// What a run of comparisons met.
struct Summary {
  long compared = 0;
  long left_out = 0;
  long guessed = 0;  // reach asked for something that only some candidates answer
  Tally tally;       // of the oracle's facts
  Tally answers;     // by reason, "allow" for none
};

// Puts all questions of a case to reach and to the oracle under the case's branches. Text about the
// first disagreement, with the world; empty if there is none.
std::string first_disagreement(const Case& each, Summary& summary);

}  // namespace airtight::oracle
