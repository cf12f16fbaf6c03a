#include "input/arm/runtime_values.h"

#include <airtight/base/text.h>

namespace airtight::input::arm {
namespace {

struct Derived {
  std::string_view type;
  std::string_view path;
  std::string_view before;  // the value is before + name + after
  std::string_view after;
};

// Public cloud; names of sites and accounts are unique in it.
constexpr Derived derived[] = {
    {"microsoft.containerregistry/registries", "loginServer", "", ".azurecr.io"},
    {"microsoft.dbformysql/flexibleservers", "fullyQualifiedDomainName", "",
     ".mysql.database.azure.com"},
    {"microsoft.dbforpostgresql/flexibleservers", "fullyQualifiedDomainName", "",
     ".postgres.database.azure.com"},
    {"microsoft.documentdb/databaseaccounts", "documentEndpoint", "https://",
     ".documents.azure.com:443/"},
    {"microsoft.keyvault/vaults", "vaultUri", "https://", ".vault.azure.net/"},
    {"microsoft.servicebus/namespaces", "serviceBusEndpoint", "https://",
     ".servicebus.windows.net:443/"},
    {"microsoft.sql/servers", "fullyQualifiedDomainName", "", ".database.windows.net"},
    {"microsoft.storage/storageaccounts", "primaryEndpoints.blob", "https://",
     ".blob.core.windows.net/"},
    {"microsoft.storage/storageaccounts", "primaryEndpoints.dfs", "https://",
     ".dfs.core.windows.net/"},
    {"microsoft.storage/storageaccounts", "primaryEndpoints.file", "https://",
     ".file.core.windows.net/"},
    {"microsoft.storage/storageaccounts", "primaryEndpoints.queue", "https://",
     ".queue.core.windows.net/"},
    {"microsoft.storage/storageaccounts", "primaryEndpoints.table", "https://",
     ".table.core.windows.net/"},
    {"microsoft.web/sites", "defaultHostName", "", ".azurewebsites.net"},
};

// "subnets": [{"name": "a"}] gives the element the id "<parent>/subnets/a".
void add_ids(const azure::ResourceId& id, Value& properties) {
  for (Member& member : *properties.object()) {
    Array* items = member.value.array();
    if (items == nullptr) continue;
    for (Value& item : *items) {
      const Value* name = item.find("name");
      if (name == nullptr || name->string() == nullptr || item.find("id") != nullptr) continue;
      item.set("id", make_string(id.child(member.key, *name->string()).text(), item.place));
    }
  }
}

}  // namespace

void add_runtime_values(const azure::ResourceId& id, Value& properties) {
  if (properties.object() == nullptr) return;
  add_ids(id, properties);
  const std::string type = to_lower(id.type());
  for (const Derived& row : derived) {
    if (row.type != type || properties.at_path(row.path) != nullptr) continue;
    properties.set_path(row.path, make_string(std::string(row.before) + to_lower(id.name()) +
                                                  std::string(row.after),
                                              properties.place));
  }
  if (properties.find("provisioningState") == nullptr)
    properties.set("provisioningState", make_string("Succeeded", properties.place));
}

}  // namespace airtight::input::arm
