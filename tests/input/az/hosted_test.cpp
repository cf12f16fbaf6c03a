#include "run.h"

using namespace airtight;
using namespace airtight::input;
using az::test::Script;

namespace {

Script with_network() {
  Script az;
  az("az group create -n rg -l west");
  az("az network vnet create -g rg -n v --subnet-name s");
  return az;
}

const std::string subnet = Script::id("Microsoft.Network/virtualNetworks/v/subnets/s").text();
const std::string cluster = "Microsoft.ContainerService/managedClusters/k";
const std::string postgres = "Microsoft.DBforPostgreSQL/flexibleServers/db";

}  // namespace

TEST_CASE("the nodes of a cluster are in the subnet it names", "[az][I-250][A-264]") {
  Script az = with_network();
  az("az aks create -g rg -n k --vnet-subnet-id " + subnet +
     " --enable-private-cluster --private-dns-zone none --disable-public-fqdn "
     "--outbound-type userDefinedRouting --generate-ssh-keys --node-count 2");
  CHECK(az.errors().empty());
  const Value body = az.get(cluster);
  const Value& pool = body.at_path("properties.agentPoolProfiles")->array()->front();
  CHECK(*pool.find("vnetSubnetID")->string() == subnet);
  CHECK(*pool.find("name")->string() == "nodepool1");
  CHECK(az.text(cluster, "properties.networkProfile.outboundType") == "userDefinedRouting");
  CHECK(az.text(cluster, "properties.apiServerAccessProfile.enablePrivateCluster") == "true");
  CHECK(az.text(cluster, "properties.apiServerAccessProfile.privateDNSZone") == "none");
  CHECK(az.text(cluster, "properties.apiServerAccessProfile.enablePrivateClusterPublicFQDN") ==
        "false");
  az("az aks nodepool add -g rg --cluster-name k -n two");
  const Value more = az.get(cluster);
  REQUIRE(more.at_path("properties.agentPoolProfiles")->array()->size() == 2);
  const Value& two = more.at_path("properties.agentPoolProfiles")->array()->back();
  REQUIRE(two.find("vnetSubnetID") != nullptr);
  CHECK(two.find("vnetSubnetID")->unknown() != nullptr);
}

TEST_CASE("a cluster without a subnet is in no network of the input", "[az][I-250]") {
  Script az = with_network();
  az("az aks create -g rg -n k");
  CHECK(az.errors().empty());
  const Value body = az.get(cluster);
  CHECK(body.at_path("properties.agentPoolProfiles")->array()->front().find("vnetSubnetID") ==
        nullptr);
  CHECK(az.text(cluster, "properties.networkProfile.outboundType") == "loadBalancer");
  CHECK(az.text(cluster, "properties.apiServerAccessProfile") == "(absent)");
  az("az aks update -g rg -n k --api-server-authorized-ip-ranges 192.0.2.0/24,198.51.100.1");
  const Value changed = az.get(cluster);
  CHECK(changed.at_path("properties.apiServerAccessProfile.authorizedIPRanges")->array()->size() ==
        2);
  az("az aks create -g rg -n k2 --vnet-subnet-id s");
  CHECK_THAT(az.errors(), Catch::Contains("expected the resource id of a subnet"));
  az("az aks create -g rg -n k2 --outbound-type magic");
  CHECK_THAT(az.errors(), Catch::Contains("userDefinedRouting"));
}

TEST_CASE("the subnet of a cluster that the script does not say is unknown", "[az][I-401][I-406]") {
  Script az = with_network();
  az("az aks create -g rg -n k --vnet-subnet-id ?SUBNET");
  az("az redis create -g rg -n r --subnet-id ?SUBNET");
  CHECK(az.errors().empty());
  const Value body = az.get(cluster);
  const Value* in =
      body.at_path("properties.agentPoolProfiles")->array()->front().find("vnetSubnetID");
  REQUIRE(in != nullptr);
  CHECK(in->unknown() != nullptr);
  CHECK(az.get("Microsoft.Cache/redis/r").at_path("properties.subnetId")->unknown() != nullptr);
  CHECK(az.session.resources.of_type("Microsoft.Network/virtualNetworks").size() == 1);
  az("az redis create -g rg -n r --subnet-id s");
  CHECK_THAT(az.errors(), Catch::Contains("expected the resource id of a"));
}

TEST_CASE("a server in a network takes the subnet and brings its zone", "[az][I-248][D-140]") {
  Script az = with_network();
  az("az postgres flexible-server create -g rg -n db --vnet v --subnet s --admin-password secret");
  CHECK(az.errors().empty());
  CHECK(az.text(postgres, "properties.network.publicNetworkAccess") == "Disabled");
  CHECK(az.text(postgres, "properties.network.delegatedSubnetResourceId") == subnet);
  const std::string zone =
      "Microsoft.Network/privateDnsZones/db.private.postgres.database.azure.com";
  CHECK(az.text(postgres, "properties.network.privateDnsZoneArmResourceId") ==
        Script::id(zone).text());
  CHECK(az.text(zone + "/virtualNetworkLinks/v-link", "properties.registrationEnabled") == "false");
  const Value network = az.get("Microsoft.Network/virtualNetworks/v/subnets/s");
  CHECK(*network.at_path("properties.delegations")
             ->array()
             ->front()
             .at_path("properties.serviceName")
             ->string() == "Microsoft.DBforPostgreSQL/flexibleServers");
}

