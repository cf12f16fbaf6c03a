#include <airtight/dns/resolve.h>

#include <functional>
#include <set>
#include <span>

#include "dns/pieces.h"
#include "model/world.h"

// The test vectors of azure-dns.md section 7, one row each.

using namespace airtight;
using namespace airtight::pieces;
using azure::RecordType;
using model::Choice;

namespace {

const std::vector<std::pair<std::string, std::string>> aliases{
    {"kv1.vault.azure.net", "kv1.privatelink.vaultcore.azure.net"},
    {"kv1.privatelink.vaultcore.azure.net", "data-prod-weu.vaultcore.azure.net"},
    {"kvx.vault.azure.net", "kvx.privatelink.vaultcore.azure.net"},
    {"kvx.privatelink.vaultcore.azure.net", "data-prod-weu.vaultcore.azure.net"},
    {"kv0.vault.azure.net", "data-prod-weu.vaultcore.azure.net"},
    {"data-prod-weu.vaultcore.azure.net", "data-prod-weu-region.vaultcore.azure.net"},
    {"data-prod-weu-region.vaultcore.azure.net", "azkms-prod-weu-b.westeurope.cloudapp.azure.com"},
    {"st1.blob.core.windows.net", "st1.privatelink.blob.core.windows.net"},
    {"st1.privatelink.blob.core.windows.net", "blob.sn1prdstr01a.store.core.windows.net"},
    {"app1.azurewebsites.net", "app1.privatelink.azurewebsites.net"},
    {"app1.scm.azurewebsites.net", "app1.scm.privatelink.azurewebsites.net"},
    {"acr1.azurecr.io", "acr1.privatelink.azurecr.io"},
    {"acr1.eastus.data.azurecr.io", "acr1.eastus.data.privatelink.azurecr.io"},
    {"fog1.database.windows.net", "srv1.database.windows.net"},
    {"srv1.database.windows.net", "srv1.privatelink.database.windows.net"},
    {"ep1.westeurope.inference.ml.azure.com",
     "ep1.g1.inference.westeurope.privatelink.api.azureml.ms"},
};
const std::vector<std::pair<std::string, std::string>> hosts{
    {"azkms-prod-weu-b.westeurope.cloudapp.azure.com", "20.1.2.3"},
    {"blob.sn1prdstr01a.store.core.windows.net", "20.38.104.164"},
    {"www.example.org", "93.184.216.34"},
    {"api.contoso.com", "198.51.100.9"},
};

const std::string kv_tail =
    "data-prod-weu.vaultcore.azure.net data-prod-weu-region.vaultcore.azure.net "
    "azkms-prod-weu-b.westeurope.cloudapp.azure.com 20.1.2.3";
const std::string kv_public = "kv1.privatelink.vaultcore.azure.net " + kv_tail;
const std::string kv_private = "kv1.privatelink.vaultcore.azure.net 10.0.1.4";

World fixtures() {
  World world;
  world::vnet(world, "vnetA", {"10.0.0.0/16"});
  world::vnet(world, "hub", {"10.10.0.0/16"});
  world::vnet(world, "spoke", {"10.20.0.0/16"});
  world::subnet(world, "vnetA", "s", "10.0.9.0/24");
  world::subnet(world, "hub", "dns", "10.10.0.0/24");
  for (const auto& [name, target] : aliases) {
    azure::PublicName made;
    made.name = world::dns(name);
    made.kind = azure::PublicName::Kind::alias;
    made.target = world::dns(target);
    world.surroundings.public_names.push_back(made);
  }
  for (const auto& [name, address] : hosts) {
    azure::PublicName made;
    made.name = world::dns(name);
    made.kind = azure::PublicName::Kind::address;
    made.address = world::ip(address);
    world.surroundings.public_names.push_back(made);
  }
  world.surroundings.public_names_complete = true;
  return world;
}

struct Vector {
  std::string id;
  Pieces world;
  std::string from;  // a network, "app", or "site": a host on premises
  std::string name;
  std::string rcode;
  std::string chain;  // targets and addresses
  RecordType type = RecordType::a;
  std::vector<std::pair<Choice, std::size_t>> choices{};
};

dns::View view_of(const model::Network& network, const std::string& from,
                  const azure::SurroundingWorkload& outside) {
  if (from == "app") return dns::view_of(network, *network.site(world::site_id("app")));
  if (from == "site") return dns::view_outside(outside, nullptr);
  return dns::view_of(*network.virtual_network(world::vnet_id(from)));
}

std::string rcode_of(const dns::Answer& answer) {
  const bool empty = answer.rcode == dns::Rcode::noerror && answer.addresses.empty();
  return empty ? "NODATA" : std::string(dns::to_string(answer.rcode));
}

std::string chain_of(const dns::Answer& answer) {
  std::string text;
  for (const dns::ChainLink& link : answer.chain) text += (text.empty() ? "" : " ") + link.data;
  return text;
}

const Piece kv_in_a = zone(zkv, {{"kv1", "10.0.1.4"}}, {"vnetA"});
const Piece kv_in_hub = zone(zkv, {{"kv1", "10.0.1.4"}}, {"hub"});
const Piece kv_redirecting = zone(zkv, {{"kv1", "10.0.1.4"}}, {"vnetA"}, true);
const Piece web_in_a = zone(zweb, {{"app1", "10.0.2.5"}, {"app1.scm", "10.0.2.5"}}, {"vnetA"});
const Piece corp = zone("corp.internal", {{"*", "10.7.0.1"}, {"a.b", "10.7.0.2"}}, {"vnetA"});
const Piece hub_to_azure = server("10.10.0.4", "hub/dns", {{".", azure_dns}});
const Piece spoke_asks_hub = servers_of("spoke", {"10.10.0.4"});

const std::vector<Vector>& vectors() {
  static const std::string kv1 = "kv1.vault.azure.net";
  static const std::string ok = "NOERROR";
  static const std::string privatelink = "privatelink.vaultcore.azure.net";
  static const std::vector<Vector> rows{
      {"V-01", {kv_in_a}, "vnetA", kv1, ok, kv_private},
      {"V-02", {kv_in_hub}, "vnetA", kv1, ok, kv_public},
      {"V-03", {kv_in_a}, "vnetA", "kvx.vault.azure.net", "NXDOMAIN", "kvx." + privatelink},
      {"V-04",
       {kv_redirecting},
       "vnetA",
       "kvx.vault.azure.net",
       ok,
       "kvx." + privatelink + " " + kv_tail},
      {"V-05", {kv_redirecting}, "vnetA", kv1, ok, kv_private},
      {"V-06", {kv_redirecting}, "vnetA", "nope." + privatelink, "NXDOMAIN", ""},
      {"V-07", {kv_in_a}, "vnetA", "kv0.vault.azure.net", ok, kv_tail},
      {"V-08", {kv_in_a}, "vnetA", kv1, "NODATA", "kv1." + privatelink, RecordType::aaaa},
      {"V-09", {kv_redirecting}, "vnetA", kv1, "NODATA", "kv1." + privatelink, RecordType::aaaa},
      {"V-10",
       {zone("privatelink.vault.azure.net", {{"kv1", "10.0.1.4"}}, {"vnetA"})},
       "vnetA",
       kv1,
       ok,
       kv_public},
      {"V-11",
       {zone("vault.azure.net", {{"kv1", "10.0.1.4"}}, {"vnetA"})},
       "vnetA",
       kv1,
       ok,
       "10.0.1.4"},
      {"V-12",
       {zone("vault.azure.net", {{"kv1", "10.0.1.4"}}, {"vnetA"})},
       "vnetA",
       "kv0.vault.azure.net",
       "NXDOMAIN",
       ""},
      {"V-13",
       {web_in_a},
       "vnetA",
       "app1.scm.azurewebsites.net",
       ok,
       "app1.scm.privatelink.azurewebsites.net 10.0.2.5"},
      {"V-14",
       {web_in_a, zone("scm.privatelink.azurewebsites.net", {}, {"vnetA"})},
       "vnetA",
       "app1.scm.azurewebsites.net",
       "NXDOMAIN",
       "app1.scm.privatelink.azurewebsites.net"},
      {"V-15",
       {web_in_a, zone("scm.privatelink.azurewebsites.net", {}, {"hub"})},
       "vnetA",
       "app1.scm.azurewebsites.net",
       ok,
       "app1.scm.privatelink.azurewebsites.net 10.0.2.5"},
      {"V-16",
       {zone(zweb, {{"app1.scm", "10.0.2.5"}}, {"vnetA"})},
       "vnetA",
       "scm.privatelink.azurewebsites.net",
       "NODATA",
       ""},
      {"V-17", {corp}, "vnetA", "b.corp.internal", "NODATA", ""},
      {"V-18",
       {zone("privatelink.azurecr.io", {{"acr1", "10.0.3.5"}, {"acr1.eastus.data", "10.0.3.6"}},
             {"vnetA"})},
       "vnetA",
       "acr1.eastus.data.azurecr.io",
       ok,
       "acr1.eastus.data.privatelink.azurecr.io 10.0.3.6"},
      {"V-19",
       {zone("privatelink.azurecr.io", {{"acr1", "10.0.3.5"}}, {"vnetA"})},
       "vnetA",
       "acr1.eastus.data.azurecr.io",
       "NXDOMAIN",
       "acr1.eastus.data.privatelink.azurecr.io"},
      {"V-20",
       {zone("privatelink.api.azureml.ms", {{"*.g1.inference.westeurope", "10.1.0.7"}}, {"vnetA"})},
       "vnetA",
       "ep1.westeurope.inference.ml.azure.com",
       ok,
       "ep1.g1.inference.westeurope.privatelink.api.azureml.ms 10.1.0.7"},
      {"V-21",
       {zone("privatelink.database.windows.net", {{"srv1", "10.0.4.4"}}, {"vnetA"})},
       "vnetA",
       "fog1.database.windows.net",
       ok,
       "srv1.database.windows.net srv1.privatelink.database.windows.net 10.0.4.4"},
      {"V-22",
       {spoke_asks_hub, hub_to_azure, zone(zkv, {{"kv1", "10.0.1.4"}}, {"spoke"})},
       "spoke",
       kv1,
       ok,
       kv_public},
      {"V-23", {spoke_asks_hub, hub_to_azure, kv_in_hub}, "spoke", kv1, ok, kv_private},
      {"V-24",
       {spoke_asks_hub, server("10.10.0.4", "hub/dns", {{".", "8.8.8.8"}}),
        zone(zkv, {{"kv1", "10.0.1.4"}}, {"hub", "spoke"})},
       "spoke",
       kv1,
       ok,
       kv_public},
      {"V-25",
       {spoke_asks_hub,
        server("10.10.0.4", "hub/dns", {{".", "8.8.8.8"}, {privatelink, azure_dns}}), kv_in_hub},
       "spoke",
       kv1,
       ok,
       kv_public,
       RecordType::a,
       {{Choice::ch14_forwarders_examine_aliases, 0}}},
      {"V-26",
       {spoke_asks_hub,
        server("10.10.0.4", "hub/dns", {{".", "8.8.8.8"}, {privatelink, azure_dns}}), kv_in_hub},
       "spoke",
       kv1,
       ok,
       kv_private,
       RecordType::a,
       {{Choice::ch14_forwarders_examine_aliases, 1}}},
      {"V-27",
       {spoke_asks_hub, server("10.10.0.4", "hub/dns", {{privatelink, azure_dns}}), kv_in_hub},
       "spoke",
       kv1,
       ok,
       kv_private},
      {"V-28",
       {spoke_asks_hub,
        server("10.10.0.4", "hub/dns", {{".", "8.8.8.8"}, {"vault.azure.net", azure_dns}}),
        kv_in_hub},
       "spoke",
       kv1,
       ok,
       kv_private},
      {"V-29",
       {spoke_asks_hub, inbound("10.10.0.4", "hub"), kv_in_hub},
       "spoke",
       kv1,
       ok,
       kv_private},
      {"V-30",
       {inbound("10.10.0.4", "hub"), ruleset("vault.azure.net", "10.10.0.4", "spoke"), kv_in_hub},
       "spoke",
       kv1,
       ok,
       kv_private},
      {"V-31",
       {inbound("10.10.0.4", "hub"), ruleset("vault.azure.net", "10.10.0.4", "spoke"), kv_in_hub,
        zone(zkv, {{"kv1", "10.9.9.9"}}, {"spoke"}, false, "g2")},
       "spoke",
       kv1,
       ok,
       kv_private},
      {"V-32",
       {ruleset("contoso.com", "10.50.0.4", "vnetA"),
        zone("contoso.com", {{"api", "10.0.5.5"}}, {"vnetA"})},
       "vnetA",
       "api.contoso.com",
       ok,
       "10.0.5.5"},
      {"V-33", {ruleset(".", "10.50.0.4", "vnetA"), kv_in_a}, "vnetA", kv1, ok, kv_private},
      {"V-34",
       {ruleset(".", "10.50.0.4", "vnetA"), kv_in_a},
       "vnetA",
       "www.example.org",
       "SERVFAIL",
       ""},
      {"V-35",
       {inbound("10.10.0.4", "hub"), ruleset(privatelink, "10.10.0.4", "spoke"), kv_in_hub},
       "spoke",
       kv1,
       ok,
       kv_private,
       RecordType::a,
       {{Choice::ch15_rules_on_alias_targets, 1}}},
      {"V-36",
       {inbound("10.10.0.4", "hub"), ruleset(privatelink, "10.10.0.4", "spoke"), kv_in_hub},
       "spoke",
       kv1,
       ok,
       kv_public,
       RecordType::a,
       {{Choice::ch15_rules_on_alias_targets, 0}}},
      {"V-37",
       {inbound("10.10.0.4", "hub"), ruleset("corp.example", "10.10.0.4", "hub")},
       "hub",
       "x.corp.example",
       "SERVFAIL",
       ""},
      {"V-38", {app("", {}), kv_in_a}, "app", kv1, ok, kv_public},
      {"V-39", {app("vnetA", {"8.8.8.8"}), kv_in_a}, "app", kv1, ok, kv_public},
      {"V-40", {app("vnetA", {"10.99.0.4", azure_dns}), kv_in_a}, "app", kv1, ok, kv_private},
      {"V-41",
       {app("vnetA", {"10.10.0.4", azure_dns}), hub_to_azure, zone(zkv, {}, {"hub"}, false, "g2"),
        kv_in_a},
       "app",
       kv1,
       "NXDOMAIN",
       "kv1." + privatelink},
      {"V-42", {kv_in_a}, "site", kv1, "TIMEOUT", ""},
      {"V-43",
       {server("192.168.0.4", "", {{"vault.azure.net", "10.10.0.4"}}, "hq"),
        inbound("10.10.0.4", "hub"), kv_in_hub},
       "site 192.168.0.4",
       kv1,
       ok,
       kv_private},
      {"V-44",
       {kv_in_a, zone(zkv, {{"kv1", "10.8.1.4"}}, {"spoke"}, false, "g2")},
       "spoke",
       kv1,
       ok,
       "kv1.privatelink.vaultcore.azure.net 10.8.1.4"},
      {"V-45",
       {zone("corp.internal", {{"vault", "kv1.vault.azure.net"}}, {"vnetA"}), kv_in_a},
       "vnetA",
       "vault.corp.internal",
       ok,
       "kv1.vault.azure.net " + kv_private},
      // the chain up to the blocked name is kept.
      {"V-46",
       {blocks(privatelink, "vnetA"), kv_in_a},
       "vnetA",
       kv1,
       "BLOCKED",
       "kv1." + privatelink + " blockpolicy.azuredns.invalid"},
      {"V-47",
       {zone("privatelink.blob.core.windows.net", {{"scadvisorcontent", "10.0.6.9"}}, {"vnetA"})},
       "vnetA",
       "st1.blob.core.windows.net",
       "NXDOMAIN",
       "st1.privatelink.blob.core.windows.net"},
      {"V-48", {kv_in_a}, "vnetA", privatelink, "NODATA", ""},
      {"V-49", {corp}, "vnetA", "x.y.corp.internal", ok, "10.7.0.1"},
      {"V-50", {corp}, "vnetA", "c.b.corp.internal", "NXDOMAIN", ""},
  };
  return rows;
}

}  // namespace

