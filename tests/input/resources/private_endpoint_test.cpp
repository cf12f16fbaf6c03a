#include "input/reading.h"

using namespace airtight;
using namespace airtight::input::test;
using azure::ConnectionState;

namespace {

const std::string vault = "$RG/Microsoft.KeyVault/vaults/k";

std::string endpoint(const std::string& more, const std::string& list = "privateLinkService",
                     const std::string& state = "") {
  return "{'id': '$NET/privateEndpoints/p', " + more +
         "'properties': {'subnet': {'id': "
         "'$NET/virtualNetworks/v/subnets/s'}, '" +
         list +
         "Connections': [{'properties': "
         "{'privateLinkServiceId': '" +
         vault + "', 'groupIds': ['vault']" + state + "}}]}}";
}

std::string vault_with(const std::string& status) {
  return "{'id': '" + vault +
         "', 'properties': {'privateEndpointConnections': [{'name': 'c', "
         "'properties': {'privateEndpoint': {'id': '$NET/privateEndpoints/p'}, "
         "'privateLinkServiceConnectionState': {'status': '" +
         status + "'}}}]}}";
}

}  // namespace

TEST_CASE("an endpoint's connection is its own or the service's record of it", "[I-210][I-252]") {
  const std::string own = ", 'privateLinkServiceConnectionState': {'status': 'Approved'}";
  const Typed absent = typed("[" + endpoint("") + "]");
  CHECK(absent.diagnostics.empty());
  REQUIRE(absent.resources.private_endpoints.size() == 1);
  CHECK(absent.resources.private_endpoints.front().state.absent());
  CHECK(absent.resources.private_endpoints.front().group_ids == std::vector<std::string>{"vault"});
  const Typed service = typed("[" + endpoint("") + "," + vault_with("Rejected") + "]");
  CHECK(*service.resources.private_endpoints.front().state.known() == ConnectionState::rejected);
  const Typed both =
      typed("[" + endpoint("", "privateLinkService", own) + "," + vault_with("Pending") + "]");
  CHECK(*both.resources.private_endpoints.front().state.known() == ConnectionState::approved);
  const Typed manual = typed("[" + endpoint("", "manualPrivateLinkService") + "]");
  CHECK(manual.resources.private_endpoints.front().manual);
}

TEST_CASE("a connection state of a newer API is a warning and unknown", "[I-210]") {
  const Typed read = typed("[" +
                           endpoint("", "privateLinkService",
                                    ", 'privateLinkServiceConnectionState': {'status': "
                                    "'Quarantined'}") +
                           "]");
  CHECK_FALSE(has_errors(read.diagnostics));
  CHECK(read.diagnostics.size() == 1);
  CHECK(read.resources.private_endpoints.front().state.unknown() != nullptr);
}

TEST_CASE("an endpoint's addresses come from the surest place that has them", "[R-37]") {
  const Typed predicted = typed("[" + endpoint("'$addresses': ['10.0.0.9'], '$order': 2, ") + "]");
  const auto& guess = predicted.resources.private_endpoints.front();
  CHECK(guess.predicted);
  CHECK(guess.creation_order == 2);
  CHECK(guess.addresses == std::vector<net::Ip>{net::ipv4(10, 0, 0, 9)});
  std::string live = endpoint("'$addresses': ['10.0.0.9'], ");
  live.insert(live.size() - 2, ", 'networkInterfaces': [{'id': '$NET/networkInterfaces/n'}]");
  const Typed read = typed("[" + live +
                           ", {'id': '$NET/networkInterfaces/n', 'properties': "
                           "{'ipConfigurations': [{'properties': {'privateIPAddress': "
                           "'10.0.0.4'}}]}}]");
  const auto& real = read.resources.private_endpoints.front();
  CHECK_FALSE(real.predicted);
  CHECK(real.addresses == std::vector<net::Ip>{net::ipv4(10, 0, 0, 4)});
}

TEST_CASE("an endpoint without or with two connections is an error", "[I-210]") {
  CHECK(has_errors(typed_one("$NET/privateEndpoints/p", "").diagnostics));
  CHECK(has_errors(typed_one("$NET/privateEndpoints/p",
                             "'privateLinkServiceConnections': [{'properties': {}}, "
                             "{'properties': {}}]")
                       .diagnostics));
}

