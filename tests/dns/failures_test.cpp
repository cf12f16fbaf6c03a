#include <airtight/base/text.h>
#include <airtight/verify/path.h>

#include <algorithm>

#include "dns/pieces.h"
#include "model/world.h"

// The failure catalogue of azure-dns.md section 5.1, one row each: what the client gets for the
// name, its class, and the step that decided. D-413, D-431, D-432 and D-448 are not answers: a
// refused deployment, time, and the state of a client.

using namespace airtight;
using namespace airtight::pieces;
using azure::RecordType;
using verify::AnswerClass;

namespace {

const std::string zdfs = "privatelink.dfs.core.windows.net";
const std::string kv1 = "kv1.vault.azure.net";

azure::Service& add_service(World& world, const std::string& type, const std::string& name) {
  return world::service(world, type, name);
}

azure::ResourceId storage(const std::string& name) {
  return world::id("Microsoft.Storage/storageAccounts", name);
}

void peer(World& world, const std::string& a, const std::string& b) {
  world::peering(world, a, b);
  world::peering(world, b, a);
}

// Three networks that reach each other, a vault with an endpoint in vnetA, one with an endpoint in
// somebody else's network, and one without.
World estate() {
  World world;
  world::vnet(world, "vnetA", {"10.0.0.0/16"});
  world::vnet(world, "hub", {"10.10.0.0/16"});
  world::vnet(world, "spoke", {"10.20.0.0/16"});
  world::subnet(world, "vnetA", "s", "10.0.9.0/24").delegations = {"Microsoft.Web/serverFarms"};
  world::subnet(world, "vnetA", "endpoints", "10.0.1.0/24");
  world::subnet(world, "hub", "dns", "10.10.0.0/24");
  world::subnet(world, "spoke", "s", "10.20.9.0/24");
  world::subnet(world, "spoke", "endpoints", "10.20.1.0/24");
  peer(world, "vnetA", "hub");
  peer(world, "spoke", "hub");
  peer(world, "vnetA", "spoke");
  world::vault(world, "kv1");
  world::vault(world, "kv0");
  world::vault(world, "kvx").approved_elsewhere = {"vault"};
  world::endpoint(world, "pe-kv1", world::subnet_id("vnetA", "endpoints"), world::vault_id("kv1"),
                  "vault", {"10.0.1.4"});
  azure::SurroundingSite hq;
  hq.name = "hq";
  hq.prefixes = {net::parse_prefix("192.168.0.0/16").value()};
  world.surroundings.sites.push_back(hq);
  world.surroundings.public_names_complete = true;
  return world;
}

Piece endpoint(const std::string& name, const std::string& subnet, const azure::ResourceId& target,
               const std::string& group, const std::vector<std::string>& addresses) {
  return [=](World& world) {
    const auto slash = subnet.find('/');
    world::endpoint(world, name,
                    world::subnet_id(subnet.substr(0, slash), subnet.substr(slash + 1)), target,
                    group, addresses);
  };
}

// The zone group of an endpoint, as the `order`-th write.
Piece group_of(const std::string& endpoint, const std::string& zone, long order = 1,
               const std::string& of = "g", bool lost = false) {
  return [=](World& world) {
    auto& group = world::zone_group(world, endpoint, {world::zone_id(zone, of)});
    group.write_order = order;
    group.records_deleted = lost;
  };
}

Piece service(const std::string& type, const std::string& name) {
  return [=](World& world) { add_service(world, type, name); };
}

Piece cluster(const std::string& name, const std::string& vnet) {
  return [=](World& world) {
    auto& added = world::add(world.hosted_workloads,
                             world::id("Microsoft.ContainerService/managedClusters", name), name);
    added.type = "Microsoft.ContainerService/managedClusters";
    added.any_server = true;
    added.subnets.emplace_back();
    added.subnets.back().value = world::subnet_id(vnet, "s");
  };
}

// An Azure Firewall of the hub as a DNS proxy.
Piece firewall(const std::vector<std::string>& upstream) {
  return [=](World& world) {
    world::subnet(world, "hub", "AzureFirewallSubnet", "10.10.4.0/26");
    const auto policy_id = world::id("Microsoft.Network/firewallPolicies", "fp");
    auto& policy = world::add(world.firewall_policies, policy_id, "fp");
    policy.dns_proxy.value = true;
    if (!upstream.empty()) policy.dns_servers.value = world::ips(upstream);
    auto& made =
        world::add(world.firewalls, world::id("Microsoft.Network/azureFirewalls", "fw"), "fw");
    made.subnet.value = world::subnet_id("hub", "AzureFirewallSubnet");
    made.address.value = world::ip("10.10.4.4");
    made.policy.value = policy_id;
  };
}

Piece state(const std::string& endpoint, azure::ConnectionState state) {
  return [=](World& world) {
    for (auto& each : world.private_endpoints) {
      if (each.name == endpoint) each.state.value = state;
    }
  };
}

Piece proxied(const std::string& name) {
  return [=](World& world) {
    azure::SurroundingWorkload made;
    made.name = name;
    made.subnet = "vnetA/s";
    made.proxy = azure::Proxy{"proxy.corp.example", "internet", {}};
    world.surroundings.workloads.push_back(made);
  };
}

Piece content_share() {
  return [](World& world) {
    azure::SurroundingWorkload made;
    made.name = "share";
    made.app = "app";
    made.traffic = "contentShareTraffic";
    world.surroundings.workloads.push_back(made);
  };
}

struct Failure {
  std::string fact;
  Pieces world;
  std::string from;
  std::string name;
  AnswerClass answer_class;
  std::string rcode;
  std::string addresses;
  std::string stage;  // of the deciding step
  std::string says;   // in its words
  RecordType type = RecordType::a;
};

constexpr auto open_public = AnswerClass::open_public;
constexpr auto broken = AnswerClass::broken;
constexpr auto wrong = AnswerClass::wrong;
constexpr auto unproven = AnswerClass::unproven;
constexpr auto private_address = AnswerClass::private_address;

const Piece kv_in_a = zone(zkv, {{"kv1", "10.0.1.4"}}, {"vnetA"});
const Piece kv_in_hub = zone(zkv, {{"kv1", "10.0.1.4"}}, {"hub"});
const Piece kv_in_spoke = zone(zkv, {{"kv1", "10.0.1.4"}}, {"spoke"});
const Piece hub_server = server("10.10.0.4", "hub/dns", {{".", azure_dns}});
const Piece spoke_asks_hub = servers_of("spoke", {"10.10.0.4"});
const std::string front = "FRONTEND(kv1)";
const std::string ends_public = "public front end of kv1";
const auto spoke = "subnet:spoke/s";
const auto vm = "subnet:vnetA/endpoints";

std::vector<Failure> zones_and_links() {
  return {
      {"D-401", {}, vm, kv1, open_public, "NOERROR", front, "public DNS", ends_public},
      {"D-402",
       {zone("privatelink.vault.azure.net", {{"kv1", "10.0.1.4"}}, {"vnetA"})},
       vm,
       kv1,
       open_public,
       "NOERROR",
       front,
       "public DNS",
       ends_public},
      {"D-403",
       {zone("vault.azure.net", {{"kv1", "10.0.1.4"}}, {"vnetA"})},
       vm,
       "kv0.vault.azure.net",
       broken,
       "NXDOMAIN",
       "",
       "zone",
       "zone vault.azure.net is linked and final"},
      {"D-404",
       {zone(zkv, {{"kv1", "10.0.1.4"}}, {})},
       vm,
       kv1,
       open_public,
       "NOERROR",
       front,
       "public DNS",
       ends_public},
      {"D-405", {kv_in_a}, spoke, kv1, open_public, "NOERROR", front, "public DNS", ends_public},
      {"D-406", {kv_in_hub}, spoke, kv1, open_public, "NOERROR", front, "public DNS", ends_public},
      {"D-407",
       {kv_in_spoke, spoke_asks_hub, hub_server},
       spoke,
       kv1,
       open_public,
       "NOERROR",
       front,
       "public DNS",
       ends_public},
      {"D-408",
       {zone(zkv, {}, {"vnetA"})},
       vm,
       kv1,
       broken,
       "NXDOMAIN",
       "",
       "zone",
       "has no record for kv1.privatelink"},
      {"D-409",
       {zone(zkv, {{"kv1", "10.0.1.99"}}, {"vnetA"})},
       vm,
       kv1,
       wrong,
       "NOERROR",
       "10.0.1.99",
       "zone",
       "answers kv1.privatelink.vaultcore.azure.net with 10.0.1.99"},
      {"D-412",
       {zone(zkv, {}, {"vnetA"}), zone(zkv, {}, {}, false, "g2"), group_of("pe-kv1", zkv, 1, "g2")},
       vm,
       kv1,
       broken,
       "NXDOMAIN",
       "",
       "zone",
       "has no record for kv1.privatelink"},
      {"D-414",
       {kv_in_a},
       vm,
       "kvx.vault.azure.net",
       broken,
       "NXDOMAIN",
       "",
       "zone",
       "has no record for kvx.privatelink"},
      {"D-433",
       {zone(zkv, {}, {"vnetA"}, true)},
       vm,
       kv1,
       open_public,
       "NOERROR",
       front,
       "public DNS",
       ends_public},
      {"D-437",
       {zone("privatelink.vaultcore.usgovcloudapi.net", {{"kv1", "10.0.1.4"}}, {"vnetA"})},
       vm,
       kv1,
       open_public,
       "NOERROR",
       front,
       "public DNS",
       ends_public},
      {"D-447",
       {kv_in_a, [](World& world) { world.links.back().completed = false; }},
       vm,
       kv1,
       open_public,
       "NOERROR",
       front,
       "public DNS",
       ends_public},
  };
}

std::vector<Failure> endpoints() {
  const Piece second =
      endpoint("pe-kv1-b", "spoke/endpoints", world::vault_id("kv1"), "vault", {"10.20.1.4"});
  const auto scope = "Microsoft.Insights/privateLinkScopes";
  const std::string monitor = "privatelink.monitor.azure.com";
  return {
      {"D-410",
       {zone(zkv, {}, {"vnetA"}), second, group_of("pe-kv1", zkv, 1), group_of("pe-kv1-b", zkv, 2)},
       vm,
       kv1,
       private_address,
       "NOERROR",
       "10.20.1.4",
       "zone",
       "with 10.20.1.4"},
      {"D-411",
       {zone(zkv, {}, {"vnetA"}), group_of("pe-kv1", zkv, 1, "g", true)},
       vm,
       kv1,
       broken,
       "NXDOMAIN",
       "",
       "zone",
       "has no record for kv1.privatelink"},
      {"D-420",
       {zone(zblob, {{"scadvisorcontent", "10.0.6.9"}}, {"vnetA"}),
        [](World& world) {
          add_service(world, "Microsoft.Storage/storageAccounts", "st1").approved_elsewhere = {
              "blob"};
        }},
       vm,
       "st1.blob.core.windows.net",
       broken,
       "NXDOMAIN",
       "",
       "zone",
       "has no record for st1.privatelink"},
      {"D-421",
       {zone(monitor, {{"api", "10.0.6.10"}}, {"vnetA"}),
        alias("api.monitor.azure.com", "api." + monitor)},
       vm,
       "api.monitor.azure.com",
       private_address,
       "NOERROR",
       "10.0.6.10",
       "zone",
       "with 10.0.6.10"},
      {"D-422",
       {zone(monitor, {}, {"vnetA"}), service(scope, "scope1"), service(scope, "scope2"),
        endpoint("pe-1", "vnetA/endpoints", world::id(scope, "scope1"), "azuremonitor",
                 {"10.0.1.20"}),
        endpoint("pe-2", "spoke/endpoints", world::id(scope, "scope2"), "azuremonitor",
                 {"10.20.1.20"}),
        group_of("pe-1", monitor, 1), group_of("pe-2", monitor, 2)},
       vm,
       "api.monitor.azure.com",
       wrong,
       "NOERROR",
       "10.20.1.20",
       "zone",
       "with 10.20.1.20"},
      {"D-439",
       {zone(zkv, {}, {"vnetA"}), group_of("pe-kv1", zkv),
        state("pe-kv1", azure::ConnectionState::pending)},
       vm,
       kv1,
       open_public,
       "NOERROR",
       front,
       "public DNS",
       ends_public},
  };
}

std::vector<Failure> siblings() {
  const auto accounts = "Microsoft.CognitiveServices/accounts";
  const auto registries = "Microsoft.ContainerRegistry/registries";
  const auto databases = "Microsoft.DocumentDB/databaseAccounts";
  const Piece app1 = [](World& world) { world::site(world, "app1"); };
  const Piece pe_app1 =
      endpoint("pe-app1", "vnetA/endpoints", world::site_id("app1"), "sites", {"10.0.1.5"});
  const Piece acr1 = service(registries, "acr1");
  const Piece pe_acr1 = endpoint("pe-acr1", "vnetA/endpoints", world::id(registries, "acr1"),
                                 "registry", {"10.0.1.6"});
  const Piece db1 = service(databases, "db1");
  const Piece pe_db1 =
      endpoint("pe-db1", "vnetA/endpoints", world::id(databases, "db1"), "Sql", {"10.0.1.7"});
  const Piece ai1 = [](World& world) { world::ai_account(world, "ai1", "OpenAI"); };
  const std::string cognitive = "privatelink.cognitiveservices.azure.com";
  return {
      {"D-423",
       {app1, pe_app1, zone(zweb, {{"app1", "10.0.1.5"}}, {"vnetA"})},
       vm,
       "app1.scm.azurewebsites.net",
       broken,
       "NXDOMAIN",
       "",
       "zone",
       "has no record for app1.scm"},
      {"D-424",
       {app1, pe_app1, zone(zweb, {{"app1", "10.0.1.5"}, {"app1.scm", "10.0.1.5"}}, {"vnetA"}),
        zone("scm." + zweb, {}, {"vnetA"})},
       vm,
       "app1.scm.azurewebsites.net",
       broken,
       "NXDOMAIN",
       "",
       "zone",
       "zone scm.privatelink.azurewebsites.net is linked and final"},
      {"D-425",
       {acr1, pe_acr1, zone("privatelink.azurecr.io", {{"acr1", "10.0.1.6"}}, {"vnetA"})},
       vm,
       "acr1.westeurope.data.azurecr.io",
       broken,
       "NXDOMAIN",
       "",
       "zone",
       "has no record for acr1.westeurope.data"},
      {"D-426",
       {db1, pe_db1, zone("privatelink.documents.azure.com", {{"db1", "10.0.1.7"}}, {"vnetA"})},
       vm,
       "db1-westeurope.documents.azure.com",
       broken,
       "NXDOMAIN",
       "",
       "zone",
       "has no record for db1-westeurope"},
      {"D-427",
       {zone("privatelink.api.azureml.ms", {{"g1.workspace.westeurope", "10.0.1.8"}}, {"vnetA"}),
        alias("ep1.westeurope.inference.ml.azure.com",
              "ep1.g1.inference.westeurope.privatelink.api.azureml.ms")},
       vm,
       "ep1.westeurope.inference.ml.azure.com",
       broken,
       "NXDOMAIN",
       "",
       "zone",
       "has no record for ep1.g1.inference"},
      {"D-428",
       {service("Microsoft.Storage/storageAccounts", "st2"),
        endpoint("pe-st2", "vnetA/endpoints", storage("st2"), "dfs", {"10.0.1.9"}),
        zone(zdfs, {{"st2", "10.0.1.9"}}, {"vnetA"})},
       vm,
       "st2.blob.core.windows.net",
       open_public,
       "NOERROR",
       "FRONTEND(st2)",
       "public DNS",
       "public front end of st2"},
      {"D-429",
       {ai1,
        endpoint("pe-ai1", "vnetA/endpoints", world::id(accounts, "ai1"), "account", {"10.0.1.10"}),
        zone(cognitive, {}, {"vnetA"}), group_of("pe-ai1", cognitive)},
       vm,
       "ai1.openai.azure.com",
       open_public,
       "NOERROR",
       "FRONTEND(ai1)",
       "public DNS",
       "public front end of ai1"},
      {"D-430",
       {kv_in_a},
       vm,
       kv1,
       broken,
       "NOERROR",
       "",
       "zone",
       "has no AAAA record",
       RecordType::aaaa},
      {"D-435",
       {kv_in_a},
       vm,
       "kv1." + zkv,
       private_address,
       "NOERROR",
       "10.0.1.4",
       "zone",
       "with 10.0.1.4"},
      {"D-438",
       {[](World& world) {
          add_service(world, "Microsoft.App/managedEnvironments", "env")
              .placeholders["environmentId"] = "happy-1";
        },
        endpoint("pe-env", "vnetA/endpoints", world::id("Microsoft.App/managedEnvironments", "env"),
                 "managedEnvironments", {"10.0.1.11"}),
        zone("privatelink.we.azurecontainerapps.io", {{"happy-1", "10.0.1.11"}}, {"vnetA"})},
       vm,
       "happy-1.westeurope.azurecontainerapps.io",
       open_public,
       "NOERROR",
       "FRONTEND(env)",
       "public DNS",
       "public front end of env"},
  };
}

std::vector<Failure> servers() {
  const Piece asks_public = server("10.10.0.4", "hub/dns", {{".", "8.8.8.8"}});
  const Piece conditional = server("10.10.0.4", "hub/dns", {{".", "8.8.8.8"}, {zkv, azure_dns}});
  const Piece two_views = servers_of("spoke", {"10.10.0.4", "8.8.8.8"});
  return {
      {"D-415",
       {kv_in_hub, spoke_asks_hub, server("10.10.0.4", "hub/dns", {})},
       spoke,
       kv1,
       open_public,
       "NOERROR",
       front,
       "public DNS",
       ends_public},
      {"D-416",
       {kv_in_hub, spoke_asks_hub, asks_public},
       spoke,
       kv1,
       open_public,
       "NOERROR",
       front,
       "public DNS",
       ends_public},
      {"D-417",
       {kv_in_hub, spoke_asks_hub, conditional},
       spoke,
       kv1,
       unproven,
       "NOERROR",
       front,
       "public DNS",
       ends_public},
      {"D-418",
       {inbound("10.10.0.4", "hub"), ruleset("corp.example", "10.10.0.4", "hub")},
       "subnet:hub/dns",
       "x.corp.example",
       broken,
       "SERVFAIL",
       "",
       "resolver",
       "more than 8 deep"},
      {"D-419",
       {kv_in_a, inbound("10.10.0.5", "hub"), server("192.168.0.4", "", {}, "hq"),
        ruleset("vault.azure.net", "192.168.0.4", "vnetA")},
       vm,
       kv1,
       open_public,
       "NOERROR",
       front,
       "public DNS",
       ends_public},
      {"D-434",
       {kv_in_hub, two_views, hub_server, cluster("aks", "spoke")},
       "aks",
       kv1,
       unproven,
       "NOERROR",
       "10.0.1.4",
       "zone",
       "with 10.0.1.4"},
      {"D-440",
       {kv_in_a, blocks(zkv, "vnetA")},
       vm,
       kv1,
       broken,
       "BLOCKED",
       "",
       "security policy",
       "blocks kv1.privatelink"},
      {"D-443",
       {zone("privatelink.westeurope.azmk8s.io", {{"api-1", "10.20.9.4"}}, {"spoke"}),
        spoke_asks_hub, hub_server},
       spoke,
       "api-1.privatelink.westeurope.azmk8s.io",
       broken,
       "NXDOMAIN",
       "",
       "public DNS",
       "api-1.privatelink.westeurope.azmk8s.io is not among them"},
      {"D-444",
       {kv_in_spoke, servers_of("spoke", {"10.10.4.4"}), firewall({})},
       spoke,
       kv1,
       open_public,
       "NOERROR",
       front,
       "public DNS",
       ends_public},
  };
}

std::vector<Failure> apps() {
  const Piece integrated = app("vnetA", {});
  return {
      {"D-441",
       {kv_in_a, integrated, content_share()},
       "share",
       kv1,
       open_public,
       "NOERROR",
       front,
       "public DNS",
       ends_public},
      {"D-442",
       {zone("pg.private.postgres.database.azure.com", {{"x1", "10.20.9.5"}}, {"hub"}),
        alias("pg1.postgres.database.azure.com", "x1.pg.private.postgres.database.azure.com")},
       spoke,
       "pg1.postgres.database.azure.com",
       broken,
       "NXDOMAIN",
       "",
       "public DNS",
       "is not among them"},
      {"D-445",
       {kv_in_a, app("", {})},
       "app",
       kv1,
       open_public,
       "NOERROR",
       front,
       "public DNS",
       ends_public},
      {"D-446",
       {kv_in_a, app("vnetA", {"8.8.8.8"})},
       "app",
       kv1,
       open_public,
       "NOERROR",
       front,
       "public DNS",
       ends_public},
  };
}

std::string addresses_of(const dns::Answer& answer) {
  std::vector<std::string> texts;
  for (const dns::Address& address : answer.addresses) texts.push_back(to_string(address));
  return join(texts, ", ");
}

model::Network network_of(const Pieces& pieces) {
  World world = estate();
  for (const Piece& piece : pieces) piece(world);
  auto built = world::build(std::move(world));
  for (const Diagnostic& diagnostic : built.diagnostics) {
    UNSCOPED_INFO(to_string(diagnostic));
    CHECK(diagnostic.severity != Severity::error);
  }
  return std::move(built.network);
}

verify::Resolution ask(const model::Network& network, const std::string& from,
                       const std::string& name, RecordType type = RecordType::a) {
  const auto workload = verify::find_workload(network, from);
  REQUIRE(workload.has_value());
  const auto* named = network.by_public_name(world::dns(name));
  return verify::resolve(network, *workload, world::dns(name), type,
                         named == nullptr ? nullptr : named->back_end,
                         named == nullptr ? "" : named->name.group_id);
}

void check(const std::vector<Failure>& failures) {
  for (const Failure& row : failures) {
    CAPTURE(row.fact);
    const model::Network network = network_of(row.world);
    const auto resolution = ask(network, row.from, row.name, row.type);
    for (const auto& unknown : resolution.answer.unknowns) UNSCOPED_INFO(unknown.name);
    CHECK(to_string(resolution.answer_class) == to_string(row.answer_class));
    CHECK(to_string(resolution.answer.rcode) == row.rcode);
    CHECK(addresses_of(resolution.answer) == row.addresses);
    REQUIRE_FALSE(resolution.answer.trace.empty());
    const Step& decided = resolution.answer.trace.back();
    CHECK(decided.stage == row.stage);
    CAPTURE(decided.summary);
    CHECK(decided.summary.find(row.says) != std::string::npos);
  }
}

}  // namespace

