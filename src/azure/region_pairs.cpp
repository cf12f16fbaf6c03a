#include <airtight/azure/region_pairs.h>

#include <algorithm>

namespace airtight::azure {
namespace {

std::string_view pair_of(std::string_view region) {
  const auto pairs = region_pairs();
  const auto found = std::ranges::find(pairs, region, &RegionPair::region);
  return found == pairs.end() ? std::string_view() : found->pair;
}

}  // namespace

std::optional<bool> are_paired(std::string_view region, std::string_view other) {
  const std::string_view pair = pair_of(region);
  const std::string_view other_pair = pair_of(other);
  if (pair.empty() || other_pair.empty()) return std::nullopt;
  const bool forth = pair == other;
  const bool back = other_pair == region;
  if (forth != back) return std::nullopt;
  return forth;
}

}  // namespace airtight::azure
