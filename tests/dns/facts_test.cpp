#include <airtight/base/text.h>
#include <airtight/dns/resolve.h>
#include <airtight/verify/path.h>

#include "dns/pieces.h"
#include "model/world.h"

// Facts of azure-dns.md that no vector and no row of the failure catalogue shows.

using namespace airtight;
using namespace airtight::pieces;
using azure::RecordType;

namespace {

const std::string kv1 = "kv1.vault.azure.net";
const std::string ends_private = "NOERROR kv1.privatelink.vaultcore.azure.net 10.0.1.4";
const std::string ends_public = "NOERROR kv1.privatelink.vaultcore.azure.net FRONTEND(kv1)";

World base() {
  World world;
  world::vnet(world, "vnetA", {"10.0.0.0/16"});
  world::vnet(world, "hub", {"10.10.0.0/16"});
  world::vnet(world, "spoke", {"10.20.0.0/16"});
  world::subnet(world, "vnetA", "s", "10.0.9.0/24").delegations = {"Microsoft.Web/serverFarms"};
  world::subnet(world, "vnetA", "endpoints", "10.0.1.0/24");
  world::subnet(world, "hub", "dns", "10.10.0.0/24");
  world::subnet(world, "spoke", "s", "10.20.0.0/24");
  for (const auto& [from, to] :
       {std::pair{"spoke", "hub"}, {"hub", "spoke"}, {"vnetA", "hub"}, {"hub", "vnetA"}})
    world::peering(world, from, to);
  world::vault(world, "kv1");
  world::endpoint(world, "pe", world::subnet_id("vnetA", "endpoints"), world::vault_id("kv1"),
                  "vault", {"10.0.1.4"});
  world.surroundings.public_names_complete = true;
  return world;
}

// A server with a zone of its own: the records' names are relative.
Piece own_zone(const std::string& address, const std::string& name, const Records& records) {
  return [=](World& world) {
    azure::DnsServer made;
    made.address = world::ip(address);
    made.subnet = "hub/dns";
    made.forwarders.push_back({net::DnsName{}, {world::ip(azure_dns)}});
    azure::ServerZone zone;
    zone.zone = world::dns(name);
    for (const auto& [record, data] : records) {
      azure::ServerRecord written;
      written.name = world::dns(record + "." + name);
      written.type = "A";
      written.address = world::ip(data);
      zone.records.push_back(written);
    }
    made.zones.push_back(zone);
    world.surroundings.dns_servers.push_back(made);
  };
}

Piece hosted(const std::string& type, const std::string& name, const std::string& vnet) {
  return [=](World& world) {
    auto& added = world::add(world.hosted_workloads, world::id(type, name), name);
    added.type = type;
    added.subnets.emplace_back();
    added.subnets.back().value = world::subnet_id(vnet, "s");
  };
}

Piece edit_app(const std::function<void(azure::Site&)>& edit) {
  return [=](World& world) { edit(world.sites.front()); };
}

Piece firewall(const std::string& subnet, bool on, const std::vector<std::string>& upstream,
               bool known = true) {
  return [=](World& world) {
    const auto policy_id = world::id("Microsoft.Network/firewallPolicies", "fp");
    auto& policy = world::add(world.firewall_policies, policy_id, "fp");
    if (known)
      policy.dns_proxy.value = on;
    else
      policy.dns_proxy.value = azure::UnknownInput{"enableProxy"};
    if (!upstream.empty()) policy.dns_servers.value = world::ips(upstream);
    auto& made =
        world::add(world.firewalls, world::id("Microsoft.Network/azureFirewalls", "fw"), "fw");
    if (!subnet.empty()) {
      world::subnet(world, "hub", subnet, "10.10.4.0/26");
      made.subnet.value = world::subnet_id("hub", subnet);
    }
    made.address.value = world::ip("10.10.4.4");
    made.policy.value = policy_id;
  };
}

std::string text(const dns::Answer& answer) {
  std::vector<std::string> parts{std::string(to_string(answer.rcode))};
  for (const dns::ChainLink& link : answer.chain)
    if (link.type == RecordType::cname) parts.push_back(link.data);
  for (const dns::Address& address : answer.addresses) parts.push_back(to_string(address));
  return join(parts, " ");
}

verify::Resolution ask(const Pieces& pieces, const std::string& from, const std::string& name) {
  World world = base();
  for (const Piece& piece : pieces) piece(world);
  const auto built = world::build(std::move(world));
  const auto workload = verify::find_workload(built.network, from);
  REQUIRE(workload.has_value());
  const auto* named = built.network.by_public_name(world::dns(name));
  return verify::resolve(built.network, *workload, world::dns(name), RecordType::a,
                         named == nullptr ? nullptr : named->back_end,
                         named == nullptr ? "" : named->name.group_id);
}

struct Row {
  std::string fact;
  Pieces world;
  std::string from;
  std::string name;
  std::string answer;
};

void check(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    CAPTURE(row.fact);
    CHECK(text(ask(row.world, row.from, row.name).answer) == row.answer);
  }
}

