#include <algorithm>

#include "reach/world.h"

using namespace airtight;
using namespace airtight::world;
using azure::DefaultAction;
using azure::EndpointPolicies;
using azure::RouteNextHop;

namespace {

const auto kv = vault("kv1");

// Two machines in one network, with what the cases add or replace.
Pieces two_machines() {
  return {vnet("v", {"10.0.0.0/16"}), subnet("v/a", "10.0.0.0/24"), subnet("v/b", "10.0.1.0/24"),
          nic("vm1", "v/a", "10.0.0.4"), nic("vm2", "v/b", "10.0.1.4")};
}

// A machine, a hub and a far network: a – hub – b.
Pieces hub_and_spokes() {
  return {
      vnet("a", {"10.1.0.0/16"}),    vnet("hub", {"10.4.0.0/16"}),    vnet("b", {"10.2.0.0/16"}),
      subnet("a/s", "10.1.0.0/24"),  subnet("hub/s", "10.4.2.0/24"),  subnet("b/s", "10.2.0.0/24"),
      nic("vma", "a/s", "10.1.0.4"), nic("vmh", "hub/s", "10.4.2.4"), nic("vmb", "b/s", "10.2.0.4"),
      peering_link("a", "hub"),      peering_link("hub", "a"),        peering_link("b", "hub"),
      peering_link("hub", "b")};
}

// The vault behind an endpoint, a client beside it.
Pieces behind_an_endpoint(const On& client = {}, const On& endpoints = {}) {
  return {vnet("v", {"10.1.0.0/16"}),
          subnet("v/client", "10.1.0.0/24", client),
          subnet("v/pe", "10.1.1.0/24", endpoints),
          nic("vm", "v/client", "10.1.0.4"),
          kv,
          endpoint("pe1", "v/pe", kv, "vault", "10.1.1.4")};
}

std::string from_vm1(const Pieces& pieces, const std::string& destination) {
  const auto net = network(pieces);
  return outcome(net, sender(net, "vm1"), to(destination));
}

std::string to_the_endpoint(const Pieces& pieces, int port = 443) {
  const auto net = network(pieces);
  return outcome(net, sender(net, "vm"), to_endpoint(net, "10.1.1.4", kv, "vault", port));
}

reach::Via nominal_via(const model::Network& net, const reach::Workload& from,
                       const reach::Destination& destination) {
  model::Reading reading;
  return reach::reach(net, from, destination, reading).via;
}

}  // namespace

TEST_CASE("a peer that the input does not have may hold a private address",
          "[walk][N-039][I-005]") {
  CHECK(from_vm1(two_machines(), "10.7.0.4") == "deny ROUTE_NONE");
  const Pieces peered = two_machines() + Pieces{peering_link("v", "elsewhere")};
  CHECK(from_vm1(peered, "10.7.0.4") == "uncertain the virtual network elsewhere");
  CHECK(from_vm1(peered, "10.0.1.4") == "allow");
}

TEST_CASE("machines of one network reach each other, and nobody at free addresses",
          "[EX][N-031][walk][N-009][N-053][N-090]") {
  CHECK(from_vm1(two_machines(), "10.0.1.4") == "allow");
  CHECK(from_vm1(two_machines(), "10.9.0.4") == "deny ROUTE_NONE");
  CHECK(from_vm1(two_machines(), "172.20.0.4") == "deny ROUTE_NONE");
  CHECK(from_vm1(two_machines(), "8.8.8.8") == "allow assuming C-18");
}

TEST_CASE("a group on a subnet filters twice inside the subnet", "[EX][walk][N-097]") {
  const auto with = [](const std::vector<RuleLine>& lines) {
    return from_vm1({vnet("v", {"10.0.0.0/16"}), subnet("v/a", "10.0.0.0/24", {.nsg = "n"}),
                     nsg("n", lines), nic("vm1", "v/a", "10.0.0.4"), nic("vm2", "v/a", "10.0.0.5")},
                    "10.0.0.5");
  };
  CHECK(with({}) == "allow");
  CHECK(with({{100, in, deny}, {100, out, deny}}) == "deny NSG_OUT");
  CHECK(with({{100, in, deny}}) == "deny NSG_IN");
}

TEST_CASE("replies need no rule", "[EX][walk][N-098]") {
  CHECK(from_vm1(two_machines() +
                     Pieces{subnet("v/a", "10.0.0.0/24", {.nsg = "n"}),
                            nsg("n", {{100, out, allow, "*", "*", "443"}, {100, in, deny}})},
                 "10.0.1.4") == "allow");
}

