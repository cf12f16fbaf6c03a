#include "run.h"

using namespace airtight;
using namespace airtight::input;
using az::test::Script;

namespace {

const std::string balancer = "Microsoft.Network/loadBalancers/lb";

Script with_network() {
  Script az;
  az("az group create -n rg -l west");
  az("az network vnet create -g rg -n v --subnet-name s");
  return az;
}

const Value& element(const Value& owner, const std::string& list, std::size_t index = 0) {
  return (*owner.at_path("properties." + list)->array())[index];
}

std::string text(const Value& value, const std::string& path) {
  const Value* found = value.at_path(path);
  if (found == nullptr) return "(absent)";
  return found->string() != nullptr ? *found->string() : to_json(*found);
}

bool has_gap(const Script& az, const std::string& what, const std::string& type) {
  for (const auto& gap : az.session.resources.gaps()) {
    if (gap.what.find(what) == std::string::npos) continue;
    for (const std::string& scope : gap.scope) {
      if (scope == type) return true;
    }
  }
  return false;
}

}  // namespace

TEST_CASE("a load balancer comes with a public address, a frontend and a pool", "[az][I-217]") {
  Script az = with_network();
  az("az network lb create -g rg -n lb --sku Standard");
  CHECK(az.errors().empty());
  const Value lb = az.get(balancer);
  CHECK(text(element(lb, "frontendIPConfigurations"), "name") == "LoadBalancerFrontEnd");
  CHECK(text(element(lb, "frontendIPConfigurations"), "properties.publicIPAddress.id") ==
        Script::id("Microsoft.Network/publicIPAddresses/PublicIPlb").text());
  CHECK(text(element(lb, "backendAddressPools"), "name") == "lbbepool");
  CHECK(az.text("Microsoft.Network/publicIPAddresses/PublicIPlb", "sku.name") == "Standard");
  CHECK(az.text("Microsoft.Network/publicIPAddresses/PublicIPlb",
                "properties.publicIPAllocationMethod") == "Static");
}

TEST_CASE("without --sku nobody knows what a load balancer lets through", "[az][I-217]") {
  Script az = with_network();
  az("az network lb create -g rg -n lb --vnet-name v --subnet s");
  CHECK(az.errors().empty());
  REQUIRE(az.get(balancer).at_path("sku.name") != nullptr);
  CHECK(az.get(balancer).at_path("sku.name")->unknown() != nullptr);
}

TEST_CASE("an inner load balancer has no public address", "[az][I-217]") {
  Script az = with_network();
  az("az network lb create -g rg -n lb --sku Standard --vnet-name v --subnet s "
     "--private-ip-address 10.0.0.10 --frontend-ip-name f --backend-pool-name b");
  CHECK(az.errors().empty());
  const Value lb = az.get(balancer);
  const Value& frontend = element(lb, "frontendIPConfigurations");
  CHECK(text(frontend, "name") == "f");
  CHECK(text(frontend, "properties.privateIPAddress") == "10.0.0.10");
  CHECK(text(frontend, "properties.privateIPAllocationMethod") == "Static");
  CHECK(text(frontend, "properties.publicIPAddress") == "(absent)");
  CHECK_FALSE(az.has("Microsoft.Network/publicIPAddresses/PublicIPlb"));
  CHECK(az("az network lb show -g rg -n lb --query frontendIPConfigurations[0].privateIPAddress "
           "-o tsv")
            .text == "10.0.0.10");
}

TEST_CASE("an address that Azure chooses is asked for in vain", "[az][I-217][I-403]") {
  Script az = with_network();
  az("az network lb create -g rg -n lb --sku Standard --vnet-name v --subnet s");
  for (const char* spelling : {"privateIPAddress", "privateIpAddress"})
    CHECK(az(std::string("az network lb show -g rg -n lb --query frontendIPConfigurations[0].") +
             spelling + " -o tsv")
              .unknown.has_value());
}

