#include "input/terraform/plan.h"

using namespace airtight;
using namespace airtight::input;
using namespace airtight::input::test;

namespace {

const std::string microsoft_network = "Microsoft.Network/";
const std::string named_g = "'resource_group_name': 'g'";

std::string make_network(const std::string& name, const std::string& address) {
  return create(address, "{'name': '" + name + "', " + named_g + "}", "{'id': true}");
}

bool has_gap(const Planned& planned, const std::string& what) {
  for (const ResourceSet::Gap& gap : planned.plan.after.gaps()) {
    if (gap.what.find(what) != std::string::npos) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("an unknown id is the id of the resource that the configuration refers to",
          "[I-306][I-307]") {
  const std::string changes =
      make_network("v", "azurerm_virtual_network.net") + "," +
      create("azurerm_subnet.app", "{'name': 's', " + named_g + ", 'virtual_network_name': 'v'}",
             "{'id': true}") +
      "," +
      create("azurerm_private_endpoint.e", "{'name': 'e', " + named_g + "}",
             "{'id': true, 'subnet_id': true}");
  const std::string path = "properties.subnet.id";
  const std::string expected = "'" + group + microsoft_network + "virtualNetworks/v/subnets/s'";
  for (const std::string references :
       {"['azurerm_subnet.app.id', 'azurerm_subnet.app']", "['azurerm_subnet.app']"}) {
    const Planned read =
        plan(document(changes, written("azurerm_private_endpoint", "e",
                                       "{'subnet_id': {'references': " + references + "}}")));
    CHECK(read.at(microsoft_network + "privateEndpoints/e", path) == expected);
    CHECK(read.diagnostics.empty());
  }
  const Planned unrelated = plan(
      document(changes, written("azurerm_private_endpoint", "e",
                                "{'subnet_id': {'references': ['azurerm_virtual_network.net.id', "
                                "'azurerm_virtual_network.net']}}")));
  CHECK(unrelated.at(microsoft_network + "privateEndpoints/e", path) ==
        "{'$unknown': 'azurerm_virtual_network.net.id', 'reason': 'known after apply'}");
}

TEST_CASE("an attribute that nobody writes has the service's default, not an unknown", "[I-303]") {
  const std::string unknown =
      "{'network_rules': [{'bypass': true, 'virtual_network_subnet_ids': true}]}";
  const std::string after =
      "{'name': 'st', " + named_g + ", 'network_rules': [{'default_action': 'Deny'}]}";
  const auto read = [&](const std::string& expressions) {
    return plan(document(create("azurerm_storage_account.st", after, unknown),
                         written("azurerm_storage_account", "st", expressions)));
  };
  const std::string account = "Microsoft.Storage/storageAccounts/st";
  const std::string rules = "properties.networkAcls.virtualNetworkRules";
  CHECK(read("{'network_rules': [{'default_action': {'constant_value': 'Deny'}}]}")
            .at(account, rules) == "absent");
  // A dynamic block leaves no trace in the configuration, so what is in it may be anything.
  CHECK(read("{}").at(account, rules).find("$unknown") != std::string::npos);
  CHECK(read("{'network_rules': [{'virtual_network_subnet_ids': {'references': ['local.x']}}]}")
            .at(account, rules)
            .find("azurerm_storage_account.st.network_rules.0.virtual_network_subnet_ids") !=
        std::string::npos);
}

TEST_CASE("references are followed through variables, outputs and for_each", "[I-306]") {
  const std::string changes =
      make_network("hub", "module.net.azurerm_virtual_network.n[\\\"hub\\\"]") + "," +
      make_network("spoke", "module.net.azurerm_virtual_network.n[\\\"spoke\\\"]") + "," +
      create("module.link[\\\"spoke\\\"].azurerm_private_dns_zone_virtual_network_link.l",
             "{'name': 'l', " + named_g + ", 'private_dns_zone_name': 'z.example'}",
             "{'virtual_network_id': true}");
  const std::string calls =
      ", 'module_calls': {'net': {'module': {'resources': [], 'outputs': {'ids': {'expression': "
      "{'references': ['azurerm_virtual_network.n']}}}}}, 'link': {'for_each_expression': "
      "{'references': ['module.net.ids', 'module.net']}, 'expressions': {'network': {'references': "
      "['each.value.id', 'each.value']}}, 'module': {'resources': [" +
      written("azurerm_private_dns_zone_virtual_network_link", "l",
              "{'virtual_network_id': {'references': ['var.network']}}") +
      "]}}}";
  const Planned read = plan(document(changes, "", calls));
  const std::string link = microsoft_network + "privateDnsZones/z.example/virtualNetworkLinks/l";
  CHECK(read.at(link, "properties.virtualNetwork.id") ==
        "'" + group + microsoft_network + "virtualNetworks/spoke'");
}

TEST_CASE("an equal key joins two resources of for_each", "[I-306]") {
  const std::string keyed = ", 'for_each_expression': {'references': ['var.names']}";
  std::string changes;
  for (const std::string key : {"a", "b"}) {
    changes +=
        make_network("v" + key, "azurerm_virtual_network.n[\\\"" + key + "\\\"]") + "," +
        create("azurerm_private_dns_zone_virtual_network_link.l[\\\"" + key + "\\\"]",
               "{'name': 'l" + key + "', " + named_g + ", 'private_dns_zone_name': 'z.example'}",
               "{'virtual_network_id': true}") +
        (key == "a" ? "," : "");
  }
  const Planned read = plan(document(
      changes, written("azurerm_private_dns_zone_virtual_network_link", "l",
                       "{'virtual_network_id': {'references': ['azurerm_virtual_network.n', "
                       "'each.key']}}",
                       keyed)));
  for (const std::string key : {"a", "b"})
    CHECK(read.at(microsoft_network + "privateDnsZones/z.example/virtualNetworkLinks/l" + key,
                  "properties.virtualNetwork.id") ==
          "'" + group + microsoft_network + "virtualNetworks/v" + key + "'");
}

TEST_CASE("a name that is not known yet is the same symbol everywhere", "[I-307]") {
  const std::string changes =
      create("azurerm_key_vault.k", "{" + named_g + "}", "{'name': true, 'id': true}") + "," +
      create("azurerm_key_vault_secret.s", "{'name': 'x'}", "{'key_vault_id': true}");
  const Planned read = plan(document(
      changes, written("azurerm_key_vault", "k", "{'name': {'references': ['random_pet.p.id']}}") +
                   "," +
                   written("azurerm_key_vault_secret", "s",
                           "{'key_vault_id': {'references': ['azurerm_key_vault.k.id', "
                           "'azurerm_key_vault.k']}}")));
  const auto vaults = read.plan.after.of_type("Microsoft.KeyVault/vaults");
  const auto secrets = read.plan.after.of_type("Microsoft.KeyVault/vaults/secrets");
  REQUIRE(vaults.size() == 1);
  REQUIRE(secrets.size() == 1);
  CHECK(azure::ResourceId(*secrets[0]->find("id")->string()).parent() ==
        azure::ResourceId(*vaults[0]->find("id")->string()));
  REQUIRE(read.diagnostics.size() == 1);
  CHECK(read.diagnostics.front().severity == Severity::note);
}

TEST_CASE("associations change their target, also one of another input", "[I-321]") {
  const std::string associate = create("azurerm_subnet_route_table_association.a",
                                       "{'subnet_id': '" + group + microsoft_network +
                                           "virtualNetworks/v/subnets/s', 'route_table_id': '" +
                                           group + microsoft_network + "routeTables/t'}");
  const std::string subnet = microsoft_network + "virtualNetworks/v/subnets/s";
  const std::string make_subnet =
      create("azurerm_subnet.s", "{'name': 's', " + named_g + ", 'virtual_network_name': 'v'}");
  const Planned inside = plan(document(associate + "," + make_subnet));
  CHECK(inside.at(subnet, "properties.routeTable.id") ==
        "'" + group + microsoft_network + "routeTables/t'");
  CHECK(inside.at(subnet, "$external") == "absent");
  const Planned outside = plan(document(associate));
  CHECK(outside.at(subnet, "properties.routeTable.id") ==
        "'" + group + microsoft_network + "routeTables/t'");
  CHECK(outside.at(subnet, "$external") == "true");
  const Planned nowhere = plan(document(create("azurerm_subnet_route_table_association.a", "{}",
                                               "{'subnet_id': true, 'route_table_id': true}")));
  CHECK(has_gap(nowhere, "which resource it changes is not known"));
}

TEST_CASE("what a plan deletes is gone, what it forgets is not", "[I-302]") {
  const auto change = [&](const std::string& action) {
    return plan(document("{'address': 'azurerm_virtual_network.v', 'change': {'actions': ['" +
                         action + "'], 'after': null, 'before': {'name': 'v', " + named_g + "}}}"));
  };
  CHECK(change("delete").find(microsoft_network + "virtualNetworks/v") == nullptr);
  CHECK(change("forget").find(microsoft_network + "virtualNetworks/v") != nullptr);
}

TEST_CASE("the state before a plan is its prior state", "[I-302]") {
  const Planned read = plan(
      "{'format_version': '1.2', 'resource_changes': [], 'prior_state': {'values': {'root_module': "
      "{'resources': [{'address': 'azurerm_virtual_network.v', 'mode': 'managed', 'values': "
      "{'name': 'v', 'resource_group_name': 'g'}}]}}}}");
  REQUIRE(read.plan.before);
  CHECK(read.plan.before->all().size() == 1);
  CHECK(read.plan.after.all().size() == 1);  // a targeted plan leaves it out
  CHECK_FALSE(state("azurerm_virtual_network", "{'name': 'v'}").plan.before);
}

TEST_CASE("sensitive values are dropped, and what they decide is unknown", "[I-309]") {
  const Planned read = plan(
      "{'format_version': '1.0', 'values': {'root_module': {'resources': [{'address': "
      "'azurerm_public_ip.p', 'values': {'name': 'p', 'resource_group_name': 'g', 'ip_address': "
      "'canary'}, 'sensitive_values': {'ip_address': true}}]}}}");
  CHECK(read.at(microsoft_network + "publicIPAddresses/p", "properties.ipAddress") ==
        "{'$unknown': 'azurerm_public_ip.p.ip_address', 'reason': 'marked as sensitive'}");
}

TEST_CASE("a type that is not followed is a gap unless it carries no traffic", "[I-307]") {
  const auto read = [](const std::string& type) {
    return state(type, "{'name': 'x', 'resource_group_name': 'g'}");
  };
  CHECK(has_gap(read("azurerm_something_new"), "azurerm_something_new.x"));
  CHECK_FALSE(read("azurerm_something_new").diagnostics.empty());
  const Planned harmless = read("azurerm_monitor_action_group");
  CHECK(harmless.plan.after.gaps().empty());
  CHECK(harmless.plan.after.all().size() == 1);
  Diagnostics ignored;
  const auto carrier = to_resources(read("azurerm_network_manager").plan.after, ignored);
  REQUIRE(carrier.others.size() == 1);
  CHECK(carrier.others.front().type.starts_with("Microsoft.Network/networkManagers"));
  CHECK(has_gap(read("restful_resource"), "provider restful"));
  CHECK(read("random_pet").plan.after.gaps().empty());
}

TEST_CASE("data sources are stubs", "[I-302]") {
  const Planned read = plan(
      "{'format_version': '1.0', 'values': {'root_module': {'resources': [{'address': "
      "'data.azurerm_subnet.s', 'mode': 'data', 'values': {'name': 's', 'resource_group_name': "
      "'g', "
      "'virtual_network_name': 'v', 'address_prefixes': ['10.0.0.0/24']}}]}}}");
  CHECK(read.at(microsoft_network + "virtualNetworks/v/subnets/s", "$external") == "true");
  CHECK(read.at(microsoft_network + "virtualNetworks/v/subnets/s", "properties.addressPrefixes") ==
        "['10.0.0.0/24']");
}

TEST_CASE("a role's principal is the identity it refers to") {
  const std::string changes =
      create("azurerm_linux_web_app.a",
             "{'name': 'a', " + named_g + ", 'identity': [{'type': 'SystemAssigned'}]}",
             "{'identity': [{'principal_id': true}]}") +
      "," +
      create("azurerm_role_assignment.r",
             "{'name': 'r', 'scope': '" + group +
                 "Microsoft.KeyVault/vaults/k', "
                 "'role_definition_name': 'Key Vault Secrets User'}",
             "{'principal_id': true}");
  const Planned read = plan(document(
      changes, written("azurerm_linux_web_app", "a",
                       "{'identity': [{'type': {'constant_value': "
                       "'SystemAssigned'}}]}") +
                   "," +
                   written("azurerm_role_assignment", "r",
                           "{'principal_id': {'references': "
                           "['azurerm_linux_web_app.a.identity[0].principal_id', "
                           "'azurerm_linux_web_app.a.identity[0]', "
                           "'azurerm_linux_web_app.a.identity', 'azurerm_linux_web_app.a']}}")));
  const std::string principal = read.at("Microsoft.Web/sites/a", "identity.principalId");
  CHECK(principal.size() == 38);
  CHECK(read.at("Microsoft.KeyVault/vaults/k/providers/Microsoft.Authorization/roleAssignments/r",
                "properties.principalId") == principal);
}

TEST_CASE("azapi bodies are ARM, as objects and as text", "[I-320]") {
  const std::string parent =
      "'parent_id': '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/g'";
  const std::string head =
      "{'type': 'Microsoft.Network/virtualNetworks@2024-05-01', 'name': 'v', " + parent;
  const std::string inside =
      "{'properties': {'subnets': [{'name': 's', 'properties': "
      "{'addressPrefix': '10.0.0.0/24'}}]}}";
  const std::string subnet = microsoft_network + "virtualNetworks/v/subnets/s";
  CHECK(state("azapi_resource", head + ", 'body': " + inside + "}")
            .at(subnet, "properties.addressPrefix") == "'10.0.0.0/24'");
  std::string escaped;
  for (const char c : inside) escaped += c == '\'' ? std::string("\\'") : std::string(1, c);
  CHECK(state("azapi_resource", head + ", 'body': '" + escaped + "'}")
            .at(subnet, "properties.addressPrefix") == "'10.0.0.0/24'");
  CHECK(has_errors(state("azapi_resource", head + ", 'body': '{'}").diagnostics));
  CHECK(has_gap(state("azapi_resource", "{'type': null, 'name': 'x'}"), "no ARM type"));
}

TEST_CASE("several resources that may be meant leave the id unknown", "[I-306]") {
  const std::string changes = make_network("a", "azurerm_virtual_network.n[0]") + "," +
                              make_network("b", "azurerm_virtual_network.n[1]") + "," +
                              create("azurerm_virtual_network_peering.p",
                                     "{'name': 'p', " + named_g + ", 'virtual_network_name': 'a'}",
                                     "{'remote_virtual_network_id': true}");
  const Planned read =
      plan(document(changes, written("azurerm_virtual_network_peering", "p",
                                     "{'remote_virtual_network_id': {'references': "
                                     "['azurerm_virtual_network.n', 'local.which']}}")));
  CHECK(read.at(microsoft_network + "virtualNetworks/a/virtualNetworkPeerings/p",
                "properties.remoteVirtualNetwork.id")
            .find("$unknown") != std::string::npos);
}

TEST_CASE("circles of references and parents end", "[I-306]") {
  const Planned circle = plan(document(
      create("azurerm_subnet.a", "{'name': 'a', " + named_g + "}", "{'virtual_network_id': true}"),
      written("azurerm_subnet", "a",
              "{'virtual_network_id': {'references': ['module.m.o', 'module.m']}}"),
      ", 'module_calls': {'m': {'module': {'outputs': {'o': {'expression': {'references': "
      "['var.x']}}}}, 'expressions': {'x': {'references': ['module.m.o', "
      "'azurerm_subnet.a.id']}}}}"));
  CHECK(circle.plan.after.all().size() == 1);
  const Planned own =
      plan(document(create("azurerm_role_assignment.a", "{'name': 'a'}", "{'scope': true}"),
                    written("azurerm_role_assignment", "a",
                            "{'scope': {'references': ['azurerm_role_assignment.a.id']}}")));
  CHECK(own.plan.after.all().size() == 1);
}
