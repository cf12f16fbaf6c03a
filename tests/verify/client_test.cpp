#include <airtight/verify/client.h>

#include "reach/world.h"

using namespace airtight;
using namespace airtight::world;
using verify::Judgement;

namespace {

const auto closed_vault = vault("kv1");

Pieces with_vault() {
  return {vnet("v", {"10.0.0.0/16"}),
          subnet("v/s", "10.0.0.0/24"),
          subnet("v/pe", "10.0.1.0/24"),
          nic("nic1", "v/s", "10.0.0.4"),
          machine("vm1", "nic1"),
          closed_vault,
          zone(vault_zone),
          zone_link(vault_zone, "v"),
          endpoint("pe1", "v/pe", closed_vault, "vault", "10.0.1.4"),
          zone_group("pe1", vault_zone)};
}

struct Judged {
  verify::Path packets;
  verify::Path client;
};

Judged judge(const model::Network& net, const reach::Workload& from, const std::string& to) {
  const auto target = verify::find_target(net, to);
  REQUIRE(target.has_value());
  Judged judged{verify::examine(net, from, *target), {}};
  judged.client = judged.packets;
  verify::judge_as_client(net, from, *target, judged.client);
  return judged;
}

Judged judge(const std::string& to) {
  const auto net = network(with_vault());
  const auto from = verify::find_workload(net, "vm1");
  REQUIRE(from.has_value());
  return judge(net, *from, to);
}

}  // namespace

TEST_CASE("a client refuses the certificate behind a privatelink name", "[D-106][D-435]") {
  const Judged alias = judge("kv1." + std::string(vault_zone));
  CHECK(alias.packets.verdict.judgement == Judgement::allow);
  CHECK(alias.client.verdict.judgement == Judgement::deny);
  CHECK(alias.client.via == reach::Via::none);
  CHECK(alias.client.trace.back().stage == "certificate");
  CHECK(alias.client.trace.back().summary.find("kv1.vault.azure.net") != std::string::npos);
  CHECK(judge("kv1.vault.azure.net").client.verdict.judgement == Judgement::allow);
  CHECK(judge("kv1").client.verdict.judgement == Judgement::allow);
  // Nothing is known of the certificate of a name that is no alias of a service, nor without TLS.
  CHECK(judge("10.0.1.4").client.verdict == judge("10.0.1.4").packets.verdict);
  const Judged plain = judge("kv1." + std::string(vault_zone) + ":80");
  CHECK(plain.client.verdict == plain.packets.verdict);
}

TEST_CASE("what does not arrive has its own reason, not the certificate's", "[D-106]") {
  Pieces pieces = with_vault();
  pieces = pieces + Pieces{subnet("v/s", "10.0.0.0/24", {.nsg = "n"}),
                           nsg("n", {{100, out, deny, "*", "10.0.1.0/24", "*"}})};
  const auto net = network(pieces);
  const auto from = verify::find_workload(net, "vm1");
  REQUIRE(from.has_value());
  const Judged blocked = judge(net, *from, "kv1." + std::string(vault_zone));
  CHECK(to_string(blocked.client.verdict.reason) == "NSG_OUT");
}

TEST_CASE("pods do not reach what has an address of their cluster's ranges, nodes may",
          "[I-250][A-264]") {
  auto aks = named<azure::HostedWorkload>("Microsoft.ContainerService/managedClusters", "aks1");
  aks.type = "Microsoft.ContainerService/managedClusters";
  aks.subnets = {known(subnet_id("v/nodes"))};
  aks.internal_ranges = {prefix("10.8.0.0/16")};
  const auto sends = [&](const std::string& to) {
    const auto net =
        network({vnet("v", {"10.1.0.0/16"}), subnet("v/nodes", "10.1.0.0/24"),
                 vnet("far", {"10.8.0.0/15"}), subnet("far/s", "10.8.4.0/24"),
                 subnet("far/t", "10.9.4.0/24"), peering_link("v", "far"), peering_link("far", "v"),
                 nic("vm", "far/s", "10.8.4.4"), nic("vm2", "far/t", "10.9.4.4"), aks});
    const auto from = verify::hosted_workload(net, net.written().hosted_workloads.front());
    return judge(net, from, to);
  };
  const Judged kept = sends("10.8.4.4");
  CHECK(kept.packets.verdict.judgement == Judgement::uncertain);
  CHECK_FALSE(verify::proves_isolation(kept.packets.verdict));
  CHECK(kept.client.verdict.judgement == Judgement::deny);
  CHECK(kept.client.trace.back().summary.find("subnet:v/nodes") != std::string::npos);
  CHECK(to_string(kept.client.verdict.reason) == "NO_ROUTE");
  CHECK(sends("10.9.4.4").client.verdict.judgement == Judgement::allow);
  // A range that nobody knows leaves the pods in doubt, too.
  aks.internal_ranges.clear();
  aks.unknown_ranges = {{"$SERVICE_CIDR"}};
  CHECK(sends("10.8.4.4").client.verdict.judgement == Judgement::uncertain);
}
