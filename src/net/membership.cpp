#include "membership.h"

#include <array>

namespace airtight::net {
namespace {

constexpr std::size_t few = 512;  // edges, for which comparing is as fast
constexpr unsigned digit_bits = 11;
constexpr unsigned number_bits = 33;

}  // namespace

void sort_edges(std::vector<Edge<std::uint64_t>>& edges) {
  if (edges.size() <= few) {
    std::ranges::sort(edges, {}, &Edge<std::uint64_t>::at);
    return;
  }
  std::vector<Edge<std::uint64_t>> sorted(edges.size());
  for (unsigned shift = 0; shift < number_bits; shift += digit_bits) {
    constexpr std::uint64_t mask = (1U << digit_bits) - 1;
    std::array<std::uint32_t, (1U << digit_bits) + 1> begins{};
    for (const auto& edge : edges) ++begins[(edge.at >> shift & mask) + 1];
    for (std::size_t i = 1; i < begins.size(); ++i) begins[i] += begins[i - 1];
    for (const auto& edge : edges) sorted[begins[edge.at >> shift & mask]++] = edge;
    edges.swap(sorted);
  }
}

}  // namespace airtight::net
