#include "reach/world.h"

// Examples of the reference on filters (azure-network.md, section 3), and the readings beside them.
// Others are with the tests of their subject; all have the tag [EX].

using namespace airtight;
using namespace airtight::world;

namespace {

// How the nominal reading went.
reach::Disposition nominal(const model::Network& net, const reach::Workload& from,
                           const reach::Destination& destination) {
  model::Reading reading;
  return reach::reach(net, from, destination, reading);
}

// The verdict with the rule that decided last: "deny NSG_IN rule4000".
std::string by_rule(const model::Network& net, const reach::Workload& from,
                    const reach::Destination& destination) {
  std::string words = outcome(net, from, destination);
  const Trace trace = nominal(net, from, destination).trace;
  for (auto step = trace.rbegin(); step != trace.rend(); ++step) {
    if (step->stage == "nsg" && !step->rule.empty()) return words + " " + step->rule;
  }
  return words;
}

// A public load balancer that sends 80 to 8080 of one machine and asks it at `probe`.
Pieces balanced(const std::vector<RuleLine>& lines, std::optional<net::Port> probe) {
  auto balancer = named<azure::LoadBalancer>("Microsoft.Network/loadBalancers", "lb");
  balancer.sku = "Standard";
  const auto frontend = balancer.id.child("frontendIPConfigurations", "f");
  const auto pool = balancer.id.child("backendAddressPools", "p");
  balancer.frontends.push_back({frontend, {}, {}, public_id("pip"), {}});
  balancer.pools.push_back({pool, {}});
  balancer.rules.push_back(
      {frontend, pool, net::Protocol::tcp, net::Port{80}, net::Port{8080}, {}, probe});
  auto member = nic("vm", "v/a", "10.0.0.4");
  member.pools = {pool};
  return {vnet("v", {"10.0.0.0/16"}),
          subnet("v/a", "10.0.0.0/24", {.nsg = "n"}),
          member,
          balancer,
          nsg("n", lines),
          public_address("pip", "20.1.2.3")};
}

std::string to_balancer(const Pieces& pieces) {
  const auto net = network(pieces);
  return outcome(net, internet(), to("20.1.2.3", 80));
}

Pieces behind(const std::vector<RuleLine>& lines) {
  return {vnet("v", {"10.0.0.0/16"}), subnet("v/a", "10.0.0.0/24", {.nsg = "n"}),
          nic("vm", "v/a", "10.0.0.4"), nsg("n", lines)};
}

}  // namespace

TEST_CASE("subnet group default-only, interface's allows 80 from Internet: subnet's DenyAllInBound",
          "[EX][N-096]") {
  auto vm = nic("vm", "v/a", "10.0.0.4");
  vm.network_security_group = known(nsg_id("inner"));
  vm.public_ip = known(public_id("pip"));
  const auto net = network(
      {vnet("v", {"10.0.0.0/16"}), subnet("v/a", "10.0.0.0/24", {.nsg = "n"}), vm, nsg("n", {}),
       nsg("inner", {{100, in, allow, "Internet", "*", "80"}}), public_address("pip", "20.1.2.3")});
  CHECK(by_rule(net, internet(), to("20.1.2.3", 80)) == "deny NSG_IN DenyAllInBound");
  const Step last = nominal(net, internet(), to("20.1.2.3", 80)).trace.back();
  CHECK(last.resource == nsg_id("n").text());
}

TEST_CASE("outbound 200 allow VirtualNetwork, 300 deny Internet: with 0/0 to an appliance rule 200",
          "[EX][N-110]") {
  const auto with = [](std::vector<azure::UserRoute> routes) {
    const auto net = network(
        behind({{200, out, allow, "*", "VirtualNetwork"}, {300, out, deny, "*", "Internet"}}) +
        Pieces{subnet("v/a", "10.0.0.0/24", {.nsg = "n", .table = "rt"}),
               subnet("v/nva", "10.0.1.0/24"), table("rt", std::move(routes)),
               appliance("nva", "v/nva", "10.0.1.4"), policy("v/nva", "10.0.1.4", {})});
    return by_rule(net, sender(net, "vm"), to("8.8.8.8"));
  };
  // The group lets it pass; the appliance here drops it.
  CHECK(with({route("0.0.0.0/0", azure::RouteNextHop::appliance, "10.0.1.4")})
            .starts_with("deny FW_DENY"));
  CHECK(with({}) == "deny NSG_OUT rule300");
}

