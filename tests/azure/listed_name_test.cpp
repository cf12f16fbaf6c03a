#include <airtight/azure/listed_name.h>
#include <airtight/azure/private_link.h>

#include <algorithm>

#include "model/world.h"

using namespace airtight;
using namespace airtight::azure;

namespace {

Service service_of(const std::string& type) {
  Service made;
  made.type = type;
  made.name = "X1";
  made.location = "westeurope";
  return made;
}

std::string private_name(const Service& service, const std::string& public_name) {
  for (const HostName& name : host_names(service)) {
    if (name.public_name.text() == public_name) return name.private_name.text();
  }
  return "none";
}

}  // namespace

TEST_CASE("a listed name tells what only the service knows of its names",
          "[D-117][D-132][D-137][D-152]") {
  struct Row {
    std::string type;
    std::string group;
    std::string listed;
    std::string private_name;
  };
  const std::vector<Row> rows{
      {"Microsoft.Monitor/accounts", "prometheusMetrics",
       "x1-ab12.westeurope.prometheus.monitor.azure.com",
       "x1-ab12.privatelink.westeurope.prometheus.monitor.azure.com"},
      {"Microsoft.RecoveryServices/vaults", "azurebackup", "x1-ab1.we.backup.windowsazure.com",
       "x1-ab1.privatelink.we.backup.windowsazure.com"},
      {"Microsoft.RecoveryServices/vaults", "AzureBackup", "ec0podx.blob.core.windows.net",
       "ec0podx.privatelink.blob.core.windows.net"},
      {"Microsoft.Dashboard/grafana", "", "x1-a9.weu.grafana.azure.com",
       "x1-a9.weu.privatelink.grafana.azure.com"},
      {"Microsoft.Storage/storageAccounts", "web", "x1.z6.web.core.windows.net",
       "x1.privatelink.web.core.windows.net"},
      {"Microsoft.MachineLearningServices/workspaces", "amlworkspace",
       "0a1b.workspace.westeurope.api.azureml.ms",
       "0a1b.workspace.westeurope.privatelink.api.azureml.ms"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.type, row.listed);
    CHECK(has_generated_names(row.type));
    Service made = service_of(row.type);
    CHECK(private_name(made, row.listed) == "none");
    tell_placeholders(world::dns(row.listed), "some other group", made);
    CHECK(made.placeholders.empty());
    tell_placeholders(world::dns(row.listed), row.group, made);
    CHECK(private_name(made, row.listed) == row.private_name);
  }
}

TEST_CASE("a name that is not the resource's tells nothing", "[D-152]") {
  Service account = service_of("Microsoft.Monitor/accounts");
  for (const char* other :
       {"y2-ab12.westeurope.prometheus.monitor.azure.com",
        "x1-ab12.eastus.prometheus.monitor.azure.com", "x1.westeurope.prometheus.monitor.azure.com",
        "x1-.westeurope.prometheus.monitor.azure.com", "x1-ab12.example.com", "x1"}) {
    CAPTURE(other);
    tell_placeholders(world::dns(other), "", account);
    CHECK(account.placeholders.empty());
  }
  // What the resource itself said stays.
  account.placeholders["hash"] = "cd34";
  tell_placeholders(world::dns("x1-ab12.westeurope.prometheus.monitor.azure.com"), "", account);
  CHECK(account.placeholders.at("hash") == "cd34");
}

TEST_CASE("names that follow from the resource's own need no list", "[D-168]") {
  CHECK_FALSE(has_generated_names("Microsoft.KeyVault/vaults"));
  CHECK_FALSE(has_generated_names("Microsoft.Sql/servers"));
  CHECK_FALSE(has_generated_names("Microsoft.Example/none"));
}