const Piece kv_in_a = zone(zkv, {{"kv1", "10.0.1.4"}}, {"vnetA"});
const Piece kv_in_hub = zone(zkv, {{"kv1", "10.0.1.4"}}, {"hub"});
const Piece in_a = app("vnetA", {});
const auto vm = "subnet:vnetA/endpoints";
const auto spoke = "subnet:spoke/s";

}  // namespace

TEST_CASE("zones answer as their facts say",
          "[dns][D-005][D-016][D-019][D-128][D-141][D-163][D-164][D-326]") {
  check({
      {"D-005",
       {[](World& world) {
         azure::PrivateDnsZone made;
         made.id = azure::make_id("other", "g", "Microsoft.Network/privateDnsZones", zkv);
         made.name = zkv;
         made.zone = world::dns(zkv);
         world.private_dns_zones.push_back(made);
         world::link(world, made.id, "vnetA");
         world::record(world, made.id, "kv1", RecordType::a, "10.0.1.4");
       }},
       vm,
       kv1,
       ends_private},
      {"D-016",
       {zone("corp.internal", {{"a.dev", "10.0.0.8"}}, {"vnetA"}),
        zone("dev.corp.internal", {{"a", "10.0.0.9"}}, {"vnetA"})},
       vm,
       "a.dev.corp.internal",
       "NOERROR 10.0.0.9"},
      {"D-019",
       {zone("corp.internal", {{"v", "x.far.internal"}}, {"vnetA"}),
        zone("far.internal", {{"x", "10.10.0.9"}}, {"hub"})},
       vm,
       "v.corp.internal",
       "NXDOMAIN x.far.internal"},
      {"D-128",
       {alias("shop.example.com", kv1), kv_in_a},
       vm,
       "shop.example.com",
       "NOERROR kv1.vault.azure.net kv1.privatelink.vaultcore.azure.net 10.0.1.4"},
      {"D-141",
       {zone("happy-1.westeurope.azurecontainerapps.io", {{"*", "10.0.9.9"}}, {"vnetA"})},
       vm,
       "web.happy-1.westeurope.azurecontainerapps.io",
       "NOERROR 10.0.9.9"},
      {"D-326",
       {zone("happy-1.westeurope.azurecontainerapps.io", {{"*", "10.0.9.9"}}, {"vnetA"})},
       spoke,
       "web.happy-1.westeurope.azurecontainerapps.io",
       "NXDOMAIN"},
      {"D-163",
       {zone(zkv, {}, {"vnetA"}),
        [](World& world) {
          world::zone_group(world, "pe", {world::zone_id(zkv)}).name = "privatelink_wrong_name";
        }},
       vm,
       kv1,
       ends_private},
  });
}