TEST_CASE("a zone group names zones by id and may have lost its records", "[I-211][D-158]") {
  const Typed read = typed(
      "[{'id': '$NET/privateEndpoints/p/privateDnsZoneGroups/default', '$recordsDeleted': true, "
      "'$order': 5, 'properties': {'privateDnsZoneConfigs': [{'name': 'x', 'properties': "
      "{'privateDnsZoneId': '$NET/privateDnsZones/privatelink.vaultcore.azure.net'}}]}}]");
  CHECK(read.diagnostics.empty());
  REQUIRE(read.resources.zone_groups.size() == 1);
  const auto& group = read.resources.zone_groups.front();
  CHECK(group.endpoint.name() == "p");
  CHECK(group.zones.size() == 1);
  CHECK(group.records_deleted);
  CHECK(group.write_order == 5);
}

TEST_CASE("an endpoint without a subnet is a warning and a gap", "[I-210]") {
  const Typed read = typed(
      "[{'id': '$NET/privateEndpoints/p', 'properties': {'privateLinkServiceConnections': "
      "[{'properties': {'privateLinkServiceId': '" +
      vault + "', 'groupIds': ['vault']}}]}}]");
  REQUIRE(read.diagnostics.size() == 1);
  CHECK(read.diagnostics.front().severity == Severity::warning);
  CHECK(read.resources.gaps.size() == 1);
}

TEST_CASE("what a script deleted of a group's records is read back", "[D-158]") {
  const Typed read = typed(
      "[{'id': '$NET/privateEndpoints/p/privateDnsZoneGroups/g', '$recordsDeleted': ['Z.x/Kv1'], "
      "'properties': {'privateDnsZoneConfigs': []}}]");
  REQUIRE(read.resources.zone_groups.size() == 1);
  CHECK_FALSE(read.resources.zone_groups.front().records_deleted);
  CHECK(read.resources.zone_groups.front().deleted_records == std::vector<std::string>{"z.x/kv1"});
}

TEST_CASE("what only a service knows of its names is read where it is listed",
          "[D-137][D-152][D-162]") {
  const std::string host = "m1-ab12.westeurope.prometheus.monitor.azure.com";
  const std::string account = "$RG/Microsoft.Monitor/accounts/m1";
  const auto with = [&](const std::string& of_account, const std::string& of_endpoint,
                        const std::string& interface) {
    const Typed read =
        typed("[{'id': '" + account + "', 'location': 'westeurope', 'properties': {" + of_account +
              "'publicNetworkAccess': 'Disabled'}}, {'id': '$NET/privateEndpoints/p', "
              "'properties': {'subnet': {'id': "
              "'$NET/virtualNetworks/v/subnets/s'}, " +
              of_endpoint +
              "'manualPrivateLinkServiceConnections': [{'properties': {'privateLinkServiceId': '" +
              account + "', 'groupIds': ['prometheusMetrics']}}]}}" + interface + "]");
    REQUIRE(read.resources.services.size() == 1);
    const auto& told = read.resources.services.front().placeholders;
    const auto hash = told.find("hash");
    return hash == told.end() ? std::string("none") : hash->second;
  };
  CHECK(with("", "", "") == "none");
  CHECK(with("'metrics': {'prometheusQueryEndpoint': 'https://" + host + "/', 'x': 'a.b'}, ", "",
             "") == "ab12");
  CHECK(with("", "'customDnsConfigs': [{'fqdn': '" + host + "', 'ipAddresses': ['10.0.0.7']}], ",
             "") == "ab12");
  CHECK(with("", "'networkInterfaces': [{'id': '$NET/networkInterfaces/i'}], ",
             ", {'id': '$NET/networkInterfaces/i', 'properties': {'ipConfigurations': [{'name': "
             "'a', 'properties': {'privateIPAddress': '10.0.0.4', "
             "'privateLinkConnectionProperties': {'fqdns': ['" +
                 host + "']}}}]}}") == "ab12");
}
