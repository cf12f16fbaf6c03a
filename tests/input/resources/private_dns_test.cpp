#include <map>

#include "input/reading.h"

using namespace airtight;
using namespace airtight::input::test;

namespace {

const std::string zone = "$NET/privateDnsZones/privatelink.vaultcore.azure.net";

}  // namespace

TEST_CASE("records of a private zone are read by type", "[I-212]") {
  const Typed read = typed("[{'id': '" + zone +
                           "', 'properties': {}},"
                           " {'id': '" +
                           zone +
                           "/A/KV1', 'properties': {'ttl': 10, 'aRecords': [{'ipv4Address': "
                           "'10.0.0.4'}]}},"
                           " {'id': '" +
                           zone +
                           "/CNAME/www', 'properties': {'cnameRecord': {'cname': "
                           "'Kv1.vault.azure.net.'}}},"
                           " {'id': '" +
                           zone + "/TXT/@', 'properties': {}}]");
  CHECK(read.diagnostics.empty());
  REQUIRE(read.resources.record_sets.size() == 3);
  const auto& a = read.resources.record_sets.front();
  CHECK(a.relative_name == "kv1");
  CHECK(a.ttl == 10);
  CHECK(a.addresses == std::vector<net::Ip>{net::ipv4(10, 0, 0, 4)});
  CHECK(read.resources.record_sets[1].target.text() == "kv1.vault.azure.net");
  CHECK(read.resources.record_sets[2].type == azure::RecordType::other);
  CHECK_FALSE(read.resources.private_dns_zones.front().records_complete);
}

TEST_CASE("an export that lists fewer records than the zone has is a gap", "[R-32]") {
  const std::string record = "{'id': '" + zone + "/A/kv1', 'properties': {'aRecords': []}}";
  const auto with = [&](const std::string& count) {
    return typed("[{'id': '" + zone + "', 'properties': {'numberOfRecordSets': " + count + "}}, " +
                 record + "]");
  };
  CHECK(with("2").resources.private_dns_zones.front().records_complete);
  CHECK(with("2").resources.gaps.empty());
  const Typed lacking = with("3");
  CHECK(lacking.resources.gaps.size() == 1);
  CHECK(lacking.diagnostics.size() == 1);
}

TEST_CASE("a link is completed unless its state says otherwise", "[D-006][I-212]") {
  const std::string link = "[{'id': '" + zone +
                           "/virtualNetworkLinks/l', 'properties': "
                           "{'virtualNetwork': {'id': '$NET/virtualNetworks/v'}, "
                           "'resolutionPolicy': 'NxDomainRedirect'";
  const Typed declared = typed(link + "}}]");
  CHECK(declared.diagnostics.empty());
  REQUIRE(declared.resources.links.size() == 1);
  CHECK(declared.resources.links.front().completed);
  CHECK(declared.resources.links.front().registration_enabled.absent());
  CHECK(*declared.resources.links.front().resolution_policy.known() ==
        azure::ResolutionPolicy::nxdomain_redirect);
  CHECK_FALSE(typed(link + ", 'virtualNetworkLinkState': 'InProgress'}}]")
                  .resources.links.front()
                  .completed);
}

TEST_CASE("an export that lists fewer links than the zone has is a gap", "[R-32]") {
  const std::string link = "{'id': '" + zone +
                           "/virtualNetworkLinks/l', 'properties': {'virtualNetwork': {'id': "
                           "'$NET/virtualNetworks/v'}}}";
  const auto with = [&](const std::string& count) {
    return typed("[{'id': '" + zone + "', 'properties': {'numberOfVirtualNetworkLinks': " + count +
                 "}}, " + link + "]");
  };
  CHECK(with("1").resources.gaps.empty());
  CHECK(with("2").resources.gaps.size() == 1);
}

TEST_CASE("services tell the parts of their names that nobody can guess",
          "[D-118][D-121][D-122][D-130][D-141]") {
  const Typed read = typed(
      "[{'id': '$RG/Microsoft.Sql/managedInstances/mi1', 'properties': {'dnsZone': 'A1B2'}},"
      " {'id': '$RG/Microsoft.App/managedEnvironments/env', 'properties': {'defaultDomain': "
      "'happy-1.westeurope.azurecontainerapps.io'}},"
      " {'id': '$RG/Microsoft.DocumentDB/databaseAccounts/db1', 'location': 'westeurope', "
      "'properties': {'locations': [{'locationName': 'East US'}]}},"
      " {'id': '$RG/Microsoft.ContainerRegistry/registries/acr1', 'location': 'westeurope', "
      "'properties': {}},"
      " {'id': '$RG/Microsoft.ContainerRegistry/registries/acr1/replications/eastus', "
      "'location': 'eastus', 'properties': {}},"
      " {'id': '$RG/Microsoft.Storage/storageAccounts/st1', 'properties': {'dnsEndpointType': "
      "'AzureDnsZone'}},"
      " {'id': '$RG/Microsoft.Storage/storageAccounts/st2', 'properties': {'primaryEndpoints': "
      "{'web': 'https://st2.z6.web.core.windows.net/'}}},"
      " {'id': '$RG/Microsoft.Storage/storageAccounts/st3', 'properties': {'primaryEndpoints': "
      "{'web': 'https://st3.web.core.windows.net/'}}}]");
  std::map<std::string, azure::Service> services;
  for (const azure::Service& each : read.resources.services) services[each.name] = each;
  CHECK(services["mi1"].placeholders.at("dnsPrefix") == "a1b2");
  CHECK(services["env"].placeholders.at("environmentId") == "happy-1");
  CHECK(services["db1"].regions == std::vector<std::string>{"eastus", "westeurope"});
  CHECK(services["acr1"].regions == std::vector<std::string>{"eastus", "westeurope"});
  CHECK(services["st1"].own_name_form);
  CHECK(services["st2"].placeholders.at("zoneNumber") == "6");
  CHECK(services["st3"].placeholders.empty());
}
