#include <airtight/base/text.h>
#include <airtight/dns/resolve.h>

#include <set>

#include "model/world.h"

using namespace airtight;
using azure::RecordType;

namespace {

struct Record {
  std::string name;
  std::string data;  // an address, or a CNAME's target
};

struct Zone {
  std::string name;
  std::vector<Record> records;
  std::vector<std::string> linked_to;
  bool redirect = false;  // NxDomainRedirect on every link
};

struct Case {
  std::string vector;  // of azure-dns.md section 7, or a fact
  std::vector<Zone> zones;
  std::string asker;  // a network or an app of `surroundings`
  std::string query;
  std::string expected;  // rcode, the CNAME targets, the addresses
  RecordType type = RecordType::a;
};

const std::string zkv = "privatelink.vaultcore.azure.net";
const std::string zweb = "privatelink.azurewebsites.net";
const std::string zblob = "privatelink.blob.core.windows.net";

// vnetA, hub and spoke on default DNS; the public side of section 7. An endpoint in somebody else's
// tenant lies in the network "foreign".
azure::Resources surroundings() {
  azure::Resources world;
  world::vnet(world, "vnetA", {"10.0.0.0/16"});
  world::vnet(world, "hub", {"10.10.0.0/16"});
  world::vnet(world, "spoke", {"10.8.0.0/16"});
  world::vnet(world, "foreign", {"10.66.0.0/16"});
  world::vnet(world, "public-dns", {"10.67.0.0/16"}, {"8.8.8.8"});
  world::vnet(world, "azure-dns", {"10.68.0.0/16"}, {"168.63.129.16"});
  world::subnet(world, "vnetA", "endpoints", "10.0.1.0/24");
  world::subnet(world, "vnetA", "apps", "10.0.9.0/24").delegations = {"Microsoft.Web/serverFarms"};
  world::subnet(world, "foreign", "endpoints", "10.66.1.0/24");
  for (const char* name : {"kv1", "kvx", "kv0"}) world::vault(world, name);
  world::service(world, "Microsoft.Storage/storageAccounts", "st1");
  world::site(world, "app1");
  world::site(world, "alone");
  world::site(world, "in-vnet", world::subnet_id("vnetA", "apps"));
  world::site(world, "own-dns", world::subnet_id("vnetA", "apps")).dns_servers.value =
      world::ips({"8.8.8.8"});
  const auto here = world::subnet_id("vnetA", "endpoints");
  const auto elsewhere = world::subnet_id("foreign", "endpoints");
  world::endpoint(world, "pe-kv1", here, world::vault_id("kv1"), "vault", {"10.0.1.4"});
  world::endpoint(world, "pe-kvx", elsewhere, world::vault_id("kvx"), "vault", {"10.66.1.4"});
  world::endpoint(world, "pe-app1", here, world::site_id("app1"), "sites", {"10.0.1.5"});
  world::endpoint(world, "pe-st1", elsewhere, world::id("Microsoft.Storage/storageAccounts", "st1"),
                  "blob", {"10.66.1.5"});
  return world;
}

void add(azure::Resources& world, const Zone& zone, const std::string& group) {
  const auto id = world::zone(world, zone.name, group).id;
  for (const Record& record : zone.records) {
    const bool address = net::parse_ip(record.data).has_value();
    world::record(world, id, record.name, address ? RecordType::a : RecordType::cname, record.data);
  }
  for (const std::string& vnet : zone.linked_to) {
    auto& link = world::link(world, id, vnet);
    if (zone.redirect) link.resolution_policy.value = azure::ResolutionPolicy::nxdomain_redirect;
  }
}

model::Network network_of(const std::vector<Zone>& zones) {
  azure::Resources world = surroundings();
  int group = 0;
  for (const Zone& zone : zones) add(world, zone, "g" + std::to_string(group++));
  auto built = world::build(std::move(world));
  CHECK(built.diagnostics.empty());
  return std::move(built.network);
}

dns::View view_of(const model::Network& network, const std::string& asker) {
  if (asker == "internet") return dns::public_view();
  if (const auto* vnet = network.virtual_network(world::vnet_id(asker))) return dns::view_of(*vnet);
  return dns::view_of(network, *network.site(world::site_id(asker)));
}

std::string text(const dns::Answer& answer) {
  std::vector<std::string> parts;
  for (const dns::ChainLink& link : answer.chain)
    if (link.type == RecordType::cname) parts.push_back(link.data);
  for (const dns::Address& address : answer.addresses) parts.push_back(to_string(address));
  return std::string(to_string(answer.rcode)) + (parts.empty() ? "" : " ") + join(parts, ", ");
}

std::string ask(const model::Network& network, const std::string& asker, const std::string& query,
                RecordType type = RecordType::a) {
  model::Reading reading;
  return text(dns::resolve(network, view_of(network, asker), world::dns(query), type, reading));
}

void check(const std::vector<Case>& cases) {
  for (const Case& row : cases) {
    INFO(row.vector << ": " << row.asker << " asks " << row.query);
    CHECK(ask(network_of(row.zones), row.asker, row.query, row.type) == row.expected);
  }
}

const std::string kv1_private = "NOERROR kv1.privatelink.vaultcore.azure.net, 10.0.1.4";
const std::string kv1_public = "NOERROR kv1.privatelink.vaultcore.azure.net, FRONTEND(kv1)";
const Zone vaults_of_a{zkv, {{"kv1", "10.0.1.4"}}, {"vnetA"}};
const Zone redirected{zkv, {{"kv1", "10.0.1.4"}}, {"vnetA"}, true};
const Zone web{zweb, {{"app1", "10.0.2.5"}, {"app1.scm", "10.0.2.5"}}, {"vnetA"}};
const Zone corp{"corp.internal", {{"*", "10.7.0.1"}, {"a.b", "10.7.0.2"}}, {"vnetA"}};

}  // namespace

