#include <airtight/azure/private_link.h>
#include <airtight/base/text.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "model/world.h"

using namespace airtight;
using namespace airtight::azure;
using nlohmann::json;

namespace {

const std::filesystem::path source_dir = AIRTIGHT_SOURCE_DIR;

json read(const std::filesystem::path& path) {
  std::ifstream file(path);
  return json::parse(file);
}

template <class T>
json array_of(std::span<const T> values) {
  json array = json::array();
  for (const T& value : values) array.push_back(value);
  return array;
}

// The compiled row in the words of the data file.
json as_json(const PrivateLinkRow& row) {
  json records = json::array();
  for (const ZoneRecord& record : row.records)
    records.push_back({{"zone", record.zone}, {"name", record.name}});
  json cnames = json::array();
  for (const PublicToPrivate& hop : row.names)
    cnames.push_back({{"public", hop.public_name}, {"private", hop.private_name}});
  return {{"resourceType", row.resource_type},
          {"groupId", row.group_id},
          {"cloud", row.cloud},
          {"service", row.service},
          {"records", records},
          {"cnames", cnames},
          {"privateZones", array_of(row.zones)},
          {"ports", array_of(row.ports)},
          {"inferred", row.records_inferred}};
}

json wanted(const json& row) {
  json kept;
  for (const char* key : {"resourceType", "groupId", "cloud", "service", "records", "cnames",
                          "privateZones", "ports"})
    kept[key] = row.at(key);
  kept["inferred"] = row.at("recordConfidence") == "inferred";
  return kept;
}

void check_table_equals(const json& file) {
  const auto table = private_link_table();
  REQUIRE(file.size() == 217);
  REQUIRE(table.size() == 217);
  for (std::size_t i = 0; i < table.size(); ++i) CHECK(as_json(table[i]) == wanted(file[i]));
}

Service service(const std::string& type, const std::string& name, const std::string& kind = "") {
  Service made;
  made.id = world::id(type, name);
  made.name = name;
  made.location = "westeurope";
  made.type = type;
  made.kind = kind;
  return made;
}

Service ai(const std::string& kind) {
  Service account = service("Microsoft.CognitiveServices/accounts", "account", kind);
  account.custom_subdomain.value = std::string("cs");
  return account;
}

// "public > private", sorted.
std::set<std::string> names_of(const Service& of) {
  std::set<std::string> names;
  for (const HostName& name : host_names(of))
    names.insert(name.public_name.text() + " > " + name.private_name.text());
  return names;
}

// "name @ zone", sorted.
std::set<std::string> records_of(const Service& of, std::string_view group) {
  std::set<std::string> records;
  for (const EndpointRecord& record : endpoint_records(of, group))
    records.insert(record.name + " @ " + record.zone.text());
  return records;
}

}  // namespace

TEST_CASE("the compiled catalogue is its data file, row by row", "[D-168]") {
  check_table_equals(read(source_dir / "data/private-link-zones.json"));
}

TEST_CASE("the catalogue is the reference's, where the reference is at hand", "[D-168]") {
  const auto reference = source_dir.parent_path() / "shared/reference/private-link-zones.json";
  if (std::filesystem::exists(reference)) check_table_equals(read(reference));
}

TEST_CASE("a type, group id and cloud name one row, whatever the letter case", "[D-171]") {
  std::set<std::string> keys;
  for (const PrivateLinkRow& row : private_link_table()) {
    const std::string key = to_lower(std::string(row.resource_type) + "|" +
                                     std::string(row.group_id) + "|" + std::string(row.cloud));
    CHECK(keys.insert(key).second);
  }
}

TEST_CASE("a Cosmos DB account has a name for its region beside the global one", "[E-123]") {
  const auto names = names_of(service("Microsoft.DocumentDB/databaseAccounts", "db1"));
  CHECK(names.contains("db1.documents.azure.com > db1.privatelink.documents.azure.com"));
  CHECK(names.contains(
      "db1-westeurope.documents.azure.com > db1-westeurope.privatelink.documents.azure.com"));
  const auto records = records_of(service("Microsoft.DocumentDB/databaseAccounts", "db1"), "Sql");
  CHECK(records.contains("db1-westeurope @ privatelink.documents.azure.com"));
}

