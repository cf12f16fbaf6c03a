#include <airtight/reach/effective_routes.h>

#include <algorithm>

#include "reach/world.h"

// The examples of azure-network.md section 4 that no other test has.

using namespace airtight;
using namespace airtight::world;
using azure::RouteNextHop;

namespace {

const std::string nva_address = "10.4.2.101";

// spoke1 – hub – spoke2, with a machine in each spoke and an open appliance in the hub.
Pieces through_the_hub(const azure::Peering& of_spoke2) {
  return {vnet("spoke1", {"10.1.0.0/16"}),
          vnet("hub", {"10.4.0.0/16"}),
          vnet("spoke2", {"10.2.0.0/16"}),
          subnet("spoke1/s", "10.1.0.0/24", {.table = "rt1"}),
          subnet("hub/s", "10.4.2.0/24"),
          subnet("spoke2/s", "10.2.0.0/24", {.table = "rt2"}),
          nic("vm1", "spoke1/s", "10.1.0.4"),
          nic("vm2", "spoke2/s", "10.2.0.4"),
          table("rt1", {route("10.2.0.0/16", RouteNextHop::appliance, nva_address)}),
          table("rt2", {route("10.1.0.0/16", RouteNextHop::appliance, nva_address)}),
          appliance("nva", "hub/s", nva_address),
          policy("hub/s", nva_address, {{}}),
          peering_link("spoke1", "hub"),
          peering_link("hub", "spoke1"),
          of_spoke2,
          peering_link("hub", "spoke2")};
}

// An internal load balancer of this SKU before an appliance in a network of this region, which is
// the next hop of a client in westeurope.
std::string behind_a_balancer(const std::string& sku, const std::string& region) {
  auto far = vnet("far", {"10.4.0.0/16"});
  far.location = region;
  auto balancer = named<azure::LoadBalancer>("Microsoft.Network/loadBalancers", "lb");
  balancer.sku = sku;
  const auto frontend = balancer.id.child("frontendIPConfigurations", "f");
  const auto pool = balancer.id.child("backendAddressPools", "p");
  balancer.frontends.push_back({frontend, subnet_id("far/s"), ip("10.4.2.9"), {}, {}});
  balancer.pools.push_back({pool, {}});
  balancer.rules.push_back({frontend, pool, {}, net::Port{0}, net::Port{0}, {}});
  auto nva = appliance("nva", "far/s", nva_address);
  nva.pools = {pool};
  const auto by_balancer = [](const char* name, const char* block) {
    return table(name, {route(block, RouteNextHop::appliance, "10.4.2.9")});
  };
  const auto net =
      network({vnet("near", {"10.1.0.0/16"}), far,
               subnet("near/s", "10.1.0.0/24", {.table = "rt1"}), subnet("far/s", "10.4.2.0/24"),
               subnet("far/t", "10.4.3.0/24", {.table = "rt2"}), nic("vm1", "near/s", "10.1.0.4"),
               nic("vm2", "far/t", "10.4.3.4"), nva, policy("far/s", nva_address, {{}}),
               by_balancer("rt1", "10.4.3.0/24"), by_balancer("rt2", "10.1.0.0/16"), balancer,
               peering_link("near", "far"), peering_link("far", "near")});
  return outcome(net, sender(net, "vm1"), to("10.4.3.4"));
}

// a and b peered, with a machine in each; b has a second prefix.
Pieces two_networks(const azure::Peering& link, const azure::Peering& back) {
  return {vnet("a", {"10.1.0.0/16"}),
          vnet("b", {"10.2.0.0/16", "10.3.0.0/16"}),
          subnet("a/s", "10.1.0.0/24"),
          subnet("b/s", "10.2.0.0/24"),
          subnet("b/new", "10.3.0.0/24"),
          nic("vma", "a/s", "10.1.0.4"),
          nic("vmb", "b/s", "10.2.0.4"),
          nic("vmnew", "b/new", "10.3.0.4"),
          link,
          back};
}

}  // namespace

