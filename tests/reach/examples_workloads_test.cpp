#include "reach/world.h"

// The examples of azure-network.md section 7 that no other test has.

using namespace airtight;
using namespace airtight::world;
using azure::DefaultAction;

namespace {

// An app integrated with v/app, beside a subnet for endpoints.
Pieces integrated(const azure::Site& site, const azure::Subnet& of_app) {
  return {vnet("v", {"10.1.0.0/16"}), of_app, subnet("v/pe", "10.1.1.0/24"), site};
}

azure::Subnet app_subnet(const On& on = {}) { return subnet("v/app", "10.1.2.0/24", on); }

azure::Subnet behind_nat(azure::Subnet result) {
  result.nat_gateway = known(id("Microsoft.Network/natGateways", "nat"));
  return result;
}

std::string from_app(const Pieces& pieces, const azure::Resource& target) {
  const auto net = network(pieces);
  return outcome(net, app_sender(net, "app1"), to_front_end(net, target));
}

reach::Workload platform_traffic(const model::Network& net, const std::string& traffic) {
  reach::Workload result = app_sender(net, "app1");
  result.traffic = traffic;
  return result;
}

azure::Subnet private_subnet(const On& on = {}) {
  auto result = subnet("v/a", "10.1.0.0/24", on);
  result.default_outbound_access = known(false);
  return result;
}

}  // namespace

TEST_CASE("route-all off, Microsoft.Sql endpoint on the subnet, app → SQL public IP",
          "[EX][N-233]") {
  auto sql = service("Microsoft.Sql/servers", "sql1");
  sql.network_rules = known(rules(DefaultAction::deny, {}, {"v/app"}));
  const auto with = [&](const std::vector<std::string>& service_endpoints) {
    const auto net = network(integrated(app("app1", "v/app", false),
                                        app_subnet({.service_endpoints = service_endpoints})) +
                             Pieces{sql});
    model::Reading reading;
    return reach::reach(net, app_sender(net, "app1"), to_front_end(net, sql), reading);
  };
  CHECK(with({"Microsoft.Sql"}).allowed);
  CHECK(with({"Microsoft.Sql"}).via == reach::Via::service_endpoint);
  CHECK_FALSE(with({}).allowed);
  CHECK(with({}).via == reach::Via::public_edge);
}

TEST_CASE("applicationTraffic true, registry only by PE, imagePullTraffic false → image pull",
          "[EX][N-239][N-238]") {
  auto acr = service("Microsoft.ContainerRegistry/registries", "acr1");
  acr.network_rules = known(closed_rules());
  auto site = app("app1", "v/app");
  const auto pull = [&](bool by_address) {
    const auto net = network(integrated(site, app_subnet()) +
                             Pieces{acr, endpoint("pe1", "v/pe", acr, "registry", "10.1.1.4")});
    return outcome(
        net, platform_traffic(net, "imagePullTraffic"),
        by_address ? to_endpoint(net, "10.1.1.4", acr, "registry") : to_front_end(net, acr));
  };
  CHECK(pull(false) == "deny PAAS_FIREWALL");
  site.outbound_routing.image_pull = known(true);
  CHECK(pull(true) == "allow");
}

TEST_CASE("contentShareTraffic true, NSG denies 445 → content mount", "[EX][N-240]") {
  const auto st = storage("st1");
  auto site = app("app1", "v/app");
  site.outbound_routing.content_share = known(true);
  const auto mount = [&](const std::vector<RuleLine>& lines) {
    const auto net =
        network(integrated(site, app_subnet({.nsg = "n"})) +
                Pieces{nsg("n", lines), st, endpoint("pe1", "v/pe", st, "file", "10.1.1.4")});
    return outcome(net, platform_traffic(net, "contentShareTraffic"),
                   to_endpoint(net, "10.1.1.4", st, "file", 445));
  };
  CHECK(mount({{100, out, deny, "*", "*", "445"}}) == "deny NSG_OUT");
  CHECK(mount({{100, out, deny, "*", "*", "80"}}) == "allow");
}

TEST_CASE("route-all on, ipRules list the app's outbound addresses, then a NAT gateway",
          "[EX][N-246][N-318]") {
  auto st = storage("st1", rules(DefaultAction::deny, {"20.1.2.3", "20.1.2.4"}));
  st.location = "northeurope";
  auto site = app("app1", "v/app");
  site.outbound_addresses = {ip("20.1.2.3"), ip("20.1.2.4")};
  CHECK(from_app(integrated(site, app_subnet()) + Pieces{st}, st) == "allow");
  CHECK(from_app(integrated(site, behind_nat(app_subnet())) +
                     Pieces{st, nat_gateway("nat", "pip"), public_address("pip", "20.9.9.9")},
                 st) == "deny PAAS_FIREWALL");
  // In the account's own region its rules do not see them.
  st.location = "westeurope";
  CHECK(from_app(integrated(site, app_subnet()) + Pieces{st}, st) == "deny PAAS_FIREWALL");
  // A list that has some of the addresses admits some of the calls.
  st = storage("st1", rules(DefaultAction::deny, {"20.1.2.3"}));
  st.location = "northeurope";
  CHECK(from_app(integrated(site, app_subnet()) + Pieces{st}, st).starts_with("uncertain"));
}

