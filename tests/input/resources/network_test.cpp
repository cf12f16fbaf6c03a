#include "input/reading.h"

using namespace airtight;
using namespace airtight::input::test;

TEST_CASE("a network and its subnets are read, absent properties stay absent", "[I-200][I-201]") {
  const Typed read = typed(
      "[{'id': '$NET/virtualNetworks/v', 'location': 'West Europe', 'properties': {"
      "  'addressSpace': {'addressPrefixes': ['10.0.0.0/16', 'fd00::/48']},"
      "  'dhcpOptions': {'dnsServers': ['10.0.0.4']},"
      "  'subnets': [{'name': 's', 'properties': {"
      "    'addressPrefix': '10.0.1.0/24', 'addressPrefixes': ['10.0.1.0/24'],"
      "    'delegations': [{'properties': {'serviceName': 'Microsoft.Web/serverFarms'}}],"
      "    'serviceEndpoints': [{'service': 'Microsoft.KeyVault'}],"
      "    'networkSecurityGroup': {'id': '$NET/networkSecurityGroups/n'},"
      "    'privateEndpointNetworkPolicies': 'NetworkSecurityGroupEnabled'}}]}}]");
  CHECK(read.diagnostics.empty());
  REQUIRE(read.resources.virtual_networks.size() == 1);
  const auto& vnet = read.resources.virtual_networks.front();
  CHECK(vnet.location == "westeurope");
  CHECK(vnet.address_prefixes.size() == 2);
  CHECK(vnet.address_prefixes[1].where.pointer == "/0/properties/addressSpace/addressPrefixes/1");
  CHECK(*vnet.dns_servers.known() == std::vector<net::Ip>{net::ipv4(10, 0, 0, 4)});
  REQUIRE(read.resources.subnets.size() == 1);
  const auto& subnet = read.resources.subnets.front();
  CHECK(subnet.virtual_network == vnet.id);
  CHECK(subnet.address_prefixes.size() == 1);
  CHECK(subnet.delegations == std::vector<std::string>{"Microsoft.Web/serverFarms"});
  CHECK(subnet.service_endpoints == std::vector<std::string>{"Microsoft.KeyVault"});
  CHECK(subnet.network_security_group.known()->name() == "n");
  CHECK(subnet.route_table.absent());
  CHECK(*subnet.endpoint_policies.known() == azure::EndpointPolicies::network_security_group);
}

TEST_CASE("an unknown prefix of a network is a gap about everything", "[I-002]") {
  const Typed read = typed_one("$NET/virtualNetworks/v",
                               "'addressSpace': {'addressPrefixes': [{'$unknown': '$P', 'reason': "
                               "'never set'}]}");
  REQUIRE(read.resources.gaps.size() == 1);
  CHECK_THAT(read.resources.gaps.front().what, Catch::Contains("$P (never set)"));
  CHECK(read.resources.gaps.front().scope == std::vector<std::string>{"*"});
  CHECK(read.resources.virtual_networks.front().unknown_prefixes.size() == 1);
  const Typed part = typed_one("$NET/virtualNetworks/v/subnets/s",
                               "'addressPrefixes': ['10.0.0.0/24', {'$unknown': '$P'}]");
  CHECK(part.resources.subnets.front().address_prefixes.size() == 1);
  CHECK(part.resources.subnets.front().unknown_prefixes.size() == 1);
}

TEST_CASE("an unknown on the way to a property makes the property unknown", "[I-002]") {
  const Typed read =
      typed("[{'id': '$RG/Microsoft.KeyVault/vaults/k', 'properties': {'$unknown': '$X'}}]");
  REQUIRE(read.resources.services.size() == 1);
  CHECK(read.resources.services.front().public_network_access.unknown() != nullptr);
  CHECK(read.resources.services.front().network_rules.unknown() != nullptr);
}

TEST_CASE("what Azure would refuse is an error at its place", "[I-200]") {
  struct Case {
    std::string properties;
    std::string pointer;
    std::string message;
  };
  const std::vector<Case> cases{
      {"'addressSpace': {'addressPrefixes': ['10.0.0.1/16']}",
       "/0/properties/addressSpace/addressPrefixes/0", "10.0.0.0/16"},
      {"'addressSpace': 'x'", "/0/properties/addressSpace", "expected an object"},
      {"'addressSpace': {'addressPrefixes': 'x'}", "/0/properties/addressSpace/addressPrefixes",
       "expected an array"},
      {"'dhcpOptions': {'dnsServers': ['dns']}", "/0/properties/dhcpOptions/dnsServers/0",
       "expected an IP address"},
  };
  for (const Case& one : cases) {
    CAPTURE(one.properties);
    const Typed read = typed_one("$NET/virtualNetworks/v", one.properties);
    REQUIRE(has_errors(read.diagnostics));
    CHECK(read.diagnostics.front().where.pointer == one.pointer);
    CHECK_THAT(read.diagnostics.front().message, Catch::Contains(one.message));
  }
}

