#include <airtight/azure/service_family.h>
#include <airtight/base/text.h>

#include <algorithm>
#include <array>

namespace airtight::azure {
namespace {

// E-030, E-060, E-080, E-101, E-120, E-130, E-150, E-160, E-170, E-180, E-190, E-210; tags N-119,
// N-121; endpoints N-180 and I-201.
constexpr std::array rows{
    ServiceFamily{"Microsoft.KeyVault/vaults", "AzureKeyVault", "Microsoft.KeyVault",
                  EdgeDefault::open, true, true},
    ServiceFamily{"Microsoft.CognitiveServices/accounts", "CognitiveServicesManagement",
                  "Microsoft.CognitiveServices", EdgeDefault::open, true},
    ServiceFamily{"Microsoft.Storage/storageAccounts", "Storage", "Microsoft.Storage",
                  EdgeDefault::open, true, true},
    ServiceFamily{"Microsoft.Sql/servers", "Sql", "Microsoft.Sql", EdgeDefault::closed, false},
    ServiceFamily{"Microsoft.DocumentDB/databaseAccounts", "AzureCosmosDB",
                  "Microsoft.AzureCosmosDB", EdgeDefault::open, false},
    ServiceFamily{"Microsoft.ServiceBus/namespaces", "ServiceBus", "Microsoft.ServiceBus",
                  EdgeDefault::open, true},
    ServiceFamily{"Microsoft.EventHub/namespaces", "EventHub", "Microsoft.EventHub",
                  EdgeDefault::open, true},
    ServiceFamily{"Microsoft.AppConfiguration/configurationStores", "AppConfiguration", "",
                  EdgeDefault::closed_by_first_endpoint, true},
    ServiceFamily{"Microsoft.ContainerRegistry/registries", "AzureContainerRegistry",
                  "Microsoft.ContainerRegistry", EdgeDefault::open, true},
    ServiceFamily{"Microsoft.Search/searchServices", "AzureCognitiveSearch", "", EdgeDefault::open,
                  false},
    ServiceFamily{"Microsoft.Cache/redis", "", "", EdgeDefault::open, false},
    ServiceFamily{"Microsoft.Web/sites", "AppService", "Microsoft.Web",
                  EdgeDefault::closed_by_first_endpoint, true},
    ServiceFamily{"Microsoft.DBforPostgreSQL/flexibleServers", "", "", EdgeDefault::closed, false},
};
constexpr ServiceFamily none{};

}  // namespace

const ServiceFamily& service_family(std::string_view type) {
  const auto* const found = std::ranges::find_if(
      rows, [&](const ServiceFamily& row) { return equal_ignoring_case(row.type, type); });
  return found == rows.end() ? none : *found;
}

std::string_view tag_of_service_endpoint(std::string_view endpoint) {
  const auto* const found = std::ranges::find_if(rows, [&](const ServiceFamily& row) {
    return !row.service_endpoint.empty() &&
           (equal_ignoring_case(row.service_endpoint, endpoint) ||
            equal_ignoring_case(std::string(row.service_endpoint) + ".Global", endpoint));
  });
  return found == rows.end() ? std::string_view() : found->service_tag;
}

bool is_service_tag_on_record(std::string_view tag) {
  return std::ranges::any_of(rows, [&](const ServiceFamily& row) {
    return !row.service_tag.empty() && equal_ignoring_case(row.service_tag, tag);
  });
}

}  // namespace airtight::azure
