#include <airtight/reach/effective_routes.h>
#include <airtight/verify/path.h>

#include <algorithm>

#include "reach/tags.h"
#include "reach/world.h"

// Facts of azure-network.md that have no example of their own.

using namespace airtight;
using namespace airtight::world;
using azure::RouteNextHop;

namespace {

// A spoke whose default route goes to a firewall in the hub.
Pieces behind_firewall(const std::vector<FirewallLine>& lines, const On& of_firewall = {}) {
  const auto by_device = route("0.0.0.0/0", RouteNextHop::appliance, "10.4.1.4");
  return {vnet("a", {"10.1.0.0/16"}),
          vnet("hub", {"10.4.0.0/16"}),
          vnet("b", {"10.2.0.0/16"}),
          subnet("a/s", "10.1.0.0/24", {.table = "rt"}),
          subnet("b/s", "10.2.0.0/24", {.table = "rt"}),
          subnet("hub/AzureFirewallSubnet", "10.4.1.0/26", of_firewall),
          nic("vma", "a/s", "10.1.0.4"),
          nic("vmb", "b/s", "10.2.0.4"),
          table("rt", {by_device}),
          firewall("fw", "hub", "10.4.1.4"),
          firewall_policy("fw"),
          rule_group("fw", 200, lines),
          peering_link("a", "hub"),
          peering_link("hub", "a"),
          peering_link("b", "hub"),
          peering_link("hub", "b")};
}

std::string spoke_to_spoke(const Pieces& pieces, int port = 443,
                           net::Protocol protocol = net::Protocol::tcp) {
  const auto net = network(pieces);
  return outcome(net, sender(net, "vma"), to("10.2.0.4", port, protocol));
}

reach::Via via_of(const model::Network& net, const std::string& nic_name,
                  const reach::Destination& destination) {
  model::Reading reading;
  return reach::reach(net, sender(net, nic_name), destination, reading).via;
}

Pieces with_app(const azure::Site& site, const std::vector<RuleLine>& lines) {
  return {vnet("v", {"10.0.0.0/16"}), subnet("v/s", "10.0.0.0/24", {.nsg = "n"}), nsg("n", lines),
          site};
}

}  // namespace

TEST_CASE("one rule of a firewall covers the replies", "[firewall][N-293]") {
  CHECK(spoke_to_spoke(behind_firewall({{true, "10.1.0.0/16", "10.2.0.0/16", 443}})) == "allow");
  CHECK(spoke_to_spoke(behind_firewall({{true, "10.2.0.0/16", "10.1.0.0/16", 443}})) ==
        "deny FW_DENY");
}

TEST_CASE("what leaves a firewall follows the routes of its subnet", "[firewall][N-294]") {
  const std::vector<FirewallLine> lines{{true, "10.1.0.0/16", "10.2.0.0/16", 443}};
  const Pieces dropped = behind_firewall(lines, {.table = "own"}) +
                         Pieces{table("own", {route("10.2.0.0/24", RouteNextHop::none, "")})};
  CHECK(spoke_to_spoke(dropped) == "deny ROUTE_NONE");
}

TEST_CASE("protocol Any with ports means TCP and UDP, without ports everything",
          "[firewall][N-297]") {
  const auto with = [](std::vector<net::PortRange> ports) {
    auto rules = rule_group("fw", 200, {{true, "10.1.0.0/16", "10.2.0.0/16", 443}});
    azure::FirewallRule& rule = rules.collections.front().rules.front();
    rule.protocols = {};
    rule.ports = std::move(ports);
    return behind_firewall({}) + Pieces{rules};
  };
  const Pieces ported = with({*net::parse_port_range("443")});
  CHECK(spoke_to_spoke(ported, 443) == "allow");
  CHECK(spoke_to_spoke(ported, 0, net::Protocol::icmp) == "deny FW_DENY");
}