TEST_CASE("a linked zone decides, and only a linked one",
          "[V-01][V-02][V-03][V-07][V-08][D-001][D-003][D-010][D-012][D-101][D-102]") {
  check({
      {"V-01", {vaults_of_a}, "vnetA", "kv1.vault.azure.net", kv1_private},
      {"V-01, case", {vaults_of_a}, "vnetA", "KV1.Vault.Azure.NET", kv1_private},
      {"V-02", {{zkv, {{"kv1", "10.0.1.4"}}, {"hub"}}}, "vnetA", "kv1.vault.azure.net", kv1_public},
      {"V-02, internet", {vaults_of_a}, "internet", "kv1.vault.azure.net", kv1_public},
      {"V-03",
       {vaults_of_a},
       "vnetA",
       "kvx.vault.azure.net",
       "NXDOMAIN kvx.privatelink.vaultcore.azure.net"},
      {"V-07", {vaults_of_a}, "vnetA", "kv0.vault.azure.net", "NOERROR FRONTEND(kv0)"},
      {"V-08",
       {vaults_of_a},
       "vnetA",
       "kv1.vault.azure.net",
       "NOERROR kv1.privatelink.vaultcore.azure.net",
       RecordType::aaaa},
  });
}

TEST_CASE("NxDomainRedirect answers publicly what the zone does not have",
          "[V-04][V-05][V-06][V-09][D-036][D-039][D-040][D-041][D-044]") {
  check({
      {"V-04",
       {redirected},
       "vnetA",
       "kvx.vault.azure.net",
       "NOERROR kvx.privatelink.vaultcore.azure.net, FRONTEND(kvx)"},
      {"V-05", {redirected}, "vnetA", "kv1.vault.azure.net", kv1_private},
      {"V-09",
       {redirected},
       "vnetA",
       "kv1.vault.azure.net",
       "NOERROR kv1.privatelink.vaultcore.azure.net",
       RecordType::aaaa},
      {"D-040, asked directly",
       {redirected},
       "vnetA",
       "kvx.privatelink.vaultcore.azure.net",
       "NOERROR FRONTEND(kvx)"},
  });
}

TEST_CASE("a redirected name that the input does not have stays unproven", "[V-06][R-05]") {
  // V-06 says NXDOMAIN for a closed world; without one the vault may be somebody else's.
  model::Reading reading;
  const auto network = network_of({redirected});
  const auto answer =
      dns::resolve(network, view_of(network, "vnetA"),
                   world::dns("nope.privatelink.vaultcore.azure.net"), RecordType::a, reading);
  CHECK(answer.rcode == dns::Rcode::none);
  CHECK(answer.addresses.empty());
  CHECK_FALSE(answer.unknowns.empty());
}

