#include "reach/world.h"

using namespace airtight;
using namespace airtight::world;
using azure::DefaultAction;
using azure::RouteNextHop;

namespace {

azure::NetworkInterface with_address(const char* name) {
  auto result = nic("vm", "v/a", "10.0.0.4");
  result.public_ip = known(public_id(name));
  return result;
}

Pieces public_machine(const On& on, const char* sku = "Standard") {
  return {vnet("v", {"10.0.0.0/16"}), subnet("v/a", "10.0.0.0/24", on), with_address("pip"),
          public_address("pip", "20.1.2.3", sku)};
}

std::string from_outside(const Pieces& pieces, const char* client = "") {
  const auto net = network(pieces);
  return outcome(net, internet(client), to("20.1.2.3"));
}

std::string listed(const Pieces& pieces, const std::string& block) {
  const auto target = vault("kv1", rules(DefaultAction::deny, {block}));
  const auto net = network(pieces + Pieces{target});
  return outcome(net, sender(net, "vm"), to_front_end(net, target));
}

}  // namespace

TEST_CASE("a Standard public address is closed without a group, a Basic one open",
          "[inbound][N-104][R-20]") {
  CHECK(from_outside(public_machine({})) == "deny NSG_IN");
  CHECK(from_outside(public_machine({}, "Basic")) == "allow");
  CHECK(from_outside(public_machine({}, "")).starts_with("uncertain"));
}

TEST_CASE("rules see the private address and the original client", "[EX][inbound][N-100][N-096]") {
  const auto with = [](const RuleLine& line, const char* client = "") {
    return from_outside(public_machine({.nsg = "n"}) + Pieces{nsg("n", {line})}, client);
  };
  CHECK(with({100, in, allow, "Internet", "10.0.0.4/32", "443"}) == "allow");
  CHECK(with({100, in, allow, "Internet", "20.1.2.3/32", "443"}) == "deny NSG_IN");
  CHECK(with({100, in, allow, "203.0.113.0/24", "*", "443"}) == "deny NSG_IN");
  CHECK(with({100, in, allow, "203.0.113.0/24", "*", "443"}, "203.0.113.7") == "allow");
  CHECK(with({100, in, allow, "0.0.0.0/0", "*", "443"}) == "allow");
}

TEST_CASE("after a redirected default the machine is not reached from the Internet",
          "[EX][inbound][N-061][R-15]") {
  const Pieces redirected{nsg("n", {{100, in, allow, "Internet", "*", "443"}}),
                          table("rt", {route("0.0.0.0/0", RouteNextHop::appliance, "10.0.9.9")})};
  CHECK(from_outside(public_machine({.nsg = "n", .table = "rt"}) + redirected) ==
        "deny ASYMMETRIC");
  CHECK(from_outside(public_machine({.nsg = "n"}) + redirected) == "allow");
}

TEST_CASE("a NAT gateway's address takes nothing from outside", "[inbound][N-268]") {
  CHECK(from_outside({vnet("v", {"10.0.0.0/16"}), nat_gateway("nat", "pip"),
                      public_address("pip", "20.1.2.3")}) == "deny NO_ROUTE");
  CHECK(from_outside({public_address("pip", "20.1.2.3")}).starts_with("uncertain"));
}

