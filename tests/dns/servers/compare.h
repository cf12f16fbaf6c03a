#pragma once

#include <map>
#include <string>
#include <vector>

#include "ask.h"
#include "parts.h"

namespace airtight::servers {

// One question that prediction and real servers answer differently.
struct Disagreement {
  Vantage vantage;
  Question question;
  std::string predicted;
  std::string real;
};

// How many pairs of vantage and name were compared, and what their answers were like; nobody should
// take a comparison for a proof that never met a wildcard.
struct Tally {
  int compared = 0;
  int uncertain = 0;  // readings of the platform differ, or an input is missing
  int left_out = 0;   // the real server is of another kind by nature (`beyond_its_condition`)
  std::map<std::string, int> met;
};

// Predicts and asks at most `names` names of a world from each of its vantages. Throws
// std::runtime_error where a server does not start.
std::vector<Disagreement> compare(const Parts& world, std::size_t names, Tally& tally);

// The fewest statements on which they still disagree about this question, as text for people.
std::string minimised(Parts world, const Disagreement& disagreement);

}  // namespace airtight::servers
