#include <airtight/verify/lints.h>

#include <algorithm>
#include <set>

#include "dns/pieces.h"
#include "model/world.h"

// Each lint fires on its fault and is silent on the same world without it and on a near miss.

using namespace airtight;
using namespace airtight::pieces;

namespace {

const std::string zdfs = "privatelink.dfs.core.windows.net";

// A network with a vault's endpoint, its zone, its zone group and an app that uses the vault.
World good() {
  World world;
  world::vnet(world, "vnetA", {"10.0.0.0/16"});
  world::vnet(world, "hub", {"10.10.0.0/16"});
  world::subnet(world, "vnetA", "s", "10.0.9.0/24").delegations = {"Microsoft.Web/serverFarms"};
  world::subnet(world, "vnetA", "endpoints", "10.0.1.0/24");
  world::subnet(world, "hub", "dns", "10.10.0.0/24");
  world::vault(world, "kv1").public_network_access.value = azure::PublicNetworkAccess::disabled;
  world::endpoint(world, "pe-kv1", world::subnet_id("vnetA", "endpoints"), world::vault_id("kv1"),
                  "vault", {"10.0.1.4"});
  world::zone(world, zkv);
  world::link(world, world::zone_id(zkv), "vnetA");
  world::zone_group(world, "pe-kv1", {world::zone_id(zkv)});
  auto& site = world::site(world, "app", world::subnet_id("vnetA", "s"));
  azure::Setting setting;
  setting.name = "VAULT";
  setting.hosts = {"kv1.vault.azure.net"};
  site.settings = {setting};
  return world;
}

Piece use(const std::string& host, const std::string& setting = "HOST") {
  return [=](World& world) {
    azure::Setting made;
    made.name = setting;
    made.hosts = {host};
    world.sites.front().settings.push_back(made);
  };
}

Piece storage(const std::string& name, const std::vector<std::string>& groups, bool closed = true) {
  return [=](World& world) {
    auto& added = world::service(world, "Microsoft.Storage/storageAccounts", name);
    if (closed) added.public_network_access.value = azure::PublicNetworkAccess::disabled;
    const auto target = added.id;
    int last = 20;
    for (const std::string& group : groups) {
      const std::string zone = "privatelink." + group + ".core.windows.net";
      world::endpoint(world, "pe-" + name + "-" + group, world::subnet_id("vnetA", "endpoints"),
                      target, group, {"10.0.1." + std::to_string(last++)});
      world::zone(world, zone);
      world::link(world, world::zone_id(zone), "vnetA");
      world::zone_group(world, "pe-" + name + "-" + group, {world::zone_id(zone)});
    }
  };
}

Piece no_links(const std::string& network) {
  return [=](World& world) {
    std::erase_if(world.links, [&](const azure::VirtualNetworkLink& link) {
      return link.virtual_network == world::vnet_id(network);
    });
  };
}

Piece no_groups() {
  return [](World& world) { world.zone_groups.clear(); };
}

Piece no_zone() {
  return [](World& world) {
    world.zone_groups.clear();
    world.links.clear();
    world.private_dns_zones.clear();
  };
}

Piece region(const std::string& network, const std::string& location) {
  return [=](World& world) {
    for (auto& each : world.virtual_networks) {
      if (each.name == network) each.location = location;
    }
  };
}

Piece peered(const std::string& a, const std::string& b) {
  return [=](World& world) {
    world::peering(world, a, b);
    world::peering(world, b, a);
  };
}

Piece site_app(bool scm_record) {
  return [=](World& world) {
    world::site(world, "web");
    world::endpoint(world, "pe-web", world::subnet_id("vnetA", "endpoints"), world::site_id("web"),
                    "sites", {"10.0.1.30"});
    zone(zweb,
         scm_record ? Records{{"web", "10.0.1.30"}, {"web.scm", "10.0.1.30"}}
                    : Records{{"web", "10.0.1.30"}},
         {"vnetA"})(world);
  };
}

Piece on_premises(const std::string& server) {
  return [=](World& world) {
    azure::SurroundingSite hq;
    hq.name = "hq";
    hq.dns_servers = world::ips({server});
    world.surroundings.sites.push_back(hq);
  };
}

Piece second_endpoint(const std::string& zone_group_of) {
  return [=](World& world) {
    world::subnet(world, "hub", "endpoints", "10.10.1.0/24");
    world::endpoint(world, "pe-kv1-b", world::subnet_id("hub", "endpoints"), world::vault_id("kv1"),
                    "vault", {"10.10.1.4"});
    if (world::zone_id(zkv, zone_group_of) != world::zone_id(zkv)) {
      world::zone(world, zkv, zone_group_of);
      world::link(world, world::zone_id(zkv, zone_group_of), "hub");
    }
    world::zone_group(world, "pe-kv1-b", {world::zone_id(zkv, zone_group_of)});
  };
}

Piece change_link(const std::function<void(azure::VirtualNetworkLink&)>& change) {
  return [=](World& world) { change(world.links.front()); };
}

std::vector<verify::Lint> lints_of(const Pieces& pieces) {
  World world = good();
  for (const Piece& piece : pieces) piece(world);
  return verify::lint_names(world::build(std::move(world)).network);
}

// "CODE FACT" of each lint, the fact being the first it cites.
std::set<std::string> texts(const Pieces& pieces) {
  std::set<std::string> found;
  for (const verify::Lint& lint : lints_of(pieces)) {
    CHECK_FALSE(lint.story.empty());
    found.insert(lint.code + " " + lint.facts.front());
  }
  return found;
}

struct Row {
  std::string lint;  // empty: none
  Pieces world;
};

const std::vector<Row>& zones_and_records() {
  static const std::vector<Row> rows{
      {"DNS_ZONE_NAME_WRONG D-402", {zone("privatelink.vault.azure.net", {}, {})}},
      {"", {zone("privatelink.westeurope.azmk8s.io", {}, {"vnetA"})}},
      {"DNS_ZONE_SHADOWS_NAME D-403", {zone("vault.azure.net", {}, {"vnetA"})}},
      {"", {zone("vault.azure.net", {}, {})}},
      {"", {zone("vault.corp.example", {}, {"vnetA"})}},
      {"DNS_ZONE_SHADOWS_NAME D-424", {site_app(true), zone("scm." + zweb, {}, {"vnetA"})}},
      {"", {site_app(true), zone("scm." + zweb, {}, {})}},
      {"DNS_ZONE_NAME_WRONG D-437",
       {zone("privatelink.vaultcore.usgovcloudapi.net", {}, {"vnetA"})}},
      {"",
       {zone("privatelink.vaultcore.usgovcloudapi.net", {}, {"hub"}),
        region("hub", "usgovvirginia")}},
      {"DNS_ZONE_SHADOWS_NAME D-138", {zone("privatelink.monitor.azure.com", {}, {"vnetA"})}},
      {"", {zone("privatelink.monitor.azure.com", {}, {})}},
      {"DNS_ZONE_SHADOWS_NAME D-420", {zone(zblob, {{"scadvisorcontent", "10.0.6.9"}}, {"vnetA"})}},
      {"", {zone(zblob, {{"scadvisorcontent", "10.0.6.9"}, {"other", "10.0.6.8"}}, {"vnetA"})}},
      {"DNS_REGISTRATION_IN_PRIVATELINK_ZONE D-026",
       {change_link([](auto& link) { link.registration_enabled.value = true; })}},
      {"", {change_link([](auto& link) { link.registration_enabled.value = false; })}},
      {"DNS_FALLBACK_HIDES_MISSING_RECORD D-045", {change_link([](auto& link) {
         link.resolution_policy.value = azure::ResolutionPolicy::nxdomain_redirect;
       })}},
      {"", {change_link([](auto& link) {
         link.resolution_policy.value = azure::ResolutionPolicy::standard;
       })}},
      {"STATIC_ADDRESS_STALE D-409",
       {no_groups(),
        [](World& world) {
          world::record(world, world::zone_id(zkv), "kv1", azure::RecordType::a, "10.0.1.99");
        }}},
      {"",
       {no_groups(),
        [](World& world) {
          world::record(world, world::zone_id(zkv), "kv1", azure::RecordType::a, "10.0.1.4");
        }}},
      // An endpoint of somebody else, in a network that the input does not have.
      {"",
       {no_groups(),
        [](World& world) {
          world::record(world, world::zone_id(zkv), "kv1", azure::RecordType::a, "172.16.0.4");
        }}},
      {"DNS_SECONDARY_NAME_MISSING D-423", {site_app(false)}},
      {"", {site_app(true)}},
      {"DNS_DUPLICATE_ZONE D-412", {no_links("vnetA"), zone(zkv, {}, {"vnetA"}, false, "other")}},
      {"", {zone(zkv, {}, {"hub"}, false, "other")}},
      {"DNS_DUPLICATE_ZONE D-034",
       {zone(zkv, {{"kv1", "10.10.1.4"}}, {"hub"}, false, "other"), peered("vnetA", "hub")}},
      {"", {second_endpoint("other")}},
  };
  return rows;
}

const std::vector<Row>& endpoints_and_apps() {
  static const std::vector<Row> rows{
      {"DNS_RECORD_MISSING D-408", {no_groups()}},
      {"DNS_ZONE_MISSING D-401", {no_zone()}},
      {"",
       {no_zone(),
        [](World& world) {
          world::zone_group(world, "pe-kv1", {world::zone_id(zkv, "hub-of-somebody")});
        }}},
      {"DNS_ZONE_NAME_WRONG D-153",
       {zone(zblob, {}, {}),
        [](World& world) {
          world::zone_group(world, "pe-kv1", {world::zone_id(zblob)}).id =
              world::endpoint_id("pe-kv1").child("privateDnsZoneGroups", "a");
          std::swap(world.zone_groups.front(), world.zone_groups.back());
        }}},
      {"DNS_RECORD_OVERWRITTEN D-157", {second_endpoint("g")}},
      {"PE_SUBRESOURCE_MISSING D-115", {storage("lake", {"dfs"})}},
      {"", {storage("lake", {"blob", "dfs"})}},
      {"", {storage("flat", {"blob"})}},
      {"DNS_ZONE_LINK_MISSING D-404", {no_links("vnetA")}},
      {"",
       {no_links("vnetA"), [](World& world) { world::link(world, world::zone_id(zkv), "hub"); },
        servers_of("vnetA", {"10.10.0.4"}), inbound("10.10.0.4", "hub")}},
      {"DNS_ZONE_LINK_MISSING D-404",
       {peered("vnetA", "hub"),
        [](World& world) {
          world::nic(world, "nic", world::subnet_id("hub", "dns"), {"10.10.0.9"});
          world::machine(world, "vm", "nic");
        }}},
      {"", {[](World& world) {
         world::nic(world, "nic", world::subnet_id("hub", "dns"), {"10.10.0.9"});
         world::machine(world, "vm", "nic");
       }}},
      {"PE_SUBRESOURCE_MISSING D-428",
       {storage("st1", {"blob"}), use("st1.queue.core.windows.net")}},
      {"", {storage("st1", {"blob"}, false), use("st1.queue.core.windows.net")}},
      {"", {storage("st1", {"blob", "queue"}), use("st1.queue.core.windows.net")}},
      {"APP_NOT_INTEGRATED D-445",
       {[](World& world) { world.sites.front().integration_subnet.value = azure::Absent{}; }}},
      {"CLIENT_HOSTNAME_WRONG D-435", {use("kv1." + zkv)}},
      {"", {use("privatelink-docs.example.com")}},
      {"APP_CONFIG_TRAFFIC_PUBLIC D-316",
       {storage("st1", {"file"}),
        use("st1.file.core.windows.net", "WEBSITE_CONTENTAZUREFILECONNECTIONSTRING")}},
      {"",
       {storage("st1", {"file"}),
        use("st1.file.core.windows.net", "WEBSITE_CONTENTAZUREFILECONNECTIONSTRING"),
        [](World& world) { world.sites.front().outbound_routing.content_share.value = true; }}},
  };
  return rows;
}

const std::vector<Row>& servers() {
  static const Piece spoke = servers_of("vnetA", {"10.10.0.4"});
  static const std::vector<Row> rows{
      {"DNS_CUSTOM_SERVER_NO_FORWARD D-211", {servers_of("hub", {"8.8.8.8"})}},
      {"DNS_FORWARDER_UNSTABLE D-216", {servers_of("hub", {azure_dns, "8.8.8.8"})}},
      {"", {servers_of("hub", {azure_dns})}},
      {"",
       {servers_of("hub", {"8.8.8.8"}),
        [](World& world) {
          world.private_endpoints.clear();
          world.zone_groups.clear();
        }}},
      {"DNS_ONPREM_NO_FORWARD D-203", {on_premises(azure_dns)}},
      {"", {on_premises("192.168.0.4")}},
      {"DNS_ONPREM_NO_FORWARD D-203",
       {on_premises("192.168.0.4"), server("192.168.0.4", "", {{".", azure_dns}}, "hq")}},
      {"", {server("10.10.0.4", "hub/dns", {{".", azure_dns}})}},
      {"DNS_FORWARDER_ZONE_WRONG D-212",
       {server("10.10.0.4", "hub/dns", {{".", "10.10.0.9"}, {zkv, azure_dns}}),
        server("10.10.0.9", "hub/dns", {{".", "9.9.9.9"}, {"vault.azure.net", azure_dns}})}},
      {"", {server("10.10.0.4", "hub/dns", {{".", azure_dns}, {zkv, azure_dns}})}},
      {"", {server("10.10.0.4", "hub/dns", {{zkv, azure_dns}})}},
      {"DNS_CUSTOM_SERVER_NO_FORWARD D-211", {server("10.10.0.4", "hub/dns", {{".", "8.8.8.8"}})}},
      {"", {server("10.10.0.4", "hub/dns", {{".", "8.8.8.8"}, {"vault.azure.net", azure_dns}})}},
      {"DNS_RULESET_CONFLICT D-232",
       {inbound("10.10.0.4", "hub"), ruleset("corp.example", "10.10.0.4", "hub")}},
      {"", {inbound("10.10.0.4", "hub"), ruleset("corp.example", "10.10.0.4", "vnetA")}},
      {"DNS_RULESET_CONFLICT D-419",
       {inbound("10.10.0.5", "hub"), ruleset("vault.azure.net", "192.168.0.4", "vnetA"),
        on_premises("192.168.0.4"), server("192.168.0.4", "", {{".", "192.168.0.9"}}, "hq"),
        server("192.168.0.9", "", {}, "hq")}},
      {"",
       {inbound("10.10.0.5", "hub"), ruleset("vault.azure.net", "192.168.0.4", "vnetA"),
        on_premises("192.168.0.4"),
        server("192.168.0.4", "", {{"vault.azure.net", "10.10.0.5"}}, "hq")}},
      {"DNS_FORWARDER_ZONE_WRONG D-212",
       {on_premises("192.168.0.4"),
        server("192.168.0.4", "", {{"vaultcore.azure.net", "10.10.0.5"}, {".", "192.168.0.9"}},
               "hq"),
        server("192.168.0.9", "", {}, "hq"), inbound("10.10.0.5", "hub")}},
      {"DNS_RULESET_CONFLICT D-231", {ruleset("corp.example", azure_dns, "vnetA")}},
  };
  return rows;
}

void check(const std::vector<Row>& rows) {
  const std::set<std::string> before = texts({});
  CHECK(before.empty());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    CAPTURE(i, rows[i].lint);
    const auto found = texts(rows[i].world);
    if (rows[i].lint.empty()) {
      CHECK(found == std::set<std::string>{});
    } else {
      CHECK(found.contains(rows[i].lint));
    }
  }
}

}  // namespace