TEST_CASE("the vectors of the reference resolve as written",
          "[dns][vectors][D-120][D-203][D-220][D-224][D-225][D-226][D-228][D-232][D-248]") {
  CHECK(vectors().size() == 50);
  for (const Vector& row : vectors()) {
    CAPTURE(row.id);
    World world = fixtures();
    azure::SurroundingSite hq;
    hq.name = "hq";
    world.surroundings.sites.push_back(hq);
    for (const Piece& piece : row.world) piece(world);
    azure::SurroundingWorkload outside;
    outside.name = "host";
    outside.dns_servers = {world::ip(row.from == "site 192.168.0.4" ? "192.168.0.4" : azure_dns)};
    const auto built = world::build(world);
    const std::string from = row.from.starts_with("site") ? "site" : row.from;
    model::Reading reading;
    for (const auto& [choice, branch] : row.choices) reading.fix(choice, branch);
    const dns::Answer answer = dns::resolve(built.network, view_of(built.network, from, outside),
                                            world::dns(row.name), row.type, reading);
    CHECK(rcode_of(answer) == row.rcode);
    CHECK(chain_of(answer) == row.chain);
  }
}

TEST_CASE("rulesets on aliases are open, and so are servers that examine aliases",
          "[dns][CH-14][CH-15]") {
  for (const Vector& row : vectors()) {
    if (row.id != "V-25" && row.id != "V-35") continue;
    World world = fixtures();
    for (const Piece& piece : row.world) piece(world);
    const auto built = world::build(world);
    const auto readings = model::explore([&](model::Reading& reading) {
      return chain_of(dns::resolve(built.network, view_of(built.network, row.from, {}),
                                   world::dns(row.name), row.type, reading));
    });
    std::set<std::string> answers;
    for (const auto& branch : readings.branches) answers.insert(branch.outcome);
    CHECK(readings.nominal() == kv_public);
    CHECK(answers == std::set<std::string>{kv_public, kv_private});
  }
}

TEST_CASE("a query that does not arrive is no answer, and the next server is asked",
          "[dns][R-30][D-208]") {
  World world = fixtures();
  for (const Piece& piece : {app("vnetA", {"10.10.0.4", azure_dns}), hub_to_azure, kv_in_a})
    piece(world);
  const auto built = world::build(world);
  const dns::View view = dns::view_of(built.network, *built.network.site(world::site_id("app")));
  model::Reading reading;
  std::vector<std::string> asked;
  const auto answer = dns::resolve(built.network, view, world::dns("kv1.vault.azure.net"),
                                   RecordType::a, reading, [&](const dns::Query& query) {
                                     asked.push_back(to_string(query.server));
                                     return query.server == dns::azure_provided;
                                   });
  CHECK(chain_of(answer) == kv_private);
  CHECK(asked == std::vector<std::string>{"10.10.0.4", azure_dns});
}
