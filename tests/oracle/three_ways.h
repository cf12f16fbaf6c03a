#pragma once

#include <cstdint>
#include <string>

namespace airtight::oracle {

// What a run of comparisons met.
struct ThreeWays {
  std::uint64_t packets = 0;
  std::uint64_t worlds = 0;
  std::uint64_t proofs = 0;
  std::uint64_t allowed = 0;   // of the packets, for certain
  std::uint64_t denied = 0;    // likewise
  std::uint64_t left_out = 0;  // by the oracle, because the reference does not decide them
};

// Packets of one random world, each judged three ways: by itself (reach), by the part of a proof
// that it is in (verify::prove), and by the oracle, which scans what is written. `most` packets at
// most. Text about the first disagreement, with the world; empty if there is none.
std::string first_disagreement_of_three(std::uint64_t seed, std::uint64_t most, ThreeWays& met);

}  // namespace airtight::oracle
