#include "reach/world.h"

using namespace airtight;
using namespace airtight::world;

// A consumer's endpoint that leads to a provider's load balancer, in networks with one and the same
// address space.

namespace {

const auto balancer_id = id("Microsoft.Network/loadBalancers", "lb");
const auto frontend_id = balancer_id.child("frontendIPConfigurations", "f");
const auto pool_id = balancer_id.child("backendAddressPools", "p");

azure::PrivateLinkService service_with(const char* address) {
  auto result =
      named<azure::PrivateLinkService>("Microsoft.Network/privateLinkServices", "service1");
  result.sources.push_back({subnet_id("provider/nat"), ip(address)});
  result.frontends = {frontend_id};
  return result;
}

azure::LoadBalancer balancer() {
  auto result = named<azure::LoadBalancer>("Microsoft.Network/loadBalancers", "lb");
  result.sku = "Standard";
  result.frontends.push_back({frontend_id, subnet_id("provider/s"), ip("10.0.0.10"), {}, {}});
  result.pools.push_back({pool_id, {}});
  result.rules.push_back(
      {frontend_id, pool_id, net::Protocol::tcp, net::Port{443}, net::Port{8443}, {}});
  return result;
}

Pieces market(const azure::PrivateLinkService& service, const std::vector<RuleLine>& rules) {
  auto member = nic("backend", "provider/s", "10.0.0.20");
  member.pools = {pool_id};
  auto entry = endpoint("pe", "consumer/s", service, "", "10.0.0.100");
  entry.group_ids.clear();
  return {vnet("consumer", {"10.0.0.0/16"}),
          vnet("provider", {"10.0.0.0/16"}),
          subnet("consumer/s", "10.0.0.0/24"),
          subnet("provider/s", "10.0.0.0/24", {.nsg = "n"}),
          subnet("provider/nat", "10.0.1.0/24"),
          nic("client", "consumer/s", "10.0.0.4"),
          member,
          balancer(),
          service,
          entry,
          nsg("n", rules)};
}

std::string consume(const Pieces& pieces, int port = 443) {
  const auto net = network(pieces);
  return outcome(net, sender(net, "client"), to("10.0.0.100", port));
}

}  // namespace

TEST_CASE("a private link service sends from an address of the provider's network",
          "[link-service][N-214]") {
  const auto known_address = service_with("10.0.1.4");
  CHECK(consume(market(known_address, {})) == "allow");
  CHECK(consume(market(known_address, {{100, in, deny, "10.0.1.0/24"}})) == "deny NSG_IN");
  // The client's own address is nobody's there.
  CHECK(consume(market(known_address, {{100, in, deny, "10.0.0.4/32"}})) == "allow");
  CHECK(consume(market(known_address, {{100, in, deny, "*", "*", "443"}})) == "allow");
  CHECK(consume(market(known_address, {{100, in, deny, "*", "*", "8443"}})) == "deny NSG_IN");
  CHECK(consume(market(known_address, {}), 80) == "deny NO_ROUTE");
}

TEST_CASE("what is not known of a private link service is uncertain", "[link-service][N-214]") {
  auto somewhere = service_with("10.0.1.4");
  somewhere.sources.front().address.reset();
  CHECK(consume(market(somewhere, {})) == "allow");
  CHECK(consume(market(somewhere, {{100, in, deny, "10.0.1.0/28"}})).starts_with("uncertain"));
  auto other = service_with("10.0.1.4");
  other.frontends = {
      id("Microsoft.Network/loadBalancers", "x").child("frontendIPConfigurations", "f")};
  CHECK(consume(market(other, {})) ==
        "uncertain where private link service service1 sends packets");
  auto strange = service_with("10.0.1.4");
  strange.unknown.push_back({"$SUBNET"});
  CHECK(consume(market(strange, {})) == "uncertain $SUBNET");
}
