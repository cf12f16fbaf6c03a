#include "input/reading.h"

using namespace airtight;
using namespace airtight::input::test;

TEST_CASE("firewalls, policies and rule collections are read in every form", "[I-214]") {
  const Typed read = typed(
      "[{'id': '$NET/azureFirewalls/fw', 'properties': {"
      "  'ipConfigurations': [{'properties': {"
      "    'subnet': {'id': '$NET/virtualNetworks/v/subnets/AzureFirewallSubnet'},"
      "    'publicIPAddress': {'id': '$NET/publicIPAddresses/p'},"
      "    'privateIPAddress': '10.0.1.4'}}],"
      "  'firewallPolicy': {'id': '$NET/firewallPolicies/fp'},"
      "  'networkRuleCollections': [{'name': 'old', 'properties': {'priority': 100,"
      "    'action': {'type': 'Allow'}, 'rules': [{'name': 'r', 'protocols': ['Any'],"
      "      'sourceAddresses': ['*'], 'destinationAddresses': ['10.0.0.4-10.0.0.5'],"
      "      'destinationPorts': ['*']}]}}]}},"
      "{'id': '$NET/firewallPolicies/fp', 'properties': {'dnsSettings': {'enableProxy': true},"
      "  'basePolicy': {'id': '$NET/firewallPolicies/parent'},"
      "  'snat': {'privateRanges': ['IANAPrivateRanges', '52.10.0.0/16']}}},"
      "{'id': '$NET/firewallPolicies/fp/ruleCollectionGroups/g', 'properties': {'priority': 200,"
      "  'ruleCollections': [{'ruleCollectionType': 'FirewallPolicyFilterRuleCollection',"
      "    'name': 'c', 'priority': 100, 'action': {'type': 'Deny'}, 'rules': [{"
      "      'ruleType': 'ApplicationRule', 'name': 'a', 'sourceAddresses': ['10.0.0.0/8'],"
      "      'targetFqdns': ['*.Vault.azure.net'], 'fqdnTags': [],"
      "      'protocols': [{'protocolType': 'Https', 'port': 443}]}]},"
      "   {'ruleCollectionType': 'FirewallPolicyNatRuleCollection', 'name': 'n', 'priority': 101,"
      "    'action': {'type': 'DNAT'}, 'rules': [{'ruleType': 'NatRule', 'name': 't',"
      "      'sourceAddresses': ['*'], 'destinationAddresses': ['20.1.2.3'],"
      "      'destinationPorts': ['443'], 'ipProtocols': ['TCP'],"
      "      'translatedAddress': '10.0.0.4', 'translatedPort': '8443'}]}]}}]");
  CHECK(read.diagnostics.empty());
  REQUIRE(read.resources.firewalls.size() == 1);
  const auto& firewall = read.resources.firewalls.front();
  CHECK(*firewall.address.known() == net::ipv4(10, 0, 1, 4));
  CHECK(firewall.public_addresses.size() == 1);
  REQUIRE(firewall.collections.size() == 1);
  CHECK(firewall.collections[0].rules[0].protocols.empty());
  CHECK(firewall.collections[0].rules[0].destination.prefixes.size() == 1);
  REQUIRE(read.resources.firewall_policies.size() == 1);
  CHECK(read.resources.firewall_policies[0].private_ranges.known()->size() == 5);
  REQUIRE(read.resources.rule_collection_groups.size() == 1);
  const auto& collections = read.resources.rule_collection_groups[0].collections;
  REQUIRE(collections.size() == 2);
  CHECK(collections[0].stage == azure::FirewallStage::application);
  CHECK_FALSE(collections[0].allow);
  CHECK(collections[0].rules[0].names == std::vector<std::string>{"*.vault.azure.net"});
  CHECK(collections[1].stage == azure::FirewallStage::translation);
  CHECK(*collections[1].rules[0].translated_address == net::ipv4(10, 0, 0, 4));
  CHECK(*collections[1].rules[0].translated_port == net::Port{8443});
}

