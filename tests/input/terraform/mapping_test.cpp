#include "input/terraform/mapping.h"

#include <set>

#include "input/terraform/plan.h"

using namespace airtight;
using namespace airtight::input;
using namespace airtight::input::test;

namespace {

const std::string microsoft_network = "Microsoft.Network/";
const std::string subnet = microsoft_network + "virtualNetworks/v/subnets/s";

Planned subnet_with(const std::string& attribute) {
  return state("azurerm_subnet",
               "{'name': 's', 'resource_group_name': 'g', "
               "'virtual_network_name': 'v', " +
                   attribute + "}");
}

struct Case {
  std::string attribute;
  std::string policies;
};

}  // namespace

TEST_CASE("three spellings of the subnet's policies have two polarities", "[N-069]") {
  const std::vector<Case> cases{
      {"'private_endpoint_network_policies': 'RouteTableEnabled'", "'RouteTableEnabled'"},
      {"'private_endpoint_network_policies_enabled': true", "'Enabled'"},
      {"'private_endpoint_network_policies_enabled': false", "'Disabled'"},
      {"'enforce_private_link_endpoint_network_policies': true", "'Disabled'"},
      {"'enforce_private_link_endpoint_network_policies': false", "'Enabled'"},
      {"'private_endpoint_network_policies': null", "absent"},
      {"'private_endpoint_network_policies': 'Disabled', "
       "'private_endpoint_network_policies_enabled': true",
       "'Disabled'"},
  };
  for (const Case& one : cases) {
    CAPTURE(one.attribute);
    CHECK(subnet_with(one.attribute).at(subnet, "properties.privateEndpointNetworkPolicies") ==
          one.policies);
  }
}

TEST_CASE("a storage policy has its definitions, and a subnet its policies", "[N-186]") {
  const std::string policy = microsoft_network + "serviceEndpointPolicies/p";
  const std::string scope = "'/subscriptions/00000000-0000-0000-0000-000000000000'";
  const Planned read =
      state("azurerm_subnet_service_endpoint_storage_policy",
            "{'name': 'p', 'resource_group_name': 'g', 'definition': [{'name': 'd', 'service': "
            "'Microsoft.Storage', 'service_resources': [" +
                scope + "]}]}");
  CHECK(read.at(policy + "/serviceEndpointPolicyDefinitions/d", "properties.serviceResources") ==
        "[" + scope + "]");
  const std::string id = "'" + group + policy + "'";
  CHECK(subnet_with("'service_endpoint_policy_ids': [" + id + "]")
            .at(subnet, "properties.serviceEndpointPolicies") == "[{'id': " + id + "}]");
}

TEST_CASE("a route table's two spellings are each other's opposite", "[I-204]") {
  const auto read = [](const std::string& attribute) {
    return state("azurerm_route_table",
                 "{'name': 't', 'resource_group_name': 'g', " + attribute + "}")
        .at(microsoft_network + "routeTables/t", "properties.disableBgpRoutePropagation");
  };
  CHECK(read("'bgp_route_propagation_enabled': false") == "true");
  CHECK(read("'bgp_route_propagation_enabled': true") == "false");
  CHECK(read("'disable_bgp_route_propagation': true") == "true");
}

TEST_CASE("blocks of a resource become children of their own", "[I-003]") {
  const Planned rules = state(
      "azurerm_network_security_group",
      "{'name': 'n', 'resource_group_name': 'g', 'security_rule': [{'name': 'r', 'priority': 100, "
      "'direction': 'Inbound', 'source_application_security_group_ids': "
      "['/subscriptions/00000000-0000-0000-0000-000000000000/"
      "resourceGroups/g/providers/Microsoft.Network/applicationSecurityGroups/a']}]}");
  const std::string rule = microsoft_network + "networkSecurityGroups/n/securityRules/r";
  CHECK(rules.at(rule, "properties.priority") == "100");
  CHECK(rules.at(rule, "properties.sourceApplicationSecurityGroups").find("[{'id': '/sub") == 0);
  const Planned networks =
      state("azurerm_virtual_network",
            "{'name': 'v', 'resource_group_name': 'g', 'address_space': ['10.0.0.0/16'], 'subnet': "
            "[{'name': 's', 'address_prefixes': ['10.0.1.0/24'], 'security_group': ''}]}");
  CHECK(networks.at(subnet, "properties.addressPrefixes") == "['10.0.1.0/24']");
  CHECK(networks.at(subnet, "properties.networkSecurityGroup") == "absent");
  CHECK(networks.at(microsoft_network + "virtualNetworks/v",
                    "properties.addressSpace.addressPrefixes") == "['10.0.0.0/16']");
}

TEST_CASE("an endpoint has its connection in one list and its zones in a child", "[I-210][I-211]") {
  const auto read = [](const std::string& manual) {
    return state(
        "azurerm_private_endpoint",
        "{'name': 'e', 'resource_group_name': 'g', 'subnet_id': "
        "'/subscriptions/00000000-0000-0000-0000-000000000000/x/y', "
        "'private_service_connection': [{'name': 'c', 'is_manual_connection': " +
            manual +
            ", 'private_connection_resource_id': "
            "'/subscriptions/00000000-0000-0000-0000-000000000000/k', 'private_ip_address': "
            "'10.0.0.9', 'subresource_names': ['vault']}], 'private_dns_zone_group': [{'name': "
            "'z', 'private_dns_zone_ids': "
            "['/subscriptions/00000000-0000-0000-0000-000000000000/zone']}]}");
  };
  const std::string endpoint = microsoft_network + "privateEndpoints/e";
  const std::string automatic = "properties.privateLinkServiceConnections";
  const std::string by_hand = "properties.manualPrivateLinkServiceConnections";
  CHECK(read("false").at(endpoint, automatic).find("'groupIds': ['vault']") != std::string::npos);
  CHECK(read("false").at(endpoint, by_hand) == "absent");
  CHECK(read("true").at(endpoint, automatic) == "absent");
  CHECK(read("true").at(endpoint, by_hand).find("'groupIds'") != std::string::npos);
  CHECK(read("true").at(endpoint, "properties.customDnsConfigs") ==
        "[{'ipAddresses': ['10.0.0.9']}]");
  CHECK(read("true").at(endpoint + "/privateDnsZoneGroups/z", "properties.privateDnsZoneConfigs") ==
        "[{'properties': {'privateDnsZoneId': "
        "'/subscriptions/00000000-0000-0000-0000-000000000000/zone'}}]");
}