TEST_CASE("traffic needs both links of a peering", "[EX][walk][N-150][R-10]") {
  const Pieces apart{vnet("a", {"10.1.0.0/16"}),    vnet("b", {"10.2.0.0/16"}),
                     subnet("a/s", "10.1.0.0/24"),  subnet("b/s", "10.2.0.0/24"),
                     nic("vm1", "a/s", "10.1.0.4"), nic("vm2", "b/s", "10.2.0.4")};
  auto initiated = peering_link("a", "b");
  initiated.state = known(std::string{"Initiated"});
  auto disconnected = peering_link("b", "a");
  disconnected.state = known(std::string{"Disconnected"});
  const std::pair<Pieces, const char*> cases[] = {
      {{}, "deny ROUTE_NONE"},
      {{peering_link("a", "b")}, "deny PEERING_DOWN"},
      {{peering_link("b", "a")}, "deny PEERING_DOWN"},
      {{peering_link("a", "b"), peering_link("b", "a")}, "allow"},
      {{initiated, peering_link("b", "a")}, "deny PEERING_DOWN"},
      {{peering_link("a", "b"), disconnected}, "deny PEERING_DOWN"}};
  for (const auto& [links, expected] : cases) {
    CAPTURE(links.size());
    CHECK(from_vm1(apart + links, "10.2.0.4") == expected);
  }
}

TEST_CASE("peering is not transitive", "[EX][walk][N-151]") {
  const auto net = network(hub_and_spokes());
  CHECK(outcome(net, sender(net, "vma"), to("10.4.2.4")) == "allow");
  CHECK(outcome(net, sender(net, "vma"), to("10.2.0.4")) == "deny ROUTE_NONE");
}

TEST_CASE("virtual network access off blocks and an explicit allow leaves it open",
          "[walk][N-152][C-13][R-11]") {
  const auto with = [](const std::vector<RuleLine>& lines) {
    const auto net = network(hub_and_spokes() + Pieces{peering_link("a", "hub", true, false),
                                                       subnet("a/s", "10.1.0.0/24", {.nsg = "n"}),
                                                       nsg("n", lines)});
    return judge(net, sender(net, "vma"), to("10.4.2.4"));
  };
  CHECK(with({}).judgement == verify::Judgement::deny);
  CHECK(in_words(with({{100, out, allow, "*", "10.4.0.0/16"}})) == "uncertain C-13");

  const auto no_group = network(hub_and_spokes() + Pieces{peering_link("a", "hub", true, false)});
  CHECK(outcome(no_group, sender(no_group, "vma"), to("10.4.2.4")) == "deny PEERING_ACCESS_OFF");
}

TEST_CASE("forwarded traffic off at the receiving spoke is open",
          "[walk][N-153][N-154][C-14][N-159]") {
  const auto through = [](bool forwarded) {
    const auto user = [](const char* block) {
      return route(block, RouteNextHop::appliance, "10.4.2.101");
    };
    const auto net =
        network(hub_and_spokes() +
                Pieces{appliance("nva", "hub/s", "10.4.2.101"), peering_link("b", "hub", forwarded),
                       subnet("a/s", "10.1.0.0/24", {.table = "rta"}),
                       subnet("b/s", "10.2.0.0/24", {.table = "rtb"}),
                       table("rta", {user("10.2.0.0/16")}), table("rtb", {user("10.1.0.0/16")})});
    return judge(net, sender(net, "vma"), to("10.2.0.4"));
  };
  // The appliance's own policy is open as well (C-22).
  CHECK(in_words(through(true)) == "uncertain C-22");
  const verify::Verdict off = through(false);
  CHECK(off.judgement == verify::Judgement::uncertain);
  CHECK(off.reason == reach::Reason::peering_forward_off);
  CHECK(std::ranges::count(off.choices, "C-14") == 1);
}

TEST_CASE("a route through an appliance on one side only is never an allow", "[walk][N-159]") {
  const auto net =
      network(hub_and_spokes() +
              Pieces{appliance("nva", "hub/s", "10.4.2.101"),
                     subnet("a/s", "10.1.0.0/24", {.table = "rta"}),
                     table("rta", {route("10.2.0.0/16", RouteNextHop::appliance, "10.4.2.101")})});
  const verify::Verdict verdict = judge(net, sender(net, "vma"), to("10.2.0.4"));
  CHECK(verdict.judgement == verify::Judgement::uncertain);
}

