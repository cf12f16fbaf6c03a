#include <airtight/verify/subject.h>

#include <catch2/catch.hpp>

#include "reach/world.h"

using namespace airtight;
using namespace airtight::world;

namespace {

azure::HostedWorkload cluster() {
  auto made = named<azure::HostedWorkload>("Microsoft.ContainerService/managedClusters", "aks1");
  made.type = "Microsoft.ContainerService/managedClusters";
  made.subnets = {known(subnet_id("v/nodes"))};
  return made;
}

std::string sends(const azure::HostedWorkload& hosted, const std::string& address) {
  const auto net = network({vnet("v", {"10.1.0.0/16"}), subnet("v/nodes", "10.1.0.0/24"),
                            vnet("far", {"10.0.0.0/16"}), subnet("far/s", "10.0.4.0/24"),
                            peering_link("v", "far"), peering_link("far", "v"),
                            nic("vm", "far/s", "10.0.4.4"), hosted});
  const auto from = verify::hosted_workload(net, net.written().hosted_workloads.front());
  return outcome(net, from, to(address));
}

}  // namespace

TEST_CASE("a cluster may keep what has an address of its own pods or services", "[I-250][A-264]") {
  auto aks = cluster();
  CHECK(sends(aks, "10.0.4.4") == "allow");
  aks.internal_ranges = {prefix("10.0.0.0/16")};
  CHECK(sends(aks, "10.0.4.4").starts_with("uncertain whether aks1 keeps 10.0.4.4"));
  aks.internal_ranges = {prefix("10.244.0.0/16")};
  CHECK(sends(aks, "10.0.4.4") == "allow");
  aks.unknown_ranges = {{"$SERVICE_CIDR"}};
  CHECK(sends(aks, "10.0.4.4") == "uncertain $SERVICE_CIDR");
}
