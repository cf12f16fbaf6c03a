// Compares the bodies we write with what the real command line sent. The recordings hold the flags
// of a command but not their values, so each command line is built again from the recorded body.

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <sstream>

#include "run.h"

using namespace airtight;
using namespace airtight::input;
using Json = nlohmann::json;

namespace {

// Where the recorded body has the value of a flag. "" drops the flag: another one covers it.
// "parent POINTER" is the owner of the id there, "each LIST POINTER" the values in all elements of
// a list.
using Flags = std::map<std::string, std::string>;

struct Recorded {
  std::string type;
  std::vector<std::string> parents;  // flags that name the owners in the URL
  Flags flags;
  std::set<std::string> beside = {};  // members that the model does not have
};

const std::string p = "/properties/";

const std::map<std::string, Recorded> commands{
    {"network vnet create",
     {"Microsoft.Network/virtualNetworks",
      {},
      {{"--address-prefixes", p + "addressSpace/addressPrefixes"},
       {"--address-prefix", p + "addressSpace/addressPrefixes"},
       {"--subnet-name", p + "subnets/0/name"},
       {"--subnet-prefix", p + "subnets/0/properties/addressPrefix"}}}},
    {"network vnet subnet create",
     {"Microsoft.Network/virtualNetworks/subnets",
      {"--vnet-name"},
      {{"--address-prefixes", p + "addressPrefix"},
       {"--address-prefix", p + "addressPrefix"},
       {"--service-endpoints", p + "serviceEndpoints/0/service"},
       {"--delegations", p + "delegations/0/properties/serviceName"},
       {"--disable-private-endpoint-network-policies", "bare"}}}},
    {"network vnet peering create",
     {"Microsoft.Network/virtualNetworks/virtualNetworkPeerings",
      {"--vnet-name"},
      {{"--remote-vnet", p + "remoteVirtualNetwork/id"},
       {"--allow-gateway-transit", "bare"},
       {"--use-remote-gateways", "bare"},
       {"--allow-forwarded-traffic", "bare"},
       {"--allow-vnet-access", "bare"}}}},
    {"network nsg create", {"Microsoft.Network/networkSecurityGroups", {}, {}}},
    {"network nsg rule create",
     {"Microsoft.Network/networkSecurityGroups/securityRules",
      {"--nsg-name"},
      {{"--access", p + "access"},
       {"--direction", p + "direction"},
       {"--protocol", p + "protocol"},
       {"--priority", p + "priority"},
       {"--source-address-prefix", p + "sourceAddressPrefix"},
       {"--source-port-range", p + "sourcePortRange"},
       {"--destination-address-prefix", p + "destinationAddressPrefix"},
       {"--destination-address-prefixes", p + "destinationAddressPrefixes"},
       {"--destination-port-range", p + "destinationPortRange"}}}},
    {"network route-table create", {"Microsoft.Network/routeTables", {}, {{"--tags", ""}}}},
    {"network route-table route create",
     {"Microsoft.Network/routeTables/routes",
      {"--route-table-name"},
      {{"--address-prefix", p + "addressPrefix"}, {"--next-hop-type", p + "nextHopType"}}}},
    {"network nat gateway create",
     {"Microsoft.Network/natGateways",
      {},
      {{"--public-ip-addresses", p + "publicIpAddresses/0/id"},
       {"--public-ip-prefixes", p + "publicIpPrefixes/0/id"},
       {"--idle-timeout", ""},
       {"--zone", ""},
       {"--tags", ""}}}},
    {"network nic create",
     {"Microsoft.Network/networkInterfaces",
      {},
      {{"--subnet", p + "ipConfigurations/0/properties/subnet/id"},
       {"--vnet-name", ""},
       {"--network-security-group", p + "networkSecurityGroup/id"},
       {"--public-ip-address", p + "ipConfigurations/0/properties/publicIPAddress/id"}}}},
    {"network private-endpoint create",
     {"Microsoft.Network/privateEndpoints",
      {},
      {{"--subnet", p + "subnet/id"},
       {"--vnet-name", ""},
       {"--private-connection-resource-id",
        p + "privateLinkServiceConnections/0/properties/privateLinkServiceId"},
       {"--group-id", p + "privateLinkServiceConnections/0/properties/groupIds"},
       {"--group-ids", p + "privateLinkServiceConnections/0/properties/groupIds"},
       {"--connection-name", p + "privateLinkServiceConnections/0/name"}}}},
    {"network private-endpoint dns-zone-group create",
     {"Microsoft.Network/privateEndpoints/privateDnsZoneGroups",
      {"--endpoint-name"},
      {{"--zone-name", p + "privateDnsZoneConfigs/0/name"},
       {"--private-dns-zone", p + "privateDnsZoneConfigs/0/properties/privateDnsZoneId"}}}},
    {"network private-dns zone create", {"Microsoft.Network/privateDnsZones", {}, {}}},
    {"network private-dns link vnet create",
     {"Microsoft.Network/privateDnsZones/virtualNetworkLinks",
      {"-z"},
      {{"-v", p + "virtualNetwork/id"},
       {"-e", p + "registrationEnabled"},
       {"--resolution-policy", p + "resolutionPolicy"}}}},
    {"network private-dns record-set a create",
     {"Microsoft.Network/privateDnsZones/A", {"-z"}, {}}},
    {"appservice plan create",
     {"Microsoft.Web/serverfarms", {}, {{"--sku", "/sku/name"}, {"--is-linux", "bare"}}}},
    {"keyvault create",
     {"Microsoft.KeyVault/vaults",
      {},
      {{"--enable-rbac-authorization", "bare"},
       {"--sku", p + "sku/name"},
       {"--retention-days", p + "softDeleteRetentionInDays"},
       {"--enable-purge-protection", "bare"}}}},
    {"cognitiveservices account create",
     {"Microsoft.CognitiveServices/accounts",
      {},
      {{"--kind", "/kind"},
       {"--sku", "/sku/name"},
       {"--custom-domain", p + "customSubDomainName"},
       {"--yes", "bare"}}}},
    {"storage account create",
     {"Microsoft.Storage/storageAccounts",
      {},
      {{"--sku", "/sku/name"}, {"--kind", "/kind"}, {"--https-only", "bare"}}}},
    {"acr create",
     {"Microsoft.ContainerRegistry/registries",
      {},
      {{"--sku", "/sku/name"}, {"--default-action", p + "networkRuleSet/defaultAction"}}}},
    {"cosmosdb create",
     {"Microsoft.DocumentDB/databaseAccounts",
      {},
      {{"--kind", "/kind"},
       {"--ip-range-filter", p + "ipRules/0/ipAddressOrRange"},
       {"--enable-virtual-network", p + "isVirtualNetworkFilterEnabled"},
       {"--analytical-storage-schema-type", ""},
       {"--enable-burst-capacity", ""}}}},
    {"appconfig create",
     {"Microsoft.AppConfiguration/configurationStores",
      {},
      {{"--sku", "/sku/name"}, {"--retention-days", ""}}}},
    {"search service create",
     {"Microsoft.Search/searchServices",
      {},
      {{"--sku", "/sku/name"},
       {"--public-access", p + "publicNetworkAccess"},
       {"--disable-local-auth", ""}}}},
    {"servicebus namespace create",
     {"Microsoft.ServiceBus/namespaces", {}, {{"--sku", "/sku/name"}, {"--tags", ""}}}},
    {"eventhubs namespace create",
     {"Microsoft.EventHub/namespaces", {}, {{"--sku", "/sku/name"}, {"--tags", ""}}}},
    {"sql server create",
     {"Microsoft.Sql/servers",
      {},
      {{"-u", p + "administratorLogin"},
       {"--admin-user", p + "administratorLogin"},
       {"-p", p + "administratorLoginPassword"},
       {"--admin-password", p + "administratorLoginPassword"}}}},
    {"network vnet-gateway create",
     {"Microsoft.Network/virtualNetworkGateways",
      {},
      {{"--vnet", "parent " + p + "ipConfigurations/0/properties/subnet/id"},
       {"--public-ip-address", "each " + p + "ipConfigurations /properties/publicIPAddress/id"},
       {"--public-ip-addresses", "each " + p + "ipConfigurations /properties/publicIPAddress/id"},
       {"--sku", p + "sku/name"},
       {"--asn", p + "bgpSettings/asn"},
       {"--bgp-peering-address", p + "bgpSettings/bgpPeeringAddress"},
       {"--peer-weight", p + "bgpSettings/peerWeight"},
       {"--tags", ""},
       {"--no-wait", "bare"}}}},
    {"network private-link-service create",
     {"Microsoft.Network/privateLinkServices",
      {},
      {{"--vnet-name", ""},
       {"--subnet", p + "ipConfigurations/0/properties/subnet/id"},
       {"--lb-name", ""},
       {"--lb-frontend-ip-configs", p + "loadBalancerFrontendIpConfigurations/0/id"},
       {"--enable-proxy-protocol", "bare"},
       {"--destination-ip-address", p + "destinationIPAddress"},
       {"--edge-zone", ""}},
      {"extendedLocation"}}},
    {"aks create",
     {"Microsoft.ContainerService/managedClusters",
      {},
      {{"--vnet-subnet-id", p + "agentPoolProfiles/0/vnetSubnetID"},
       {"--nodepool-name", p + "agentPoolProfiles/0/name"},
       {"--node-count", ""},
       {"-c", ""},
       {"--service-principal", ""},
       {"--client-secret", ""},
       {"--no-ssh-key", "bare"},
       {"--dns-name-prefix", ""},
       {"-p", ""},
       {"--ssh-key-value", ""},
       {"-k", ""},
       {"--node-vm-size", ""},
       {"--vm-set-type", ""},
       {"--tags", ""},
       {"-o", ""},
       {"--no-wait", "bare"}},
      {"kubernetesVersion",
       "dnsPrefix",
       "servicePrincipalProfile",
       "enableRBAC",
       "linuxProfile",
       "identity",
       "count",
       "vmSize",
       "osType",
       "type",
       "orchestratorVersion",
       "upgradeSettings",
       "scaleSetPriority",
       "scaleSetEvictionPolicy",
       "spotMaxPrice",
       "enableAutoScaling",
       "nodeTaints",
       "addonProfiles",
       "podCidr",
       "serviceCidr",
       "dnsServiceIP",
       "dockerBridgeCidr",
       "networkPlugin"}}},
};

// Not of the network, or told apart by release: purge protection, encryption, policies of people.
const std::set<std::string> ignored{"tags",
                                    "name",
                                    "id",
                                    "etag",
                                    "zones",
                                    "idleTimeoutInMinutes",
                                    "dhcpOptions",
                                    "subnets",
                                    "encryption",
                                    "tenantId",
                                    "adminUserEnabled",
                                    "locations",
                                    "databaseAccountOfferType",
                                    "createMode",
                                    "analyticalStorageConfiguration",
                                    "enableBurstCapacity",
                                    "softDeleteRetentionInDays",
                                    "dataPlaneProxy",
                                    "hostingMode",
                                    "partitionCount",
                                    "replicaCount",
                                    "disableLocalAuth",
                                    "accessPolicies",
                                    "enablePurgeProtection",
                                    "administrators",
                                    "administratorLoginPassword",
                                    "minimalTlsVersion",
                                    "enableRbacAuthorization",
                                    "provisioningState",
                                    "privateLinkServiceNetworkPolicies",
                                    "privateEndpointNetworkPolicies"};

std::string words_of(const Json& value) {
  if (value.is_array()) {
    std::string text;
    for (const Json& each : value) text += words_of(each) + " ";
    return text;
  }
  return value.is_string() ? "'" + value.get<std::string>() + "'" : value.dump();
}

std::string group_of(const azure::ResourceId& id) { return std::string(id.resource_group()); }

// The words that a row of the table finds in the recorded body, or nothing.
std::optional<std::string> words_at(const Json& body, const std::string& row) {
  std::istringstream parts(row);
  std::string how;
  std::string first;
  std::string second;
  parts >> how >> first >> second;
  const Json::json_pointer pointer(how.starts_with('/') ? how : first);
  if (!body.contains(pointer)) return std::nullopt;
  if (how == "parent") {
    const azure::ResourceId id(body[pointer].get<std::string>());
    return words_of(Json(id.parent().text()));
  }
  if (how != "each") return words_of(body[pointer]);
  std::string words;
  for (const Json& element : body[pointer])
    words += words_of(element[Json::json_pointer(second)]) + " ";
  return words;
}

// The command line again, or nothing when a flag is not in the table.
std::optional<std::string> command_line(const Json& entry, const std::string& name,
                                        const Recorded& recorded, const azure::ResourceId& id) {
  std::string text = "az " + name + " -g " + group_of(id) + " -n '" + std::string(id.name()) + "'";
  if (!recorded.parents.empty())
    text += " " + recorded.parents[0] + " '" + std::string(id.parent().name()) + "'";
  std::istringstream flags(entry["flags"].get<std::string>());
  std::string flag;
  bool location = false;
  while (flags >> flag) {
    if (flag == "-g" || flag == "-n" || flag == "--name" || flag == "--resource-group") continue;
    if (!recorded.parents.empty() &&
        (flag == recorded.parents[0] || (flag == "--zone-name" && recorded.parents[0] == "-z")))
      continue;
    if (flag == "-l" || flag == "--location") {
      location = true;
      continue;
    }
    const auto known = recorded.flags.find(flag);
    if (known == recorded.flags.end()) return std::nullopt;
    if (known->second.empty()) continue;
    text += " " + flag;
    if (known->second == "bare") continue;
    const auto words = words_at(entry["body"], known->second);
    if (!words) return std::nullopt;
    text += " " + *words;
  }
  const bool has_location =
      entry["body"].contains("location") && name.find("private-dns") == std::string::npos;
  if (location || has_location)
    text += " -l '" + entry["body"]["location"].get<std::string>() + "'";
  return text;
}

bool is_nothing(const Json& value) {
  return value.is_null() || (value.is_object() && value.empty());
}

// Everything recorded is in ours, without case in words and ids.
void compare(const Json& recorded, const Json& ours, const std::string& path,
             std::string& differences, const std::set<std::string>& beside = {}) {
  if (recorded.is_object()) {
    for (const auto& [key, value] : recorded.items()) {
      if (ignored.contains(key) || beside.contains(key) || is_nothing(value)) continue;
      if (path.ends_with("/subnet") && key == "properties") continue;  // a copy of the subnet
      if (key == "kind" && value == "Storage") continue;               // releases of 2017
      if (!ours.is_object() || !ours.contains(key)) {
        differences += path + "/" + key + " is missing; ";
      } else {
        compare(value, ours[key], path + "/" + key, differences, beside);
      }
    }
    return;
  }
  if (recorded.is_array() && ours.is_array() && recorded.size() == ours.size()) {
    for (std::size_t i = 0; i < recorded.size(); ++i)
      compare(recorded[i], ours[i], path + "/" + std::to_string(i), differences, beside);
    return;
  }
  if (to_lower(recorded.dump()) != to_lower(ours.dump()))
    differences += path + " is " + ours.dump() + ", recorded " + recorded.dump() + "; ";
}

// Nothing where they are not beside the checkout, and then it says so.
std::optional<Json> recorded_requests() {
  std::ifstream file(AIRTIGHT_SOURCE_DIR "/../shared/data/azcli/recorded-requests.json");
  if (file) return Json::parse(file);
  WARN("skipped: the recorded requests are not here");
  return std::nullopt;
}

}  // namespace