TEST_CASE("a next hop must exist near by and forward", "[EX][walk][N-024][N-056][R-20]") {
  const auto with = [](const Pieces& device, const char* address) {
    return from_vm1(
        two_machines() + device +
            Pieces{subnet("v/a", "10.0.0.0/24", {.table = "rt"}),
                   table("rt", {route("10.0.1.0/24", RouteNextHop::appliance, address)})},
        "10.0.1.4");
  };
  CHECK(with({nic("nva", "v/b", "10.0.1.9")}, "10.0.1.9") == "deny NVA_NO_FORWARDING");
  CHECK(with({}, "10.7.7.7") == "deny NEXT_HOP_INVALID");
  CHECK(with({vnet("half", {"10.7.0.0/16"}), subnet("half/s", "10.7.7.0/24"),
              appliance("nva", "half/s", "10.7.7.7"), peering_link("v", "half")},
             "10.7.7.7") == "deny PEERING_DOWN");
}

TEST_CASE("an appliance in its clients' subnet loops", "[walk][N-059]") {
  const auto net = network(
      two_machines() +
      Pieces{appliance("nva", "v/a", "10.0.0.9"), subnet("v/a", "10.0.0.0/24", {.table = "rt"}),
             table("rt", {route("10.0.1.0/24", RouteNextHop::appliance, "10.0.0.9")})});
  const verify::Verdict verdict = judge(net, sender(net, "vm1"), to("10.0.1.4"));
  CHECK(verdict.judgement == verify::Judgement::deny);
}

TEST_CASE("an endpoint is reached from its network and its direct peers only",
          "[EX][walk][N-163]") {
  const auto net = network(hub_and_spokes() +
                           Pieces{subnet("b/pe", "10.2.1.0/24"), subnet("hub/pe", "10.4.1.0/24"),
                                  kv, endpoint("far", "b/pe", kv, "vault", "10.2.1.4"),
                                  endpoint("near", "hub/pe", kv, "vault", "10.4.1.4")});
  const auto from = sender(net, "vma");
  CHECK(outcome(net, from, to_endpoint(net, "10.2.1.4", kv, "vault")) == "deny ROUTE_NONE");
  CHECK(outcome(net, from, to_endpoint(net, "10.4.1.4", kv, "vault")) == "allow");
  CHECK(nominal_via(net, from, to_endpoint(net, "10.4.1.4", kv, "vault")) ==
        reach::Via::private_endpoint);
}

TEST_CASE("an approved endpoint is accepted whatever the public gates say",
          "[EX][walk][N-310][E-035]") {
  auto closed = vault("kv1", closed_rules());
  closed.public_network_access = known(azure::PublicNetworkAccess::disabled);
  CHECK(to_the_endpoint(behind_an_endpoint() + Pieces{closed}) == "allow");
}

TEST_CASE("only an approved connection carries traffic", "[walk][N-206][R-25][C-23][R-16]") {
  auto pe = endpoint("pe1", "v/pe", kv, "vault", "10.1.1.4");
  for (const auto state : {azure::ConnectionState::pending, azure::ConnectionState::rejected,
                           azure::ConnectionState::disconnected}) {
    pe.state = known(state);
    CHECK(to_the_endpoint(behind_an_endpoint() + Pieces{pe}) == "deny PE_NOT_APPROVED");
  }
  pe.state = {};
  CHECK(to_the_endpoint(behind_an_endpoint() + Pieces{pe}) == "allow");
  pe.manual = true;
  CHECK(to_the_endpoint(behind_an_endpoint() + Pieces{pe}) == "deny PE_NOT_APPROVED");
  pe.state = known(azure::ConnectionState::approved);
  CHECK(to_the_endpoint(behind_an_endpoint() + Pieces{pe}) == "allow");
  pe.state = unknown<azure::ConnectionState>("$STATE");
  CHECK(to_the_endpoint(behind_an_endpoint() + Pieces{pe}) == "uncertain $STATE");
}

TEST_CASE("an endpoint answers TCP and UDP only", "[EX][walk][N-201]") {
  const auto net = network(behind_an_endpoint());
  auto ping = to_endpoint(net, "10.1.1.4", kv, "vault");
  ping.protocol = net::Protocol::icmp;
  CHECK(outcome(net, sender(net, "vm"), ping) == "deny PE_PROTO");
  CHECK(outcome(net, sender(net, "vm"), to_endpoint(net, "10.1.1.4", kv, "vault")) == "allow");
}