TEST_CASE("an app in a private subnet without egress: no page says", "[N-252][C-18]") {
  auto closed = app_subnet();
  closed.default_outbound_access = known(false);
  const auto kv = vault("kv1");
  CHECK(from_app(integrated(app("app1", "v/app"), closed) + Pieces{kv}, kv) ==
        "allow assuming C-18");
  CHECK(from_app(integrated(app("app1", "v/app", false), closed) + Pieces{kv}, kv) == "allow");
  CHECK(from_app(integrated(app("app1", "v/app"), app_subnet()) + Pieces{kv}, kv) == "allow");
}

TEST_CASE("gateway-required, target locked to a subnet by service endpoint", "[EX][N-255]") {
  const auto kv = vault("kv1", rules(DefaultAction::deny, {}, {"v/app"}));
  auto site = app("app1");
  site.integration_subnet = unknown<azure::ResourceId>("the gateway integration x");
  site.by_gateway = true;
  const Pieces pieces =
      integrated(site, app_subnet({.service_endpoints = {"Microsoft.KeyVault"}})) + Pieces{kv};
  CHECK(from_app(pieces, kv) == "deny PAAS_FIREWALL");
  const auto net = network(pieces);
  CHECK(outcome(net, app_sender(net, "app1"), to("10.1.1.4")).starts_with("uncertain"));
}

TEST_CASE("gateway-required integration: the pool's addresses, no rules of a subnet of its own",
          "[N-254][N-256]") {
  auto site = app("app1");
  site.integration_subnet = unknown<azure::ResourceId>("the gateway integration x");
  site.by_gateway = true;
  site.gateway_network = vnet_id("w");
  auto vpn = gateway("gw", "w");
  vpn.client_pool = written({"172.16.9.0/24"});
  const auto with = [&](const std::vector<RuleLine>& lines, const azure::RouteTable& of_gateway) {
    const auto net = network({vnet("w", {"10.7.0.0/16"}), vpn, site,
                              subnet("w/GatewaySubnet", "10.7.255.0/27", {.table = "rt"}),
                              subnet("w/s", "10.7.0.0/24", {.nsg = "n"}),
                              nic("vm", "w/s", "10.7.0.4"), nsg("n", lines), of_gateway});
    return outcome(net, app_sender(net, "app1"), to("10.7.0.4"));
  };
  const auto plain = table("rt", {});
  CHECK(with({}, plain) == "allow");
  CHECK(with({{100, in, deny, "172.16.9.0/24"}}, plain) == "deny NSG_IN");
  CHECK(with({{100, out, deny}}, plain) == "allow");
  CHECK(with({}, table("rt", {route("10.7.0.0/24", azure::RouteNextHop::none)})) ==
        "deny ROUTE_NONE");
  vpn.client_pool.clear();
  CHECK(with({}, plain).starts_with("uncertain"));
}

TEST_CASE("private subnet, no NAT, no public IP, VM → 8.8.8.8", "[EX][N-264]") {
  const Pieces machine{vnet("v", {"10.1.0.0/16"}), nic("vm", "v/a", "10.1.0.4")};
  const auto with = [&](const azure::Subnet& of_vm) {
    const auto net = network(machine + Pieces{of_vm});
    return outcome(net, sender(net, "vm"), to("8.8.8.8"));
  };
  CHECK(with(private_subnet()) == "deny NO_EGRESS");
  CHECK(with(subnet("v/a", "10.1.0.0/24")) == "allow assuming C-18");
}

TEST_CASE("private subnet, UDR Storage→Internet, no NAT, VM → storage public IP", "[EX][N-265]") {
  const auto st = storage("st1");
  azure::UserRoute by_tag;
  by_tag.name = "storage";
  by_tag.tag = "Storage";
  by_tag.next_hop = azure::RouteNextHop::internet;
  const auto with = [&](const azure::Subnet& of_vm) {
    const auto net = network(
        {vnet("v", {"10.1.0.0/16"}), nic("vm", "v/a", "10.1.0.4"), of_vm, st,
         appliance("nva", "v/nva", "10.1.3.9"), subnet("v/nva", "10.1.3.0/24"),
         table("rt", {by_tag, route("0.0.0.0/0", azure::RouteNextHop::appliance, "10.1.3.9")}),
         nat_gateway("nat", "pip"), public_address("pip", "20.9.9.9")});
    return outcome(net, sender(net, "vm"), to_front_end(net, st));
  };
  CHECK(with(private_subnet({.table = "rt"})) == "deny NO_EGRESS");
  CHECK(with(behind_nat(private_subnet({.table = "rt"}))) == "allow");
}

TEST_CASE("a public address on one interface takes default outbound access from the others",
          "[N-266]") {
  auto second = nic("nic2", "v/a", "10.1.0.5");
  auto both = machine("vm", "nic1");
  both.network_interfaces.push_back(second.id);
  const auto with = [&](const azure::Property<azure::ResourceId>& of_second) {
    second.public_ip = of_second;
    const auto net =
        network({vnet("v", {"10.1.0.0/16"}), subnet("v/a", "10.1.0.0/24"),
                 nic("nic1", "v/a", "10.1.0.4"), second, both, public_address("pip", "20.1.2.3")});
    return outcome(net, sender(net, "nic1"), to("8.8.8.8"));
  };
  CHECK(with({}) == "allow assuming C-18");
  CHECK(with(known(public_id("pip"))) == "deny NO_EGRESS");
  CHECK(with(unknown<azure::ResourceId>("$PIP")) == "uncertain C-18 $PIP");
}
