#include "input/reading.h"

using namespace airtight;
using namespace airtight::input::test;
using azure::PublicNetworkAccess;

namespace {

struct Rules {
  std::string type;
  std::string properties;
  std::size_t addresses;
  std::size_t subnets;
};

std::string subnet_id() { return "$NET/virtualNetworks/v/subnets/s"; }

}  // namespace

TEST_CASE("the firewall is read in each service's own spelling", "[I-240][I-244][I-246]") {
  const std::vector<Rules> cases{
      {"KeyVault/vaults",
       "'networkAcls': {'defaultAction': 'Deny', 'ipRules': [{'value': '1.2.3.4/32'}], "
       "'virtualNetworkRules': [{'id': '" +
           subnet_id() + "'}]}",
       1, 1},
      {"Storage/storageAccounts",
       "'networkRuleSet': {'defaultAction': 'Deny', 'ipRules': [{'ipAddressOrRange': '1.2.3.4'}]}",
       1, 0},
      {"ContainerRegistry/registries",
       "'networkRuleSet': {'defaultAction': 'deny', 'ipRules': ['1.2.3.0/24']}", 1, 0},
      {"EventGrid/topics", "'inboundIpRules': [{'ipMask': '1.2.3.4', 'action': 'Allow'}]", 1, 0},
      {"DocumentDB/databaseAccounts",
       "'ipRules': [{'ipAddressOrRange': '1.2.3.4'}], 'isVirtualNetworkFilterEnabled': true, "
       "'virtualNetworkRules': [{'id': '" +
           subnet_id() + "'}]",
       1, 1},
      {"DocumentDB/databaseAccounts", "'ipRangeFilter': '1.2.3.4,5.6.7.0/24'", 2, 0},
      {"ServiceBus/namespaces", "", 0, 0},
  };
  for (const Rules& one : cases) {
    CAPTURE(one.type, one.properties);
    const Typed read = typed_one("$RG/Microsoft." + one.type + "/x", one.properties);
    CHECK(read.diagnostics.empty());
    REQUIRE(read.resources.services.size() == 1);
    const auto* rules = read.resources.services.front().network_rules.known();
    if (one.addresses + one.subnets == 0) {
      CHECK(rules == nullptr);
      continue;
    }
    REQUIRE(rules != nullptr);
    CHECK(rules->ip_rules.size() == one.addresses);
    CHECK(rules->subnet_rules.size() == one.subnets);
  }
}

TEST_CASE("rules that are children of their server count as its firewall", "[I-243][I-245]") {
  const Typed read = typed(
      "[{'id': '$RG/Microsoft.Sql/servers/s/firewallRules/r', 'properties': {'startIpAddress': "
      "'1.0.0.0', 'endIpAddress': '1.0.0.255'}},"
      " {'id': '$RG/Microsoft.Sql/servers/s/virtualNetworkRules/v', 'properties': "
      "{'virtualNetworkSubnetId': '" +
      subnet_id() +
      "'}},"
      " {'id': '$RG/Microsoft.ServiceBus/namespaces/b', 'properties': {}},"
      " {'id': '$RG/Microsoft.ServiceBus/namespaces/b/networkrulesets/default', 'properties': "
      "{'publicNetworkAccess': 'Disabled', 'defaultAction': 'Deny', "
      "'trustedServiceAccessEnabled': true, 'virtualNetworkRules': [{'subnet': {'id': '" +
      subnet_id() + "'}}]}}]");
  CHECK(read.diagnostics.empty());
  REQUIRE(read.resources.services.size() == 2);
  const auto& bus = read.resources.services[0];
  CHECK(*bus.public_network_access.known() == PublicNetworkAccess::disabled);
  CHECK(bus.network_rules.known()->bypass.known()->front() == "AzureServices");
  CHECK(bus.network_rules.known()->subnet_rules.size() == 1);
  const auto& sql = read.resources.services[1];
  CHECK(sql.external);
  CHECK(net::to_string(std::get<net::Prefix>(sql.network_rules.known()->ip_rules.front().value)) ==
        "1.0.0.0/24");
  CHECK(sql.network_rules.known()->subnet_rules.size() == 1);
}