TEST_CASE("an endpoint serves its own resource and group only", "[EX][walk][N-204][N-205]") {
  const auto st = storage("st1");
  const auto other = storage("st2");
  const auto net = network(behind_an_endpoint() +
                           Pieces{st, other, endpoint("pe2", "v/pe", st, "blob", "10.1.1.5")});
  const auto from = sender(net, "vm");
  CHECK(outcome(net, from, to_endpoint(net, "10.1.1.5", st, "blob")) == "allow");
  CHECK(outcome(net, from, to_endpoint(net, "10.1.1.5", st, "file", 445)) == "deny PE_SUBRESOURCE");
  CHECK(outcome(net, from, to_endpoint(net, "10.1.1.5", other, "blob")) == "deny PE_SUBRESOURCE");
}

TEST_CASE("the port at an endpoint is its group's, a sibling's or not known",
          "[walk][R-12][N-215]") {
  const auto st = storage("st1");
  const auto sql = service("Microsoft.Sql/servers", "sql1");
  const auto site = app("app1");
  const auto net = network(behind_an_endpoint() +
                           Pieces{st, sql, site, endpoint("pe2", "v/pe", st, "blob", "10.1.1.5"),
                                  endpoint("pe3", "v/pe", sql, "sqlServer", "10.1.1.6"),
                                  endpoint("pe4", "v/pe", site, "sites", "10.1.1.7")});
  struct Case {
    const char* address;
    const azure::Resource& target;
    const char* group;
    int port;
    std::string expected;
  };
  const Case cases[] = {{"10.1.1.4", kv, "vault", 443, "allow"},
                        {"10.1.1.4", kv, "vault", 22, "uncertain"},
                        {"10.1.1.5", st, "blob", 443, "allow"},
                        {"10.1.1.5", st, "blob", 445, "deny PE_SUBRESOURCE"},
                        {"10.1.1.6", sql, "sqlServer", 1433, "allow"},
                        {"10.1.1.6", sql, "sqlServer", 443, "uncertain"},
                        {"10.1.1.7", site, "sites", 443, "allow"},
                        {"10.1.1.7", site, "sites", 80, "allow"}};
  for (const Case& each : cases) {
    CAPTURE(each.address, each.port);
    CHECK(outcome(net, sender(net, "vm"),
                  to_endpoint(net, each.address, each.target, each.group, each.port))
              .starts_with(each.expected));
  }
}

TEST_CASE("a group on the endpoint's subnet acts only by its policies, the client's always",
          "[walk][N-130][N-132]") {
  const Pieces closed_group{nsg("n", {{100, in, deny}, {100, out, deny}})};
  CHECK(to_the_endpoint(behind_an_endpoint({}, {.nsg = "n"}) + closed_group) == "allow");
  CHECK(
      to_the_endpoint(behind_an_endpoint({}, {.nsg = "n", .policies = EndpointPolicies::enabled}) +
                      closed_group) == "deny NSG_IN");
  CHECK(to_the_endpoint(behind_an_endpoint({.nsg = "n"}) + closed_group) == "deny NSG_OUT");
}

TEST_CASE("a client's rule by service tag does not open its endpoint", "[walk][N-115]") {
  CHECK(to_the_endpoint(behind_an_endpoint({.nsg = "n"}) +
                        Pieces{nsg("n", {{100, out, allow, "*", "AzureKeyVault", "443"},
                                         {200, out, deny, "*", "VirtualNetwork"}})}) ==
        "deny NSG_OUT");
}

TEST_CASE("a service endpoint carries to the front end with the subnet's identity",
          "[EX][walk][N-180][N-181][N-182]") {
  const auto with = [](const On& on, const azure::NetworkRules& edge) {
    const auto target = vault("kv1", edge);
    const auto net = network(two_machines() + Pieces{subnet("v/a", "10.0.0.0/24", on), target});
    return outcome(net, sender(net, "vm1"), to_front_end(net, target));
  };
  const On on{.service_endpoints = {"Microsoft.KeyVault"}};
  CHECK(with(on, closed_rules()) == "deny PAAS_FIREWALL");
  CHECK(with({}, rules(DefaultAction::deny, {}, {"v/a"})) == "deny PAAS_FIREWALL");
  CHECK(with(on, rules(DefaultAction::deny, {}, {"v/a"})) == "allow");
  CHECK(with(on, rules(DefaultAction::deny, {"0.0.0.0/0"})) == "deny PAAS_FIREWALL");
  CHECK(with({}, rules(DefaultAction::deny, {"0.0.0.0/0"})) == "allow assuming C-18");
}