TEST_CASE("failures of zones, links and records answer as the catalogue says",
          "[dns][failures][D-401][D-402][D-403][D-404][D-405][D-406][D-407][D-408][D-409][D-412]"
          "[D-414][D-433][D-437][D-447][D-002][D-003][D-004][D-035][D-042][D-160][D-166][D-210]") {
  check(zones_and_links());
}

TEST_CASE("failures of endpoints answer as the catalogue says",
          "[dns][failures][D-410][D-411][D-420][D-421][D-422][D-439][D-137][D-138][D-157][D-159]"
          "[CH-07][CH-13]") {
  check(endpoints());
}

TEST_CASE("failures of sibling names answer as the catalogue says",
          "[dns][failures][D-423][D-424][D-425][D-426][D-427][D-428][D-429][D-430][D-435][D-438]"
          "[D-155][D-167]") {
  check(siblings());
}

TEST_CASE("failures of servers answer as the catalogue says",
          "[dns][failures][D-415][D-416][D-417][D-418][D-419][D-434][D-440][D-443][D-444][D-131]"
          "[D-211][D-213][D-214][D-244][D-245][D-331][D-334]") {
  check(servers());
}

TEST_CASE("failures of apps answer as the catalogue says",
          "[dns][failures][D-441][D-442][D-445][D-446][D-140][D-316][D-322]") {
  check(apps());
}

