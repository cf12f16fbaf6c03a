#pragma once

#include <airtight/azure/property.h>
#include <airtight/azure/resource.h>
#include <airtight/net/ip.h>

#include <functional>
#include <map>
#include <string>
#include <variant>
#include <vector>

namespace airtight::azure {

enum class PublicNetworkAccess { enabled, disabled, secured_by_perimeter };
enum class DefaultAction { allow, deny };

// An ipRules entry: a block, or a value the input does not say.
struct IpRule {
  std::variant<net::Prefix, UnknownInput> value;
  Where where;
  bool operator==(const IpRule&) const = default;
};

struct SubnetRule {
  ResourceId subnet;
  Where where;
  bool operator==(const SubnetRule&) const = default;
};

// resourceAccessRules: one caller by its resource id, "*" for all of a scope (N-322).
struct ResourceRule {
  ResourceId resource;
  Where where;
  bool operator==(const ResourceRule&) const = default;
};

// networkAcls and its spellings in other services (I-240…I-247).
struct NetworkRules {
  Property<DefaultAction> default_action;
  Property<std::vector<std::string>> bypass;  // "AzureServices", "Logging", …; "None" is empty
  std::vector<IpRule> ip_rules;
  std::vector<SubnetRule> subnet_rules;
  std::vector<ResourceRule> resource_rules;
  Where where;
  bool operator==(const NetworkRules&) const = default;
};

// A PaaS resource that can be a back end: it has host names in a public zone and may have private
// endpoints. `type` is spelled as in the private link table.
struct Service : Resource {
  std::string type;  // "Microsoft.KeyVault/vaults"
  std::string kind;  // "TextAnalytics", "OpenAI", "StorageV2"; empty if absent
  std::string sku;
  Property<std::string> custom_subdomain;  // AI services
  // What the resource says of the catalogue's placeholders beyond its name and region, such as
  // "dnsPrefix" of a managed instance (azure-dns.md section 10).
  std::map<std::string, std::string, std::less<>> placeholders;
  std::vector<std::string> regions;  // those with names of their own; empty: its location
  bool own_name_form = false;        // its names have a form without a known alias (D-118)
  Property<PublicNetworkAccess> public_network_access;
  Property<NetworkRules> network_rules;  // absent: the service's default
  // Group ids of approved connections whose endpoint is not in the input; "*" for one whose group
  // is not said. They move the public name too (D-101, D-103).
  std::vector<std::string> approved_elsewhere;
  bool from_template = false;  // declared, not recorded from the service (CE-04)
  // Key Vault: who may read secrets. Role assignments decide when `rbac`, else the
  // policies.
  bool rbac = false;
  std::vector<std::string> policy_principals;
};

}  // namespace airtight::azure
