#include "input/reading.h"
#include "input/resources/site_settings.h"

using namespace airtight;
using namespace airtight::input::test;

namespace {

const std::string site_id = "$RG/Microsoft.Web/sites/a";

std::string site(const std::string& properties) {
  return "{'id': '" + site_id + "', 'properties': {" + properties + "}}";
}

std::string config(const std::string& name, const std::string& properties) {
  return "{'id': '" + site_id + "/config/" + name + "', 'properties': {" + properties + "}}";
}

}  // namespace

TEST_CASE("each spelling of route-all turns it on", "[I-231][R-23][A-041]") {
  for (const std::string& text : std::vector<std::string>{
           site("'vnetRouteAllEnabled': true"), site("'siteConfig': {'vnetRouteAllEnabled': true}"),
           site("'outboundVnetRouting': {'allTraffic': true, 'applicationTraffic': false}"),
           site("'outboundVnetRouting': {'applicationTraffic': true}"),
           site("") + "," + config("web", "'vnetRouteAllEnabled': true"),
           site("") + "," + config("appsettings", "'WEBSITE_VNET_ROUTE_ALL': '1'"),
           site("'siteConfig': {'appSettings': [{'name': 'WEBSITE_VNET_ROUTE_ALL', 'value': "
                "'1'}]}")}) {
    CAPTURE(text);
    const Typed read = typed("[" + text + "]");
    CHECK(read.diagnostics.empty());
    REQUIRE(read.resources.sites.size() == 1);
    REQUIRE(read.resources.sites.front().route_all.known() != nullptr);
    CHECK(*read.resources.sites.front().route_all.known());
  }
  CHECK(typed("[" + site("") + "]").resources.sites.front().route_all.absent());
}

TEST_CASE("an explicit false beside the app setting keeps both", "[R-23][C-15]") {
  const Typed read = typed("[" + site("'vnetRouteAllEnabled': false") + "," +
                           config("appsettings", "'WEBSITE_VNET_ROUTE_ALL': '1'") + "]");
  const auto& found = read.resources.sites.front();
  REQUIRE(found.route_all.known() != nullptr);
  CHECK_FALSE(*found.route_all.known());
  CHECK(*found.route_all_setting.known() == "1");
}

TEST_CASE("route-all true in one place and false in another is a warning", "[A-044]") {
  const Typed read = typed(
      "[" + site("'vnetRouteAllEnabled': false, 'siteConfig': {'vnetRouteAllEnabled': true}") +
      "]");
  CHECK(*read.resources.sites.front().route_all.known());
  CHECK(read.diagnostics.size() == 1);
}

TEST_CASE("the integration subnet is read in its three forms", "[A-042][I-232]") {
  const std::string subnet = "$NET/virtualNetworks/v/subnets/s";
  for (const std::string& text : std::vector<std::string>{
           site("'virtualNetworkSubnetId': '" + subnet + "'"),
           site("'virtualNetworkSubnetId': null") + ", {'id': '" + site_id +
               "/networkConfig/virtualNetwork', 'properties': {'subnetResourceId': '" + subnet +
               "'}}",
           site("") + ", {'id': '" + site_id +
               "/virtualNetworkConnections/x', 'properties': {'isSwift': true, "
               "'vnetResourceId': '" +
               subnet + "'}}"}) {
    CAPTURE(text);
    const Typed read = typed("[" + text + "]");
    REQUIRE(read.resources.sites.front().integration_subnet.known() != nullptr);
    CHECK(read.resources.sites.front().integration_subnet.known()->name() == "s");
  }
}

TEST_CASE("an integration through a gateway is no subnet's", "[N-254]") {
  const Typed read =
      typed("[" + site("") + ", {'id': '" + site_id +
            "/virtualNetworkConnections/x', 'properties': {'isSwift': false, 'vnetResourceId': "
            "'$NET/virtualNetworks/v'}}]");
  CHECK(read.resources.sites.front().by_gateway);
  CHECK(read.resources.sites.front().integration_subnet.unknown() != nullptr);
}