TEST_CASE("a load balancer hands on to a member, whose rules name the member's port",
          "[EX][inbound][N-101]") {
  azure::LoadBalancer balancer =
      named<azure::LoadBalancer>("Microsoft.Network/loadBalancers", "lb");
  balancer.sku = "Standard";
  const auto frontend = balancer.id.child("frontendIPConfigurations", "f");
  const auto pool = balancer.id.child("backendAddressPools", "p");
  balancer.frontends.push_back({frontend, {}, {}, public_id("pip"), {}});
  balancer.pools.push_back({pool, {}});
  balancer.rules.push_back(
      {frontend, pool, net::Protocol::tcp, net::Port{443}, net::Port{8443}, {}});
  auto member = nic("vm", "v/a", "10.0.0.4");
  member.pools = {pool};
  const auto with = [&](const char* port) {
    return from_outside({vnet("v", {"10.0.0.0/16"}), subnet("v/a", "10.0.0.0/24", {.nsg = "n"}),
                         member, balancer, public_address("pip", "20.1.2.3"),
                         nsg("n", {{100, in, allow, "Internet", "*", port}})});
  };
  CHECK(with("8443") == "allow");
  CHECK(with("443") == "deny NSG_IN");
  // A member that says no address may take it.
  member.addresses.clear();
  CHECK(with("8443") == "uncertain the private address of vm, a member of lb");
  balancer.pools.front().unknown.push_back({"$MEMBER"});
  member.pools.clear();
  CHECK(with("8443") == "uncertain a member of lb: $MEMBER");
}

TEST_CASE("egress has one source: NAT gateway before the machine's own address",
          "[EX][inbound][egress][N-263]") {
  auto through_nat = subnet("v/a", "10.0.0.0/24");
  through_nat.nat_gateway = known(id("Microsoft.Network/natGateways", "nat"));
  const Pieces own = public_machine({});
  const Pieces both = own + Pieces{through_nat, nat_gateway("nat", "pip-nat"),
                                   public_address("pip-nat", "20.9.9.9")};
  CHECK(listed(own, "20.1.2.3") == "allow");
  CHECK(listed(own, "20.9.9.9") == "deny PAAS_FIREWALL");
  CHECK(listed(both, "20.9.9.9") == "allow");
  CHECK(listed(both, "20.1.2.3") == "deny PAAS_FIREWALL");
  // An address that is not deployed yet is not known.
  CHECK(listed(own + Pieces{public_address("pip", "")}, "20.1.2.3").starts_with("uncertain"));
}

namespace {

Pieces with_a_way_out() {
  return {vnet("v", {"10.0.0.0/16"}), subnet("v/a", "10.0.0.0/24"), nic("vm", "v/a", "10.0.0.4"),
          nat_gateway("nat", "pip"), public_address("pip", "20.9.9.9")};
}

Pieces through_nat() {
  auto subnet_of_nat = subnet("v/a", "10.0.0.0/24");
  subnet_of_nat.nat_gateway = known(id("Microsoft.Network/natGateways", "nat"));
  return with_a_way_out() + Pieces{subnet_of_nat};
}

}  // namespace

TEST_CASE("a NAT gateway carries TCP and UDP and nothing else", "[inbound][egress][N-268]") {
  const auto net = network(through_nat());
  const auto by = [&](net::Protocol protocol) {
    return outcome(net, sender(net, "vm"), to("8.8.8.8", 443, protocol));
  };
  CHECK(by(net::Protocol::tcp) == "allow");
  CHECK(by(net::Protocol::udp) == "allow");
  for (const auto protocol : {net::Protocol::icmp, net::Protocol::esp, net::Protocol::ah})
    CHECK(by(protocol) == "deny NO_EGRESS");
}

TEST_CASE("neither NAT nor default egress carries ICMP", "[inbound][egress][N-266][N-268]") {
  const Pieces machine = with_a_way_out();
  for (const Pieces& pieces : {machine, through_nat()}) {
    const auto net = network(pieces);
    CHECK(outcome(net, sender(net, "vm"), to("8.8.8.8", 0, net::Protocol::icmp)) ==
          "deny NO_EGRESS");
  }
}

TEST_CASE("mail to port 25 depends on the subscription", "[inbound][egress][N-129][C-21]") {
  const auto net = network(public_machine({}));
  CHECK(outcome(net, sender(net, "vm"), to("8.8.8.8", 25)) == "allow assuming C-21");
  CHECK(outcome(net, sender(net, "vm"), to("8.8.8.8", 587)) == "allow");
}
