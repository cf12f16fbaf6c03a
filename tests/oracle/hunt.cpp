#include <cstdlib>
#include <iostream>
#include <random>
#include <vector>

#include "oracle/compare.h"

// hunt WORLDS [SEED]: puts random worlds to reach and to the oracle until they disagree. Prints the
// disagreement and exits with 1 at the first one, with 0 if there was none.
int main(int count, char** words) {
  const long worlds = count > 1 ? std::atol(words[1]) : 1000;
  std::mt19937 random(count > 2 ? static_cast<unsigned>(std::atol(words[2])) : 1U);
  airtight::oracle::Summary summary;
  for (long i = 0; i < worlds; ++i) {
    std::vector<std::uint8_t> draws(airtight::oracle::draws_per_case);
    for (std::uint8_t& each : draws) each = static_cast<std::uint8_t>(random());
    const auto text =
        airtight::oracle::first_disagreement(airtight::oracle::draw_case(draws), summary);
    if (text.empty()) continue;
    std::cout << "world " << i << " after " << summary.compared << " packets\n" << text;
    return 1;
  }
  std::cout << summary.compared << " packets of " << worlds << " worlds agree\n";
  return 0;
}
