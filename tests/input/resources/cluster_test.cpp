#include "input/reading.h"

using namespace airtight;
using namespace airtight::input::test;

TEST_CASE("a cluster's own ranges are read, and what is wrong with one is not lost", "[I-250]") {
  const Typed read = typed(
      "[{'id': '$RG/Microsoft.ContainerService/managedClusters/aks1', 'properties': "
      "{'networkProfile': {'serviceCidr': '10.0.0.0/16', 'podCidr': 'ten', "
      "'networkPlugin': 'kubenet'}}}]");
  REQUIRE(read.resources.hosted_workloads.size() == 1);
  const azure::HostedWorkload& cluster = read.resources.hosted_workloads.front();
  REQUIRE(cluster.internal_ranges.size() == 1);
  CHECK(to_string(cluster.internal_ranges.front()) == "10.0.0.0/16");
  REQUIRE(cluster.unknown_ranges.size() == 1);
}