TEST_CASE("the zone's name decides what it answers",
          "[V-10][V-11][V-12][V-13][V-14][V-15][V-44][V-47][D-009][D-034][D-125]") {
  const std::vector<Zone> both_scm = {web, {"scm." + zweb, {}, {"vnetA"}}};
  check({
      {"V-10",
       {{"privatelink.vault.azure.net", {{"kv1", "10.0.1.4"}}, {"vnetA"}}},
       "vnetA",
       "kv1.vault.azure.net",
       kv1_public},
      {"V-11",
       {{"vault.azure.net", {{"kv1", "10.0.1.4"}}, {"vnetA"}}},
       "vnetA",
       "kv1.vault.azure.net",
       "NOERROR 10.0.1.4"},
      {"V-12",
       {{"vault.azure.net", {{"kv1", "10.0.1.4"}}, {"vnetA"}}},
       "vnetA",
       "kv0.vault.azure.net",
       "NXDOMAIN"},
      {"V-13",
       {web},
       "vnetA",
       "app1.scm.azurewebsites.net",
       "NOERROR app1.scm.privatelink.azurewebsites.net, 10.0.2.5"},
      {"V-14", both_scm, "vnetA", "app1.scm.azurewebsites.net",
       "NXDOMAIN app1.scm.privatelink.azurewebsites.net"},
      {"V-14, the site itself", both_scm, "vnetA", "app1.azurewebsites.net",
       "NOERROR app1.privatelink.azurewebsites.net, 10.0.2.5"},
      {"V-15",
       {web, {"scm." + zweb, {}, {"hub"}}},
       "vnetA",
       "app1.scm.azurewebsites.net",
       "NOERROR app1.scm.privatelink.azurewebsites.net, 10.0.2.5"},
      {"V-44",
       {vaults_of_a, {zkv, {{"kv1", "10.8.1.4"}}, {"spoke"}}},
       "spoke",
       "kv1.vault.azure.net",
       "NOERROR kv1.privatelink.vaultcore.azure.net, 10.8.1.4"},
      {"V-47",
       {{zblob, {{"scadvisorcontent", "10.0.6.9"}}, {"vnetA"}}},
       "vnetA",
       "st1.blob.core.windows.net",
       "NXDOMAIN st1.privatelink.blob.core.windows.net"},
      {"D-009, whole labels",
       {{"ult.azure.net", {{"kv0", "10.0.1.9"}}, {"vnetA"}}},
       "vnetA",
       "kv0.vault.azure.net",
       "NOERROR FRONTEND(kv0)"},
  });
}

TEST_CASE("empty non-terminals, wildcards and the apex answer as the RFCs say",
          "[V-16][V-17][V-20][V-48][V-49][V-50][D-011][D-013][D-014][D-015]") {
  check({
      {"V-16",
       {{zweb, {{"app1.scm", "10.0.2.5"}}, {"vnetA"}}},
       "vnetA",
       "scm.privatelink.azurewebsites.net",
       "NOERROR"},
      {"V-17", {corp}, "vnetA", "b.corp.internal", "NOERROR"},
      // The public half of V-20 has a name that only the service knows (D-132).
      {"V-20",
       {{"privatelink.api.azureml.ms", {{"*.g1.inference.westeurope", "10.1.0.7"}}, {"vnetA"}}},
       "vnetA",
       "ep1.g1.inference.westeurope.privatelink.api.azureml.ms",
       "NOERROR 10.1.0.7"},
      {"V-48", {vaults_of_a}, "vnetA", zkv, "NOERROR"},
      {"V-49", {corp}, "vnetA", "x.y.corp.internal", "NOERROR 10.7.0.1"},
      {"V-50", {corp}, "vnetA", "c.b.corp.internal", "NXDOMAIN"},
  });
}

TEST_CASE("the client's own resolver decides whose links count",
          "[V-38][V-39][D-002][D-207][D-301][D-302][D-303][D-306]") {
  const Zone everywhere{zkv, {{"kv1", "10.0.1.4"}}, {"vnetA", "public-dns", "azure-dns"}};
  check({
      {"V-38", {everywhere}, "alone", "kv1.vault.azure.net", kv1_public},
      {"V-39", {everywhere}, "own-dns", "kv1.vault.azure.net", kv1_public},
      {"D-303", {everywhere}, "in-vnet", "kv1.vault.azure.net", kv1_private},
      {"D-002", {everywhere}, "public-dns", "kv1.vault.azure.net", kv1_public},
      {"D-207", {everywhere}, "azure-dns", "kv1.vault.azure.net", kv1_private},
  });
}

TEST_CASE("a private CNAME is chased in the network that asks", "[V-45][D-018]") {
  const Zone alias{"corp.internal", {{"vault", "kv1.vault.azure.net"}}, {"vnetA"}};
  check({
      {"V-45",
       {alias, vaults_of_a},
       "vnetA",
       "vault.corp.internal",
       "NOERROR kv1.vault.azure.net, kv1.privatelink.vaultcore.azure.net, 10.0.1.4"},
      {"D-018, private to public",
       {alias},
       "vnetA",
       "vault.corp.internal",
       "NOERROR kv1.vault.azure.net, kv1.privatelink.vaultcore.azure.net, FRONTEND(kv1)"},
  });
}