TEST_CASE("rules of a load balancer name its frontend, pool and probe", "[az][I-217][I-123]") {
  Script az = with_network();
  az("az network lb create -g rg -n lb --sku Standard --vnet-name v --subnet s");
  az("az network lb probe create -g rg --lb-name lb -n p --protocol Tcp --port 8080");
  az("az network lb rule create -g rg --lb-name lb -n r --protocol Tcp --frontend-port 443 "
     "--backend-port 8443 --probe-name p");
  CHECK(az.errors().empty());
  Value lb = az.get(balancer);
  const std::string id = Script::id(balancer).text();
  CHECK(text(element(lb, "probes"), "properties.port") == "8080");
  const Value& rule = element(lb, "loadBalancingRules");
  CHECK(text(rule, "properties.frontendPort") == "443");
  CHECK(text(rule, "properties.backendPort") == "8443");
  CHECK(text(rule, "properties.frontendIPConfiguration.id") ==
        id + "/frontendIPConfigurations/LoadBalancerFrontEnd");
  CHECK(text(rule, "properties.backendAddressPool.id") == id + "/backendAddressPools/lbbepool");
  CHECK(text(rule, "properties.probe.id") == id + "/probes/p");
  az("az network lb rule update -g rg --lb-name lb -n r --backend-port 9443");
  lb = az.get(balancer);
  CHECK(text(element(lb, "loadBalancingRules"), "properties.backendPort") == "9443");
  CHECK(text(element(lb, "loadBalancingRules"), "properties.frontendPort") == "443");
  az("az network lb rule delete -g rg --lb-name lb -n r");
  CHECK(az.get(balancer).at_path("properties.loadBalancingRules")->array()->empty());
  CHECK(az.errors().empty());
}

TEST_CASE("a rule that names what the load balancer has not is refused", "[az][I-217][I-422]") {
  Script az = with_network();
  az("az network lb create -g rg -n lb --sku Standard --vnet-name v --subnet s");
  az("az network lb rule create -g rg --lb-name lb -n r --protocol Tcp --frontend-port 1 "
     "--backend-port 1 --probe-name none");
  CHECK_THAT(az.errors(), Catch::Contains("test.sh:4") && Catch::Contains("\"none\""));
  az("az network lb rule delete -g rg --lb-name lb -n nobody");
  CHECK_THAT(az.errors(), Catch::Contains("nobody"));
  az("az network lb rule create -g rg --lb-name lb -n r --protocol Sctp");
  CHECK_THAT(az.errors(), Catch::Contains("expected Tcp or Udp or All"));
  az("az network lb frontend-ip create -g rg --lb-name lb -n f");
  CHECK_THAT(az.errors(), Catch::Contains("--public-ip-address"));
  CHECK(az.get(balancer).at_path("properties.loadBalancingRules") == nullptr);
}

TEST_CASE("a rule does not choose among several pools", "[az][I-217]") {
  Script az = with_network();
  az("az network lb create -g rg -n lb --sku Standard --vnet-name v --subnet s");
  az("az network lb address-pool create -g rg --lb-name lb -n other");
  az("az network lb rule create -g rg --lb-name lb -n r --protocol Tcp --frontend-port 1 "
     "--backend-port 1");
  CHECK_THAT(az.errors(), Catch::Contains("--backend-pool-name is missing"));
}

