#include <airtight/azure/region_pairs.h>

#include <algorithm>

using namespace airtight::azure;

TEST_CASE("regions are paired, not paired, or not known", "[N-184]") {
  CHECK(are_paired("westeurope", "northeurope") == true);
  CHECK(are_paired("northeurope", "westeurope") == true);
  CHECK(are_paired("westeurope", "eastus") == false);
  CHECK(are_paired("westeurope", "newregion") == std::nullopt);
  CHECK(are_paired("", "") == std::nullopt);
}

TEST_CASE("where only one region names the other, nothing is proven", "[N-184]") {
  CHECK(are_paired("brazilsouth", "southcentralus") == std::nullopt);
  CHECK(are_paired("southcentralus", "brazilsouth") == std::nullopt);
  CHECK(are_paired("southcentralus", "northcentralus") == true);
}

TEST_CASE("the table of pairs is in order and names no region twice", "[N-184]") {
  const auto pairs = region_pairs();
  CHECK(std::ranges::is_sorted(pairs, {}, &RegionPair::region));
  CHECK(std::ranges::adjacent_find(pairs, {}, &RegionPair::region) == pairs.end());
  CHECK(
      std::ranges::none_of(pairs, [](const RegionPair& each) { return each.region == each.pair; }));
}