TEST_CASE("an app's outbound addresses are those in use, else the possible ones", "[N-230]") {
  const auto addresses = [](const std::string& properties) {
    return typed("[" + site(properties) + "]").resources.sites.front().outbound_addresses;
  };
  const std::string possible = "'possibleOutboundIpAddresses': '20.1.2.3,20.1.2.4,20.1.2.5'";
  CHECK(addresses("").empty());
  CHECK(addresses(possible).size() == 3);
  CHECK(addresses("'outboundIpAddresses': '20.1.2.3, 20.1.2.4', " + possible) ==
        std::vector<net::Ip>{net::ipv4(20, 1, 2, 3), net::ipv4(20, 1, 2, 4)});
  CHECK(addresses("'outboundIpAddresses': '20.1.2.3,hidden'").empty());
}

TEST_CASE("config/appsettings replaces the settings of siteConfig", "[I-233]") {
  const Typed read =
      typed("[" + site("'siteConfig': {'appSettings': [{'name': 'OLD', 'value': 'x'}]}") + "," +
            config("appsettings", "'NEW': 'https://api.x.net/'") + "," +
            config("connectionstrings", "'DB': {'value': 'Server=db.x.net', 'type': 'SQL'}") + "]");
  const auto& settings = read.resources.sites.front().settings;
  REQUIRE(settings.size() == 2);
  CHECK(settings[0].name == "NEW");
  CHECK(settings[0].dropped);
  CHECK(settings[0].hosts == std::vector<std::string>{"api.x.net"});
  CHECK(settings[1].name == "DB");
}

TEST_CASE("Key Vault references are read in both syntaxes", "[A-210]") {
  struct Case {
    std::string text;
    std::string vault;
    std::string host;
  };
  const std::vector<Case> cases{
      {"@Microsoft.KeyVault(SecretUri=https://Kv1.vault.azure.net/secrets/s/1)", "kv1",
       "kv1.vault.azure.net"},
      {"@Microsoft.KeyVault(VaultName=Kv1;SecretName=s)", "kv1", "kv1.vault.azure.net"},
      {"@microsoft.keyvault( VaultName = kv1 ; SecretName = s ; SecretVersion=1)", "kv1",
       "kv1.vault.azure.net"},
      {"@Microsoft.KeyVault(VaultName=kv1)", "", ""},
      {"@Microsoft.KeyVault(SecretUri=http://kv1.vault.azure.net/secrets/s)", "", ""},
      {"@Microsoft.KeyVault(SecretUri=https://kv1.vault.azure.net/keys/s)", "", ""},
      {"@Microsoft.KeyVault(nonsense)", "", ""},
      {"@Microsoft.KeyVault(", "", ""},
  };
  for (const Case& one : cases) {
    CAPTURE(one.text);
    const auto reference = input::resources::parse_reference("S", one.text, {});
    CHECK(reference.vault == one.vault);
    CHECK(reference.vault_host == one.host);
    CHECK(reference.text == one.text);
  }
}

TEST_CASE("slots are sites with settings of their own", "[I-231][A-190]") {
  const Typed read =
      typed("[{'id': '" + site_id +
            "/slots/blue', 'identity': {'type': 'SystemAssigned', 'principalId': "
            "'p'}, 'properties': {'publicNetworkAccess': 'disabled', 'siteConfig': {'appSettings': "
            "[{'name': 'K', 'value': '@Microsoft.KeyVault(VaultName=k;SecretName=s)'}]}}}]");
  REQUIRE(read.resources.sites.size() == 1);
  const auto& slot = read.resources.sites.front();
  CHECK(slot.identity);
  CHECK(slot.principal == "p");
  CHECK(*slot.public_network_access.known() == azure::PublicNetworkAccess::disabled);
  CHECK(slot.references.size() == 1);
  CHECK(slot.settings.empty());
}