TEST_CASE("the same worlds without the fault answer privately", "[dns][failures]") {
  struct Row {
    std::string fact;
    Pieces world;
    std::string from;
    std::string name;
  };
  const std::vector<Row> rows{
      {"D-405", {kv_in_a}, vm, kv1},
      {"D-407", {kv_in_hub, spoke_asks_hub, hub_server}, spoke, kv1},
      {"D-408", {zone(zkv, {}, {"vnetA"}), group_of("pe-kv1", zkv)}, vm, kv1},
      {"D-441", {kv_in_a, app("vnetA", {})}, "app", kv1},
      {"D-444", {kv_in_hub, servers_of("spoke", {"10.10.4.4"}), firewall({})}, spoke, kv1},
      {"D-447", {kv_in_a}, "subnet:vnetA/s", kv1},
  };
  for (const Row& row : rows) {
    CAPTURE(row.fact);
    const auto resolution = ask(network_of(row.world), row.from, row.name);
    CHECK(to_string(resolution.answer_class) == "private");
    CHECK(addresses_of(resolution.answer) == "10.0.1.4");
  }
}

TEST_CASE("a second zone of one name is refused, and the first stays", "[D-413][D-008]") {
  World world = estate();
  for (const Piece& piece : {kv_in_a, zone(zkv, {{"kv1", "10.0.1.77"}}, {"vnetA"}, false, "later")})
    piece(world);
  const auto built = world::build(std::move(world));
  CHECK(std::ranges::count(built.diagnostics, Severity::error, &Diagnostic::severity) == 1);
  CHECK(addresses_of(ask(built.network, vm, kv1).answer) == "10.0.1.4");
}