TEST_CASE("an appliance may stand in a direct peer, and its policy is open until it is written",
          "[appliance][N-160][N-298][C-22]") {
  const Pieces base{vnet("a", {"10.1.0.0/16"}),
                    vnet("hub", {"10.4.0.0/16"}),
                    subnet("a/s", "10.1.0.0/24", {.table = "rt"}),
                    subnet("hub/dev", "10.4.1.0/24"),
                    subnet("hub/s", "10.4.2.0/24", {.table = "back"}),
                    nic("vma", "a/s", "10.1.0.4"),
                    nic("vmb", "hub/s", "10.4.2.4"),
                    appliance("nva", "hub/dev", "10.4.1.4"),
                    table("rt", {route("10.4.2.0/24", RouteNextHop::appliance, "10.4.1.4")}),
                    table("back", {route("10.1.0.0/24", RouteNextHop::appliance, "10.4.1.4")}),
                    peering_link("a", "hub"),
                    peering_link("hub", "a")};
  const auto outcome_of = [](const Pieces& pieces) {
    const auto net = network(pieces);
    return outcome(net, sender(net, "vma"), to("10.4.2.4"));
  };
  CHECK(outcome_of(base) == "uncertain C-22");
  CHECK(outcome_of(base + Pieces{policy("hub/dev", "10.4.1.4", {{}})}) == "allow");
}

TEST_CASE("a service endpoint serves its own subnet only", "[egress][N-183][N-190][N-336]") {
  auto closed = closed_rules();
  closed.subnet_rules.push_back({subnet_id("v/s"), {}});
  const auto st = storage("st1", closed);
  const auto net =
      network({vnet("v", {"10.0.0.0/16"}),
               subnet("v/s", "10.0.0.0/24", {.service_endpoints = {"Microsoft.Storage"}}),
               subnet("v/t", "10.0.1.0/24"), nic("near", "v/s", "10.0.0.4"),
               nic("far", "v/t", "10.0.1.4"), st});
  CHECK(outcome(net, sender(net, "near"), to_front_end(net, st)) == "allow");
  CHECK(outcome(net, sender(net, "far"), to_front_end(net, st)) == "deny PAAS_FIREWALL");
  // Whatever the protocol of the service.
  auto smb = to_front_end(net, st);
  smb.port = net::Port{445};
  CHECK(outcome(net, sender(net, "far"), smb) == "deny PAAS_FIREWALL");
}

TEST_CASE("of a private endpoint and a service endpoint the address decides",
          "[egress][N-189][N-114]") {
  const auto kv = vault("kv1");
  const auto net = network(
      {vnet("v", {"10.0.0.0/16"}),
       subnet("v/s", "10.0.0.0/24", {.nsg = "n", .service_endpoints = {"Microsoft.KeyVault"}}),
       nsg("n", {}), subnet("v/pe", "10.0.1.0/24"), nic("vm", "v/s", "10.0.0.4"), kv,
       endpoint("pe1", "v/pe", kv, "vault", "10.0.1.4")});
  CHECK(via_of(net, "vm", to_endpoint(net, "10.0.1.4", kv, "vault")) ==
        reach::Via::private_endpoint);
  CHECK(via_of(net, "vm", to_front_end(net, kv)) == reach::Via::service_endpoint);
}

TEST_CASE("endpoints of one resource are independent", "[endpoint][N-208][N-211]") {
  const auto kv = vault("kv1");
  auto refused = endpoint("pe2", "v/pe", kv, "vault", "10.0.1.5");
  refused.state = known(azure::ConnectionState::rejected);
  const auto net = network({vnet("v", {"10.0.0.0/16"}), subnet("v/s", "10.0.0.0/24"),
                            subnet("v/pe", "10.0.1.0/24"), nic("vm", "v/s", "10.0.0.4"), kv,
                            endpoint("pe1", "v/pe", kv, "vault", "10.0.1.4"), refused});
  CHECK(outcome(net, sender(net, "vm"), to_endpoint(net, "10.0.1.4", kv, "vault")) == "allow");
  // It owns its address all the same.
  CHECK(outcome(net, sender(net, "vm"), to_endpoint(net, "10.0.1.5", kv, "vault")) ==
        "deny PE_NOT_APPROVED");
}