TEST_CASE("a managed instance, a slot and a host of a stamp have records of their own",
          "[dns][D-121][D-126][D-127]") {
  const auto instance = "Microsoft.Sql/managedInstances";
  const auto slot_id = world::site_id("web").child("slots", "blue");
  const Piece slot = [=](World& world) {
    world::site(world, "web");
    auto& made = world::site(world, "blue");
    made.id = slot_id;
  };
  const auto endpoint = [](const std::string& name, const azure::ResourceId& target,
                           const std::string& group, const std::string& zone) -> Piece {
    return [=](World& world) {
      world::endpoint(world, name, world::subnet_id("vnetA", "endpoints"), target, group,
                      {"10.0.1.8"});
      pieces::zone(zone, {}, {"vnetA"})(world);
      world::zone_group(world, name, {world::zone_id(zone)});
    };
  };
  check({
      {"D-121",
       {[=](World& world) {
          world::service(world, instance, "mi1").placeholders["dnsPrefix"] = "a1b2";
        },
        endpoint("pe-mi", world::id(instance, "mi1"), "managedInstance",
                 "privatelink.a1b2.database.windows.net")},
       vm,
       "mi1.a1b2.database.windows.net",
       "NOERROR mi1.privatelink.a1b2.database.windows.net 10.0.1.8"},
      {"D-127",
       {slot, endpoint("pe-blue", world::site_id("web"), "sites-blue", zweb)},
       vm,
       "web-blue.azurewebsites.net",
       "NOERROR web-blue.privatelink.azurewebsites.net 10.0.1.8"},
      {"D-127",
       {slot, endpoint("pe-blue", world::site_id("web"), "sites-blue", zweb)},
       vm,
       "web-blue.scm.azurewebsites.net",
       "NOERROR web-blue.scm.privatelink.azurewebsites.net 10.0.1.8"},
      {"D-127",
       {slot, endpoint("pe-blue", world::site_id("web"), "sites-blue", zweb)},
       vm,
       "web.azurewebsites.net",
       "NOERROR FRONTEND(web)"},
      {"D-126",
       {[](World& world) {
          world::site(world, "web").default_host = "web-h4sh.eastus2-01.azurewebsites.net";
        },
        endpoint("pe-web", world::site_id("web"), "sites", zweb)},
       vm,
       "web-h4sh.scm.eastus2-01.azurewebsites.net",
       "NOERROR web-h4sh.scm.eastus2-01.privatelink.azurewebsites.net 10.0.1.8"},
  });
}

TEST_CASE("names that only the service knows leave a zone's silence unproven",
          "[dns][D-118][D-132][D-133][CH-09]") {
  const auto type = "Microsoft.MachineLearningServices/workspaces";
  const std::string zone_name = "privatelink.api.azureml.ms";
  const Pieces workspace{zone(zone_name, {}, {"vnetA"}), [=](World& world) {
                           world::service(world, type, "ml");
                           world::endpoint(world, "pe-ml", world::subnet_id("vnetA", "endpoints"),
                                           world::id(type, "ml"), "amlworkspace", {"10.0.1.8"});
                           world::zone_group(world, "pe-ml", {world::zone_id(zone_name)});
                         }};
  const auto resolution = ask(workspace, vm, "g1.workspace.westeurope." + zone_name);
  CHECK(to_string(resolution.answer_class) == "unproven");
  World world;
  auto& account = world::service(world, "Microsoft.Storage/storageAccounts", "st1");
  CHECK_FALSE(azure::endpoint_records(account, "blob").empty());
  account.own_name_form = true;
  CHECK(azure::endpoint_records(account, "blob").empty());
  CHECK(
      azure::has_unknown_records(account, "blob", world::dns("privatelink.blob.core.windows.net")));
}