TEST_CASE("what a server needs and is not there is made", "[az][I-248]") {
  Script az;
  az("az group create -n rg -l west");
  az("az mysql flexible-server create -g rg -n db --vnet new --subnet inner --address-prefixes "
     "10.5.0.0/16 --subnet-prefixes 10.5.1.0/24 --private-dns-zone own.mysql.database.azure.com");
  CHECK(az.errors().empty());
  CHECK(az.text("Microsoft.Network/virtualNetworks/new/subnets/inner",
                "properties.addressPrefix") == "10.5.1.0/24");
  CHECK(az.has("Microsoft.Network/privateDnsZones/own.mysql.database.azure.com"));
  az("az mysql flexible-server create -g rg -n two --vnet new --subnet inner --public-access All");
  CHECK_THAT(az.errors(), Catch::Contains("exclude each other"));
}

TEST_CASE("a public server lets in whom --public-access says", "[az][I-248][E-210]") {
  struct Case {
    const char* value;
    const char* access;
    const char* first;  // empty: no rule
    const char* last;
  };
  for (const Case& each : {Case{"None", "Enabled", "", ""}, Case{"Disabled", "Disabled", "", ""},
                           Case{"All", "Enabled", "0.0.0.0", "255.255.255.255"},
                           Case{"192.0.2.7", "Enabled", "192.0.2.7", "192.0.2.7"},
                           Case{"192.0.2.1-192.0.2.9", "Enabled", "192.0.2.1", "192.0.2.9"}}) {
    CAPTURE(each.value);
    Script az = with_network();
    az(std::string("az postgres flexible-server create -g rg -n db --public-access ") + each.value);
    CHECK(az.errors().empty());
    CHECK(az.text(postgres, "properties.network.publicNetworkAccess") == each.access);
    const auto rules =
        az.session.resources.of_type("Microsoft.DBforPostgreSQL/flexibleServers/firewallRules");
    REQUIRE(rules.size() == (*each.first == 0 ? 0 : 1));
    if (rules.empty()) continue;
    CHECK(*rules.front()->at_path("properties.startIpAddress")->string() == each.first);
    CHECK(*rules.front()->at_path("properties.endIpAddress")->string() == each.last);
  }
  Script az = with_network();
  az("az postgres flexible-server create -g rg -n db --public-access everybody");
  CHECK_THAT(az.errors(), Catch::Contains("expected All, None, Enabled, Disabled, an address"));
  az("az postgres flexible-server create -g rg -n db");
  REQUIRE_FALSE(az.session.resources.gaps().empty());
  CHECK_THAT(az.session.resources.gaps().back().what,
             Catch::Contains("lets in the address of the command line"));
  az("az postgres flexible-server firewall-rule create -g rg -n db -r r --start-ip-address "
     "192.0.2.3");
  CHECK(az.text(postgres + "/firewallRules/r", "properties.endIpAddress") == "192.0.2.3");
  az("az postgres flexible-server update -g rg -n db --public-access Disabled");
  CHECK(az.text(postgres, "properties.network.publicNetworkAccess") == "Disabled");
}

TEST_CASE("an App Service Environment is in its subnet", "[az][I-234][A-001]") {
  Script az = with_network();
  az("az appservice ase create -g rg -n e --vnet-name v --subnet s");
  az("az appservice ase create -g rg -n f --vnet-name v --subnet s --virtual-ip-type External");
  CHECK(az.errors().empty());
  const std::string id = "Microsoft.Web/hostingEnvironments/";
  CHECK(az.text(id + "e", "properties.virtualNetwork.id") == subnet);
  CHECK(az.text(id + "e", "properties.internalLoadBalancingMode") == "Web, Publishing");
  CHECK(az.text(id + "f", "properties.internalLoadBalancingMode") == "None");
  az("az appservice ase create -g rg -n g --vnet-name v");
  CHECK_THAT(az.errors(), Catch::Contains("--subnet"));
}