TEST_CASE("a collection's priority that Azure does not take is named", "[N-382]") {
  const auto warnings = [](const std::string& priority) {
    const Typed read = typed(
        "[{'id': '$NET/firewallPolicies/fp/ruleCollectionGroups/g', 'properties': {"
        "  'priority': 100, 'ruleCollections': [{'name': 'c', 'priority': " +
        priority +
        ", 'action': {'type': 'Allow'}, 'rules': [{'ruleType': 'NetworkRule',"
        "    'name': 'r', 'sourceAddresses': ['*'], 'destinationAddresses': ['*'],"
        "    'destinationPorts': ['*'], 'ipProtocols': ['Any']}]}]}}]");
    return read.diagnostics.size();
  };
  CHECK(warnings("100") == 0);
  CHECK(warnings("65000") == 0);
  CHECK(warnings("99") == 1);
  CHECK(warnings("65001") == 1);
}

TEST_CASE("what a firewall rule has beyond addresses and names is unknown", "[I-214][R-02]") {
  const Typed read = typed(
      "[{'id': '$NET/firewallPolicies/fp/ruleCollectionGroups/g', 'properties': {'priority': 1,"
      "  'ruleCollections': [{'name': 'c', 'priority': 100, 'action': {'type': 'Allow'},"
      "    'rules': [{'ruleType': 'ApplicationRule', 'name': 'a', 'sourceAddresses': ['*'],"
      "      'webCategories': ['News'], 'protocols': [{'protocolType': 'Https', 'port': 443}]}]},"
      "    {'name': 'd', 'rules': []}]}}]");
  const auto& collections = read.resources.rule_collection_groups.at(0).collections;
  CHECK_FALSE(collections[0].rules[0].unknown.empty());
  CHECK(collections[1].unknown.size() == 2);
}

TEST_CASE("public addresses are known of deployed ones only", "[I-205][I-206]") {
  const Typed read = typed(
      "[{'id': '$NET/publicIPAddresses/a', 'sku': {'name': 'Standard'},"
      "  'properties': {'ipAddress': '20.1.2.3'}},"
      "{'id': '$NET/publicIPAddresses/b', 'properties': {'publicIPAllocationMethod': 'Static'}},"
      "{'id': '$NET/natGateways/n', 'properties': {'publicIpAddresses': ["
      "  {'id': '$NET/publicIPAddresses/a'}]}}]");
  REQUIRE(read.resources.public_addresses.size() == 2);
  CHECK(*read.resources.public_addresses[0].address.known() == net::ipv4(20, 1, 2, 3));
  CHECK(read.resources.public_addresses[1].address.absent());
  CHECK(read.resources.nat_gateways.at(0).addresses.size() == 1);
}

TEST_CASE("load balancers are read with members that name the pool", "[I-217][I-207][N-126]") {
  const Typed read = typed(
      "[{'id': '$NET/loadBalancers/lb', 'sku': {'name': 'Standard'}, 'properties': {"
      "  'frontendIPConfigurations': [{'name': 'f', 'properties': {'privateIPAddress': '10.0.0.9',"
      "    'subnet': {'id': '$NET/virtualNetworks/v/subnets/s'}}}],"
      "  'backendAddressPools': [{'name': 'p'}],"
      "  'probes': [{'name': 'q', 'properties': {'protocol': 'Http', 'port': 8080}}],"
      "  'loadBalancingRules': [{'name': 'r', 'properties': {'protocol': 'All',"
      "    'frontendPort': 0, 'backendPort': 0, 'probe': {'id': '$NET/loadBalancers/lb/probes/q'},"
      "    'frontendIPConfiguration': {'id': '$NET/loadBalancers/lb/frontendIPConfigurations/f'},"
      "    'backendAddressPool': {'id': '$NET/loadBalancers/lb/backendAddressPools/p'}}}]}},"
      "{'id': '$NET/networkInterfaces/i', 'properties': {'ipConfigurations': [{'properties': {"
      "  'privateIPAddress': '10.0.0.4', 'subnet': {'id': '$NET/virtualNetworks/v/subnets/s'},"
      "  'applicationSecurityGroups': [{'id': '$NET/applicationSecurityGroups/g'}],"
      "  'loadBalancerBackendAddressPools': ["
      "    {'id': '$NET/loadBalancers/lb/backendAddressPools/p'}]}}]}, "
      "  'tags': {'disableSnatOnPL': 'true'}}]");
  REQUIRE(read.resources.load_balancers.size() == 1);
  const auto& balancer = read.resources.load_balancers.front();
  CHECK(balancer.frontends[0].address == net::ipv4(10, 0, 0, 9));
  CHECK(balancer.rules[0].frontend == balancer.frontends[0].id);
  CHECK(balancer.rules[0].probe == net::Port{8080});
  const auto& interface = read.resources.network_interfaces.at(0);
  CHECK(interface.pools == std::vector<azure::ResourceId>{balancer.pools[0].id});
  CHECK(interface.application_groups.size() == 1);
  CHECK(interface.snat_disabled);
}