TEST_CASE("service firewalls keep words, addresses and subnets", "[I-240][I-242][I-244][I-245]") {
  const Planned storage = state(
      "azurerm_storage_account",
      "{'name': 'st', 'resource_group_name': 'g', 'public_network_access_enabled': false, "
      "'network_rules': [{'default_action': 'Deny', 'bypass': ['Metrics', 'Logging'], 'ip_rules': "
      "['203.0.113.1'], 'virtual_network_subnet_ids': "
      "['/subscriptions/00000000-0000-0000-0000-000000000000/n']}]}");
  const std::string account = "Microsoft.Storage/storageAccounts/st";
  CHECK(storage.at(account, "properties.publicNetworkAccess") == "'Disabled'");
  CHECK(storage.at(account, "properties.networkAcls.bypass") == "'Logging, Metrics'");
  CHECK(storage.at(account, "properties.networkAcls.ipRules") == "[{'value': '203.0.113.1'}]");
  CHECK(storage.at(account, "properties.networkAcls.virtualNetworkRules") ==
        "[{'id': '/subscriptions/00000000-0000-0000-0000-000000000000/n'}]");

  const std::string cosmos = "Microsoft.DocumentDB/databaseAccounts/c";
  const Planned old = state("azurerm_cosmosdb_account",
                            "{'name': 'c', 'resource_group_name': 'g', 'ip_range_filter': "
                            "'203.0.113.1, 203.0.113.2', 'virtual_network_rule': []}");
  CHECK(old.at(cosmos, "properties.ipRules") ==
        "[{'ipAddressOrRange': '203.0.113.1'},{'ipAddressOrRange': '203.0.113.2'}]");

  const Planned bus =
      state("azurerm_servicebus_namespace",
            "{'name': 'b', 'resource_group_name': 'g', 'sku': 'Premium', 'network_rule_set': "
            "[{'default_action': 'Deny', 'trusted_services_allowed': true, 'ip_rules': "
            "['203.0.113.1']}]}");
  const std::string rules = "Microsoft.ServiceBus/namespaces/b/networkRuleSets/default";
  CHECK(bus.at(rules, "properties.defaultAction") == "'Deny'");
  CHECK(bus.at(rules, "properties.ipRules") == "[{'ipMask': '203.0.113.1'}]");
}

TEST_CASE("an app's settings are reduced to what decides the network", "[I-231][contract]") {
  const Planned app = state(
      "azurerm_linux_web_app",
      "{'name': 'a', 'resource_group_name': 'g', 'site_config': [{'vnet_route_all_enabled': "
      "true}], "
      "'app_settings': {'P': 'canary', 'WEBSITE_DNS_SERVER': '10.0.0.4', 'U': "
      "'https://kv1.vault.azure.net/'}, 'connection_string': [{'name': 'C', 'type': 'SQLAzure', "
      "'value': 'Server=tcp:sql1.database.windows.net;Password=canary'}], 'site_credential': "
      "[{'name': 'x', 'password': 'canary'}]}");
  const std::string site = "Microsoft.Web/sites/a";
  CHECK(app.at(site, "properties.vnetRouteAllEnabled") == "true");
  CHECK(app.at(site, "kind") == "'app,linux'");
  CHECK(app.at(site + "/config/appsettings", "properties.WEBSITE_DNS_SERVER") == "'10.0.0.4'");
  CHECK(app.at(site + "/config/connectionstrings", "properties.C.value")
            .find("sql1.database.windows.net") != std::string::npos);
  CHECK(to_resource_list(app.plan.after).find("canary") == std::string::npos);
}

TEST_CASE("a value of the wrong kind is an error at its place", "[I-304]") {
  const Planned read = state("azurerm_key_vault",
                             "{'name': 'k', 'resource_group_name': 'g', "
                             "'public_network_access_enabled': 'no'}");
  REQUIRE(read.diagnostics.size() == 1);
  CHECK(to_string(read.diagnostics.front())
            .find("azurerm_key_vault.x.public_network_access_enabled: found string, expected true "
                  "or false (I-304)") != std::string::npos);
  CHECK(read.at("Microsoft.KeyVault/vaults/k", "properties.publicNetworkAccess").find("$unknown") !=
        std::string::npos);
}

TEST_CASE("no Terraform type is mapped twice, and every parent is named", "[I-307]") {
  std::set<std::string_view> seen;
  for (const auto& table :
       {terraform::network_mappings(), terraform::dns_mappings(), terraform::compute_mappings(),
        terraform::edge_mappings(), terraform::web_mappings(), terraform::service_mappings()}) {
    for (const terraform::Mapping& row : table) {
      CAPTURE(row.terraform);
      CHECK(seen.insert(row.terraform).second);
      const bool child = std::ranges::count(row.arm, '/') > 1;
      const bool needs_parent = child || row.kind != terraform::Kind::resource;
      CHECK(needs_parent == !row.naming.parent_id.empty());
    }
  }
}
