#include "oracle/three_ways.h"

#include <catch2/catch.hpp>
#include <iostream>

#include "effort.h"

using namespace airtight;

namespace {

constexpr std::uint64_t packets_usually = 20'000;

}  // namespace

// World after world, each from a seed of its own: a disagreement names it, and AIRTIGHT_SEED begins
// with it.
TEST_CASE("a packet alone, its part of a proof and a scan agree", "[oracle][prove][nightly]") {
  const std::uint64_t most = effort::number("AIRTIGHT_PACKETS", packets_usually);
  const std::uint64_t first = effort::seed(1);
  oracle::ThreeWays met;
  for (std::uint64_t seed = first; met.packets < most && seed - first < most; ++seed) {
    const std::string fault = oracle::first_disagreement_of_three(seed, most, met);
    if (!fault.empty()) FAIL("AIRTIGHT_SEED=" << seed - 1 << "\n" << fault);
  }
  std::cerr << met.packets << " packets of " << met.worlds << " worlds and " << met.proofs
            << " proofs from AIRTIGHT_SEED=" << first - 1 << ": " << met.allowed << " arrive, "
            << met.denied << " do not, " << met.left_out << " the reference leaves open\n";
  CHECK(met.packets == most);
  CHECK(met.allowed > most / 20);
  CHECK(met.denied > most / 20);
  CHECK(met.left_out < most / 20);
}