TEST_CASE("rule 120 refuses what is no member of AsgLogic", "[EX][N-103]") {
  const auto group = [](const char* name) {
    return id("Microsoft.Network/applicationSecurityGroups", name);
  };
  auto allowed = rule({110, in, allow, "*", "*", "1433"});
  allowed.source = {};
  allowed.source.groups = {group("logic")};
  allowed.destination = {};
  allowed.destination.groups = {group("db")};
  auto denied = rule({120, in, deny, "*", "*", "1433"});
  denied.destination = {};
  denied.destination.groups = {group("db")};
  auto filter = nsg("n", {});
  filter.rules = {allowed, denied};
  auto logic = nic("logic", "v/a", "10.0.0.5");
  logic.application_groups = {group("logic")};
  auto db = nic("db", "v/a", "10.0.0.6");
  db.application_groups = {group("db")};
  const auto net = network({vnet("v", {"10.0.0.0/16"}), subnet("v/a", "10.0.0.0/24", {.nsg = "n"}),
                            filter, nic("web", "v/a", "10.0.0.4"), logic, db});
  CHECK(by_rule(net, sender(net, "web"), to("10.0.0.6", 1433)) == "deny NSG_IN rule120");
  CHECK(by_rule(net, sender(net, "logic"), to("10.0.0.6", 1433)) == "allow rule110");
}

TEST_CASE("outbound 100 allow Storage:443, 200 deny VirtualNetwork, storage endpoint: rule 200",
          "[EX][N-115]") {
  const auto st = storage("st1");
  const auto net = network({vnet("v", {"10.1.0.0/16"}), subnet("v/s", "10.1.0.0/24", {.nsg = "n"}),
                            subnet("v/pe", "10.1.1.0/24"), nic("vm", "v/s", "10.1.0.4"), st,
                            endpoint("pe1", "v/pe", st, "blob", "10.1.1.4"),
                            nsg("n", {{100, out, allow, "*", "Storage", "443"},
                                      {200, out, deny, "*", "VirtualNetwork"}})});
  CHECK(by_rule(net, sender(net, "vm"), to_endpoint(net, "10.1.1.4", st, "blob")) ==
        "deny NSG_OUT rule200");
}

TEST_CASE("inbound 4000 deny VirtualNetwork: the probe is dropped and the member is down",
          "[EX][N-117][N-126]") {
  const RuleLine web{100, in, allow, "Internet", "*", "8080"};
  const RuleLine no_network{4000, in, deny, "VirtualNetwork"};
  CHECK(to_balancer(balanced({web}, net::Port{8080})) == "allow");
  CHECK(to_balancer(balanced({web, no_network}, net::Port{8080})) == "deny NSG_IN");
  CHECK(to_balancer(balanced({web, {4001, in, deny}}, net::Port{8080})) == "deny NSG_IN");
  // A rule for the probe, no probe at all, or a deny that leaves the platform's address out.
  CHECK(to_balancer(balanced({web, {200, in, allow, "AzureLoadBalancer"}, no_network},
                             net::Port{8080})) == "allow");
  CHECK(to_balancer(balanced({web, no_network}, {})) == "allow");
  CHECK(to_balancer(balanced({web, {4000, in, deny, "10.0.0.0/16"}}, net::Port{8080})) == "allow");
  const auto net = network(balanced({web, no_network}, net::Port{8080}));
  CHECK(nominal(net, internet(), to("20.1.2.3", 80)).trace.back().facts ==
        std::vector<std::string>{"N-117", "N-126"});
}

TEST_CASE("a member that several rules probe differently is taken as alive", "[N-126]") {
  auto pieces =
      balanced({{100, in, allow, "Internet", "*", "8080"}, {4000, in, deny}}, net::Port{8080});
  for (Piece& piece : pieces) {
    if (auto* balancer = piece.as<azure::LoadBalancer>()) {
      balancer->rules.push_back(balancer->rules.front());
      balancer->rules.back().probe = net::Port{9090};
    }
  }
  CHECK(to_balancer(pieces) == "allow");
}