TEST_CASE("mail from an app depends on the subscription of its network", "[apps][N-248][C-21]") {
  auto site = app("app1", "v/s");
  site.route_all = known(true);
  const auto net = network(with_app(site, {}));
  CHECK(outcome(net, app_sender(net, "app1"), to("8.8.8.8", 25)) == "allow assuming C-21");
}

TEST_CASE("a Flex app sends everything into its network, as far as known", "[apps][N-258][C-17]") {
  auto site = app("app1", "v/s");
  site.flex = true;
  site.route_all = known(false);
  const auto net = network(with_app(site, {{100, out, deny, "*", "Internet"}}));
  CHECK(outcome(net, app_sender(net, "app1"), to("8.8.8.8")) == "uncertain C-17");
  const auto open = network(with_app(site, {}));
  CHECK(outcome(open, app_sender(open, "app1"), to("8.8.8.8")).starts_with("allow"));
}

TEST_CASE("a member of an internal Standard balancer has no default way out", "[egress][N-267]") {
  auto balancer = named<azure::LoadBalancer>("Microsoft.Network/loadBalancers", "lb");
  const auto pool = balancer.id.child("backendAddressPools", "p");
  balancer.frontends.push_back({balancer.id.child("frontendIPConfigurations", "f"),
                                subnet_id("v/s"),
                                ip("10.0.0.9"),
                                {},
                                {}});
  balancer.pools.push_back({pool, {}});
  auto member = nic("vm", "v/s", "10.0.0.4");
  member.pools = {pool};
  const auto with = [&](const std::string& sku) {
    balancer.sku = sku;
    const auto net =
        network({vnet("v", {"10.0.0.0/16"}), subnet("v/s", "10.0.0.0/24"), member, balancer});
    return outcome(net, sender(net, "vm"), to("8.8.8.8"));
  };
  CHECK(with("Standard") == "deny NO_EGRESS");
  CHECK(with("Basic").starts_with("allow"));
}

TEST_CASE("a SQL server with public access disabled admits nobody from outside", "[edge][N-315]") {
  auto server = service("Microsoft.Sql/servers", "sql1");
  server.network_rules = known(rules(azure::DefaultAction::deny, {"203.0.113.9"}));
  const auto with = [&](azure::PublicNetworkAccess access) {
    server.public_network_access = known(access);
    const auto net = network({server});
    return outcome(net, internet("203.0.113.9"), to_front_end(net, server));
  };
  CHECK(with(azure::PublicNetworkAccess::enabled) == "allow");
  CHECK(with(azure::PublicNetworkAccess::disabled) == "deny PAAS_PUBLIC_DISABLED");
}

TEST_CASE("a subnet rule means the subnet and not its name", "[edge][N-319]") {
  auto closed = closed_rules();
  closed.subnet_rules.push_back({subnet_id("w/s"), {}});
  const auto st = storage("st1", closed);
  const auto net =
      network({vnet("v", {"10.0.0.0/16"}), vnet("w", {"10.1.0.0/16"}),
               subnet("v/s", "10.0.0.0/24", {.service_endpoints = {"Microsoft.Storage"}}),
               subnet("w/s", "10.1.0.0/24"), nic("vm", "v/s", "10.0.0.4"), st});
  CHECK(outcome(net, sender(net, "vm"), to_front_end(net, st)) == "deny PAAS_FIREWALL");
}

TEST_CASE("whether a site's prefixes stay in VirtualNetwork without propagation is open",
          "[nsg][N-124][C-28]") {
  auto quiet = table("rt", {});
  quiet.disable_bgp_propagation = true;
  const auto net = network({vnet("v", {"10.0.0.0/16"}), subnet("v/GatewaySubnet", "10.0.9.0/24"),
                            subnet("v/s", "10.0.0.0/24", {.table = "rt"}), quiet,
                            gateway("gw", "v"), learned("v", "192.168.0.0/16")});
  const auto holds_site = [&](std::size_t branch) {
    model::Reading reading;
    reading.fix(model::Choice::c28_site_prefixes_without_propagation, branch);
    const auto scope =
        reach::tag_scope(net, {net.virtual_network(vnet_id("v")), net.subnet(subnet_id("v/s"))},
                         azure::Direction::inbound, reading);
    return std::ranges::count(scope.virtual_network, prefix("192.168.0.0/16")) > 0;
  };
  CHECK(holds_site(0));
  CHECK_FALSE(holds_site(1));
}

