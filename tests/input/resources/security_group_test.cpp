#include "input/reading.h"

using namespace airtight;
using namespace airtight::input::test;

namespace {

std::string rule(const std::string& members) {
  return "[{'id': '$NET/networkSecurityGroups/n/securityRules/r', 'properties': {" + members +
         "}}]";
}

const std::string good =
    "'priority': 100, 'direction': 'inbound', 'access': 'Deny', 'protocol': 'Tcp', "
    "'sourcePortRange': '*', 'destinationPortRange': '443', ";

}  // namespace

TEST_CASE("a rule is read in its singular and plural forms", "[I-203]") {
  const Typed read =
      typed(rule(good + "'sourceAddressPrefix': '', 'sourceAddressPrefixes': ['10.0.0.0/8', "
                        "'AzureKeyVault.WestEurope', '1.2.3.4'], 'destinationAddressPrefix': '*', "
                        "'destinationPortRanges': ['80', '8000-8010']"));
  CHECK(read.diagnostics.empty());
  REQUIRE(read.resources.network_security_groups.size() == 1);
  CHECK(read.resources.network_security_groups.front().external);  // only the rule was given
  REQUIRE(read.resources.network_security_groups.front().rules.size() == 1);
  const auto& found = read.resources.network_security_groups.front().rules.front();
  CHECK(found.direction == azure::Direction::inbound);
  CHECK(found.protocol == net::Protocol::tcp);
  CHECK(found.source.prefixes.size() == 2);
  CHECK(found.source.tags == std::vector<std::string>{"AzureKeyVault.WestEurope"});
  CHECK(found.destination.tags == std::vector<std::string>{"*"});
  CHECK(found.destination_ports.size() == 3);
}

TEST_CASE("the block 0.0.0.0/0 is a block and the star is a tag", "[I-203]") {
  const Typed read = typed(rule(
      good + "'sourceAddressPrefix': '0.0.0.0/0', 'destinationAddressPrefix': 'VirtualNetwork'"));
  const auto& found = read.resources.network_security_groups.front().rules.front();
  CHECK(found.source.prefixes.size() == 1);
  CHECK(found.source.tags.empty());
}

TEST_CASE("a part of a rule that is not known is carried", "[I-002]") {
  const Typed read = typed(
      rule(good + "'sourceAddressPrefix': {'$unknown': '$IP'}, 'destinationAddressPrefix': '*'"));
  CHECK(read.diagnostics.empty());
  CHECK(read.resources.network_security_groups.front().rules.front().source.unknown.size() == 1);
}

TEST_CASE("a rule that Azure would refuse is an error", "[I-203][N-091]") {
  const std::string sides = "'sourceAddressPrefix': '*', 'destinationAddressPrefix': '*'";
  const std::string rest =
      "'protocol': '*', 'sourcePortRange': '*', 'destinationPortRange': '*', " + sides;
  for (const std::string& members : std::vector<std::string>{
           "'priority': 99, 'direction': 'Inbound', 'access': 'Allow', " + rest,
           "'priority': 4097, 'direction': 'Inbound', 'access': 'Allow', " + rest,
           "'direction': 'Inbound', 'access': 'Allow', " + rest,
           "'priority': 100, 'direction': 'In', 'access': 'Allow', " + rest,
           "'priority': 100, 'direction': 'Inbound', " + rest,
           "'priority': 100, 'direction': 'Inbound', 'access': 'Maybe', " + rest,
           good + "'sourceAddressPrefix': '10.0.0.0/33', 'destinationAddressPrefix': '*'",
           good + "'destinationAddressPrefix': '*'",
           good + "'destinationPortRanges': ['http'], " + sides,
           // Azure takes the words of I-203 only, and answers "80,443" with
           // SecurityRuleInvalidPortRange.
           good + "'protocol': '6', " + sides,
           good + "'destinationPortRanges': ['80,443'], " + sides,
           "'priority': 100, 'direction': 'Inbound', 'access': 'Allow', 'protocol': 17, "
           "'sourcePortRange': '*', 'destinationPortRange': '*', " +
               sides,
           "'priority': 100, 'direction': 'Inbound', 'access': 'Allow', 'protocol': '*', "
           "'sourcePortRange': '*', 'destinationPortRange': '80,443', " +
               sides}) {
    CAPTURE(members);
    CHECK(has_errors(typed(rule(members)).diagnostics));
  }
}

TEST_CASE("the next hops of peerings and endpoints cannot be written", "[I-204][N-058]") {
  for (const char* hop : {"VNetPeering", "VirtualNetworkServiceEndpoint", "InterfaceEndpoint"}) {
    CAPTURE(hop);
    const Typed read =
        typed(std::string("[{'id': '$NET/routeTables/t', 'properties': {'routes': [{'name': 'a', "
                          "'properties': {'addressPrefix': '10.0.0.0/8', 'nextHopType': '") +
              hop + "'}}]}}]");
    CHECK(has_errors(read.diagnostics));
  }
}

TEST_CASE("routes lead to blocks or tags by known next hops", "[I-204][N-050]") {
  const Typed read = typed(
      "[{'id': '$NET/routeTables/t', 'properties': {'disableBgpRoutePropagation': true, 'routes': "
      "[{'name': 'a', 'properties': {'addressPrefix': '0.0.0.0/0', 'nextHopType': "
      "'VirtualAppliance', 'nextHopIpAddress': '10.0.0.4'}},"
      " {'name': 'b', 'properties': {'addressPrefix': 'AzureCloud', 'nextHopType': 'Internet'}},"
      " {'name': 'c', 'properties': {'addressPrefix': '10.0.0.0/8', 'nextHopType': "
      "'VirtualAppliance', 'nextHopIpAddress': {'$unknown': '$FW'}}}]}}]");
  CHECK(read.diagnostics.empty());
  REQUIRE(read.resources.route_tables.size() == 1);
  const auto& table = read.resources.route_tables.front();
  CHECK(table.disable_bgp_propagation);
  REQUIRE(table.routes.size() == 3);
  CHECK(table.routes[0].next_hop == azure::RouteNextHop::appliance);
  CHECK(table.routes[0].next_hop_address == net::ipv4(10, 0, 0, 4));
  CHECK(table.routes[1].tag == "AzureCloud");
  CHECK_FALSE(table.routes[1].prefix.has_value());
  CHECK(table.routes[2].unknown.size() == 1);
}

TEST_CASE("two rules of one priority and direction are an error", "[N-091]") {
  const auto rules = [](const std::string& other) {
    const std::string id = "{'id': '$NET/networkSecurityGroups/n/securityRules/";
    const std::string sides = "'sourceAddressPrefix': '*', 'destinationAddressPrefix': '*'}}";
    return typed("[" + id + "r', 'properties': {" + good + sides + "," + id +
                 "s', 'properties': {" + good + other + sides + "]");
  };
  REQUIRE(rules("").diagnostics.size() == 1);
  CHECK(rules("").diagnostics.front().message.find("priority 100 of rule \"r\" again") !=
        std::string::npos);
}
