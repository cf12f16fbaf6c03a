#include "input/resources/known_members.h"

#include <airtight/azure/private_link.h>
#include <airtight/base/text.h>

#include <algorithm>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "input/ignoring_case.h"

// The tables name what is read and what is known to leave packets and names as they are (chapter 6
// of the ingest reference, I-200 and following). All else may be a switch of a newer API, and a
// verdict that leaves it out would be a guess.
//
// A path goes from "properties" down by names; elements of lists stand for their lists, and the
// "properties" of an element for the element (I-373). A path without a row is not looked at.
namespace airtight::input::resources {
namespace {

constexpr std::string_view any_type = "*";

struct Members {
  std::string_view type;  // lower case; "*" and an end: all types that end so
  std::string_view at;
  std::string_view names;  // separated by blanks
};

constexpr std::string_view links = "virtualNetwork metadata";
constexpr std::string_view connection_state = "status description actionsRequired actionRequired";
constexpr std::string_view connection_of_endpoint =
    "privateLinkServiceId privateLinkServiceAlias groupIds requestMessage "
    "privateLinkServiceConnectionState";

constexpr std::string_view restriction =
    "ipAddress subnetMask vnetSubnetResourceId vnetTrafficTag subnetTrafficTag action tag priority "
    "headers";

constexpr Members members[] = {
    {"microsoft.network/virtualnetworks", "",
     "addressSpace dhcpOptions subnets virtualNetworkPeerings enableDdosProtection "
     "ddosProtectionPlan enableVmProtection bgpCommunities ipAllocations flowTimeoutInMinutes "
     "flowLogs flowLogConfiguration cloudServices encryption privateEndpointVNetPolicies "
     "enableSubnetPeering defaultPublicNatGateway"},
    {"microsoft.network/virtualnetworks", "addressSpace",
     "addressPrefixes ipamPoolPrefixAllocations"},
    {"microsoft.network/virtualnetworks", "dhcpOptions", "dnsServers"},
    {"microsoft.network/virtualnetworks", "encryption", "enabled enforcement"},
    {"microsoft.network/virtualnetworks/subnets", "",
     "addressPrefix addressPrefixes networkSecurityGroup routeTable natGateway serviceEndpoints "
     "serviceEndpointPolicies privateEndpoints ipConfigurations ipConfigurationProfiles "
     "ipAllocations resourceNavigationLinks serviceAssociationLinks delegations purpose "
     "privateEndpointNetworkPolicies privateLinkServiceNetworkPolicies "
     "applicationGatewayIPConfigurations sharingScope defaultOutboundAccess "
     "ipamPoolPrefixAllocations networkIntentPolicies privateLinkIpConfigurations"},
    {"microsoft.network/virtualnetworks/subnets", "serviceEndpoints",
     "service locations networkIdentifier"},
    {"microsoft.network/virtualnetworks/subnets", "delegations", "serviceName actions"},
    {"microsoft.network/virtualnetworks/virtualnetworkpeerings", "",
     "remoteVirtualNetwork allowVirtualNetworkAccess allowForwardedTraffic allowGatewayTransit "
     "useRemoteGateways localAddressSpace localVirtualNetworkAddressSpace remoteAddressSpace "
     "remoteVirtualNetworkAddressSpace remoteBgpCommunities remoteVirtualNetworkEncryption "
     "peeringState peeringSyncLevel doNotVerifyRemoteGateways peerCompleteVnets localSubnetNames "
     "remoteSubnetNames remoteGateways routeServiceVips enableOnlyIPv6Peering"},
    {"microsoft.network/networksecuritygroups", "",
     "securityRules defaultSecurityRules networkInterfaces subnets flowLogs flushConnection"},
    {"microsoft.network/networksecuritygroups/securityrules", "",
     "protocol priority direction access sourceAddressPrefix sourceAddressPrefixes "
     "sourcePortRange sourcePortRanges sourceApplicationSecurityGroups destinationAddressPrefix "
     "destinationAddressPrefixes destinationPortRange destinationPortRanges "
     "destinationApplicationSecurityGroups"},
    {"microsoft.network/routetables", "",
     "routes subnets disableBgpRoutePropagation disablePeeringRoute"},
    {"microsoft.network/routetables/routes", "",
     "addressPrefix nextHopType nextHopIpAddress hasBgpOverride"},
    {"microsoft.network/networkinterfaces", "",
     "ipConfigurations networkSecurityGroup dnsSettings enableIPForwarding privateEndpoint "
     "privateLinkService virtualMachine primary macAddress nicType enableAcceleratedNetworking "
     "vnetEncryptionSupported disableTcpStateTracking hostedWorkloads tapConfigurations "
     "dscpConfiguration workloadType migrationPhase auxiliaryMode auxiliarySku allowPort25Out "
     "defaultOutboundConnectivityEnabled"},
    {"microsoft.network/networkinterfaces", "dnsSettings",
     "dnsServers appliedDnsServers internalDomainNameSuffix internalDnsNameLabel internalFqdn"},
    {"microsoft.network/networkinterfaces", "ipConfigurations",
     "primary subnet privateIPAddress privateIPAddressVersion privateIPAllocationMethod "
     "privateIPAddressPrefixLength publicIPAddress applicationSecurityGroups "
     "loadBalancerBackendAddressPools loadBalancerInboundNatRules virtualNetworkTaps "
     "applicationGatewayBackendAddressPools privateLinkConnectionProperties"},
    {"microsoft.network/privateendpoints", "",
     "subnet privateLinkServiceConnections manualPrivateLinkServiceConnections ipConfigurations "
     "customDnsConfigs customNetworkInterfaceName networkInterfaces applicationSecurityGroups "
     "ipVersionType privateDnsZoneGroups"},
    {"microsoft.network/privateendpoints", "privateLinkServiceConnections", connection_of_endpoint},
    {"microsoft.network/privateendpoints",
     "privateLinkServiceConnections.privateLinkServiceConnectionState", connection_state},
    {"microsoft.network/privateendpoints", "manualPrivateLinkServiceConnections",
     connection_of_endpoint},
    {"microsoft.network/privateendpoints",
     "manualPrivateLinkServiceConnections.privateLinkServiceConnectionState", connection_state},
    {"microsoft.network/privateendpoints/privatednszonegroups", "", "privateDnsZoneConfigs"},
    {"microsoft.network/privateendpoints/privatednszonegroups", "privateDnsZoneConfigs",
     "privateDnsZoneId recordSets"},
    {"microsoft.network/privatednszones", "",
     "maxNumberOfRecordSets maxNumberOfVirtualNetworkLinks "
     "maxNumberOfVirtualNetworkLinksWithRegistration numberOfRecordSets "
     "numberOfVirtualNetworkLinks numberOfVirtualNetworkLinksWithRegistration internalId"},
    {"microsoft.network/privatednszones/virtualnetworklinks", "",
     "virtualNetwork registrationEnabled virtualNetworkLinkState resolutionPolicy"},
    {"microsoft.network/dnsresolvers", "", "virtualNetwork dnsResolverState"},
    {"microsoft.network/dnsresolvers/inboundendpoints", "", "ipConfigurations"},
    {"microsoft.network/dnsresolvers/outboundendpoints", "", "subnet"},
    {"microsoft.network/dnsforwardingrulesets", "", "dnsResolverOutboundEndpoints"},
    {"microsoft.network/dnsforwardingrulesets/forwardingrules", "",
     "domainName targetDnsServers forwardingRuleState metadata"},
    {"microsoft.network/dnsforwardingrulesets/forwardingrules", "targetDnsServers",
     "ipAddress port"},
    {"microsoft.network/dnsforwardingrulesets/virtualnetworklinks", "", links},
    {"microsoft.network/dnsresolverpolicies/virtualnetworklinks", "", links},
    {"microsoft.network/dnsresolverpolicies/dnssecurityrules", "",
     "priority action dnsResolverDomainLists dnsSecurityRuleState"},
    // Services write their rules alike (I-240…I-247); members of the object itself are looked at
    // where it is read.
    {"*", "networkAcls.ipRules", "value ipAddressOrRange ipMask addressRange ipAddress action"},
    {"*", "networkAcls.virtualNetworkRules",
     "action state subnet ignoreMissingVnetServiceEndpoint"},
    {"*", "networkAcls.resourceAccessRules", "resourceId tenantId"},
    {"*", "networkRuleSet.ipRules", "value ipAddressOrRange ipMask addressRange ipAddress action"},
    {"*", "networkRuleSet.virtualNetworkRules",
     "action state subnet ignoreMissingVnetServiceEndpoint virtualNetworkResourceId"},
    {"*/networkrulesets", "",
     "defaultAction publicNetworkAccess ipRules virtualNetworkRules trustedServiceAccessEnabled"},
    {"*/networkrulesets", "ipRules", "ipMask action"},
    {"*/networkrulesets", "virtualNetworkRules", "subnet ignoreMissingVnetServiceEndpoint"},
    {"*/firewallrules", "", "startIpAddress endIpAddress startIP endIP"},
    {"*/virtualnetworkrules", "", "virtualNetworkSubnetId ignoreMissingVnetServiceEndpoint state"},
    {"*/privateendpointconnections", "",
     "privateEndpoint privateLinkServiceConnectionState groupIds groupId linkIdentifier "
     "privateIpAddresses ipAddresses privateEndpointLocation privateLinkServiceProxies"},
    {"*/privateendpointconnections", "privateLinkServiceConnectionState", connection_state},
    {"*", "outboundVnetRouting",
     "allTraffic applicationTraffic contentShareTraffic imagePullTraffic backupRestoreTraffic "
     "managedIdentityTraffic"},
    {"*", "siteConfig.ipSecurityRestrictions", restriction},
    {"*", "siteConfig.scmIpSecurityRestrictions", restriction},
    {"*/config", "ipSecurityRestrictions", restriction},
    {"*/config", "scmIpSecurityRestrictions", restriction},
    {"*", "dnsConfiguration",
     "dnsServers dnsAltServer dnsRetryAttemptCount dnsRetryAttemptTimeout dnsMaxCacheTimeout "
     "dnsLegacySortOrder"},
};

// Members that nothing reads while they have one of these words, and that change packets or names
// with others.
struct Values {
  std::string_view type;
  std::string_view at;
  std::string_view words;
};

constexpr Values values[] = {
    {"microsoft.network/virtualnetworks", "encryption.enforcement", "AllowUnencrypted"},
    {"microsoft.network/virtualnetworks", "privateEndpointVNetPolicies", "Disabled Basic"},
    {"microsoft.network/virtualnetworks/virtualnetworkpeerings", "peeringState",
     "Connected Initiated Disconnected"},
    {"microsoft.network/virtualnetworks/virtualnetworkpeerings", "enableOnlyIPv6Peering", "false"},
    {"microsoft.network/routetables", "disablePeeringRoute", "None"},
    {"microsoft.network/networkinterfaces", "ipConfigurations.privateIPAddressVersion",
     "IPv4 IPv6"},
    {"microsoft.network/privateendpoints", "ipVersionType", "IPv4 IPv6 DualStack"},
    {"microsoft.network/privatednszones/virtualnetworklinks", "virtualNetworkLinkState",
     "InProgress Completed Done"},
    {"microsoft.network/dnsresolverpolicies/dnssecurityrules", "dnsSecurityRuleState",
     "Enabled Disabled"},
    {"microsoft.storage/storageaccounts", "dnsEndpointType", "Standard"},
    {"microsoft.machinelearningservices/workspaces", "allowPublicAccessWhenBehindVnet", "false"},
    {"microsoft.web/sites", "ipMode", "IPv4 IPv6 IPv4AndIPv6"},
    {"microsoft.web/sites/slots", "ipMode", "IPv4 IPv6 IPv4AndIPv6"},
};

// API versions change what an absent member means (N-068, C-18). Later ones than this had not been
// read when the tables were made.
constexpr std::string_view newest_version = "2026-12-31";

// What every object may have beside its own members.
constexpr std::string_view common =
    "id name type etag location zones tags kind sku scope managedBy systemData resourceGroup "
    "description comments provisioningState resourceGuid";

// Of services and apps: names that speak of the network, and those among them that are read or are
// known to leave its public edge and its names as they are.
constexpr std::string_view network_stems =
    "network vnet subnet firewall publicaccess publicip iprule perimeter privatelink "
    "privateendpoint routing dns acls bypass ingress egress inbound outbound trusted restrict "
    "gateway proxy allowlist";
constexpr std::string_view known_of_services =
    "networkAcls networkRuleSet networkRuleSets ipRules inboundIpRules virtualNetworkRules "
    "ipRangeFilter isVirtualNetworkFilterEnabled networkAclBypass networkAclBypassResourceIds "
    "networkRuleBypassOptions trustedServiceAccessEnabled network publicNetworkAccess "
    "privateEndpointConnections privateLinkServiceConnections publicNetworkAccessForIngestion "
    "publicNetworkAccessForQuery outboundVnetRouting dnsConfiguration virtualNetworkSubnetId "
    "vnetRouteAllEnabled vnetContentShareEnabled vnetImagePullEnabled vnetBackupRestoreEnabled "
    "ipSecurityRestrictions ipSecurityRestrictionsDefaultAction scmIpSecurityRestrictions "
    "scmIpSecurityRestrictionsDefaultAction scmIpSecurityRestrictionsUseMain vnetName "
    "vnetPrivatePortsCount virtualNetworkConfiguration vnetConfiguration networkProfile subnetId "
    "virtualNetworkType virtualNetworkProfile allowBlobPublicAccess routingPreference "
    "dnsEndpointType restrictOutboundNetworkAccess clientAffinityProxyEnabled http20ProxyFlag "
    "containerAllocationSubnet dnsPrefix dnsZone dnsZonePartner fqdnSubdomain httpProxyConfig "
    "ingressProfile inboundIpAddress outboundIpAddresses possibleInboundIpAddresses "
    "possibleOutboundIpAddresses inboundIpv6Address outboundIpv6Addresses "
    "possibleInboundIpv6Addresses possibleOutboundIpv6Addresses networkInjections "
    "privateEndpointStateForBackup privateEndpointStateForSiteRecovery privateLinkIdentifiers "
    "sitePrivateLinkHostEnabled privateLinkResources sharedPrivateLinkResources routingRules "
    "requiredNsgRules dataPlaneProxy managedNetwork managedVirtualNetwork "
    "managedVirtualNetworkSettings allowPublicAccessWhenBehindVnet publicIPAddresses "
    "publicIpAddressId privateIPAddresses outboundPublicIPAddresses gatewayUrl gatewayRegionalUrl "
    "disableGateway disableOutboundOnlySSH";

// The tables as they are asked: for every member of every resource of an estate.
struct Row {
  const Members* written;
  FewWords names;
};

const std::vector<Row>& rows() {
  static const std::vector<Row> all = [] {
    std::vector<Row> made;
    for (const Members& each : members) made.push_back({&each, words_of(each.names)});
    return made;
  }();
  return all;
}

const FewWords& common_words() {
  static const FewWords all = words_of(common);
  return all;
}

const FewWords& words_known_of_services() {
  static const FewWords all = words_of(known_of_services);
  return all;
}

bool is_among(std::string_view name, std::string_view list) {
  return words_of(list).contains(name);
}

bool is_for(std::string_view row, std::string_view type) {
  return row.starts_with('*') ? type.ends_with(row.substr(1)) : row == type;
}

bool is_service(std::string_view type) {
  static const Words types = [] {
    Words all{"microsoft.web/sites/slots"};
    for (const azure::PrivateLinkRow& row : azure::private_link_table())
      all.insert(row.resource_type);
    return all;
  }();
  return types.contains(type);
}

// The configuration of a site stands in it or beside it (I-232).
bool is_site_configuration(std::string_view type, std::string_view name) {
  return type.starts_with("microsoft.web/sites/") && type.ends_with("/config") && name == "web";
}

bool speaks_of_network(const std::string& name) {
  static const std::vector<std::string_view> stems = split(network_stems, ' ');
  const std::string lower = to_lower(name);
  return std::ranges::any_of(stems,
                             [&](std::string_view stem) { return lower.find(stem) != lower.npos; });
}

// A scalar as the tables write it.
std::optional<std::string> word_of(const Value& value) {
  if (value.string() != nullptr) return *value.string();
  if (value.boolean() != nullptr) return *value.boolean() ? "true" : "false";
  return std::nullopt;
}

const Value& unwrapped(const Value& element) {
  const Value* properties = element.find("properties");
  return properties != nullptr && properties->object() != nullptr ? *properties : element;
}

// What the tables have for a type.
struct OfType {
  std::vector<const Row*> rows;
  std::vector<const Values*> values;
  FewWords paths;               // that lead to a row, and their beginnings
  bool has_deep_paths = false;  // of more than one name
  bool network = false;
  bool service = false;
};

void add_path(std::string_view path, Words& paths) {
  for (auto end = path.find('.'); end != path.npos; end = path.find('.', end + 1))
    paths.insert(path.substr(0, end));
  paths.insert(path);
}

OfType rows_for(std::string_view type) {
  OfType found;
  Words paths;
  for (const Row& row : rows()) {
    if (!is_for(row.written->type, type)) continue;
    found.rows.push_back(&row);
    add_path(row.written->at, paths);
    found.network = found.network || row.written->at.empty();
  }
  for (const Values& row : values) {
    if (!is_for(row.type, type)) continue;
    found.values.push_back(&row);
    add_path(row.at, paths);
  }
  found.service = is_service(type);
  found.has_deep_paths =
      std::ranges::any_of(paths, [](std::string_view path) { return path.find('.') != path.npos; });
  found.paths = std::move(paths);
  return found;
}

// An estate has a million resources of some hundred types.
const OfType& of_type(std::string_view type) {
  constexpr std::size_t most = 1024;
  thread_local std::unordered_map<std::string, OfType> known;
  if (known.size() >= most) known.clear();
  const auto [found, fresh] = known.try_emplace(std::string(type));
  if (fresh) found->second = rows_for(type);
  return found->second;
}

class Search {
 public:
  Search(std::string_view type, std::string_view name)
      : type_(of_type(type)),
        name_(name),
        service_(!type_.network && (type_.service || is_site_configuration(type, name))) {}