TEST_CASE("a peering has Azure's defaults where nothing is written", "[I-202][N-152]") {
  const Typed read = typed_one("$NET/virtualNetworks/v/virtualNetworkPeerings/p",
                               "'remoteVirtualNetwork': {'id': '$NET/virtualNetworks/w'}, "
                               "'allowForwardedTraffic': true, 'peeringState': 'Initiated'");
  CHECK(read.diagnostics.empty());
  REQUIRE(read.resources.peerings.size() == 1);
  const auto& peering = read.resources.peerings.front();
  CHECK(peering.remote.name() == "w");
  CHECK(peering.allow_virtual_network_access.absent());
  CHECK(*peering.allow_forwarded_traffic.known());
  CHECK(*peering.state.known() == "Initiated");
  CHECK(peering.complete);
}

TEST_CASE("a link that lags behind has the prefixes it saw last", "[N-164][N-166]") {
  const auto link = [](const std::string& properties) {
    return typed_one("$NET/virtualNetworks/v/virtualNetworkPeerings/p",
                     "'remoteVirtualNetwork': {'id': '$NET/virtualNetworks/w'}, "
                     "'remoteAddressSpace': {'addressPrefixes': ['10.2.0.0/16']}, " +
                         properties)
        .resources.peerings.at(0);
  };
  CHECK(link("'peeringSyncLevel': 'FullyInSync'").synced_prefixes.empty());
  CHECK(link("'peeringSyncLevel': 'RemoteNotInSync'").synced_prefixes.size() == 1);
  CHECK(link("'enableOnlyIPv6Peering': true").only_ipv6);
  CHECK_FALSE(link("'enableOnlyIPv6Peering': false").only_ipv6);
}

TEST_CASE("a service endpoint policy has its definitions, inside it or beside it", "[N-186]") {
  const std::string definition =
      "{'name': 'd', 'properties': {'service': 'Microsoft.Storage', 'serviceResources': "
      "['/subscriptions/s/resourceGroups/g', '/services/Azure/Batch', {'$unknown': '$ACCOUNT'}]}}";
  const std::string policy = "'$NET/serviceEndpointPolicies/p'";
  const std::string inside = "[{'id': " + policy +
                             ", 'properties': {'serviceEndpointPolicyDefinitions': [" + definition +
                             "]}}]";
  const std::string beside =
      "[{'id': " + policy + ", 'properties': {}}, {'id': " +
      "'$NET/serviceEndpointPolicies/p/serviceEndpointPolicyDefinitions/d', " +
      definition.substr(1) + "]";
  for (const std::string& text : {inside, beside}) {
    CAPTURE(text);
    const Typed read = typed(text);
    CHECK(read.diagnostics.empty());
    REQUIRE(read.resources.service_endpoint_policies.size() == 1);
    const auto& found = read.resources.service_endpoint_policies.front();
    CHECK(found.resources == std::vector{azure::ResourceId("/subscriptions/s/resourceGroups/g")});
    CHECK(found.aliases == std::vector<std::string>{"/services/Azure/Batch"});
    CHECK(found.unknown.size() == 1);
    CHECK(read.resources.others.empty());
  }
}

TEST_CASE("a subnet's policies that are not known are carried", "[N-186][R-02]") {
  const Typed read = typed_one("$NET/virtualNetworks/v/subnets/s",
                               "'addressPrefix': '10.0.0.0/24', 'serviceEndpointPolicies': ["
                               "{'id': '$NET/serviceEndpointPolicies/p'}, {'$unknown': '$A'}, "
                               "{'id': {'$unknown': '$B'}}]");
  const auto& subnet = read.resources.subnets.at(0);
  CHECK(subnet.service_endpoint_policies.size() == 1);
  CHECK(subnet.unknown_policies.size() == 2);
}

TEST_CASE("an interface has its addresses, the primary first", "[I-207][R-37]") {
  const Typed read = typed(
      "[{'id': '$NET/networkInterfaces/n', 'properties': {'enableIPForwarding': true,"
      "  'ipConfigurations': ["
      "    {'properties': {'privateIPAddress': '10.0.0.5', 'subnet': {'id': "
      "'$NET/virtualNetworks/v/subnets/b'}}},"
      "    {'properties': {'privateIPAddress': '10.0.0.4', 'primary': true, 'subnet': {'id': "
      "'$NET/virtualNetworks/v/subnets/a'}}}]}},"
      " {'id': '$NET/networkInterfaces/p', '$addresses': ['10.0.0.9'], 'properties': {}}]");
  CHECK(read.diagnostics.empty());
  REQUIRE(read.resources.network_interfaces.size() == 2);
  const auto& nic = read.resources.network_interfaces.front();
  CHECK(nic.subnet.name() == "a");
  CHECK(nic.ip_forwarding);
  CHECK(nic.addresses == std::vector<net::Ip>{net::ipv4(10, 0, 0, 4), net::ipv4(10, 0, 0, 5)});
  CHECK(read.resources.network_interfaces[1].addresses.size() == 1);
}

TEST_CASE("a type the model does not know is kept by name") {
  const Typed read = typed_one("$NET/ddosCustomPolicies/d", "");
  REQUIRE(read.resources.others.size() == 1);
  CHECK(read.resources.others.front().type == "Microsoft.Network/ddosCustomPolicies");
}