TEST_CASE("a service endpoint works from a private subnet, Internet egress does not",
          "[EX][walk][N-264][N-269][N-265]") {
  const auto with = [](const On& on, bool to_vault) {
    auto private_subnet = subnet("v/a", "10.0.0.0/24", on);
    private_subnet.default_outbound_access = known(false);
    const auto net = network(two_machines() + Pieces{private_subnet, kv});
    return outcome(net, sender(net, "vm1"), to_vault ? to_front_end(net, kv) : to("8.8.8.8"));
  };
  CHECK(with({}, false) == "deny NO_EGRESS");
  CHECK(with({}, true) == "deny NO_EGRESS");
  CHECK(with({.service_endpoints = {"Microsoft.KeyVault"}}, true) == "allow");
}

TEST_CASE("a NAT gateway or a public address gives egress to a private subnet", "[walk][N-263]") {
  auto private_subnet = subnet("v/a", "10.0.0.0/24");
  private_subnet.default_outbound_access = known(false);
  auto with_public = nic("vm1", "v/a", "10.0.0.4");
  with_public.public_ip = known(id("Microsoft.Network/publicIPAddresses", "ip1"));
  CHECK(from_vm1(two_machines() + Pieces{private_subnet, with_public}, "8.8.8.8") == "allow");
  private_subnet.nat_gateway = known(id("Microsoft.Network/natGateways", "nat1"));
  CHECK(from_vm1(two_machines() + Pieces{private_subnet}, "8.8.8.8") == "allow");
}

TEST_CASE("an app without integration reaches public addresses only", "[EX][walk][apps][N-230]") {
  const auto net = network(behind_an_endpoint() + Pieces{app("app1")});
  CHECK(outcome(net, app_sender(net, "app1"), to("10.1.1.4")) == "deny NOT_IN_VNET");
  CHECK(outcome(net, app_sender(net, "app1"), to("8.8.8.8")) == "allow");
  CHECK(outcome(net, app_sender(net, "app1"), to_front_end(net, kv)) == "allow");
}

namespace {

// An app integrated with v/app, beside the vault's endpoint.
std::string from_app(const Pieces& more, const azure::Site& site, const std::string& destination) {
  const auto net =
      network(behind_an_endpoint() + Pieces{subnet("v/app", "10.1.2.0/24"), site} + more);
  return destination == "front end" ? outcome(net, app_sender(net, "app1"), to_front_end(net, kv))
                                    : outcome(net, app_sender(net, "app1"), to(destination));
}

const auto routes_all = app("app1", "v/app", true);
const auto routes_some = app("app1", "v/app", false);

}  // namespace

TEST_CASE("an integrated app reaches private addresses, with or without route-all",
          "[walk][apps][N-233][N-247]") {
  CHECK(from_app({}, routes_all, "10.1.1.4") == "allow");
  CHECK(from_app({}, routes_some, "10.1.1.4") == "allow");
  CHECK(from_app({}, routes_some, "10.1.0.4") == "allow");
}

TEST_CASE("without route-all the subnet's group and routes see private destinations only",
          "[EX][walk][apps][N-244][N-245]") {
  const Pieces no_internet{subnet("v/app", "10.1.2.0/24", {.nsg = "n"}),
                           nsg("n", {{100, out, deny, "*", "Internet"}})};
  CHECK(from_app(no_internet, routes_some, "8.8.8.8") == "allow");
  CHECK(from_app(no_internet, routes_all, "8.8.8.8") == "deny NSG_OUT");
  const Pieces dead{subnet("v/app", "10.1.2.0/24", {.table = "rt"}),
                    table("rt", {route("0.0.0.0/0", RouteNextHop::none)})};
  CHECK(from_app(dead, routes_some, "8.8.8.8") == "allow");
  CHECK(from_app(dead, routes_all, "8.8.8.8") == "deny ROUTE_NONE");
}

TEST_CASE("only outbound rules of an integration subnet count", "[EX][walk][apps][N-244]") {
  const auto with = [](const std::vector<RuleLine>& lines) {
    return from_app({subnet("v/app", "10.1.2.0/24", {.nsg = "n"}), nsg("n", lines)}, routes_some,
                    "10.1.1.4");
  };
  CHECK(with({{100, in, deny}}) == "allow");
  CHECK(with({{100, out, deny, "*", "10.1.1.4", "443"}}) == "deny NSG_OUT");
}