TEST_CASE("bodies are those the real command line sent", "[az][recorded]") {
  const auto requests = recorded_requests();
  if (!requests) return;
  int compared = 0;
  for (const Json& entry : *requests) {
    const std::string name = entry["command"].get<std::string>().substr(3);
    const auto recorded = commands.find(name);
    if (recorded == commands.end() || entry["method"] != "PUT") continue;
    const std::string url = entry["url"].get<std::string>();
    const azure::ResourceId id(url.substr(0, url.find('?')));
    if (to_lower(id.type()) != to_lower(recorded->second.type)) continue;
    const auto command = command_line(entry, name, recorded->second, id);
    if (!command) continue;
    az::test::Script az;
    az(*command);
    CAPTURE(*command, az.errors());
    const Value* ours = az.session.resources.find(id);
    CHECK(ours != nullptr);
    if (ours == nullptr) continue;
    std::string differences;
    Json sent = entry["body"];  // the name of an administrator is not kept
    if (sent.contains("properties")) sent["properties"].erase("administratorLogin");
    compare(sent, Json::parse(to_json(*ours)), "", differences, recorded->second.beside);
    CHECK(differences == "");
    ++compared;
  }
  WARN("compared " << compared << " recorded requests");
  CHECK(compared >= 60);
}

// These send a deployment of a template of their own: its resources are what we write.
TEST_CASE("az network lb create makes the resources of the template that was sent",
          "[az][recorded][I-217]") {
  const auto requests = recorded_requests();
  if (!requests) return;
  int compared = 0;
  for (const Json& entry : *requests) {
    if (entry["command"] != "az network lb create") continue;
    const Json& resources = entry["body"]["properties"]["template"]["resources"];
    const Json& balancer = resources.back();
    const Json& frontend = balancer["properties"]["frontendIPConfigurations"][0]["properties"];
    const azure::ResourceId deployment(entry["url"].get<std::string>());
    std::string line = "az network lb create -g " + std::string(deployment.resource_group()) +
                       " -n " + balancer["name"].get<std::string>() + " --sku " +
                       balancer["sku"]["name"].get<std::string>() + " -l " +
                       balancer["location"].get<std::string>();
    if (frontend.contains("subnet"))
      line += " --subnet " + frontend["subnet"]["id"].get<std::string>() +
              " --private-ip-address " + frontend["privateIPAddress"].get<std::string>();
    if (frontend.contains("publicIPAddress") && resources.size() == 1)
      line += " --public-ip-address " + frontend["publicIPAddress"]["id"].get<std::string>();
    if (resources.size() == 2) {
      const std::string name = resources[0]["name"].get<std::string>();
      if (!name.starts_with("PublicIP")) line += " --public-ip-address " + name;
      line += " --public-ip-address-allocation " +
              resources[0]["properties"]["publicIPAllocationMethod"].get<std::string>();
    }
    az::test::Script az;
    az("az group create -l x -n " + std::string(deployment.resource_group()));
    az(line);
    CAPTURE(line, az.errors());
    for (const Json& resource : resources) {
      const Value* ours = az.session.resources.find(
          azure::make_id(deployment.subscription(), deployment.resource_group(),
                         resource["type"].get<std::string>(), resource["name"].get<std::string>()));
      REQUIRE(ours != nullptr);
      std::string differences;
      compare(resource, Json::parse(to_json(*ours)), "", differences,
              {"apiVersion", "dependsOn", "type"});
      CHECK(differences == "");
      ++compared;
    }
  }
  CHECK(compared >= 9);
}

