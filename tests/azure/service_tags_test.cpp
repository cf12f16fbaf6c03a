#include <airtight/azure/service_tags.h>

using airtight::azure::is_service_tag;

TEST_CASE("service tags are known with and without a region", "[tags][N-119][N-122]") {
  for (const auto* tag : {"AzureKeyVault", "azurekeyvault", "Storage.WestEurope", "AzureCloud",
                          "AzureFrontDoor.Backend", "GatewayManager", "Sql.EastUS2"})
    CHECK(is_service_tag(tag));
  for (const auto* tag : {"FutureTag", "", "KeyVault", "Storage2", "WestEurope", "*"})
    CHECK_FALSE(is_service_tag(tag));
}