TEST_CASE("servers answer as their facts say",
          "[dns][D-201][D-212][D-217][D-219][D-222][D-223][D-228][D-230][D-246][D-248][D-249]") {
  const Piece spoke_asks_hub = servers_of("spoke", {"10.10.0.4"});
  const Piece resolver = inbound("10.10.0.4", "hub");
  check({
      {"D-217",
       {spoke_asks_hub, own_zone("10.10.0.4", zkv, {{"kv2", "10.0.1.9"}}), kv_in_hub},
       spoke,
       kv1,
       // Final, as of a linked zone, also behind the alias that its upstream found (D-018).
       "NXDOMAIN kv1.privatelink.vaultcore.azure.net"},
      {"D-217",
       {spoke_asks_hub, own_zone("10.10.0.4", zkv, {{"kv1", "10.0.1.9"}}), kv_in_hub},
       spoke,
       kv1,
       "NOERROR kv1.privatelink.vaultcore.azure.net 10.0.1.9"},
      {"D-217",
       {spoke_asks_hub, own_zone("10.10.0.4", "corp.example", {{"kv1", "10.0.1.9"}}), kv_in_hub},
       spoke,
       kv1,
       ends_private},
      {"D-217",
       {spoke_asks_hub, own_zone("10.10.0.4", zkv, {{"kv2", "10.0.1.9"}}), kv_in_hub},
       spoke,
       "kv1." + zkv,
       "NXDOMAIN"},
      {"D-222",
       {spoke_asks_hub, resolver, zone(zkv, {{"kv1", "10.0.1.4"}}, {"spoke"})},
       spoke,
       kv1,
       ends_public},
      {"D-223",
       {resolver, kv_in_hub, ruleset("vault.azure.net", "10.10.0.4", "vnetA")},
       vm,
       kv1,
       ends_private},
      {"D-223",
       {resolver, kv_in_hub, ruleset("vault.azure.net", "10.10.0.4", "vnetA")},
       spoke,
       kv1,
       ends_public},
      {"D-230",
       {resolver, kv_in_hub, ruleset("vault.azure.net", "10.10.0.4", "vnetA"),
        [](World& world) {
          auto& targets = world.forwarding_rulesets.front().rules.front().targets;
          targets.insert(targets.begin(), world::ip("10.10.0.77"));
        }},
       vm,
       kv1,
       ends_private},
      {"D-246",
       {servers_of("spoke", {"10.10.4.4"}), firewall("", true, {}), kv_in_hub},
       spoke,
       kv1,
       "TIMEOUT"},
      {"D-249",
       {servers_of("hub", {"10.10.0.9"}), server("10.10.0.9", "hub/dns", {{".", azure_dns}}),
        spoke_asks_hub, server("10.10.0.4", "hub/dns", {{".", "10.10.0.9"}}), kv_in_hub},
       spoke,
       kv1,
       ends_private},
  });
}

TEST_CASE("an inbound endpoint whose address nobody says may be the server", "[dns][D-221]") {
  const Piece dynamic = [](World& world) {
    const auto resolver = world::id("Microsoft.Network/dnsResolvers", "resolver");
    world::add(world.dns_resolvers, resolver, "resolver").virtual_network = world::vnet_id("hub");
    auto& endpoint = world::add(world.inbound_endpoints, resolver.child("inboundEndpoints", "in"),
                                "resolver/in");
    endpoint.resolver = resolver;
    endpoint.subnet = world::subnet_id("hub", "dns");
  };
  const auto asked = [&](const std::string& address) {
    return ask({servers_of("spoke", {address}), dynamic, kv_in_hub}, spoke, kv1);
  };
  CHECK(to_string(asked("10.10.0.4").answer.rcode) == "TIMEOUT");
  CHECK(to_string(asked("10.10.0.4").answer_class) == "unproven");
  CHECK(to_string(asked("10.99.0.4").answer_class) == "broken");
}

TEST_CASE("a firewall's proxy that is off is no server, and an unknown one proves nothing",
          "[dns][D-244][D-245]") {
  const Piece asks = servers_of("spoke", {"10.10.4.4"});
  const auto at = "AzureFirewallSubnet";
  CHECK(text(ask({asks, firewall(at, true, {}), kv_in_hub}, spoke, kv1).answer) == ends_private);
  CHECK(text(ask({asks, firewall(at, true, {"8.8.8.8"}), kv_in_hub}, spoke, kv1).answer) ==
        ends_public);
  CHECK(text(ask({asks, firewall(at, false, {}), kv_in_hub}, spoke, kv1).answer) == "TIMEOUT");
  const auto unknown = ask({asks, firewall(at, true, {}, false), kv_in_hub}, spoke, kv1);
  for (const Step& step : unknown.answer.trace) UNSCOPED_INFO(step.summary);
  CHECK(to_string(unknown.answer_class) == "unproven");
}