TEST_CASE("a service endpoint takes an app's traffic into the network", "[walk][apps][N-233]") {
  const auto by_subnet = vault("kv1", rules(DefaultAction::deny, {}, {"v/app"}));
  const auto on = subnet("v/app", "10.1.2.0/24", {.service_endpoints = {"Microsoft.KeyVault"}});
  CHECK(from_app({by_subnet, on}, routes_some, "front end") == "allow");
  CHECK(from_app({by_subnet}, routes_some, "front end") == "deny PAAS_FIREWALL");
  CHECK(from_app({by_subnet}, routes_all, "front end") == "deny PAAS_FIREWALL");
}

TEST_CASE("other space of the network without route-all is open", "[EX][walk][apps][N-234][C-16]") {
  const auto with = [](bool route_all) {
    const auto net = network({vnet("v", {"100.64.0.0/16"}), subnet("v/app", "100.64.0.0/24"),
                              subnet("v/pe", "100.64.1.0/24"), kv, app("app1", "v/app", route_all),
                              endpoint("pe1", "v/pe", kv, "vault", "100.64.1.4")});
    return judge(net, app_sender(net, "app1"), to_endpoint(net, "100.64.1.4", kv, "vault"));
  };
  CHECK(in_words(with(true)) == "allow");
  const verify::Verdict off = with(false);
  CHECK(in_words(off) == "uncertain C-16");
  CHECK(off.reason == reach::Reason::not_in_vnet);
}

TEST_CASE("route-all: the setting alone turns it on, against the property it is open",
          "[walk][apps][N-235][N-236][C-15][R-23]") {
  const Pieces no_internet{subnet("v/app", "10.1.2.0/24", {.nsg = "n"}),
                           nsg("n", {{100, out, deny, "*", "Internet"}})};
  auto site = routes_some;
  site.route_all_setting = known(std::string{"1"});
  CHECK(from_app(no_internet, site, "8.8.8.8") == "uncertain C-15");
  site.route_all = {};
  CHECK(from_app(no_internet, site, "8.8.8.8") == "deny NSG_OUT");
  site.route_all_setting = known(std::string{"0"});
  CHECK(from_app(no_internet, site, "8.8.8.8") == "allow");
  site.route_all = unknown<bool>("$ALL");
  site.route_all_setting = {};
  CHECK(from_app(no_internet, site, "8.8.8.8") == "uncertain $ALL");
}

TEST_CASE("with route-all an app still leaves from its own outbound addresses",
          "[walk][apps][N-246]") {
  auto with_nat = subnet("v/app", "10.1.2.0/24");
  with_nat.nat_gateway = known(id("Microsoft.Network/natGateways", "nat1"));
  const auto listed = vault("kv1", rules(DefaultAction::deny, {"20.1.2.3"}));
  // Neither the app's nor the gateway's addresses are in the input, so neither is refused for sure.
  CHECK(from_app({listed}, routes_all, "front end").starts_with("uncertain"));
  CHECK(from_app({listed, with_nat}, routes_all, "front end").starts_with("uncertain"));
  CHECK(from_app({}, routes_all, "8.8.8.8").starts_with("allow"));
}

TEST_CASE("integration opens no way in", "[EX][walk][apps][N-231]") {
  const auto net =
      network(behind_an_endpoint() + Pieces{subnet("v/app", "10.1.2.0/24"), app("app1", "v/app")});
  CHECK(outcome(net, sender(net, "vm"), to("10.1.2.4")).starts_with("deny"));
}

TEST_CASE("an app integrated with a subnet nobody described is uncertain", "[walk][apps][I-005]") {
  const auto net = network({kv, app("app1", "elsewhere/app", true)});
  CHECK(outcome(net, app_sender(net, "app1"), to("10.1.1.4")).starts_with("uncertain"));
  CHECK(outcome(net, app_sender(net, "app1"), to("8.8.8.8")).starts_with("uncertain"));
}

TEST_CASE("an app whose integration is unknown is uncertain about private addresses",
          "[walk][apps][R-02]") {
  auto site = app("app1");
  site.integration_subnet = unknown<azure::ResourceId>("$SUBNET");
  const auto net = network(behind_an_endpoint() + Pieces{site});
  CHECK(outcome(net, app_sender(net, "app1"), to("10.1.1.4")).starts_with("uncertain"));
}