TEST_CASE("outbound allow Storage, deny Internet: any tenant's storage account", "[EX][N-119]") {
  const std::vector<RuleLine> lines{{100, out, allow, "*", "Storage"},
                                    {200, out, deny, "*", "Internet"}};
  azure::ServiceTags file;
  file.tags["storage"] = {prefix("20.60.0.0/16")};
  const auto st = storage("st1");
  const auto net = network(behind(lines) + Pieces{file, st, vault("kv1")});
  const auto from = sender(net, "vm");
  CHECK(by_rule(net, from, to_front_end(net, st)) == "allow assuming C-18 rule100");
  CHECK(by_rule(net, from, to("20.60.9.9")) == "allow assuming C-18 rule100");
  CHECK(by_rule(net, from, to_front_end(net, vault("kv1"))).starts_with("deny NSG_OUT"));
}

TEST_CASE("whether Internet has what another tag has", "[N-116][C-09]") {
  azure::ServiceTags file;
  file.tags["storage"] = {prefix("20.60.0.0/16")};
  const auto kv = vault("kv1");
  const auto with = [&](const std::vector<RuleLine>& lines, const char* destination) {
    const auto net = network(behind(lines) + Pieces{file, kv});
    const auto target = *destination == '\0' ? to_front_end(net, kv) : to(destination);
    return outcome(net, sender(net, "vm"), target);
  };
  constexpr auto front_end = "";
  const std::vector<RuleLine> all_but_internet{{100, out, deny, "*", "Internet"},
                                               {200, out, allow}};
  CHECK(with(all_but_internet, front_end) == "uncertain C-09 C-18");
  CHECK(with(all_but_internet, "20.60.1.4") == "uncertain C-09 C-18");
  CHECK(with(all_but_internet, "8.8.8.8") == "deny NSG_OUT");
  CHECK(with({{100, out, deny, "*", "Internet"}}, front_end) == "deny NSG_OUT");
  CHECK(with({}, front_end) == "allow assuming C-09 C-18");
  CHECK(with({}, "8.8.8.8") == "allow assuming C-18");
}

TEST_CASE("what a rule for ICMP does with ICMPv6 is not known", "[N-021]") {
  auto both = subnet("v/a", "10.0.0.0/24", {.nsg = "n"});
  both.address_prefixes = written({"10.0.0.0/24", "fd00::/64"});
  auto vm1 = nic("vm1", "v/a", "10.0.0.4");
  vm1.addresses.push_back(ip("fd00::4"));
  auto vm2 = nic("vm2", "v/a", "10.0.0.5");
  vm2.addresses.push_back(ip("fd00::5"));
  const auto net = network({vnet("v", {"10.0.0.0/16", "fd00::/48"}), both, vm1, vm2,
                            nsg("n", {{100, out, deny, "*", "*", "*", net::Protocol::icmp}})});
  const auto ping = [&](const char* destination, net::Protocol protocol) {
    return outcome(net, sender(net, "vm1"), to(destination, 0, protocol));
  };
  CHECK(ping("10.0.0.5", net::Protocol::icmp) == "deny NSG_OUT");
  CHECK(ping("fd00::5", net::Protocol::icmp).starts_with("uncertain"));
  CHECK(ping("fd00::5", net::Protocol::tcp) == "allow");
}

TEST_CASE("what is refused may be for the licensing service", "[N-127]") {
  const auto with = [](std::vector<azure::UserRoute> routes, const char* destination, int port) {
    const auto net = network(behind({{100, out, deny}}) +
                             Pieces{subnet("v/a", "10.0.0.0/24", {.nsg = "n", .table = "rt"}),
                                    table("rt", std::move(routes))});
    return outcome(net, sender(net, "vm"), to(destination, port));
  };
  CHECK(with({}, "23.102.135.246", 1688).starts_with("uncertain"));
  CHECK(with({}, "23.102.135.246", 443) == "deny NSG_OUT");
  CHECK(with({}, "10.0.0.9", 1688) == "deny NSG_OUT");
  CHECK(with({route("0.0.0.0/0", azure::RouteNextHop::appliance, "10.0.9.9")}, "23.102.135.246",
             1688) == "deny NSG_OUT");
}