TEST_CASE("access restrictions go and come", "[az][I-233]") {
  for (const std::string kind : {"webapp", "functionapp"}) {
    Script az = with_network();
    az("az appservice plan create -g rg -n p");
    az("az webapp create -g rg -n a -p p");
    const std::string rule = "az " + kind + " config access-restriction ";
    az(rule + "add -g rg -n a --rule-name office --ip-address 192.0.2.0/24 --priority 100");
    az(rule + "add -g rg -n a --rule-name net --vnet-name v --subnet s --priority 200");
    az(rule + "add -g rg -n a --ip-address 192.0.2.9 --priority 300 --action Deny");
    CHECK(az.errors().empty());
    const std::string config = "Microsoft.Web/sites/a/config/web";
    CHECK(az.get(config).at_path("properties.ipSecurityRestrictions")->array()->size() == 3);
    az(rule + "remove -g rg -n a --rule-name office");
    az(rule + "remove -g rg -n a --vnet-name v --subnet s");
    CHECK(az.errors().empty());
    CHECK(az.get(config).at_path("properties.ipSecurityRestrictions")->array()->size() == 1);
    az(rule + "remove -g rg -n a --ip-address 192.0.2.9");  // an Allow of that address
    CHECK_THAT(az.errors(), Catch::Contains("no rule of \"a\" is like that"));
    az(rule + "set -g rg -n a --use-same-restrictions-for-scm-site true --default-action Deny");
    CHECK(az.text(config, "properties.scmIpSecurityRestrictionsUseMain") == "true");
    CHECK(az.text(config, "properties.ipSecurityRestrictionsDefaultAction") == "Deny");
    CHECK(az(rule + "show -g rg -n a --query ipSecurityRestrictions[0].action -o tsv").text ==
          "Deny");
  }
}

TEST_CASE("rules of an app outside the input stay unknown", "[az][I-233][I-420]") {
  Script az;
  az("az webapp config access-restriction remove -g rg -n a --rule-name office");
  CHECK(az.errors().empty());
  REQUIRE_FALSE(az.session.resources.gaps().empty());
  CHECK(az.session.resources.gaps().back().scope.front() == "microsoft.web/sites");
}

TEST_CASE("records of every type a private zone has", "[az][I-212]") {
  struct Case {
    const char* type;
    const char* options;
    const char* list;
    const char* member;
    const char* value;
  };
  for (const Case& each :
       {Case{"aaaa", "--ipv6-address 2001:db8::1", "aaaaRecords", "ipv6Address", "2001:db8::1"},
        Case{"mx", "--exchange mail.example --preference 10", "mxRecords", "exchange",
             "mail.example"},
        Case{"ptr", "--ptrdname host.example", "ptrRecords", "ptrdname", "host.example"},
        Case{"srv", "--priority 1 --weight 2 --port 389 --target dc.example", "srvRecords", "port",
             "389"}}) {
    CAPTURE(each.type);
    Script az;
    az("az group create -n rg -l west");
    az("az network private-dns zone create -g rg -n z.example");
    const std::string records = std::string("az network private-dns record-set ") + each.type;
    az(records + " add-record -g rg -z z.example -n r " + each.options);
    CHECK(az.errors().empty());
    const std::string id =
        std::string("Microsoft.Network/privateDnsZones/z.example/") + each.type + "/r";
    const Value set = az.get(id);
    const Value* list = set.at_path(std::string("properties.") + each.list);
    REQUIRE(list != nullptr);
    const Value* member = list->array()->front().find(each.member);
    CHECK((member->string() != nullptr ? *member->string() : to_json(*member)) == each.value);
    az(records + " remove-record -g rg -z z.example -n r " + each.options);
    CHECK_FALSE(az.has(id));
  }
  Script az;
  az("az group create -n rg -l west");
  az("az network private-dns zone create -g rg -n z.example");
  az("az network private-dns record-set aaaa add-record -g rg -z z.example -n r -a 10.0.0.4");
  CHECK_THAT(az.errors(), Catch::Contains("\"10.0.0.4\" is no IPv6 address"));
}

TEST_CASE("az resource create puts what its JSON says", "[az][I-408]") {
  Script az;
  az("az group create -n rg -l west");
  az("az resource create -g rg -n k --resource-type Microsoft.KeyVault/vaults --properties "
     "'{\"publicNetworkAccess\":\"Disabled\"}'");
  CHECK(az.text("Microsoft.KeyVault/vaults/k", "properties.publicNetworkAccess") == "Disabled");
  CHECK(az.text("Microsoft.KeyVault/vaults/k", "location") == "west");
  az("az resource create --id " + Script::id("Microsoft.KeyVault/vaults/k").text() +
     " --is-full-object --properties '{\"location\":\"north\",\"properties\":{}}'");
  CHECK(az.errors().empty());
  CHECK(az.text("Microsoft.KeyVault/vaults/k", "properties.publicNetworkAccess") == "(absent)");
  CHECK(az.text("Microsoft.KeyVault/vaults/k", "location") == "north");
  az("az resource create -g rg -n x --resource-type A.B/c --properties '{'");
  CHECK_THAT(az.errors(), Catch::Contains("--properties: this is not JSON"));
  az("az resource create -g rg -n x --properties '{}'");
  CHECK_THAT(az.errors(), Catch::Contains("--resource-type"));
  az("az resource create -g rg -n x --resource-type Microsoft.KeyVault/vaults --is-full-object "
     "--properties ?BODY");
  CHECK(az.session.resources.gaps().back().scope.front() == "microsoft.keyvault/vaults");
}
