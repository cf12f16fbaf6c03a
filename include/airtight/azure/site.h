#pragma once

#include <airtight/azure/property.h>
#include <airtight/azure/resource.h>
#include <airtight/azure/service.h>
#include <airtight/net/ip.h>

#include <optional>
#include <string>
#include <vector>

namespace airtight::azure {

// Microsoft.Web/serverfarms (I-230).
struct Plan : Resource {
  Property<std::string> sku;     // "F1", "B1", "S1", "P1v3"
  Property<bool> linux_workers;  // "reserved"
  std::optional<int> instances;  // sku.capacity; none: one, or not known
  // Of an App Service Environment: its instances are in a network already.
  Property<ResourceId> environment;
};

// A Key Vault reference in an app setting: "@Microsoft.KeyVault(SecretUri=…)" or
// "(VaultName=…;SecretName=…)" (I-233).
struct KeyVaultReference {
  std::string setting;
  std::string vault;       // first label of the vault's host name; empty when the syntax is wrong
  std::string vault_host;  // "kv1.vault.azure.net"
  std::string text;        // as written
  Where where;
  bool operator==(const KeyVaultReference&) const = default;
};

// What an app setting or connection string says about the network. The value itself is never kept.
struct Setting {
  std::string name;
  std::vector<std::string> hosts;  // host names found in the value
  std::string resource_name;       // the value is exactly the name of a resource in the input
  std::string network_value;  // only of the platform's own switches, such as WEBSITE_VNET_ROUTE_ALL
  bool dropped = false;       // there was a value and it was dropped
  std::vector<UnknownInput> unknown;
  Where where;
  bool operator==(const Setting&) const = default;
};

// One access restriction (N-329): an address block, a service tag, a subnet, or "AnyVnets".
struct AccessRule {
  std::string name;
  int priority = 0;
  bool allow = false;
  std::vector<net::Prefix> prefixes;  // empty with no tag and no subnet: every caller
  std::vector<std::string> tags;
  ResourceId subnet;
  bool any_network = false;  // N-332
  bool headers = false;      // conditions on the request, which no packet shows (N-333)
  std::vector<UnknownInput> unknown;
  Where where;
  bool operator==(const AccessRule&) const = default;
};

struct AccessRestrictions {
  std::vector<AccessRule> rules;  // in order of priority, equal ones as listed
  Property<DefaultAction> default_action;
  std::vector<UnknownInput> unknown;  // parts of the list that are not known
  Where where;
  bool operator==(const AccessRestrictions&) const = default;
};

// What of an app's platform traffic enters its network (N-238); absent: not (N-239).
struct OutboundRouting {
  Property<bool> all;
  Property<bool> content_share;
  Property<bool> image_pull;
  Property<bool> backup_restore;
  bool operator==(const OutboundRouting&) const = default;
};

// Microsoft.Web/sites and …/slots with their configuration children merged (I-231…I-233). A slot is
// an app of its own, with its own integration, identity and endpoints.
struct Site : Resource {
  ResourceId plan;
  std::string kind;                         // "app,linux", "functionapp"
  Property<ResourceId> integration_subnet;  // virtualNetworkSubnetId or the older networkConfig
  bool by_gateway = false;                  // integrated through a gateway: a client of it (N-254)
  ResourceId gateway_network;               // whose gateway that is; empty if not known
  std::vector<net::Ip> outbound_addresses;  // live only: those of the shared unit (N-230)
  Property<bool> route_all;                 // all five spellings joined
  Property<std::string> route_all_setting;  // WEBSITE_VNET_ROUTE_ALL
  Property<std::vector<net::Ip>> dns_servers;  // dnsConfiguration or WEBSITE_DNS_SERVER
  Property<net::Ip> alternative_server;        // asked last, whichever list is in force (D-307)
  std::string default_host;  // of an export: "app1-h4sh.westeurope-01.azurewebsites.net" (D-126)
  Property<PublicNetworkAccess> public_network_access;
  std::vector<std::string> approved_elsewhere;  // as Service's
  Property<bool> https_only;
  AccessRestrictions restrictions;
  AccessRestrictions scm_restrictions;
  Property<bool> scm_uses_main;  // absent: false (N-330)
  OutboundRouting outbound_routing;
  bool flex = false;  // Flex Consumption: functionAppConfig (N-258, A-260)
  std::string stack;  // linuxFxVersion or windowsFxVersion: "PHP|8.2", "DOCKER|nginx", "COMPOSE|…"
  Property<bool> private_ports;     // vnetPrivatePortsCount is not 0
  Property<bool> legacy_dns_order;  // dnsConfiguration.dnsLegacySortOrder
  std::vector<Setting> settings;
  std::vector<KeyVaultReference> references;
  bool identity = false;  // it has one, of either kind
  std::string principal;  // of its system-assigned identity, where the input names it
};

}  // namespace airtight::azure