TEST_CASE("the Internet does not reach private addresses", "[walk][R-14]") {
  const auto net = network(behind_an_endpoint());
  CHECK(outcome(net, internet(), to("10.1.1.4")) == "deny NOT_IN_VNET");
  CHECK(outcome(net, internet("203.0.113.7"), to("10.1.0.4")) == "deny NOT_IN_VNET");
  CHECK(outcome(net, internet(), to_front_end(net, kv)) == "allow");
  const auto listed = vault("kv1", rules(DefaultAction::deny, {"203.0.113.7"}));
  const auto closed = network({listed});
  CHECK(outcome(closed, internet("203.0.113.7"), to_front_end(closed, listed)) == "allow");
  CHECK(outcome(closed, internet("203.0.113.8"), to_front_end(closed, listed)) ==
        "deny PAAS_FIREWALL");
  CHECK(outcome(closed, internet(), to_front_end(closed, listed)) == "deny PAAS_FIREWALL");
}

TEST_CASE("an unknown or missing route table is never a denial", "[walk][R-02][I-005]") {
  auto unknown_table = subnet("v/a", "10.0.0.0/24");
  unknown_table.route_table = unknown<azure::ResourceId>("$TABLE");
  CHECK(from_vm1(two_machines() + Pieces{unknown_table}, "10.0.1.4").starts_with("uncertain"));
  CHECK(from_vm1(two_machines() + Pieces{subnet("v/a", "10.0.0.0/24", {.table = "elsewhere"})},
                 "10.9.0.4")
            .starts_with("uncertain"));
  auto half_known = route("10.0.1.0/24", RouteNextHop::none);
  half_known.prefix = std::nullopt;
  half_known.unknown = {{"$PREFIX"}};
  CHECK(from_vm1(two_machines() + Pieces{subnet("v/a", "10.0.0.0/24", {.table = "rt"}),
                                         table("rt", {half_known})},
                 "10.0.1.4")
            .starts_with("uncertain"));
}

TEST_CASE("unknown peering flags are never a denial", "[walk][R-02]") {
  auto link_a = peering_link("a", "hub");
  link_a.allow_virtual_network_access = unknown<bool>("$ACCESS");
  const auto net = network(hub_and_spokes() + Pieces{link_a});
  CHECK(outcome(net, sender(net, "vma"), to("10.4.2.4")) == "uncertain $ACCESS");
}

TEST_CASE("unknown default outbound access is never a denial", "[walk][R-02]") {
  auto private_subnet = subnet("v/a", "10.0.0.0/24");
  private_subnet.default_outbound_access = unknown<bool>("$OUT");
  CHECK(from_vm1(two_machines() + Pieces{private_subnet}, "8.8.8.8") == "uncertain $OUT");
}

TEST_CASE("addresses belong to their network", "[walk][N-013]") {
  const auto net =
      network(two_machines() + Pieces{vnet("w", {"10.0.0.0/16"}), subnet("w/a", "10.0.1.0/24"), kv,
                                      endpoint("pe1", "w/a", kv, "vault", "10.0.1.4")});
  const auto from = sender(net, "vm1");
  CHECK(nominal_via(net, from, to("10.0.1.4")) == reach::Via::vnet);
}

TEST_CASE("any host of a subnet is judged by the subnet's filters", "[walk][R-19]") {
  const auto with = [](const char* source) {
    const auto net =
        network(two_machines() + Pieces{subnet("v/a", "10.0.0.0/24", {.nsg = "n"}),
                                        nsg("n", {{100, out, deny, source, "10.0.1.4"}})});
    return outcome(net, any_of(net, "v/a"), to("10.0.1.4"));
  };
  CHECK(with("10.0.0.0/24") == "deny NSG_OUT");
  CHECK(with("10.0.9.0/24") == "allow");
  CHECK(with("10.0.0.128/25").starts_with("uncertain"));
}

TEST_CASE("a denial names its way only where a service refused", "[walk][R-09]") {
  const auto closed = vault("kv1", closed_rules());
  const auto net = network(behind_an_endpoint() + Pieces{closed});
  CHECK(nominal_via(net, internet(), to_front_end(net, closed)) == reach::Via::public_edge);
  CHECK(nominal_via(net, internet(), to("10.1.1.4")) == reach::Via::none);
}

TEST_CASE("platform services pass every ordinary rule", "[EX][walk][N-025][N-125]") {
  const auto with = [](const char* destination, const char* tag) {
    const auto net = network(two_machines() + Pieces{subnet("v/a", "10.0.0.0/24", {.nsg = "n"}),
                                                     nsg("n", {{100, out, deny, "*", tag}})});
    return outcome(net, sender(net, "vm1"), to(destination, 53, net::Protocol::udp));
  };
  CHECK(with("168.63.129.16", "*") == "allow");
  CHECK(with("168.63.129.16", "AzurePlatformDNS") == "deny NSG_OUT");
  CHECK(with("169.254.169.254", "*") == "allow");
  CHECK(with("169.254.169.254", "AzurePlatformDNS") == "allow");
  CHECK(with("169.254.169.254", "AzurePlatformIMDS") == "deny NSG_OUT");
}

