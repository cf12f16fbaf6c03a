#pragma once

#include <cstddef>
#include <vector>

#include "trial.h"

namespace airtight::diagnose {

// A set of repairs that gives every flow with a symptom its intended outcome.
struct Candidate {
  std::vector<const Repair*> repairs;
  Trial trial;
};

// How much may be tried: paths that are examined, over all searches of one diagnosis.
struct Budget {
  std::size_t paths = 8000;
  std::size_t left_out = 0;  // sets that were not tried

  bool take(std::size_t flows);
};

// Each repair by itself, the likeliest first. What helps nobody goes to `tried`.
std::vector<Candidate> search_alone(const Question& question, const Repairs& repairs,
                                    Budget& budget, std::vector<Tried>& tried);

// Pairs, and threes where no pair helps.
std::vector<Candidate> search_sets(const Question& question, const Repairs& repairs,
                                   Budget& budget);

}  // namespace airtight::diagnose