TEST_CASE("host names follow the resource, and of AI services their kind",
          "[D-101][D-110][D-112][D-113][D-119][D-124][D-129][D-139][E-162][E-196]") {
  struct Row {
    Service service;
    std::set<std::string> names;
  };
  const std::string cognitive =
      "cs.cognitiveservices.azure.com > cs.privatelink.cognitiveservices.azure.com";
  const std::string openai = "cs.openai.azure.com > cs.privatelink.openai.azure.com";
  const std::string foundry = "cs.services.ai.azure.com > cs.privatelink.services.ai.azure.com";
  const std::vector<Row> rows = {
      {service("Microsoft.KeyVault/vaults", "kv1"),
       {"kv1.vault.azure.net > kv1.privatelink.vaultcore.azure.net"}},
      {service("microsoft.keyvault/VAULTS", "KV1"),
       {"kv1.vault.azure.net > kv1.privatelink.vaultcore.azure.net"}},
      {service("Microsoft.Sql/servers", "srv1"),
       {"srv1.database.windows.net > srv1.privatelink.database.windows.net"}},
      {service("Microsoft.ContainerRegistry/registries", "acr1"),
       {"acr1.azurecr.io > acr1.privatelink.azurecr.io",
        "acr1.westeurope.data.azurecr.io > acr1.westeurope.data.privatelink.azurecr.io"}},
      {service("Microsoft.Web/sites", "app1"),
       {"app1.azurewebsites.net > app1.privatelink.azurewebsites.net",
        "app1.scm.azurewebsites.net > app1.scm.privatelink.azurewebsites.net"}},
      {ai("TextAnalytics"), {cognitive}},
      {ai("textanalytics"), {cognitive}},
      {ai("OpenAI"), {openai}},
      {ai("AIServices"), {cognitive, openai, foundry}},
      {service("Microsoft.Compute/disks", "d"), {}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.service.type, row.service.kind);
    CHECK(names_of(row.service) == row.names);
  }
}

TEST_CASE("an endpoint gets the records of its group id alone",
          "[D-104][D-113][D-115][D-116][D-125][D-130][D-152][D-171]") {
  struct Row {
    Service service;
    std::string group;
    std::set<std::string> records;
  };
  const Service storage = service("Microsoft.Storage/storageAccounts", "St1");
  const std::vector<Row> rows = {
      {service("Microsoft.KeyVault/vaults", "kv1"),
       "vault",
       {"kv1 @ privatelink.vaultcore.azure.net"}},
      {service("Microsoft.KeyVault/vaults", "kv1"),
       "VAULT",
       {"kv1 @ privatelink.vaultcore.azure.net"}},
      {service("Microsoft.KeyVault/vaults", "kv1"), "blob", {}},
      {storage, "blob", {"st1 @ privatelink.blob.core.windows.net"}},
      {storage, "blob_secondary", {"st1-secondary @ privatelink.blob.core.windows.net"}},
      {storage, "dfs", {"st1 @ privatelink.dfs.core.windows.net"}},
      {service("Microsoft.Web/sites", "app1"),
       "sites",
       {"app1 @ privatelink.azurewebsites.net", "app1.scm @ privatelink.azurewebsites.net"}},
      {service("Microsoft.ContainerRegistry/registries", "acr1"),
       "registry",
       {"acr1 @ privatelink.azurecr.io", "acr1.westeurope.data @ privatelink.azurecr.io"}},
      {ai("TextAnalytics"), "account", {"cs @ privatelink.cognitiveservices.azure.com"}},
      {ai("OpenAI"), "account", {"cs @ privatelink.openai.azure.com"}},
      {ai("AIServices"),
       "account",
       {"cs @ privatelink.cognitiveservices.azure.com", "cs @ privatelink.openai.azure.com",
        "cs @ privatelink.services.ai.azure.com"}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.service.type, row.service.kind, row.group);
    CHECK(records_of(row.service, row.group) == row.records);
  }
}

TEST_CASE("an AI account without a custom subdomain has no name of its own", "[D-113]") {
  CHECK(names_of(service("Microsoft.CognitiveServices/accounts", "account", "OpenAI")).empty());
}

TEST_CASE("names with parts that the service generates are left out", "[D-133]") {
  for (const HostName& name :
       host_names(service("Microsoft.MachineLearningServices/workspaces", "ml")))
    CHECK(name.public_name.text().find('{') == std::string::npos);
}

TEST_CASE("a group accepts the ports of its row", "[R-12]") {
  CHECK(group_ports("Microsoft.KeyVault/vaults", "vault") == std::vector{443});
  CHECK(group_ports("microsoft.sql/SERVERS", "SQLSERVER") == std::vector{1433});
  CHECK(group_ports("Microsoft.DocumentDB/databaseAccounts", "MongoDB") ==
        std::vector{10255, 10250, 10256});
  CHECK(group_ports("Microsoft.Web/sites", "sites") == std::vector{80, 443});
  CHECK(group_ports("Microsoft.KeyVault/vaults", "nothing").empty());
}

TEST_CASE("types and group ids are known whatever their letter case", "[D-171]") {
  CHECK(is_private_link_type("microsoft.keyvault/vaults"));
  CHECK_FALSE(is_private_link_type("Microsoft.KeyVault/vaults/keys"));
  CHECK_FALSE(is_private_link_type("Microsoft.Compute/disks"));
  CHECK(group_ids("MICROSOFT.KEYVAULT/VAULTS") == std::vector<std::string>{"vault"});
  CHECK(group_ids("Microsoft.Compute/disks").empty());
}