TEST_CASE("lints of zones and records fire on the fault alone",
          "[lints][D-026][D-034][D-035][D-045][D-125][D-138][D-144][D-167][D-402][D-403][D-409]"
          "[D-412][D-420][D-421][D-423][D-424][D-433][D-437]") {
  check(zones_and_records());
}

TEST_CASE("lints of endpoints and apps fire on the fault alone",
          "[lints][D-106][D-115][D-153][D-157][D-160][D-316][D-401][D-404][D-408][D-428][D-435]"
          "[D-441][D-445]") {
  check(endpoints_and_apps());
}

TEST_CASE(
    "lints of servers fire on the fault alone",
    "[lints][D-203][D-211][D-212][D-215][D-216][D-231][D-232][D-415][D-416][D-417][D-418][D-419]"
    "[D-434]") {
  check(servers());
}

TEST_CASE("a lint says its code, what happens and what to do about it", "[lints]") {
  const auto lints = lints_of({no_groups()});
  REQUIRE(lints.size() == 1);
  CHECK(lints.front().resource == world::endpoint_id("pe-kv1"));
  const Diagnostic diagnostic = verify::as_diagnostic(lints.front());
  CHECK(diagnostic.severity == Severity::warning);
  CHECK(diagnostic.where.pointer == "/pe-kv1");
  CHECK(diagnostic.message.starts_with("DNS_RECORD_MISSING: pe-kv1 has no record kv1 in " + zkv));
  CHECK(diagnostic.message.find("; fix: az network private-endpoint dns-zone-group create "
                                "--resource-group g --endpoint-name pe-kv1") != std::string::npos);
}