TEST_CASE("a CNAME that leads back to itself is SERVFAIL", "[D-020]") {
  const auto network = network_of(
      {{"corp.internal", {{"a", "b.corp.internal"}, {"b", "a.corp.internal"}}, {"vnetA"}}});
  CHECK(ask(network, "vnetA", "a.corp.internal").starts_with("SERVFAIL"));
}

TEST_CASE("a chain of sixteen names is followed and a longer one is SERVFAIL", "[D-020]") {
  const auto chain_of = [](int names) {
    Zone zone{"corp.internal", {{"n1", "10.0.0.9"}}, {"vnetA"}};
    for (int i = 2; i <= names; ++i)
      zone.records.push_back(
          {"n" + std::to_string(i), "n" + std::to_string(i - 1) + ".corp.internal"});
    return ask(network_of({zone}), "vnetA", "n" + std::to_string(names) + ".corp.internal");
  };
  CHECK(chain_of(16).starts_with("NOERROR"));
  CHECK(chain_of(18).starts_with("SERVFAIL"));
}

TEST_CASE("only an approved endpoint brings the public alias", "[D-103][CH-07][R-25][N-213]") {
  struct Row {
    azure::ConnectionState state;
    std::string expected;
  };
  const auto row = GENERATE(values<Row>({
      {azure::ConnectionState::approved,
       "NOERROR kv0.privatelink.vaultcore.azure.net, FRONTEND(kv0)"},
      {azure::ConnectionState::pending, "NOERROR FRONTEND(kv0)"},
      {azure::ConnectionState::rejected, "NOERROR FRONTEND(kv0)"},
      {azure::ConnectionState::disconnected, "NOERROR FRONTEND(kv0)"},
  }));
  azure::Resources world = surroundings();
  world::endpoint(world, "pe-kv0", world::subnet_id("vnetA", "endpoints"), world::vault_id("kv0"),
                  "vault", {"10.0.1.9"})
      .state.value = row.state;
  CHECK(ask(world::build(world).network, "vnetA", "kv0.vault.azure.net") == row.expected);
}

TEST_CASE("a name that nothing speaks of is nobody's guess", "[R-05]") {
  const auto network = network_of({});
  model::Reading reading;
  const auto answer = dns::resolve(network, view_of(network, "vnetA"),
                                   world::dns("www.example.org"), RecordType::a, reading);
  CHECK(answer.rcode == dns::Rcode::none);
  CHECK_FALSE(answer.unknowns.empty());
}

TEST_CASE("an empty non-terminal is a choice, with the redirect at stake",
          "[CH-01][D-013][D-039]") {
  const auto network = network_of({corp});
  std::set<std::string> answers;
  for (const auto& branch :
       model::explore([&](model::Reading& reading) {
         return text(dns::resolve(network, view_of(network, "vnetA"), world::dns("b.corp.internal"),
                                  RecordType::a, reading));
       }).branches)
    answers.insert(branch.outcome);
  CHECK(answers == std::set<std::string>{"NOERROR", "NXDOMAIN"});
}

TEST_CASE("the name of a sibling group forks where its zone is linked without the record",
          "[CH-08][D-104][R-36]") {
  // The account has a blob endpoint and the file zone is linked, empty, to the asking network.
  const auto network = network_of({{"privatelink.file.core.windows.net", {}, {"vnetA"}}});
  const auto readings = [&](const std::string& asker) {
    std::set<std::string> answers;
    for (const auto& branch : model::explore([&](model::Reading& reading) {
                                return text(dns::resolve(network, view_of(network, asker),
                                                         world::dns("st1.file.core.windows.net"),
                                                         RecordType::a, reading));
                              }).branches)
      answers.insert(branch.outcome);
    return answers;
  };
  CHECK(readings("vnetA") ==
        std::set<std::string>{"NOERROR FRONTEND(st1)",
                              "NXDOMAIN st1.privatelink.file.core.windows.net"});
  CHECK(readings("hub") == std::set<std::string>{"NOERROR FRONTEND(st1)"});
}

TEST_CASE("an AI account answers under the name of its kind", "[D-113][D-114]") {
  azure::Resources world = surroundings();
  const auto account = world::ai_account(world, "oai1", "OpenAI").id;
  world::endpoint(world, "pe-oai", world::subnet_id("vnetA", "endpoints"), account, "account",
                  {"10.0.1.9"});
  const auto wrong_zone = world::zone(world, "privatelink.cognitiveservices.azure.com").id;
  world::link(world, wrong_zone, "vnetA");
  world::zone_group(world, "pe-oai", {wrong_zone});
  CHECK(ask(world::build(world).network, "vnetA", "oai1.openai.azure.com") ==
        "NOERROR oai1.privatelink.openai.azure.com, FRONTEND(oai1)");
}