TEST_CASE("az resource create sends its properties as they are", "[az][recorded][I-408]") {
  const auto requests = recorded_requests();
  if (!requests) return;
  int compared = 0;
  for (const Json& entry : *requests) {
    if (entry["command"] != "az resource create") continue;
    const bool whole =
        entry["flags"].get<std::string>().find("--is-full-object") != std::string::npos;
    const std::string url = entry["url"].get<std::string>();
    const azure::ResourceId id(url.substr(0, url.find('?')));
    const Json properties = whole ? entry["body"] : entry["body"]["properties"];
    az::test::Script az;
    az("az resource create --id " + id.text() + (whole ? " --is-full-object" : "") +
       " --location " + entry["body"]["location"].get<std::string>() + " --properties '" +
       properties.dump() + "'");
    CAPTURE(url, az.errors());
    const Value* ours = az.session.resources.find(id);
    REQUIRE(ours != nullptr);
    std::string differences;
    Json sent = entry["body"];
    if (id.type().ends_with("config")) sent.erase("properties");  // settings are reduced
    compare(sent, Json::parse(to_json(*ours)), "", differences);
    CHECK(differences == "");
    ++compared;
  }
  CHECK(compared == 6);
}

TEST_CASE("every supported command knows the options of the real one", "[az][recorded][I-404]") {
  std::ifstream file(AIRTIGHT_SOURCE_DIR "/../shared/data/azcli/command-options.json");
  if (!file) {
    WARN("skipped: the options of the real commands are not here");
    return;
  }
  const Json real = Json::parse(file);
  int missing = 0;
  int known = 0;
  for (const az::Command& command : az::commands()) {
    const auto found = real.find("az " + std::string(command.words));
    if (found == real.end()) continue;
    // Of this one the list has the class behind the command, not what the command line takes.
    if (command.words == "network lb create") continue;
    const auto options = az::read_notation(command.options);
    for (const Json& option : (*found)["options"]) {
      bool any = false;
      for (const Json& name : option["names"])
        any = any || az::find_option(options, name.get<std::string>()) != nullptr;
      if (option["required"].get<bool>()) {
        CAPTURE(std::string(command.words), option["names"].dump());
        CHECK(any);
      }
      ++(any ? known : missing);
    }
  }
  WARN("options known: " << known << ", not known: " << missing);
  CHECK(known > missing);
}