TEST_CASE("spoke1→NVA→spoke2, spoke2's link without forwarded traffic", "[EX][N-153][C-14]") {
  const auto net = network(through_the_hub(peering_link("spoke2", "hub", false)));
  const auto verdict = judge(net, sender(net, "vm1"), to("10.2.0.4"));
  CHECK(in_words(verdict) == "uncertain C-14");
  CHECK(verdict.reason == reach::Reason::peering_forward_off);
  const auto open = network(through_the_hub(peering_link("spoke2", "hub")));
  CHECK(outcome(open, sender(open, "vm1"), to("10.2.0.4")) == "allow");
}

TEST_CASE("next hop = Basic ILB frontend in another region", "[EX][N-161]") {
  CHECK(behind_a_balancer("Basic", "northeurope") == "deny NEXT_HOP_INVALID");
  CHECK(behind_a_balancer("Basic", "westeurope") == "allow");
  CHECK(behind_a_balancer("Standard", "northeurope") == "allow");
  // What nobody wrote is not held against the path.
  CHECK(behind_a_balancer("", "northeurope") == "uncertain the SKU of load balancer lb");
  CHECK(behind_a_balancer("Basic", "") == "uncertain whether near and far are in one region");
}

TEST_CASE("subnet2 not in the link → remote peered subnet: dropped, route present",
          "[EX][N-167][C-24]") {
  auto forth = peering_link("a", "b");
  auto back = peering_link("b", "a");
  forth.complete = back.complete = false;
  forth.local_subnets = back.remote_subnets = {"s"};
  forth.remote_subnets = back.local_subnets = {"s"};
  const auto net = network(two_networks(forth, back) + Pieces{subnet("a/subnet2", "10.1.1.0/24"),
                                                              nic("vm2", "a/subnet2", "10.1.1.4")});
  CHECK(outcome(net, sender(net, "vm2"), to("10.2.0.4")) == "deny PEERING_DOWN");
  // Were the packet delivered, its reply would have no route.
  CHECK(outcome(net, sender(net, "vmb"), to("10.1.1.4")) == "deny ROUTE_NONE");
  model::Reading reading;
  const auto routes = reach::effective_routes(net, *net.subnet(subnet_id("a/subnet2")), reading);
  CHECK(std::ranges::any_of(routes, [](const reach::Route& route) {
    return route.prefix == prefix("10.2.0.0/24") && route.hop == reach::Hop::peering;
  }));
}

TEST_CASE("a peer that is not synced keeps the prefixes it saw last", "[N-164]") {
  auto stale = peering_link("a", "b");
  const auto with = [&](const char* destination) {
    const auto net = network(two_networks(stale, peering_link("b", "a")));
    return outcome(net, sender(net, "vma"), to(destination));
  };
  CHECK(with("10.3.0.4") == "allow");
  stale.synced_prefixes = written({"10.2.0.0/16"});
  CHECK(with("10.2.0.4") == "allow");
  CHECK(with("10.3.0.4") == "deny ROUTE_NONE");
}

TEST_CASE("a peering for IPv6 only carries no IPv4 and leads to no endpoint", "[N-166][N-203]") {
  const auto kv = vault("kv1");
  auto forth = peering_link("a", "b");
  auto back = peering_link("b", "a");
  const auto with = [&](const char* destination) {
    const auto net = network(two_networks(forth, back) +
                             Pieces{kv, endpoint("pe1", "b/s", kv, "vault", "10.2.0.9")});
    return outcome(net, sender(net, "vma"), to(destination));
  };
  CHECK(with("10.2.0.4") == "allow");
  forth.only_ipv6 = back.only_ipv6 = true;
  CHECK(with("10.2.0.4") == "deny ROUTE_NONE");
  CHECK(with("10.2.0.9") == "deny ROUTE_NONE");
}