TEST_CASE("a proxy resolves where it stands, whatever the client would", "[D-218][D-436]") {
  const model::Network network = network_of({kv_in_a, proxied("desk")});
  const auto from = verify::find_workload(network, "desk");
  const auto to = verify::find_target(network, "kv1");
  REQUIRE(from.has_value());
  REQUIRE(to.has_value());
  const auto path = verify::examine(network, *from, *to);
  REQUIRE(path.resolution.has_value());
  CHECK(to_string(path.resolution->answer_class) == "public");
  CHECK(path.trace.front().stage == "proxy");
}

TEST_CASE("a public answer and a closed door are two things", "[D-105][D-107]") {
  const model::Network network = network_of({[](World& world) {
    for (auto& each : world.services)
      each.public_network_access.value = azure::PublicNetworkAccess::disabled;
  }});
  const auto from = verify::find_workload(network, vm);
  const auto to = verify::find_target(network, "kv1");
  REQUIRE(from.has_value());
  REQUIRE(to.has_value());
  const auto path = verify::examine(network, *from, *to);
  REQUIRE(path.resolution.has_value());
  CHECK(addresses_of(path.resolution->answer) == front);
  CHECK(to_string(path.verdict.judgement) == "deny");
  CHECK(addresses_of(ask(network, "internet", "kv1." + zkv).answer) == front);
}
