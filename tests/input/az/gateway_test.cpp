#include "run.h"

using namespace airtight;
using namespace airtight::input;
using az::test::Script;

namespace {

Script with_hub() {
  Script az;
  az("az group create -n rg -l west");
  az("az network vnet create -g rg -n v");
  az("az network vnet subnet create -g rg --vnet-name v -n GatewaySubnet --address-prefixes "
     "10.0.0.0/27");
  az("az network public-ip create -g rg -n ip");
  return az;
}

std::string text(const Value& value, const std::string& path) {
  const Value* found = value.at_path(path);
  if (found == nullptr) return "(absent)";
  return found->string() != nullptr ? *found->string() : to_json(*found);
}

const std::string gateways = "Microsoft.Network/virtualNetworkGateways/";

}  // namespace

TEST_CASE("a gateway sits in the gateway subnet, with the defaults of the command line",
          "[az][I-215]") {
  Script az = with_hub();
  az("az network vnet-gateway create -g rg -n gw --vnet v --public-ip-addresses ip --no-wait");
  CHECK(az.errors().empty());
  CHECK(az.text(gateways + "gw", "properties.gatewayType") == "Vpn");
  CHECK(az.text(gateways + "gw", "properties.vpnType") == "RouteBased");
  CHECK(az.text(gateways + "gw", "sku.name") == "(absent)");
  CHECK(az.text(gateways + "gw", "properties.sku.name") == "Basic");
  CHECK(az.text(gateways + "gw", "properties.enableBgp") == "(absent)");
  const Value gateway = az.get(gateways + "gw");
  const Value& configuration = gateway.at_path("properties.ipConfigurations")->array()->front();
  CHECK(text(configuration, "properties.subnet.id")
            .ends_with("/virtualNetworks/v/subnets/GatewaySubnet"));
  CHECK(text(configuration, "properties.publicIPAddress.id").ends_with("/publicIPAddresses/ip"));
}

TEST_CASE("an AS number turns BGP on, two addresses make a gateway active on both", "[az][I-215]") {
  Script az = with_hub();
  az("az network public-ip create -g rg -n ip2");
  az("az network vnet-gateway create -g rg -n gw --vnet v --public-ip-addresses ip ip2 --asn 65010 "
     "--address-prefixes 172.16.0.0/24");
  CHECK(az.errors().empty());
  CHECK(az.text(gateways + "gw", "properties.enableBgp") == "true");
  CHECK(az.text(gateways + "gw", "properties.activeActive") == "true");
  CHECK(az.text(gateways + "gw", "properties.bgpSettings.asn") == "65010");
  const Value gateway = az.get(gateways + "gw");
  const Value* pool =
      gateway.at_path("properties.vpnClientConfiguration.vpnClientAddressPool.addressPrefixes");
  REQUIRE(pool != nullptr);
  CHECK(*pool->array()->front().string() == "172.16.0.0/24");
  az("az network vnet-gateway update -g rg -n gw --enable-bgp false");
  CHECK(az.text(gateways + "gw", "properties.enableBgp") == "false");
  az("az network vnet-gateway delete -g rg -n gw");
  CHECK_FALSE(az.has(gateways + "gw"));
}

TEST_CASE("a gateway needs its subnet, and options nobody follows are gaps", "[az][I-215][I-422]") {
  Script az = with_hub();
  az("az network vnet create -g rg -n w --address-prefixes 10.9.0.0/16");
  az("az network vnet-gateway create -g rg -n gw --vnet w --public-ip-addresses ip");
  CHECK_THAT(az.errors(), Catch::Contains("\"GatewaySubnet\" does not exist"));
  az("az network vnet-gateway create -g rg -n gw --vnet v --gateway-type Satellite");
  CHECK_THAT(az.errors(), Catch::Contains("expected Vpn or ExpressRoute or LocalGateway"));
  az("az network vnet-gateway create -g rg -n gw2 --vnet v --nat-rules x");
  CHECK_THAT(az.warnings(), Catch::Contains("--nat-rules changes is not followed"));
  REQUIRE_FALSE(az.session.resources.gaps().empty());
  CHECK(az.session.resources.gaps().back().scope.front() ==
        "microsoft.network/virtualnetworkgateways");
}

TEST_CASE("a connection is what its other end makes of it", "[az][I-215]") {
  Script az = with_hub();
  az("az network vnet-gateway create -g rg -n gw --vnet v --public-ip-addresses ip");
  az("az network local-gateway create -g rg -n site --gateway-ip-address 192.0.2.1 "
     "--local-address-prefixes 192.168.0.0/16 192.0.2.0/24 --asn 65020 --bgp-peering-address "
     "192.168.0.1");
  az("az network vpn-connection create -g rg -n c --vnet-gateway1 gw --local-gateway2 site "
     "--shared-key sesame --enable-bgp");
  CHECK(az.errors().empty());
  const std::string site = "Microsoft.Network/localNetworkGateways/site";
  CHECK(az.get(site)
            .at_path("properties.localNetworkAddressSpace.addressPrefixes")
            ->array()
            ->size() == 2);
  CHECK(az.text(site, "properties.bgpSettings.asn") == "65020");
  const std::string connection = "Microsoft.Network/connections/c";
  CHECK(az.text(connection, "properties.connectionType") == "IPsec");
  CHECK(az.text(connection, "properties.virtualNetworkGateway1.id") ==
        Script::id(gateways + "gw").text());
  CHECK(az.text(connection, "properties.localNetworkGateway2.id") == Script::id(site).text());
  CHECK(az.text(connection, "properties.sharedKey") == "(absent)");
  for (const auto& step : az.session.steps) CHECK(step.command.find("sesame") == std::string::npos);
  az("az network local-gateway update -g rg -n site --local-address-prefixes 10.200.0.0/16");
  CHECK(az.get(site)
            .at_path("properties.localNetworkAddressSpace.addressPrefixes")
            ->array()
            ->size() == 1);
  az("az network vpn-connection create -g rg -n d --vnet-gateway1 gw");
  CHECK_THAT(az.errors(),
             Catch::Contains("expected one of --local-gateway2") && Catch::Contains("found 0"));
  az("az network vpn-connection delete -g rg -n c");
  CHECK_FALSE(az.has(connection));
}