TEST_CASE("pools by address, NAT rules and outbound rules", "[az][I-217]") {
  Script az = with_network();
  az("az network lb create -g rg -n lb --sku Standard");
  az("az network lb address-pool create -g rg --lb-name lb -n q --backend-address name=a "
     "ip-address=10.0.0.7");
  az("az network lb address-pool address add -g rg --lb-name lb --pool-name q -n b "
     "--ip-address 10.0.0.8");
  az("az network lb inbound-nat-rule create -g rg --lb-name lb -n n --protocol Tcp "
     "--frontend-port 22 --backend-port 22");
  az("az network lb outbound-rule create -g rg --lb-name lb -n o --protocol All "
     "--address-pool q --frontend-ip-configs LoadBalancerFrontEnd");
  CHECK(az.errors().empty());
  const Value lb = az.get(balancer);
  const Value& pool = element(lb, "backendAddressPools", 1);
  CHECK(text(pool.at_path("properties.loadBalancerBackendAddresses")->array()->front(),
             "properties.ipAddress") == "10.0.0.7");
  CHECK(pool.at_path("properties.loadBalancerBackendAddresses")->array()->size() == 2);
  CHECK(text(element(lb, "inboundNatRules"), "properties.frontendPort") == "22");
  CHECK(element(lb, "outboundRules")
            .at_path("properties.frontendIPConfigurations")
            ->array()
            ->size() == 1);
}

TEST_CASE("a rule of a load balancer outside the input leaves the others unknown", "[az][I-420]") {
  Script az;
  az("az network lb rule create -g rg --lb-name lb -n r --protocol Tcp --frontend-port 1 "
     "--backend-port 1 --frontend-ip-name f --backend-pool-name p");
  CHECK(az.errors().empty());
  CHECK(has_gap(az, "the other loadBalancingRules of lb", "microsoft.network/loadbalancers"));
}

TEST_CASE("an interface joins the pool that its configuration names", "[az][I-207]") {
  Script az = with_network();
  az("az network lb create -g rg -n lb --sku Standard --vnet-name v --subnet s");
  az("az network nic create -g rg -n nic --vnet-name v --subnet s --lb-name lb "
     "--lb-address-pools lbbepool");
  CHECK(az.errors().empty());
  const Value nic = az.get("Microsoft.Network/networkInterfaces/nic");
  const std::string pool = Script::id(balancer).text() + "/backendAddressPools/lbbepool";
  CHECK(text(element(nic, "ipConfigurations")
                 .at_path("properties.loadBalancerBackendAddressPools")
                 ->array()
                 ->front(),
             "id") == pool);
  az("az network nic ip-config address-pool remove -g rg --nic-name nic --ip-config-name ipconfig1 "
     "--lb-name lb --address-pool lbbepool");
  const Value changed = az.get("Microsoft.Network/networkInterfaces/nic");
  CHECK(element(changed, "ipConfigurations")
            .at_path("properties.loadBalancerBackendAddressPools")
            ->array()
            ->empty());
}

TEST_CASE("a second configuration of an interface, and its address", "[az][I-207][N-002]") {
  Script az = with_network();
  az("az network nic create -g rg -n nic --vnet-name v --subnet s");
  az("az network nic ip-config create -g rg --nic-name nic -n two --private-ip-address 10.0.0.50");
  az("az network nic ip-config create -g rg --nic-name nic -n three");
  CHECK(az.errors().empty());
  const std::string id = "Microsoft.Network/networkInterfaces/nic";
  Value nic = az.get(id);
  CHECK(text(element(nic, "ipConfigurations", 1), "properties.privateIPAllocationMethod") ==
        "Static");
  CHECK(text(element(nic, "ipConfigurations", 2), "properties.subnet.id").ends_with("/subnets/s"));
  const Array& addresses = *nic.find("$addresses")->array();
  REQUIRE(addresses.size() == 3);
  CHECK(*addresses[0].string() == "10.0.0.4");
  CHECK(*addresses[1].string() == "10.0.0.50");
  CHECK(*addresses[2].string() == "10.0.0.5");
  az("az network nic ip-config update -g rg --nic-name nic -n two --make-primary");
  az("az network nic ip-config delete -g rg --nic-name nic -n ipconfig1");
  nic = az.get(id);
  CHECK(nic.find("$addresses")->array()->size() == 2);
  CHECK(text(element(nic, "ipConfigurations"), "properties.primary") == "true");
  az("az network nic ip-config update -g rg --nic-name nic -n two --private-ip-address 10.0.0.3");
  CHECK_THAT(az.errors(), Catch::Contains("one of Azure's own"));
  az("az network nic ip-config delete -g rg --nic-name nic -n nobody");
  CHECK_THAT(az.errors(), Catch::Contains("existing: two, three"));
}