TEST_CASE("gateways, their connections and what lies behind them", "[I-215]") {
  const Typed read = typed(
      "[{'id': '$NET/virtualNetworkGateways/g', 'properties': {'gatewayType': 'Vpn',"
      "  'enableBgp': false, 'ipConfigurations': [{'properties': {"
      "    'subnet': {'id': '$NET/virtualNetworks/v/subnets/GatewaySubnet'}}}],"
      "  'vpnClientConfiguration': {'vpnClientAddressPool': {"
      "    'addressPrefixes': ['172.16.0.0/24']}}}},"
      "{'id': '$NET/localNetworkGateways/l', 'properties': {"
      "  'localNetworkAddressSpace': {'addressPrefixes': ['192.168.0.0/16']}}},"
      "{'id': '$NET/connections/c', 'properties': {"
      "  'virtualNetworkGateway1': {'id': '$NET/virtualNetworkGateways/g'},"
      "  'localNetworkGateway2': {'id': '$NET/localNetworkGateways/l'}}}]");
  CHECK(read.diagnostics.empty());
  const auto& gateway = read.resources.gateways.at(0);
  CHECK(*gateway.type.known() == azure::GatewayType::vpn);
  CHECK(gateway.subnet.known()->name() == "GatewaySubnet");
  CHECK(gateway.client_pool.size() == 1);
  CHECK(read.resources.gateway_connections.at(0).local_network ==
        read.resources.local_network_gateways.at(0).id);
}

TEST_CASE("admin rules come with their collection, perimeters with their profile",
          "[I-218][N-136][N-138][N-325]") {
  const Typed read = typed(
      "[{'id': '$NET/networkManagers/m/networkGroups/g', 'properties': {}},"
      "{'id': '$NET/networkManagers/m/networkGroups/g/staticMembers/s', 'properties': {"
      "  'resourceId': '$NET/virtualNetworks/v'}},"
      "{'id': '$NET/networkManagers/m/securityAdminConfigurations/c', 'properties': {"
      "  'applyOnNetworkIntentPolicyBasedServices': ['AllowRulesOnly']}},"
      "{'id': '$NET/networkManagers/m/securityAdminConfigurations/c/ruleCollections/r',"
      "  'properties': {'appliesToGroups': [{"
      "    'networkGroupId': '$NET/networkManagers/m/networkGroups/g'}]}},"
      "{'id': '$NET/networkManagers/m/securityAdminConfigurations/c/ruleCollections/r/rules/x',"
      "  'properties': {'access': 'AlwaysAllow', 'direction': 'Inbound', 'priority': 10,"
      "    'protocol': 'Tcp', 'destinationPortRanges': ['443'], 'sources': [{"
      "      'addressPrefix': 'Internet', 'addressPrefixType': 'ServiceTag'}]}},"
      "{'id': '$NET/networkSecurityPerimeters/p/profiles/d', 'properties': {}},"
      "{'id': '$NET/networkSecurityPerimeters/p/profiles/d/accessRules/in', 'properties': {"
      "  'direction': 'Inbound', 'addressPrefixes': ['203.0.113.0/24']}},"
      "{'id': '$NET/networkSecurityPerimeters/p/profiles/d/accessRules/out', 'properties': {"
      "  'direction': 'Outbound', 'fullyQualifiedDomainNames': ['*.Example.com']}},"
      "{'id': '$NET/networkSecurityPerimeters/p/resourceAssociations/a', 'properties': {"
      "  'accessMode': 'Enforced', 'profile': {'id': "
      "'$NET/networkSecurityPerimeters/p/profiles/d'},"
      "  'privateLinkResource': {'id': '$RG/Microsoft.KeyVault/vaults/k'}}}]");
  CHECK(read.diagnostics.empty());
  CHECK(read.resources.network_groups.at(0).members.size() == 1);
  CHECK(read.resources.network_groups.at(0).unknown.empty());
  const auto& collection = read.resources.admin_rule_collections.at(0);
  REQUIRE(collection.intent_networks.known() != nullptr);
  CHECK(*collection.intent_networks.known() == azure::IntentNetworks::allow_rules_only);
  REQUIRE(collection.rules.size() == 1);
  CHECK(collection.rules[0].access == azure::AdminAccess::always_allow);
  CHECK(collection.rules[0].rule.source.tags == std::vector<std::string>{"Internet"});
  CHECK(collection.rules[0].rule.destination.tags == std::vector<std::string>{"*"});
  const auto& profile = read.resources.perimeter_profiles.at(0);
  CHECK(profile.inbound.size() == 1);
  REQUIRE(profile.outbound.size() == 1);
  CHECK(profile.outbound[0].names == std::vector<std::string>{"*.example.com"});
  CHECK(*read.resources.perimeter_associations.at(0).mode.known() ==
        azure::PerimeterMode::enforced);
}

