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
  if (!std::filesystem::exists(reference)) {
    WARN("skipped: no ../shared/reference/private-link-zones.json");
    return;
  }
  CHECK(read(reference) == read(source_dir / "data/private-link-zones.json"));
  check_table_equals(read(reference));
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

TEST_CASE("every service has the names and records of its row",
          "[D-112][D-115][D-116][D-117][D-122][D-123][D-130][D-135][D-136][D-139][D-142][D-143]") {
  struct Row {
    std::string type;
    std::string group;
    std::string public_name;  // empty: none that can be known
    std::string record;
  };
  const std::vector<Row> rows{
      {"Microsoft.CognitiveServices/accounts", "account",
       "x.cognitiveservices.azure.com > x.privatelink.cognitiveservices.azure.com",
       "x @ privatelink.cognitiveservices.azure.com"},
      {"Microsoft.Storage/storageAccounts", "table",
       "x.table.core.windows.net > x.privatelink.table.core.windows.net",
       "x @ privatelink.table.core.windows.net"},
      {"Microsoft.Storage/storageAccounts", "blob_secondary",
       "x-secondary.blob.core.windows.net > x-secondary.privatelink.blob.core.windows.net",
       "x-secondary @ privatelink.blob.core.windows.net"},
      {"Microsoft.Storage/storageAccounts", "web", "", "x @ privatelink.web.core.windows.net"},
      {"Microsoft.DocumentDB/databaseAccounts", "MongoDB",
       "x.mongo.cosmos.azure.com > x.privatelink.mongo.cosmos.azure.com",
       "x-westeurope @ privatelink.mongo.cosmos.azure.com"},
      {"Microsoft.ServiceBus/namespaces", "namespace",
       "x.servicebus.windows.net > x.privatelink.servicebus.windows.net",
       "x @ privatelink.servicebus.windows.net"},
      {"Microsoft.Cache/Redis", "redisCache",
       "x.redis.cache.windows.net > x.privatelink.redis.cache.windows.net",
       "x @ privatelink.redis.cache.windows.net"},
      {"Microsoft.AppConfiguration/configurationStores", "configurationStores",
       "x.azconfig.io > x.privatelink.azconfig.io", "x @ privatelink.azconfig.io"},
      {"Microsoft.DBforPostgreSQL/flexibleServers", "postgresqlServer",
       "x.postgres.database.azure.com > x.privatelink.postgres.database.azure.com",
       "x @ privatelink.postgres.database.azure.com"},
      {"Microsoft.Batch/batchAccounts", "batchAccount",
       "x.westeurope.batch.azure.com > x.westeurope.privatelink.batch.azure.com",
       "x.westeurope @ privatelink.batch.azure.com"},
      {"Microsoft.Authorization/resourceManagementPrivateLinks", "ResourceManagement",
       "management.azure.com > management.privatelink.azure.com",
       "management @ privatelink.azure.com"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.type, row.group);
    Service made = service(row.type, "x");
    made.custom_subdomain.value = std::string("x");
    if (!row.public_name.empty()) CHECK(names_of(made).contains(row.public_name));
    CHECK(records_of(made, row.group).contains(row.record));
  }
}

TEST_CASE("placeholders are filled in names and in zones, once for each region",
          "[D-121][D-122][D-126][D-127][D-130][D-141][D-155]") {
  Service instance = service("Microsoft.Sql/managedInstances", "mi1");
  CHECK(names_of(instance).empty());
  instance.placeholders["dnsPrefix"] = "a1b2";
  CHECK(names_of(instance).contains(
      "mi1.a1b2.database.windows.net > mi1.privatelink.a1b2.database.windows.net"));
  CHECK(records_of(instance, "managedInstance") ==
        std::set<std::string>{"mi1 @ privatelink.a1b2.database.windows.net"});
  Service environment = service("Microsoft.App/managedEnvironments", "env");
  environment.placeholders["environmentId"] = "happy-1";
  CHECK(records_of(environment, "managedEnvironments") ==
        std::set<std::string>{"*.happy-1 @ privatelink.westeurope.azurecontainerapps.io",
                              "happy-1 @ privatelink.westeurope.azurecontainerapps.io"});
  Service registry = service("Microsoft.ContainerRegistry/registries", "acr1");
  registry.regions = {"eastus", "westeurope"};
  CHECK(records_of(registry, "registry") ==
        std::set<std::string>{"acr1 @ privatelink.azurecr.io",
                              "acr1.eastus.data @ privatelink.azurecr.io",
                              "acr1.westeurope.data @ privatelink.azurecr.io"});
  Service redis = service("Microsoft.Cache/redisEnterprise", "r1");
  redis.sku = "Balanced_B10";
  CHECK(records_of(redis, "redisEnterprise") ==
        std::set<std::string>{"r1.westeurope @ privatelink.redis.azure.net"});
  redis.sku = "Enterprise_E10";
  CHECK(records_of(redis, "redisEnterprise") ==
        std::set<std::string>{"r1.westeurope @ privatelink.redisenterprise.cache.azure.net"});
  CHECK(slot_of_group("Sites-blue") == "blue");
  CHECK(slot_of_group("sites").empty());
  CHECK(group_ports("Microsoft.Web/sites", "sites-blue") == std::vector{80, 443});
}

TEST_CASE("a zone of the catalogue is told by its pattern", "[D-131][D-168][CH-04]") {
  const auto known = [](const char* zone) { return is_private_link_zone(world::dns(zone)); };
  CHECK(known("privatelink.vaultcore.azure.net"));
  CHECK(known("privatelink.westeurope.azmk8s.io"));
  CHECK(known("team.privatelink.westeurope.azmk8s.io"));
  CHECK(known("privatelink-global.wvd.microsoft.com"));
  CHECK_FALSE(known("privatelink.vault.azure.net"));
  CHECK_FALSE(known("scm.privatelink.azurewebsites.net"));
  CHECK_FALSE(known("vault.azure.net"));
  const Service machine_learning = service("Microsoft.MachineLearningServices/workspaces", "ml");
  const auto unknown = [&](const char* zone) {
    return has_unknown_records(machine_learning, "amlworkspace", world::dns(zone));
  };
  CHECK(unknown("privatelink.api.azureml.ms"));
  CHECK_FALSE(unknown("privatelink.vaultcore.azure.net"));
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