  void version(const Value& resource) {
    const Value* version = resource.find("apiVersion");
    if (version == nullptr || version->string() == nullptr || !(type_.network || service_)) return;
    if (newest_version < *version->string())
      add("apiVersion " + in_quotes(*version->string()), *version);
  }

  void object(const Value& value, const std::string& at) {
    if (value.object() == nullptr) return;
    const Row* row = row_of(at);
    const bool of_service = service_ && (at.empty() || at == "siteConfig");
    for (const Member& member : *value.object()) {
      if (member.value.is_null() || member.key.starts_with('$')) continue;
      if (is_strange(row, of_service, member.key)) {
        add(in_quotes(member.key), member.value);
      } else {
        below(member.value, at, member.key);
      }
    }
  }

  std::vector<StrangeMember> take() { return std::move(found_); }

 private:
  const Row* row_of(std::string_view at) const {
    const auto found = std::ranges::find_if(
        type_.rows, [&](const Row* row) { return equal_ignoring_case(row->written->at, at); });
    return found == type_.rows.end() ? nullptr : *found;
  }

  static bool is_strange(const Row* row, bool of_service, const std::string& key) {
    if (row != nullptr) return !row->names.contains(key) && !common_words().contains(key);
    return of_service && !words_known_of_services().contains(key) && speaks_of_network(key);
  }