TEST_CASE("an app's own resolvers come from the property or the settings", "[A-071]") {
  const Typed property = typed(
      "[" + site("'dnsConfiguration': {'dnsServers': ['10.0.0.4'], 'dnsAltServer': '10.0.0.5'}") +
      "]");
  const Typed setting = typed("[" + site("") + "," +
                              config("appsettings",
                                     "'WEBSITE_DNS_SERVER': '10.0.0.4', "
                                     "'WEBSITE_DNS_ALT_SERVER': '10.0.0.5'") +
                              "]");
  for (const Typed* read : {&property, &setting}) {
    const auto& app = read->resources.sites.front();
    REQUIRE(app.dns_servers.known() != nullptr);
    CHECK(*app.dns_servers.known() == std::vector<net::Ip>{net::ipv4(10, 0, 0, 4)});
    REQUIRE(app.alternative_server.known() != nullptr);
    CHECK(*app.alternative_server.known() == net::ipv4(10, 0, 0, 5));
  }
}

TEST_CASE("an alternative server is no list of its own, and the property wins over the setting",
          "[A-071][D-306][D-307]") {
  const Typed alone = typed("[" + site("") + "," +
                            config("appsettings", "'WEBSITE_DNS_ALT_SERVER': '10.0.0.5'") + "]");
  CHECK(alone.resources.sites.front().dns_servers.absent());
  CHECK(*alone.resources.sites.front().alternative_server.known() == net::ipv4(10, 0, 0, 5));
  const Typed both =
      typed("[" + site("'dnsConfiguration': {'dnsServers': ['10.0.0.4']}") + "," +
            config("appsettings",
                   "'WEBSITE_DNS_SERVER': '10.0.0.9', 'WEBSITE_DNS_ALT_SERVER': '10.0.0.5'") +
            "]");
  CHECK(*both.resources.sites.front().dns_servers.known() ==
        std::vector<net::Ip>{net::ipv4(10, 0, 0, 4)});
  CHECK(*both.resources.sites.front().alternative_server.known() == net::ipv4(10, 0, 0, 5));
}

TEST_CASE("access restrictions are read in order of priority", "[N-329][N-330][N-332]") {
  const Typed read = typed(
      "[" +
      site("'siteConfig': {'ipSecurityRestrictions': ["
           "{'ipAddress': 'Any', 'action': 'Deny', 'priority': 2147483647, 'name': 'Deny all'},"
           "{'ipAddress': '1.2.3.4/32,5.6.7.0/24', 'action': 'Allow', 'priority': 100},"
           "{'ipAddress': 'AzureFrontDoor.Backend', 'tag': 'ServiceTag', 'action': 'Allow', "
           "'priority': 90, 'headers': {'x-azure-fdid': ['a']}},"
           "{'ipAddress': 'AnyVnets', 'action': 'Allow', 'priority': 80}],"
           "'ipSecurityRestrictionsDefaultAction': 'Deny', "
           "'scmIpSecurityRestrictionsUseMain': true}") +
      "]");
  CHECK(read.diagnostics.empty());
  REQUIRE(read.resources.sites.size() == 1);
  const azure::AccessRestrictions& list = read.resources.sites.front().restrictions;
  REQUIRE(list.rules.size() == 4);
  CHECK(list.rules[0].any_network);
  CHECK(list.rules[1].tags == std::vector<std::string>{"AzureFrontDoor.Backend"});
  CHECK(list.rules[1].headers);
  CHECK(list.rules[2].prefixes.size() == 2);
  CHECK_FALSE(list.rules[3].allow);
  CHECK(*list.default_action.known() == azure::DefaultAction::deny);
  CHECK(*read.resources.sites.front().scm_uses_main.known());
}

TEST_CASE("each class of platform traffic has its switch, old or new", "[N-238][N-239]") {
  const auto routing = [](const std::string& properties) {
    return typed("[" + site(properties) + "]").resources.sites.front().outbound_routing;
  };
  CHECK(routing("").image_pull.absent());
  CHECK(*routing("'outboundVnetRouting': {'imagePullTraffic': true}").image_pull.known());
  CHECK(*routing("'vnetContentShareEnabled': true").content_share.known());
  CHECK(*routing("'outboundVnetRouting': {'allTraffic': true}").all.known());
}

