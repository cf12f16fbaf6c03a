#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

// Checks that a partition of all packets says what an ordered list of rules does. It knows nothing
// of diagrams and shares no code with them: a proof is believed because this says so.
namespace checker {

struct Interval {
  std::uint32_t first = 0;
  std::uint32_t last = UINT32_MAX;
};

// Protocol, source port, destination port, destination, source.
inline constexpr std::size_t dimensions = 5;

// One rule: for each field the intervals it names. Ports are not asked of protocols past the
// second, which have none (N-092).
struct Rule {
  std::array<std::vector<Interval>, dimensions> fields;
};

// A box of packets, and the place of the rule that decides them plus one; 0: none does.
struct Part {
  std::array<Interval, dimensions> box;
  std::uint32_t decided_by = 0;
};

// What is wrong with it; empty if the parts are disjoint, cover every packet, and each is decided
// by the first rule that covers it.
std::string faults(const std::vector<Rule>& rules, const std::vector<Part>& parts);

}  // namespace checker