  void below(const Value& value, const std::string& owner, const std::string& name) {
    if (owner.empty()) {
      if (type_.paths.contains(name) || name == "siteConfig") below(value, name);
      return;
    }
    if (!type_.has_deep_paths) return;
    const std::string at = owner + "." + name;
    if (type_.paths.contains(at)) below(value, at);
  }

  void below(const Value& value, const std::string& at) {
    if (value.array() != nullptr) {
      for (const Value& element : *value.array()) object(unwrapped(element), at);
      return;
    }
    object(unwrapped(value), at);
    for (const Values* row : type_.values) {
      if (!equal_ignoring_case(row->at, at)) continue;
      const auto word = word_of(value);
      if (word && !word->empty() && !is_among(*word, row->words))
        add(in_quotes(*word) + " as " + std::string(at.substr(at.rfind('.') + 1)), value);
    }
  }

  void add(const std::string& what, const Value& value) {
    found_.push_back({what + " of " + std::string(name_), value.place});
  }

  const OfType& type_;
  std::string_view name_;
  bool service_ = false;
  std::vector<StrangeMember> found_;
};

}  // namespace

std::vector<StrangeMember> strange_members(std::string_view type, std::string_view name,
                                           const Value& resource) {
  const Value* properties = resource.find("properties");
  if (properties == nullptr) return {};
  Search search(type, name);
  search.version(resource);
  search.object(*properties, "");
  return search.take();
}

bool has_known_members(std::string_view type) {
  return is_service(type) || is_site_configuration(type, "web") ||
         std::ranges::any_of(rows(), [&](const Row& row) {
           return row.written->type != any_type && is_for(row.written->type, type);
         });
}

std::vector<std::string_view> members_of_any_type() {
  std::vector<std::string_view> names;
  for (const Members& row : members) {
    if (row.type == any_type) names.push_back(row.at.substr(0, row.at.find('.')));
  }
  for (const Values& row : values) {
    if (row.type == any_type) names.push_back(row.at.substr(0, row.at.find('.')));
  }
  return names;
}

void report_strange(const StrangeMember& member, Diagnostics& diagnostics) {
  diagnostics.push_back({Severity::warning,
                         to_where(member.place),
                         "found " + member.name +
                             ", which is not followed; verdicts that may rest on it are uncertain",
                         {"I-200"}});
}

void add_strange(const azure::ResourceId& id, const Value& value,
                 std::vector<azure::UnknownInput>& unknown, Diagnostics& diagnostics) {
  for (const StrangeMember& strange : strange_members(to_lower(id.type()), id.name(), value)) {
    report_strange(strange, diagnostics);
    unknown.push_back({strange.name});
  }
}

}  // namespace airtight::input::resources