TEST_CASE("a live server without its rules does not count as closed", "[I-243]") {
  const Typed read =
      typed_one("$RG/Microsoft.Sql/servers/s", "'fullyQualifiedDomainName': 's.x.net'");
  CHECK(read.resources.services.front().network_rules.unknown() != nullptr);
}

TEST_CASE("words of a newer API are a warning and unknown, never a default", "[I-240]") {
  for (const char* properties : {"'publicNetworkAccess': 'Sometimes'",
                                 "'networkAcls': {'bypass': 'AzureServices, Dreams'}"}) {
    CAPTURE(properties);
    const Typed read = typed_one("$RG/Microsoft.Storage/storageAccounts/x", properties);
    REQUIRE(read.diagnostics.size() == 1);
    CHECK(read.diagnostics.front().severity == Severity::warning);
    const auto& service = read.resources.services.front();
    const auto* rules = service.network_rules.known();
    CHECK((service.public_network_access.unknown() != nullptr ||
           (rules != nullptr && rules->bypass.unknown() != nullptr)));
  }
  CHECK(has_errors(typed_one("$RG/Microsoft.Storage/storageAccounts/x",
                             "'networkAcls': {'defaultAction': 'Dny'}")
                       .diagnostics));
}

TEST_CASE("a rule that may let in somebody unknown is carried as an unknown rule", "[I-242]") {
  for (const char* list :
       {"'resourceAccessRules': [{'tenantId': 't'}]", "'ipRules': [{'value': {'$unknown': '$IP'}}]",
        "'ipRules': [{'value': '1.2.3.4', 'action': 'Deny'}]",
        "'virtualNetworkRules': [{'id': {'$unknown': '$S'}}]"}) {
    CAPTURE(list);
    const Typed read =
        typed_one("$RG/Microsoft.Storage/storageAccounts/x",
                  "'networkAcls': {'defaultAction': 'Deny', " + std::string(list) + "}");
    const auto* rules = read.resources.services.front().network_rules.known();
    REQUIRE(rules != nullptr);
    REQUIRE(rules->ip_rules.size() == 1);
    CHECK(std::holds_alternative<azure::UnknownInput>(rules->ip_rules.front().value));
  }
}

TEST_CASE("bypass None is an empty list and absent rules stay absent", "[I-261][I-262]") {
  const Typed none = typed_one("$RG/Microsoft.KeyVault/vaults/k",
                               "'networkAcls': {'bypass': "
                               "'None'}");
  CHECK(none.resources.services.front().network_rules.known()->bypass.known()->empty());
  const Typed open = typed_one("$RG/Microsoft.KeyVault/vaults/k", "'networkAcls': null");
  CHECK(open.resources.services.front().network_rules.absent());
  CHECK(open.resources.services.front().public_network_access.absent());
}

TEST_CASE("a service is spelled as the private link table spells it", "[I-121]") {
  const Typed read = typed(
      "[{'id': '$RG/microsoft.cognitiveservices/ACCOUNTS/c', 'kind': 'TextAnalytics', "
      "'sku': {'name': 'S'}, 'properties': {'customSubDomainName': 'c1'}}]");
  const auto& service = read.resources.services.front();
  CHECK(service.type == "Microsoft.CognitiveServices/accounts");
  CHECK(service.kind == "TextAnalytics");
  CHECK(service.sku == "S");
  CHECK(*service.custom_subdomain.known() == "c1");
}

TEST_CASE("a vault tells who may read its secrets", "[A-211]") {
  const Typed read = typed_one("$RG/Microsoft.KeyVault/vaults/k",
                               "'enableRbacAuthorization': true, 'accessPolicies': [{'objectId': "
                               "'o1'}, {'objectId': {'$unknown': 'me'}}]");
  const auto& vault = read.resources.services.front();
  CHECK(vault.rbac);
  CHECK(vault.policy_principals == std::vector<std::string>{"o1"});
  CHECK(read.resources.gaps.empty());
}