TEST_CASE("the address of an interface may be asked for", "[az][I-207][I-403]") {
  Script az = with_network();
  az("az network nic create -g rg -n nic --vnet-name v --subnet s");
  for (const char* spelling : {"privateIPAddress", "privateIpAddress"})
    CHECK(az(std::string("az network nic show -g rg -n nic --query ipConfigurations[0].") +
             spelling + " -o tsv")
              .text == "10.0.0.4");
}

TEST_CASE("a private link service translates to a subnet and sends to a frontend",
          "[az][I-217][N-214]") {
  Script az = with_network();
  az("az network lb create -g rg -n lb --sku Standard --vnet-name v --subnet s");
  az("az network private-link-service create -g rg -n pls --vnet-name v --subnet s --lb-name lb "
     "--lb-frontend-ip-configs LoadBalancerFrontEnd --visibility x y");
  CHECK(az.errors().empty());
  const Value pls = az.get("Microsoft.Network/privateLinkServices/pls");
  CHECK(text(element(pls, "ipConfigurations"), "name") == "pls_ipconfig_0");
  CHECK(text(element(pls, "ipConfigurations"), "properties.subnet.id").ends_with("/subnets/s"));
  CHECK(text(element(pls, "loadBalancerFrontendIpConfigurations"), "id") ==
        Script::id(balancer).text() + "/frontendIpConfigurations/LoadBalancerFrontEnd");
  CHECK(pls.at_path("properties.visibility.subscriptions")->array()->size() == 2);
  az("az network private-link-service create -g rg -n two --vnet-name v --subnet s --lb-name lb "
     "--lb-frontend-ip-configs none");
  CHECK_THAT(az.errors(), Catch::Contains("has no frontend \"none\""));
}

TEST_CASE("the owner of a private link service rejects a connection", "[az][I-217][N-207]") {
  Script az = with_network();
  az("az network lb create -g rg -n lb --sku Standard --vnet-name v --subnet s");
  az("az network private-link-service create -g rg -n pls --vnet-name v --subnet s --lb-name lb "
     "--lb-frontend-ip-configs LoadBalancerFrontEnd");
  az("az network private-endpoint create -g rg -n e --vnet-name v --subnet s --connection-name c "
     "--private-connection-resource-id " +
     Script::id("Microsoft.Network/privateLinkServices/pls").text());
  az("az network private-link-service connection update -g rg --service-name pls -n e "
     "--connection-status Rejected");
  CHECK(az.errors().empty());
  const Value endpoint = az.get("Microsoft.Network/privateEndpoints/e");
  CHECK(text(element(endpoint, "privateLinkServiceConnections"),
             "properties.privateLinkServiceConnectionState.status") == "Rejected");
  az("az network private-link-service connection update -g rg --service-name pls -n e "
     "--connection-status Maybe");
  CHECK_THAT(az.errors(), Catch::Contains("expected Approved or Rejected or Pending"));
}

TEST_CASE("a vault approves a connection by its own command", "[az][I-252][N-207]") {
  Script az = with_network();
  az("az keyvault create -g rg -n k");
  az("az network private-endpoint create -g rg -n e --vnet-name v --subnet s --connection-name c "
     "--manual-request --group-id vault --private-connection-resource-id " +
     Script::id("Microsoft.KeyVault/vaults/k").text());
  az("az keyvault private-endpoint-connection approve -g rg --vault-name k -n e");
  CHECK(az.errors().empty());
  const Value endpoint = az.get("Microsoft.Network/privateEndpoints/e");
  CHECK(text(element(endpoint, "manualPrivateLinkServiceConnections"),
             "properties.privateLinkServiceConnectionState.status") == "Approved");
}