TEST_CASE("a hub's tables of its own, static routes and other tables of a connection count",
          "[I-216]") {
  const auto ruled = [](const std::string& table, const std::string& intent = "") {
    const Typed read = typed(
        "[{'id': '$NET/virtualHubs/h', 'properties': {'addressPrefix': "
        "'10.100.0.0/24', 'virtualWan': {'id': '$NET/virtualWans/w'}}}," +
        intent + table + "]");
    CHECK_FALSE(has_errors(read.diagnostics));
    CHECK(read.resources.virtual_hubs.front().wan.name() == "w");
    return read.resources.virtual_hubs.front().routing_rules;
  };
  const std::string usual =
      "{'id': '$NET/virtualHubs/h/hubRouteTables/defaultRouteTable', "
      "'properties': {'routes': []}}";
  const std::string by_intent =
      "{'id': '$NET/virtualHubs/h/hubRouteTables/defaultRouteTable', 'properties': {'routes': ["
      "{'name': '_policy_PrivateTraffic', 'destinations': ['10.0.0.0/8']}]}}";
  const std::string intent =
      "{'id': '$NET/virtualHubs/h/routingIntent/i', 'properties': {'routingPolicies': [{"
      "'name': 'p', 'destinations': ['PrivateTraffic'], 'nextHop': '$NET/azureFirewalls/f'}]}},";
  CHECK_FALSE(ruled(usual));
  CHECK(ruled(by_intent));
  CHECK_FALSE(ruled(by_intent, intent));
  CHECK(ruled("{'id': '$NET/virtualHubs/h/hubRouteTables/mine', 'properties': {}}"));
  const auto connected = [](const std::string& configuration) {
    const Typed read = typed_one("$NET/virtualHubs/h/hubVirtualNetworkConnections/c",
                                 "'remoteVirtualNetwork': {'id': '$NET/virtualNetworks/v'}, "
                                 "'routingConfiguration': {" +
                                     configuration + "}");
    return read.resources.hub_connections.front().routing_rules;
  };
  const std::string tables = "$NET/virtualHubs/h/hubRouteTables/";
  CHECK_FALSE(connected(""));
  CHECK_FALSE(connected("'associatedRouteTable': {'id': '" + tables +
                        "defaultRouteTable'}, "
                        "'propagatedRouteTables': {'labels': ['default'], 'ids': [{'id': '" +
                        tables + "defaultRouteTable'}]}"));
  CHECK(connected("'associatedRouteTable': {'id': '" + tables + "mine'}"));
  CHECK(connected("'propagatedRouteTables': {'labels': ['red']}"));
  CHECK(connected("'propagatedRouteTables': {'labels': ['none']}"));
  CHECK(connected("'vnetRoutes': {'staticRoutes': [{'name': 'r'}]}"));
}