TEST_CASE("apps ask whom their settings and their network name",
          "[dns][D-303][D-305][D-307][D-308][D-314][D-318][D-319][D-320][D-324][CH-20]") {
  const auto alternative = [](const std::string& server) {
    return edit_app([=](azure::Site& site) { site.alternative_server.value = world::ip(server); });
  };
  const auto dead = [](const std::string& server) {
    return edit_app([=](azure::Site& site) { site.dns_servers.value = world::ips({server}); });
  };
  const Piece traffic = [](World& world) {
    azure::SurroundingWorkload made;
    made.name = "pull";
    made.app = "app";
    made.traffic = "imagePullTraffic";
    world.surroundings.workloads.push_back(made);
  };
  check({
      {"D-303", {kv_in_hub, in_a}, "app", kv1, ends_public},
      {"D-314", {kv_in_a, in_a}, "references:app", kv1, ends_private},
      {"D-305",
       {kv_in_a, in_a, edit_app([](azure::Site& site) { site.route_all.value = false; })},
       "app",
       kv1,
       ends_private},
      {"D-307", {kv_in_a, in_a, alternative("10.99.0.4")}, "app", kv1, ends_private},
      {"D-307",
       {kv_in_a, in_a, servers_of("vnetA", {"10.0.9.99"}), alternative(azure_dns)},
       "app",
       kv1,
       ends_private},
      {"D-308",
       {kv_in_a, in_a, dead("10.99.0.4"), alternative(azure_dns)},
       "app",
       kv1,
       ends_private},
      {"D-318", {kv_in_a, in_a, traffic}, "pull", kv1, ends_public},
      {"D-318",
       {kv_in_a, in_a, traffic,
        edit_app([](azure::Site& site) { site.outbound_routing.image_pull.value = true; })},
       "pull",
       kv1,
       ends_private},
      {"D-319",
       {kv_in_a, in_a, traffic,
        edit_app([](azure::Site& site) { site.outbound_routing.all.value = true; })},
       "pull",
       kv1,
       ends_private},
  });
  const Piece by_gateway = edit_app([](azure::Site& site) {
    site.by_gateway = true;
    site.integration_subnet.value = azure::UnknownInput{"the gateway integration"};
  });
  CHECK(to_string(ask({kv_in_a, in_a, by_gateway}, "app", kv1).answer_class) == "unproven");
  const auto slot_id = world::site_id("app").child("slots", "blue");
  const Piece slot = [=](World& world) { world::site(world, "blue").id = slot_id; };
  check({{"D-324", {kv_in_a, in_a, slot}, slot_id.text(), kv1, ends_public}});
}

TEST_CASE("services in a network ask its servers, gateways Azure's for other services",
          "[dns][D-321][D-325][D-333][D-335]") {
  const Piece asks_hub = servers_of("spoke", {"10.10.0.4"});
  const Piece hub_server = server("10.10.0.4", "hub/dns", {{".", azure_dns}});
  for (const char* type :
       {"Microsoft.App/managedEnvironments", "Microsoft.Web/hostingEnvironments",
        "Microsoft.ApiManagement/service", "Microsoft.ContainerService/managedClusters"}) {
    CAPTURE(type);
    CHECK(
        text(ask({kv_in_hub, asks_hub, hub_server, hosted(type, "h", "spoke")}, "h", kv1).answer) ==
        ends_private);
  }
  const auto gateway = "Microsoft.Network/applicationGateways";
  const Pieces world{kv_in_hub, asks_hub, hub_server, hosted(gateway, "gw", "spoke")};
  CHECK(text(ask(world, "gw", kv1).answer) == ends_public);
  CHECK(text(ask({kv_in_a, zone(zkv, {{"kv1", "10.0.1.4"}}, {"spoke"}, false, "copy"), asks_hub,
                  hub_server, hosted(gateway, "gw", "spoke")},
                 "gw", kv1)
                 .answer) == ends_private);
  CHECK(text(ask({zone("corp.internal", {{"a", "10.0.0.9"}}, {"hub"}), asks_hub, hub_server,
                  hosted(gateway, "gw", "spoke")},
                 "gw", "a.corp.internal")
                 .answer) == "NOERROR 10.0.0.9");
}

