#include "unsupported.h"

#include <airtight/base/text.h>

#include <algorithm>
#include <array>

namespace airtight::input::az {
namespace {

// The longest prefix of the command's words decides. An empty scope: no effect on the network.
struct Scope {
  std::string_view words;
  std::string_view types;  // separated by blanks
};

constexpr std::array scopes{
    Scope{"login", ""},
    Scope{"logout", ""},
    Scope{"account", ""},
    Scope{"extension", ""},
    Scope{"provider", ""},
    Scope{"feature", ""},
    Scope{"configure", ""},
    Scope{"config", ""},
    Scope{"cloud", ""},
    Scope{"version", ""},
    Scope{"upgrade", ""},
    Scope{"find", ""},
    Scope{"feedback", ""},
    Scope{"interactive", ""},
    Scope{"lock", ""},
    Scope{"monitor", ""},
    Scope{"policy", ""},
    Scope{"tag", ""},
    Scope{"ad", ""},
    Scope{"advisor", ""},
    Scope{"consumption", ""},
    Scope{"costmanagement", ""},
    Scope{"graph", ""},
    Scope{"security", ""},
    Scope{"bicep", ""},
    Scope{"network watcher", ""},
    Scope{"network ddos-protection", ""},
    Scope{"webapp log", ""},
    Scope{"webapp restart", ""},
    Scope{"webapp browse", ""},
    Scope{"webapp deploy", ""},
    Scope{"webapp deployment user", ""},
    Scope{"webapp config container", ""},
    Scope{"webapp config ssl", ""},
    Scope{"webapp cors", ""},
    Scope{"acr build", ""},
    Scope{"acr login", ""},
    Scope{"acr import", ""},
    Scope{"keyvault key", ""},
    Scope{"keyvault certificate", ""},
    Scope{"storage blob", ""},
    Scope{"storage container", ""},
    Scope{"storage queue", ""},
    Scope{"storage share", ""},
    Scope{"sql db", ""},
    Scope{"vm run-command", ""},
    Scope{"vm extension", ""},
    Scope{"vm start", ""},
    Scope{"vm stop", ""},
    Scope{"vm restart", ""},
    Scope{"vm deallocate", ""},
    Scope{"network front-door", "microsoft.network/frontdoors"},
    Scope{"afd", "microsoft.cdn/profiles"},
    Scope{"cdn", "microsoft.cdn/profiles"},
    Scope{"network application-gateway", "microsoft.network/applicationgateways"},
    Scope{"network lb", "microsoft.network/loadbalancers"},
    Scope{"network cross-region-lb", "microsoft.network/loadbalancers"},
    Scope{"network bastion", "microsoft.network/bastionhosts"},
    Scope{"network traffic-manager", "microsoft.network/trafficmanagerprofiles"},
    Scope{"network dns", "microsoft.network/dnszones"},
    Scope{"network private-dns record-set", "microsoft.network/privatednszones"},
    Scope{"network private-dns", "microsoft.network/privatednszones"},
    Scope{"network private-link-service", "microsoft.network/privatelinkservices"},
    Scope{"network private-endpoint", "microsoft.network/privateendpoints"},
    Scope{"network firewall policy", "microsoft.network/firewallpolicies"},
    Scope{"network firewall", "microsoft.network/azurefirewalls"},
    Scope{"network ip-group", "microsoft.network/ipgroups"},
    Scope{"network asg", "microsoft.network/applicationsecuritygroups"},
    Scope{"network nsg", "microsoft.network/networksecuritygroups"},
    Scope{"network route-table", "microsoft.network/routetables"},
    Scope{"network nat", "microsoft.network/natgateways"},
    Scope{"network public-ip", "microsoft.network/publicipaddresses"},
    Scope{"network nic", "microsoft.network/networkinterfaces"},
    Scope{"network vnet subnet", "microsoft.network/virtualnetworks/subnets"},
    Scope{"network vnet peering", "microsoft.network/virtualnetworks/virtualnetworkpeerings"},
    Scope{"network vnet-gateway", "microsoft.network/virtualnetworkgateways"},
    Scope{"network vpn-connection", "microsoft.network/connections"},
    Scope{"network local-gateway", "microsoft.network/localnetworkgateways"},
    Scope{"network express-route", "microsoft.network/expressroutecircuits"},
    Scope{"network vwan", "microsoft.network/virtualwans"},
    Scope{"network vhub", "microsoft.network/virtualhubs"},
    Scope{"network routeserver", "microsoft.network/virtualhubs"},
    Scope{"network perimeter", "microsoft.network/networksecurityperimeters"},
    Scope{"network manager", "*"},
    Scope{"dns-resolver", "microsoft.network/dnsresolvers microsoft.network/dnsforwardingrulesets"},
    Scope{"vmss",
          "microsoft.compute/virtualmachinescalesets microsoft.network/virtualnetworks "
          "microsoft.network/networksecuritygroups"},
    Scope{"vm", "microsoft.compute/virtualmachines microsoft.network/networkinterfaces"},
    Scope{"acr", "microsoft.containerregistry/registries"},
    Scope{"appconfig", "microsoft.appconfiguration/configurationstores"},
    Scope{"appservice ase", "microsoft.web/hostingenvironments"},
    Scope{"appservice plan", "microsoft.web/serverfarms"},
    Scope{"webapp", "microsoft.web/sites"},
    Scope{"functionapp plan", "microsoft.web/serverfarms"},
    Scope{"functionapp", "microsoft.web/sites"},
    Scope{"logicapp", "microsoft.web/sites"},
    Scope{"staticwebapp", "microsoft.web/staticsites"},
    Scope{"keyvault", "microsoft.keyvault/vaults"},
    Scope{"cognitiveservices", "microsoft.cognitiveservices/accounts"},
    Scope{"storage account", "microsoft.storage/storageaccounts"},
    Scope{"sql mi", "microsoft.sql/managedinstances"},
    Scope{"sql", "microsoft.sql/servers"},
    Scope{"cosmosdb", "microsoft.documentdb/databaseaccounts"},
    Scope{"redis", "microsoft.cache/redis"},
    Scope{"redisenterprise", "microsoft.cache/redisenterprise"},
    Scope{"search", "microsoft.search/searchservices"},
    Scope{"servicebus", "microsoft.servicebus/namespaces"},
    Scope{"eventhubs", "microsoft.eventhub/namespaces"},
    Scope{"eventgrid", "microsoft.eventgrid/topics"},
    Scope{"signalr", "microsoft.signalrservice/signalr"},
    Scope{"containerapp env", "microsoft.app/managedenvironments"},
    Scope{"containerapp", "microsoft.app/containerapps"},
    Scope{"container", "microsoft.containerinstance/containergroups"},
    Scope{"batch", "microsoft.batch/batchaccounts"},
    Scope{"apim", "microsoft.apimanagement/service"},
    Scope{"ml", "microsoft.machinelearningservices/workspaces"},
    Scope{"role", "microsoft.authorization/roleassignments"},
    Scope{"aks", "microsoft.containerservice/managedclusters"},
    Scope{"aks get-credentials", ""},
    Scope{"aks install-cli", ""},
    Scope{"aks command", ""},
    Scope{"aks start", ""},
    Scope{"aks stop", ""},
    Scope{"postgres",
          "microsoft.dbforpostgresql/servers microsoft.dbforpostgresql/flexibleservers"},
    Scope{"postgres flexible-server db", ""},
    Scope{"postgres flexible-server parameter", ""},
    Scope{"postgres flexible-server execute", ""},
    Scope{"postgres flexible-server restart", ""},
    Scope{"mysql", "microsoft.dbformysql/servers microsoft.dbformysql/flexibleservers"},
    Scope{"mysql flexible-server db", ""},
    Scope{"mysql flexible-server parameter", ""},
    Scope{"mysql flexible-server restart", ""},
    Scope{"deployment group delete", ""},
    Scope{"deployment sub delete", ""},
    Scope{"deployment operation", ""},
    // Their routes reach hubs that are read.
    Scope{"network vpn-gateway", "microsoft.network/virtualhubs"},
    Scope{"network vpn-site", "microsoft.network/virtualhubs"},
    Scope{"network p2s-vpn-gateway", "microsoft.network/virtualhubs"},
    Scope{"network express-route gateway", "microsoft.network/virtualhubs"},
    Scope{"network vpn-server-config", ""},
    Scope{"network virtual-appliance",
          "microsoft.network/networkinterfaces microsoft.network/virtualhubs"},
    Scope{"identity", "microsoft.managedidentity/userassignedidentities"},
};

// Commands of the table that also write resources of other types.
constexpr std::array beside{
    Scope{"webapp vnet-integration add", "microsoft.network/virtualnetworks/subnets"},
    Scope{"functionapp vnet-integration add", "microsoft.network/virtualnetworks/subnets"},
    Scope{"webapp create", "microsoft.web/serverfarms microsoft.network/virtualnetworks/subnets"},
    Scope{"webapp up", "microsoft.web/serverfarms"},
    Scope{"functionapp create",
          "microsoft.web/serverfarms microsoft.network/virtualnetworks/subnets"},
    Scope{"webapp config access-restriction add", "microsoft.network/virtualnetworks/subnets"},
    Scope{"sql server vnet-rule create", "microsoft.network/virtualnetworks/subnets"},
    Scope{"vm create",
          "microsoft.network/networkinterfaces microsoft.network/networksecuritygroups "
          "microsoft.network/publicipaddresses microsoft.network/virtualnetworks"},
    Scope{"group delete", "*"},
    Scope{"network lb create",
          "microsoft.network/publicipaddresses microsoft.network/virtualnetworks "
          "microsoft.network/virtualnetworks/subnets"},
    Scope{"postgres flexible-server create",
          "microsoft.dbforpostgresql/flexibleservers/firewallrules "
          "microsoft.network/virtualnetworks microsoft.network/virtualnetworks/subnets "
          "microsoft.network/privatednszones"},
    Scope{"mysql flexible-server create",
          "microsoft.dbformysql/flexibleservers/firewallrules microsoft.network/virtualnetworks "
          "microsoft.network/virtualnetworks/subnets microsoft.network/privatednszones"},
    Scope{"functionapp config access-restriction add", "microsoft.network/virtualnetworks/subnets"},
    Scope{"keyvault private-endpoint-connection", "microsoft.network/privateendpoints"},
    Scope{"storage account private-endpoint-connection", "microsoft.network/privateendpoints"},
    Scope{"sql server private-endpoint-connection", "microsoft.network/privateendpoints"},
    Scope{"cosmosdb private-endpoint-connection", "microsoft.network/privateendpoints"},
    Scope{"acr private-endpoint-connection", "microsoft.network/privateendpoints"},
};

// Commands of the table that leave the network as it is.
constexpr std::array<std::string_view, 5> without_effect{
    "group create", "webapp restart", "webapp start", "functionapp restart", "account set"};

constexpr std::array<std::string_view, 13> reading_verbs{
    "show",   "list", "wait",    "exists",  "download", "query", "check",
    "export", "get",  "what-if", "preview", "validate", "browse"};

bool covers(const Scope& scope, std::string_view words) {
  return words.starts_with(scope.words) &&
         (words.size() == scope.words.size() || words[scope.words.size()] == ' ');
}

std::vector<std::string> types_in(std::string_view list) {
  std::vector<std::string> types;
  for (const std::string_view type : split(list, ' ')) {
    if (!type.empty()) types.emplace_back(type);
  }
  return types;
}

}  // namespace

bool only_reads(std::string_view words) {
  for (const std::string_view word : split(words, ' ')) {
    for (const std::string_view verb : reading_verbs) {
      if (word == verb || word.starts_with(std::string(verb) + "-")) return true;
    }
  }
  return false;
}

std::vector<std::string> scope_of(std::string_view words) {
  if (only_reads(words)) return {};
  const Scope* best = nullptr;
  for (const Scope& scope : scopes) {
    if (covers(scope, words) && (best == nullptr || scope.words.size() > best->words.size()))
      best = &scope;
  }
  if (best == nullptr) return {"*"};
  return types_in(best->types);
}

std::vector<std::string> scope_of(const Command& command) {
  if (only_reads(command.words)) return {};
  if (std::ranges::find(without_effect, command.words) != without_effect.end()) return {};
  if (command.type.empty()) return scope_of(command.words);
  std::vector<std::string> types{to_lower(command.type)};
  for (const Scope& more : beside) {
    if (!covers(more, command.words)) continue;
    for (std::string& type : types_in(more.types)) types.push_back(std::move(type));
  }
  return types;
}

}  // namespace airtight::input::az
