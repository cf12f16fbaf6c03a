#include <airtight/azure/edge_match.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>

#include "azure/edge_rows.h"

using namespace airtight;
using namespace airtight::azure;

TEST_CASE("what each row of the edge table describes is classified as the row says",
          "[edge][E-007][E-008][E-018]") {
  const auto rows = edge_rows();
  REQUIRE(rows.size() > 100);
  for (const EdgeRow& row : rows) {
    INFO(row.id);
    const EdgeMatch match = match_edge(seen_of(row));
    CHECK(match.classification == row.classification);
    CHECK(match.row != nullptr);
  }
}

TEST_CASE("a status alone is no evidence of a gate", "[edge][E-005][E-006][E-014][E-018]") {
  EdgeSeen seen;
  seen.part = {"Microsoft.KeyVault/vaults", "vault"};
  for (const int status : {200, 301, 400, 403, 404, 429, 500, 503}) {
    INFO(status);
    seen.status = status;
    const EdgeMatch match = match_edge(seen);
    CHECK(match.classification == (status == 200 ? "NOT_SERVICE" : "INCONCLUSIVE"));  // E-041
    CHECK(match.grade != 'A');
  }
}

TEST_CASE("a private address is no proof of private link when the vault denies it",
          "[edge][E-035][E-041]") {
  EdgeSeen seen;
  seen.part = {"Microsoft.KeyVault/vaults", "vault"};
  seen.address = AddressClass::is_private;
  seen.status = 200;
  const auto with = [&](const std::string& info) {
    seen.headers = {{"X-Ms-Keyvault-Network-Info", info}};
    return match_edge(seen);
  };
  CHECK(with("conn_type=PrivateLink;addr=10.0.0.4;act_addr_fam=InterNetwork").classification ==
        "PE_OK");
  CHECK(with("conn_type=PrivateLink;addr=10.0.0.4").grade == 'A');
  CHECK(with("conn_type=Ipv4;addr=203.0.113.9;act_addr_fam=InterNetwork").classification ==
        "INCONCLUSIVE");
  CHECK(with("addr=203.0.113.9;act_addr_fam=InterNetwork").classification == "INCONCLUSIVE");
}

TEST_CASE("the source address that a service saw is read from where it states it",
          "[edge][E-019][E-221]") {
  struct Case {
    ServicePart part;
    std::vector<Header> headers;
    std::string body;
    std::string expected;  // empty: none
  };
  const ServicePart site{"Microsoft.Web/sites", "sites"};
  const ServicePart vault{"Microsoft.KeyVault/vaults", "vault"};
  const ServicePart registry{"Microsoft.ContainerRegistry/registries", "registry"};
  const std::vector<Case> cases{
      {vault,
       {{"x-ms-keyvault-network-info", "conn_type=Ipv4;addr=203.0.113.9;x=1"}},
       "",
       "203.0.113.9"},
      {vault,
       {},
       "Client address is not authorized. Client address: 203.0.113.9\nCaller: x",
       "203.0.113.9"},
      {site, {{"x-ms-forbidden-ip", "[fd40:9cee:12:4::5]"}}, "", "fd40:9cee:12:4::5"},
      {site, {{"x-ms-forbidden-ip", "198.51.100.7"}}, "", "198.51.100.7"},
      {registry, {}, "client with IP '203.0.113.240' is not allowed access.", "203.0.113.240"},
      {registry, {}, "client with IP 'none' is not allowed access.", ""},
      {registry, {}, "client with IP", ""},
      {{"Microsoft.DocumentDB/databaseAccounts", "Sql"},
       {},
       "Request originated from IP 203.0.113.250 through public internet.",
       "203.0.113.250"},
      {{"Microsoft.ApiManagement/service", "Gateway"},
       {},
       "originated from client public IP address 198.51.100.9, public",
       "198.51.100.9"},
      {{"Microsoft.Sql/servers", "sqlServer"},
       {},
       "Client with IP address '198.51.100.9' is not allowed",
       "198.51.100.9"},
  };
  for (const Case& each : cases) {
    EdgeSeen seen;
    seen.part = each.part;
    seen.headers = each.headers;
    seen.body = each.body;
    INFO(each.body << each.expected);
    const auto ip = seen_source(seen);
    CHECK((ip ? net::to_string(*ip) : "") == each.expected);
  }
}

TEST_CASE("any answer of an app but a refusal came from behind its gate", "[edge][E-191][E-193]") {
  EdgeSeen seen;
  seen.part = {"Microsoft.Web/sites", "sites"};
  for (const int status : {201, 301, 302, 401, 404}) {
    INFO(status);
    seen.status = status;
    seen.address = AddressClass::is_public;
    CHECK(match_edge(seen).classification == "PUB_OPEN");
    seen.address = AddressClass::is_private;
    CHECK(match_edge(seen).classification == "PE_OK");
    seen.address = AddressClass::neither;
    CHECK(match_edge(seen).classification == "INCONCLUSIVE");
  }
}

TEST_CASE("a host name tells its service, and what is sent to it is on record", "[edge][E-240]") {
  const std::vector<std::tuple<std::string, std::string, std::string>> cases{
      {"kv1.vault.azure.net", "vault", "/healthstatus /secrets?api-version=7.4"},
      {"ai1.cognitiveservices.azure.com", "account", "/"},
      {"ai1.openai.azure.com", "account", "/openai/v1/models"},
      {"st1.blob.core.windows.net", "blob", "/?comp=list"},
      {"sql1.database.windows.net", "sqlServer", ""},
      {"c1.documents.azure.com", "Sql", "/"},
      {"sb1.servicebus.windows.net", "namespace", "/ "},
      {"cfg.azconfig.io", "configurationStores", "/kv?api-version=1.0"},
      {"acr1.azurecr.io", "registry", "/v2/"},
      {"s1.search.windows.net", "searchService", "/servicestats?api-version=2024-07-01"},
      {"r1.redis.cache.windows.net", "redisCache", ""},
      {"app1.azurewebsites.net", "sites", "/"},
      {"pg1.postgres.database.azure.com", "postgresqlServer", ""},
      {"m1.azure-api.net", "Gateway", "/"},
  };
  for (const auto& [host, group, paths] : cases) {
    INFO(host);
    const auto part = part_of_host(net::parse_dns_name(host).value());
    REQUIRE(part);
    CHECK(part->group_id == group);
    std::string sent;
    for (const EdgeRequest* row : requests_for(*part, host))
      sent += (sent.empty() ? "" : " ") + std::string(row->path);
    CHECK(sent == paths);
    CHECK(part_named(part->resource_type + "/" + part->group_id) == part);
  }
  CHECK_FALSE(part_of_host(net::parse_dns_name("www.example.org").value()));
  CHECK_FALSE(part_named("namespace"));  // of two types
}