TEST_CASE("only the subnets of a subnet peering reach each other", "[walk][N-166][N-167][C-24]") {
  auto forth = peering_link("a", "b");
  auto back = peering_link("b", "a");
  forth.complete = back.complete = false;
  forth.local_subnets = back.remote_subnets = {"in"};
  forth.remote_subnets = back.local_subnets = {"s"};
  const auto net =
      network({vnet("a", {"10.1.0.0/16"}), vnet("b", {"10.2.0.0/16"}),
               subnet("a/in", "10.1.0.0/24"), subnet("a/out", "10.1.1.0/24"),
               subnet("b/s", "10.2.0.0/24"), subnet("b/other", "10.2.1.0/24"),
               nic("vmin", "a/in", "10.1.0.4"), nic("vmout", "a/out", "10.1.1.4"),
               nic("vmb", "b/s", "10.2.0.4"), nic("vmo", "b/other", "10.2.1.4"), forth, back});
  CHECK(outcome(net, sender(net, "vmin"), to("10.2.0.4")) == "allow");
  CHECK(outcome(net, sender(net, "vmin"), to("10.2.1.4")) == "deny ROUTE_NONE");
  const auto outside = judge(net, sender(net, "vmout"), to("10.2.0.4"));
  CHECK(outside.reason == reach::Reason::peering_down);
}

TEST_CASE("IPv6 takes the same path inside networks and is open beyond",
          "[walk][N-004][N-051][ipv6]") {
  auto dual = [](const char* path, const char* v4, const char* v6) {
    auto result = subnet(path, v4);
    result.address_prefixes = written({v4, v6});
    return result;
  };
  auto both = [](azure::NetworkInterface interface, const char* v6) {
    interface.addresses.push_back(ip(v6));
    return interface;
  };
  const auto with = [&](const std::vector<RuleLine>& lines, const char* destination) {
    auto a = dual("v/a", "10.0.0.0/24", "fd00:1:2:3::/64");
    a.network_security_group = known(nsg_id("n"));
    const auto net = network({vnet("v", {"10.0.0.0/16", "fd00:1:2::/48"}), a,
                              dual("v/b", "10.0.1.0/24", "fd00:1:2:4::/64"), nsg("n", lines),
                              both(nic("vm1", "v/a", "10.0.0.4"), "fd00:1:2:3::4"),
                              both(nic("vm2", "v/b", "10.0.1.4"), "fd00:1:2:4::4")});
    return outcome(net, sender(net, "vm1"), to(destination));
  };
  CHECK(with({}, "fd00:1:2:4::4") == "allow");
  CHECK(with({{100, out, deny, "*", "fd00:1:2:4::/64"}}, "fd00:1:2:4::4") == "deny NSG_OUT");
  CHECK(with({{100, out, deny, "*", "0.0.0.0/0"}}, "fd00:1:2:4::4") == "allow");
  CHECK(with({}, "2001:db8::1").starts_with("uncertain"));
}

TEST_CASE("a machine sends from any of its addresses", "[walk][N-356][R-19]") {
  auto two = nic("vm1", "v/a", "10.0.0.4");
  two.addresses.push_back(ip("10.0.0.5"));
  const auto with = [&](const std::vector<RuleLine>& lines) {
    return from_vm1(
        two_machines() + Pieces{two, subnet("v/a", "10.0.0.0/24", {.nsg = "n"}), nsg("n", lines)},
        "10.0.1.4");
  };
  CHECK(with({{100, out, deny, "10.0.0.4/32"}}).starts_with("uncertain"));
  CHECK(with({{100, out, deny, "10.0.0.5/32"}}).starts_with("uncertain"));
  CHECK(with({{100, out, deny, "10.0.0.4/31"}}) == "deny NSG_OUT");
  CHECK(with({{100, out, deny, "10.0.0.6/32"}}) == "allow");
}

TEST_CASE("an app in a private subnet without explicit egress is an assumption",
          "[walk][apps][N-252][C-18]") {
  auto closed = subnet("v/app", "10.1.2.0/24");
  closed.default_outbound_access = known(false);
  CHECK(from_app({closed}, routes_all, "8.8.8.8") == "allow assuming C-18");
  CHECK(from_app({closed}, routes_some, "8.8.8.8") == "allow");
  CHECK(from_app({}, routes_all, "8.8.8.8") == "allow");
}