TEST_CASE("a hub, its connections and their tables", "[az][I-216]") {
  Script az = with_hub();
  az("az network vwan create -g rg -n wan --type Standard");
  az("az network vhub create -g rg -n hub --vwan wan --address-prefix 10.100.0.0/23");
  az("az network vhub connection create -g rg --vhub-name hub -n c --remote-vnet v "
     "--internet-security false --associated-route-table /subscriptions/x/t/defaultRouteTable "
     "--propagated-route-tables /subscriptions/x/t/noneRouteTable --labels none --route-name r "
     "--address-prefixes 10.7.0.0/16 --next-hop 10.0.1.4");
  az("az network vhub route-table create -g rg --vhub hub -n t --labels blue --route-name r "
     "--destination-type CIDR --destinations 0.0.0.0/0 --next-hop-type ResourceId --next-hop "
     "/subscriptions/x/azureFirewalls/f");
  CHECK(az.errors().empty());
  const std::string hub = "Microsoft.Network/virtualHubs/hub";
  CHECK(az.text(hub, "properties.addressPrefix") == "10.100.0.0/23");
  CHECK(az.text(hub, "properties.virtualWan.id") ==
        Script::id("Microsoft.Network/virtualWans/wan").text());
  const std::string connection = hub + "/hubVirtualNetworkConnections/c";
  CHECK(az.text(connection, "properties.remoteVirtualNetwork.id") ==
        Script::id("Microsoft.Network/virtualNetworks/v").text());
  CHECK(az.text(connection, "properties.enableInternetSecurity") == "false");
  const Value body = az.get(connection);
  CHECK(text(body, "properties.routingConfiguration.associatedRouteTable.id")
            .ends_with("/defaultRouteTable"));
  CHECK(
      text(
          body.at_path("properties.routingConfiguration.vnetRoutes.staticRoutes")->array()->front(),
          "nextHopIpAddress") == "10.0.1.4");
  const Value table = az.get(hub + "/hubRouteTables/t");
  CHECK(text(table.at_path("properties.routes")->array()->front(), "nextHop")
            .ends_with("/azureFirewalls/f"));
  az("az network vhub route-table route add -g rg --vhub-name hub -n t --route-name two "
     "--destination-type CIDR --destinations 10.0.0.0/8 --next-hop-type ResourceId --next-hop x");
  CHECK(az.get(hub + "/hubRouteTables/t").at_path("properties.routes")->array()->size() == 2);
  az("az network vhub route-table route remove -g rg --vhub-name hub -n t --index 1");
  CHECK(az.get(hub + "/hubRouteTables/t").at_path("properties.routes")->array()->size() == 1);
  az("az network vhub connection delete -g rg --vhub-name hub -n c -y");
  CHECK_FALSE(az.has(connection));
  CHECK(az.errors().empty());
}

TEST_CASE("without --internet-security nobody knows whether the default route comes",
          "[az][I-216]") {
  Script az = with_hub();
  az("az network vhub create -g rg -n hub --address-prefix 10.100.0.0/23");
  az("az network vhub connection create -g rg --vhub-name hub -n c --remote-vnet v");
  CHECK(az.errors().empty());
  const Value body = az.get("Microsoft.Network/virtualHubs/hub/hubVirtualNetworkConnections/c");
  REQUIRE(body.at_path("properties.enableInternetSecurity") != nullptr);
  CHECK(body.at_path("properties.enableInternetSecurity")->unknown() != nullptr);
}

TEST_CASE("a routing intent is read from JSON and from shorthand", "[az][I-216][I-404]") {
  const std::string firewall = Script::id("Microsoft.Network/azureFirewalls/f").text();
  for (const std::string& policies :
       {"[{name:Both,destinations:[Internet,PrivateTraffic],next-hop:" + firewall + "}]",
        "[{\"name\":\"Both\",\"destinations\":[\"Internet\",\"PrivateTraffic\"],\"nextHop\":\"" +
            firewall + "\"}]"}) {
    Script az = with_hub();
    az("az network vhub create -g rg -n hub --address-prefix 10.100.0.0/23");
    az("az network vhub routing-intent create -g rg --vhub hub -n i --routing-policies '" +
       policies + "'");
    CHECK(az.errors().empty());
    const Value intent = az.get("Microsoft.Network/virtualHubs/hub/routingIntent/i");
    const Value& policy = intent.at_path("properties.routingPolicies")->array()->front();
    CHECK(text(policy, "nextHop") == firewall);
    REQUIRE(policy.find("destinations")->array() != nullptr);
    CHECK(policy.find("destinations")->array()->size() == 2);
  }
}

TEST_CASE("what hubs get from gateways of their own is a gap", "[az][I-216]") {
  Script az = with_hub();
  az("az network vpn-gateway create -g rg -n g --vhub hub");
  REQUIRE_FALSE(az.session.resources.gaps().empty());
  CHECK(az.session.resources.gaps().front().scope.front() == "microsoft.network/virtualhubs");
}