TEST_CASE("the platform's channel is open on all its ports", "[platform][N-128]") {
  const auto net = network({vnet("v", {"10.0.0.0/16"}), subnet("v/s", "10.0.0.0/24", {.nsg = "n"}),
                            nic("vm", "v/s", "10.0.0.4"), nsg("n", {{100, out, deny, "*", "*"}})});
  for (const int port : {53, 80, 443, 32526}) {
    CAPTURE(port);
    CHECK(outcome(net, sender(net, "vm"), to("168.63.129.16", port)) == "allow");
  }
}

TEST_CASE("a peering comes before a gateway between two networks", "[routes][N-162]") {
  const auto net = network({vnet("v", {"10.0.0.0/16"}), vnet("w", {"10.1.0.0/16"}),
                            subnet("v/GatewaySubnet", "10.0.9.0/24"), subnet("v/s", "10.0.0.0/24"),
                            gateway("gw", "v"), learned("v", "10.1.0.0/16"), peering_link("v", "w"),
                            peering_link("w", "v")});
  model::Reading reading;
  const auto routes = reach::effective_routes(net, *net.subnet(subnet_id("v/s")), reading);
  const auto* route = reach::select_route(routes, ip("10.1.0.4"), reading);
  REQUIRE(route != nullptr);
  CHECK(route->hop == reach::Hop::peering);
}

TEST_CASE("a name in a network rule is what the firewall resolves it to", "[firewall][N-288]") {
  auto rules = rule_group("fw", 200, {{true, "10.1.0.0/16", "*", 443}});
  azure::FirewallRule& rule = rules.collections.front().rules.front();
  rule.destination = {};
  rule.names = {"db.example.test"};
  CHECK(spoke_to_spoke(behind_firewall({}) + Pieces{rules}).starts_with("uncertain"));
  CHECK(spoke_to_spoke(behind_firewall({})) == "deny FW_DENY");
}

TEST_CASE("rules of a vault take public addresses only", "[edge][N-317]") {
  const auto errors_with = [](const std::string& block) {
    Diagnostics diagnostics;
    model::build(resources({vault("kv1", rules(azure::DefaultAction::deny, {block}))}),
                 diagnostics);
    return std::ranges::count_if(diagnostics, [](const Diagnostic& each) {
      return each.severity == Severity::error && std::ranges::count(each.facts, "N-317") > 0;
    });
  };
  CHECK(errors_with("10.0.0.0/24") == 1);
  CHECK(errors_with("203.0.113.0/24") == 0);
}

TEST_CASE("networks that a manager connects are never proven apart", "[peering][N-169]") {
  const Pieces apart{vnet("v", {"10.0.0.0/16"}),     vnet("w", {"10.1.0.0/16"}),
                     subnet("v/s", "10.0.0.0/24"),   subnet("w/s", "10.1.0.0/24"),
                     nic("nic1", "v/s", "10.0.0.4"), machine("vm1", "nic1"),
                     nic("nic2", "w/s", "10.1.0.4"), machine("vm2", "nic2")};
  auto connected = named<azure::OtherResource>(
      "Microsoft.Network/networkManagers/connectivityConfigurations", "mesh");
  connected.type = "Microsoft.Network/networkManagers/connectivityConfigurations";
  const auto judged = [](const Pieces& pieces) {
    const auto net = network(pieces);
    return verify::examine(net, *verify::find_workload(net, "vm1"),
                           *verify::find_target(net, "10.1.0.4"))
        .verdict;
  };
  CHECK(judged(apart).judgement == verify::Judgement::deny);
  CHECK(judged(apart + Pieces{connected}).judgement == verify::Judgement::uncertain);
}