TEST_CASE("a private link service has its addresses and frontends", "[N-214]") {
  const Typed read =
      typed_one("$NET/privateLinkServices/s",
                "'ipConfigurations': [{'name': 'n', 'properties': {'subnet': {'id': "
                "'$NET/virtualNetworks/v/subnets/s'}, 'privateIPAddress': '10.0.1.4'}}], "
                "'loadBalancerFrontendIpConfigurations': [{'id': "
                "'$NET/loadBalancers/lb/frontendIPConfigurations/f'}]");
  REQUIRE(read.resources.private_link_services.size() == 1);
  const auto& service = read.resources.private_link_services.front();
  REQUIRE(service.sources.size() == 1);
  CHECK(service.sources.front().address == net::ipv4(10, 0, 1, 4));
  CHECK(service.frontends.size() == 1);
  CHECK(service.unknown.empty());
  CHECK(read.resources.relays.size() == 1);
  const Typed bare = typed_one("$NET/privateLinkServices/s", "");
  CHECK(bare.resources.private_link_services.front().unknown.size() == 1);
}

TEST_CASE("a gateway relays nobody to the vault that its certificates come from",
          "[relay][D-335]") {
  const Typed read =
      typed_one("$NET/applicationGateways/gw",
                "'sslCertificates': [{'name': 'c', 'properties': {'keyVaultSecretId': "
                "'https://kv1.vault.azure.net/secrets/c'}}], 'backendAddressPools': [{'name': 'p', "
                "'properties': {'backendAddresses': [{'fqdn': 'app1.azurewebsites.net'}]}}]");
  REQUIRE(read.resources.relays.size() == 1);
  CHECK(read.resources.relays.front().mentions ==
        std::vector<std::string>{"app1.azurewebsites.net"});
}

TEST_CASE("what firewalls do about attackers is read, a new word is unknown", "[I-214][N-281]") {
  const auto policy = [](const std::string& properties) {
    return typed_one("$NET/firewallPolicies/p", properties).resources.firewall_policies.front();
  };
  CHECK(*policy("'threatIntelMode': 'Deny'").threat_intelligence.known() ==
        azure::ThreatMode::deny);
  CHECK(*policy("'intrusionDetection': {'mode': 'Alert'}").intrusion_detection.known() ==
        azure::ThreatMode::alert);
  CHECK(policy("").intrusion_detection.absent());
  CHECK(policy("'intrusionDetection': {'mode': 'Quarantine'}").intrusion_detection.unknown() !=
        nullptr);
  const Typed in_hub = typed_one("$NET/azureFirewalls/f",
                                 "'virtualHub': {'id': '$NET/virtualHubs/h'}, 'hubIPAddresses': "
                                 "{'privateIPAddress': '10.100.0.132'}, 'threatIntelMode': 'Off'");
  CHECK(*in_hub.resources.firewalls.front().address.known() == net::ipv4(10, 100, 0, 132));
  CHECK(*in_hub.resources.firewalls.front().threat_intelligence.known() == azure::ThreatMode::off);
}

TEST_CASE("a Container Apps environment says where it takes requests", "[N-260][N-261]") {
  const Typed read = typed_one(
      "$RG/Microsoft.App/managedEnvironments/e",
      "'vnetConfiguration': {'internal': true, 'infrastructureSubnetId': "
      "'$NET/virtualNetworks/v/subnets/s'}, 'staticIp': '10.0.2.10', 'workloadProfiles': [{'name': "
      "'Consumption'}]");
  const auto& environment = read.resources.hosted_workloads.front();
  CHECK(*environment.internal.known());
  CHECK(*environment.address.known() == net::ipv4(10, 0, 2, 10));
  CHECK(environment.workload_profiles);
}

TEST_CASE("a member of a balancer's pool that is not known is carried", "[I-217][R-02]") {
  const Typed read = typed_one(
      "$NET/loadBalancers/lb",
      "'backendAddressPools': [{'name': 'p', 'properties': {'loadBalancerBackendAddresses': ["
      "{'name': 'a', 'properties': {'ipAddress': {'$unknown': '$IP'}}}]}}]");
  CHECK(read.resources.load_balancers.front().pools.front().unknown.size() == 1);
}
