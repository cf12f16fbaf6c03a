#include <airtight/azure/private_link.h>
#include <airtight/azure/service_family.h>

using namespace airtight::azure;

TEST_CASE("a family is found whatever the letter case of its type", "[I-121]") {
  CHECK(service_family("microsoft.keyvault/VAULTS").service_tag == "AzureKeyVault");
  CHECK(service_family("microsoft.keyvault/VAULTS").service_endpoint == "Microsoft.KeyVault");
}

TEST_CASE("a type that is not on record is unknown, not open") {
  const ServiceFamily& family = service_family("Microsoft.Nothing/things");
  CHECK(family.edge_default == EdgeDefault::unknown);
  CHECK(family.service_tag.empty());
  CHECK(family.service_endpoint.empty());
}

TEST_CASE("the public edge without any rule is as the service documents it",
          "[E-101][E-150][E-210][N-328]") {
  struct Row {
    std::string_view type;
    EdgeDefault edge;
  };
  const auto row = GENERATE(values<Row>({
      {"Microsoft.KeyVault/vaults", EdgeDefault::open},
      {"Microsoft.Storage/storageAccounts", EdgeDefault::open},
      {"Microsoft.CognitiveServices/accounts", EdgeDefault::open},
      {"Microsoft.Sql/servers", EdgeDefault::closed},
      {"Microsoft.DBforPostgreSQL/flexibleServers", EdgeDefault::closed},
      {"Microsoft.Web/sites", EdgeDefault::closed_by_first_endpoint},
  }));
  CAPTURE(row.type);
  CHECK(service_family(row.type).edge_default == row.edge);
  CHECK(is_private_link_type(row.type));
}

TEST_CASE("service tags on record are told from other tags", "[N-119]") {
  CHECK(is_service_tag_on_record("AzureKeyVault"));
  CHECK_FALSE(is_service_tag_on_record("VirtualNetwork"));
  CHECK_FALSE(is_service_tag_on_record("Internet"));
  CHECK_FALSE(is_service_tag_on_record("*"));
}