TEST_CASE("only a rule that names the platform's DNS stops queries to it", "[dns][D-204][R-30]") {
  const auto denied = [](const std::string& tag) -> Piece {
    return [=](World& world) {
      const auto group = world::id("Microsoft.Network/networkSecurityGroups", "nsg");
      auto& made = world::add(world.network_security_groups, group, "nsg");
      azure::SecurityRule rule;
      rule.name = "deny";
      rule.priority = 100;
      rule.direction = azure::Direction::outbound;
      rule.access = azure::Access::deny;
      rule.source.tags = {"*"};
      rule.destination.tags = {tag};
      rule.destination_ports = {{net::Port{0}, net::Port{65535}}};
      rule.source_ports = {{net::Port{0}, net::Port{65535}}};
      made.rules = {rule};
      for (auto& subnet : world.subnets) {
        if (subnet.name == "endpoints") subnet.network_security_group.value = group;
      }
    };
  };
  CHECK(text(ask({kv_in_a, denied("*")}, vm, kv1).answer) == ends_private);
  CHECK(text(ask({kv_in_a, denied("AzurePlatformDNS")}, vm, kv1).answer) == "TIMEOUT");
}

TEST_CASE("security policies block by priority, a name and all below it, at the asking network",
          "[dns][D-240][D-242][D-243]") {
  const auto allowed_first = [](World& world) {
    auto& rules = world.dns_security_policies.front().rules;
    azure::DnsSecurityRule allow;
    allow.name = "allow";
    allow.priority = 10;
    allow.domains = {world::dns("kv1." + zkv)};
    rules.push_back(allow);
  };
  const std::string blocked =
      "BLOCKED kv1.privatelink.vaultcore.azure.net blockpolicy.azuredns.invalid";
  check({{"D-242",
          {kv_in_a, blocks("azure.net", "vnetA")},
          vm,
          "kv1." + zkv,
          "BLOCKED blockpolicy.azuredns.invalid"},
         {"D-242", {kv_in_a, blocks(zkv, "vnetA")}, vm, kv1, blocked},
         {"D-240", {kv_in_a, blocks(zkv, "vnetA"), allowed_first}, vm, kv1, ends_private},
         {"D-243",
          {kv_in_hub, blocks(zkv, "hub"), servers_of("spoke", {"10.10.0.4"}),
           server("10.10.0.4", "hub/dns", {{".", azure_dns}})},
          spoke,
          kv1,
          blocked},
         {"D-243",
          {kv_in_hub, blocks(zkv, "spoke"), servers_of("spoke", {"10.10.0.4"}),
           server("10.10.0.4", "hub/dns", {{".", azure_dns}})},
          spoke,
          kv1,
          ends_private}});
}

TEST_CASE("a private link service has no zone: its names are the consumer's", "[dns][D-169]") {
  CHECK_FALSE(azure::is_private_link_type("Microsoft.Network/privateLinkServices"));
  const Piece endpoint = [](World& world) {
    world::endpoint(world, "pe-pls", world::subnet_id("vnetA", "endpoints"),
                    world::id("Microsoft.Network/privateLinkServices", "pls"), "", {"10.0.1.40"});
    world::zone(world, "corp.internal");
    world::link(world, world::zone_id("corp.internal"), "vnetA");
    world::zone_group(world, "pe-pls", {world::zone_id("corp.internal")});
  };
  CHECK(text(ask({endpoint}, vm, "pls.corp.internal").answer) == "NXDOMAIN");
}
