// Looks for names that real servers answer otherwise than predicted, and makes the first small:
//   airtight_ask WORLDS SEED [NAMES]
#include <cstdlib>
#include <exception>
#include <iostream>

#include "compare.h"

using namespace airtight::servers;

namespace {

int hunt(int worlds, std::uint32_t seed, std::size_t names) {
  Tally tally;
  int disagreements = 0;
  for (int i = 0; i < worlds; ++i) {
    const Parts world = random_world(seed + static_cast<std::uint32_t>(i));
    const auto found = compare(world, names, tally);
    disagreements += static_cast<int>(found.size());
    for (const Disagreement& each : found)
      std::cout << to_string(each.vantage) << " " << each.question.name << " " << each.question.type
                << "\n  predicted " << each.predicted << "\n  real      " << each.real << "\n";
    if (found.empty() || disagreements > static_cast<int>(found.size())) continue;
    std::cout << "seed " << seed + static_cast<std::uint32_t>(i) << ", made small:\n"
              << minimised(world, found.front()) << std::flush;
  }
  std::cout << tally.compared << " compared, " << disagreements << " disagree, " << tally.uncertain
            << " uncertain, " << tally.left_out << " left out\n";
  for (const auto& [what, times] : tally.met) std::cout << "  " << what << " " << times << "\n";
  return disagreements == 0 ? 0 : 1;
}

}  // namespace

int main(int count, char** words) {
  const auto number = [&](int at, unsigned long otherwise) {
    return count > at ? std::strtoul(words[at], nullptr, 10) : otherwise;
  };
  try {
    return hunt(static_cast<int>(number(1, 10)), static_cast<std::uint32_t>(number(2, 1)),
                number(3, 100));
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
    return 2;
  }
}