TEST_CASE("what an app says of its container, ports and resolvers is read",
          "[A-007][A-040][A-072][A-133]") {
  const auto read = [](const std::string& text) {
    return typed("[" + text + "]").resources.sites.front();
  };
  const azure::Site plain = read(site(""));
  CHECK(plain.stack.empty());
  CHECK(plain.private_ports.absent());
  CHECK(plain.legacy_dns_order.absent());
  CHECK(plain.https_only.absent());
  CHECK(plain.public_network_access.absent());
  CHECK(read(site("'siteConfig': {'linuxFxVersion': 'COMPOSE|x'}")).stack == "COMPOSE|x");
  CHECK(read(site("") + "," + config("web", "'linuxFxVersion': 'PHP|8.2'")).stack == "PHP|8.2");
  CHECK(*read(site("'siteConfig': {'vnetPrivatePortsCount': 2}")).private_ports.known());
  CHECK_FALSE(*read(site("'siteConfig': {'vnetPrivatePortsCount': 0}")).private_ports.known());
  CHECK(*read(site("") + "," + config("web", "'vnetPrivatePortsCount': 1")).private_ports.known());
  CHECK(*read(site("'dnsConfiguration': {'dnsLegacySortOrder': true}")).legacy_dns_order.known());
}

TEST_CASE("a plan has its instances and its environment", "[A-001][A-022][I-230]") {
  const Typed read = typed(
      "[{'id': '$RG/Microsoft.Web/serverfarms/p', 'sku': {'name': 'I1V2', 'capacity': 3}, "
      "'properties': {'hostingEnvironmentProfile': {'id': "
      "'$RG/Microsoft.Web/hostingEnvironments/e'}}},"
      "{'id': '$RG/Microsoft.Web/hostingEnvironments/e', 'properties': {'virtualNetwork': {'id': "
      "'$NET/virtualNetworks/v/subnets/s'}}}]");
  REQUIRE(read.resources.plans.size() == 1);
  CHECK(read.resources.plans.front().instances == 3);
  REQUIRE(read.resources.plans.front().environment.known() != nullptr);
  CHECK(read.resources.plans.front().environment.known()->name() == "e");
  REQUIRE(read.resources.hosted_workloads.size() == 1);
  REQUIRE(read.resources.hosted_workloads.front().subnets.size() == 1);
  CHECK(read.resources.hosted_workloads.front().subnets.front().known()->name() == "s");
}

TEST_CASE("clusters and container environments send from their subnets", "[A-262][A-264]") {
  const Typed read = typed(
      "[{'id': '$RG/Microsoft.ContainerService/managedClusters/k', 'properties': "
      "{'agentPoolProfiles': [{'vnetSubnetID': '$NET/virtualNetworks/v/subnets/pods'}]}},"
      "{'id': '$RG/Microsoft.App/managedEnvironments/e', 'properties': {'vnetConfiguration': "
      "{'infrastructureSubnetId': '$NET/virtualNetworks/v/subnets/aca'}}},"
      "{'id': '$RG/Microsoft.App/containerApps/c', 'properties': {'environmentId': "
      "'$RG/Microsoft.App/managedEnvironments/e'}}]");
  const auto& all = read.resources.hosted_workloads;
  REQUIRE(all.size() == 3);
  CHECK(all[0].type == "Microsoft.App/containerApps");
  CHECK(all[0].host.name() == "e");
  CHECK(all[0].subnets.empty());
  CHECK(all[1].subnets.front().known()->name() == "aca");
  CHECK(all[2].subnets.front().known()->name() == "pods");
  CHECK(all[2].any_server);
}

TEST_CASE("app settings that are no object are an error and a gap", "[I-233]") {
  const Typed read = typed_one("$RG/Microsoft.Web/sites/a/config/appsettings", "");
  CHECK(read.resources.gaps.empty());
  const Typed wrong =
      typed("[{'id': '$RG/Microsoft.Web/sites/a/config/appsettings', 'properties': [1]}]");
  CHECK_FALSE(wrong.diagnostics.empty());
  CHECK_FALSE(wrong.resources.gaps.empty());
}
