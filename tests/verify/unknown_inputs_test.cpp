#include <airtight/input/read.h>
#include <airtight/verify/path.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "input/source_text.h"

// One small world in which every flow has a certain verdict, and what becomes of the verdicts when
// the input says something nobody knows. "Isolated" is worth nothing if a switch that the reader
// never heard of could have opened the door.

using namespace airtight;
using nlohmann::json;
using verify::Judgement;

namespace {

// Single quotes stand for double ones, "#" for the resource group.
json parse(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\'') {
      out += '"';
    } else if (c == '#') {
      out += "/subscriptions/s/resourceGroups/g/providers";
    } else {
      out += c;
    }
  }
  return json::parse(out);
}

// Keys are short names for the rows below; the input is the list of the values.
constexpr const char* world_text = R"({
'v': {'id': '#/Microsoft.Network/virtualNetworks/v', 'location': 'westeurope', 'properties': {
  'addressSpace': {'addressPrefixes': ['10.0.0.0/16']}, 'dhcpOptions': {'dnsServers': []}, 'encryption': {'enabled': true, 'enforcement': 'AllowUnencrypted'}}},
'v2': {'id': '#/Microsoft.Network/virtualNetworks/v2', 'location': 'westeurope', 'properties': {
  'addressSpace': {'addressPrefixes': ['10.9.0.0/16']}}},
'apps': {'id': '#/Microsoft.Network/virtualNetworks/v/subnets/apps', 'properties': {'addressPrefix': '10.0.0.0/24',
  'serviceEndpoints': [{'service': 'Microsoft.Sql'}], 'delegations': [{'name': 'web', 'properties': {'serviceName': 'Microsoft.Web/serverFarms'}}]}},
'vms': {'id': '#/Microsoft.Network/virtualNetworks/v/subnets/vms', 'properties': {'addressPrefix': '10.0.2.0/24',
  'networkSecurityGroup': {'id': '#/Microsoft.Network/networkSecurityGroups/vms-nsg'},
  'routeTable': {'id': '#/Microsoft.Network/routeTables/vms-rt'}}},
'pe': {'id': '#/Microsoft.Network/virtualNetworks/v/subnets/pe', 'properties': {'addressPrefix': '10.0.1.0/24',
  'networkSecurityGroup': {'id': '#/Microsoft.Network/networkSecurityGroups/pe-nsg'},
  'privateEndpointNetworkPolicies': 'Disabled'}},
's2': {'id': '#/Microsoft.Network/virtualNetworks/v2/subnets/s2', 'properties': {'addressPrefix': '10.9.0.0/24',
  'networkSecurityGroup': {'id': '#/Microsoft.Network/networkSecurityGroups/s2-nsg'}}},
's3': {'id': '#/Microsoft.Network/virtualNetworks/v2/subnets/s3', 'properties': {'addressPrefix': '10.9.3.0/24'}},
'to-v2': {'id': '#/Microsoft.Network/virtualNetworks/v/virtualNetworkPeerings/to-v2', 'properties': {
  'remoteVirtualNetwork': {'id': '#/Microsoft.Network/virtualNetworks/v2'}, 'allowVirtualNetworkAccess': true, 'peeringState': 'Connected'}},
'to-v': {'id': '#/Microsoft.Network/virtualNetworks/v2/virtualNetworkPeerings/to-v', 'properties': {
  'remoteVirtualNetwork': {'id': '#/Microsoft.Network/virtualNetworks/v'}, 'allowVirtualNetworkAccess': true, 'peeringState': 'Connected'}},
'vms-nsg': {'id': '#/Microsoft.Network/networkSecurityGroups/vms-nsg', 'properties': {'securityRules': [
  {'name': 'from-office', 'properties': {'priority': 100, 'direction': 'Inbound', 'access': 'Allow', 'protocol': 'Tcp', 'sourceAddressPrefix': '203.0.113.9',
    'sourcePortRange': '*', 'destinationAddressPrefix': '*', 'destinationPortRange': '22'}}]}},
'pe-nsg': {'id': '#/Microsoft.Network/networkSecurityGroups/pe-nsg', 'properties': {'securityRules': [
  {'name': 'deny-all', 'properties': {'priority': 100, 'direction': 'Inbound', 'access': 'Deny', 'protocol': '*', 'sourceAddressPrefix': '*',
    'sourcePortRange': '*', 'destinationAddressPrefix': '*', 'destinationPortRange': '*'}}]}},
's2-nsg': {'id': '#/Microsoft.Network/networkSecurityGroups/s2-nsg', 'properties': {'securityRules': [
  {'name': 'deny-ssh', 'properties': {'priority': 200, 'direction': 'Inbound', 'access': 'Deny', 'protocol': 'Tcp', 'sourceAddressPrefix': '*',
    'sourcePortRange': '*', 'destinationAddressPrefix': '*', 'destinationPortRange': '22'}}]}},
'vms-rt': {'id': '#/Microsoft.Network/routeTables/vms-rt', 'properties': {'disableBgpRoutePropagation': false, 'routes': [
  {'name': 'nowhere', 'properties': {'addressPrefix': '0.0.0.0/0', 'nextHopType': 'None'}}]}},
'ip1': {'id': '#/Microsoft.Network/publicIPAddresses/ip1', 'sku': {'name': 'Standard'}, 'properties': {'ipAddress': '203.0.113.20'}},
'ip3': {'id': '#/Microsoft.Network/publicIPAddresses/ip3', 'sku': {'name': 'Standard'}, 'properties': {'ipAddress': '203.0.113.23'}},
'nic1': {'id': '#/Microsoft.Network/networkInterfaces/nic1', 'properties': {'dnsSettings': {'dnsServers': []}, 'ipConfigurations': [{'name': 'c', 'properties': {
  'subnet': {'id': '#/Microsoft.Network/virtualNetworks/v/subnets/vms'}, 'privateIPAddress': '10.0.2.4', 'privateIPAddressVersion': 'IPv4'}}]}},
'nic2': {'id': '#/Microsoft.Network/networkInterfaces/nic2', 'properties': {'ipConfigurations': [{'name': 'c', 'properties': {
  'subnet': {'id': '#/Microsoft.Network/virtualNetworks/v2/subnets/s2'}, 'privateIPAddress': '10.9.0.4', 'publicIPAddress': {'id': '#/Microsoft.Network/publicIPAddresses/ip1'}}}]}},
'nic3': {'id': '#/Microsoft.Network/networkInterfaces/nic3', 'properties': {'ipConfigurations': [{'name': 'c', 'properties': {
  'subnet': {'id': '#/Microsoft.Network/virtualNetworks/v2/subnets/s3'}, 'privateIPAddress': '10.9.3.4', 'publicIPAddress': {'id': '#/Microsoft.Network/publicIPAddresses/ip3'}}}]}},
'vm1': {'id': '#/Microsoft.Compute/virtualMachines/vm1', 'properties': {'networkProfile': {'networkInterfaces': [{'id': '#/Microsoft.Network/networkInterfaces/nic1'}]}}},
'vm2': {'id': '#/Microsoft.Compute/virtualMachines/vm2', 'properties': {'networkProfile': {'networkInterfaces': [{'id': '#/Microsoft.Network/networkInterfaces/nic2'}]}}},
'kv1': {'id': '#/Microsoft.KeyVault/vaults/kv1', 'location': 'westeurope', 'properties': {'sku': {'family': 'A', 'name': 'standard'}, 'publicNetworkAccess': 'Enabled',
  'networkAcls': {'defaultAction': 'Deny', 'bypass': 'None', 'ipRules': [{'value': '203.0.113.9'}]}}},
'kv2': {'id': '#/Microsoft.KeyVault/vaults/kv2', 'location': 'westeurope', 'properties': {'publicNetworkAccess': 'Disabled', 'networkAcls': {'defaultAction': 'Deny'}}},
'kv3': {'id': '#/Microsoft.KeyVault/vaults/kv3', 'location': 'westeurope', 'properties': {'publicNetworkAccess': 'Enabled', 'networkAcls': {'defaultAction': 'Allow'}}},
'st1': {'id': '#/Microsoft.Storage/storageAccounts/st1', 'location': 'westeurope', 'kind': 'StorageV2', 'properties': {'publicNetworkAccess': 'Disabled', 'networkAcls': {'defaultAction': 'Deny'}}},
'pe1': {'id': '#/Microsoft.Network/privateEndpoints/pe1', 'location': 'westeurope', 'properties': {'subnet': {'id': '#/Microsoft.Network/virtualNetworks/v/subnets/pe'},
  'privateLinkServiceConnections': [{'name': 'c', 'properties': {'privateLinkServiceId': '#/Microsoft.KeyVault/vaults/kv1', 'groupIds': ['vault'],
    'privateLinkServiceConnectionState': {'status': 'Approved'}}}],
  'ipConfigurations': [{'name': 'i', 'properties': {'groupId': 'vault', 'memberName': 'default', 'privateIPAddress': '10.0.1.4'}}]}},
'pe3': {'id': '#/Microsoft.Network/privateEndpoints/pe3', 'location': 'westeurope', 'properties': {'subnet': {'id': '#/Microsoft.Network/virtualNetworks/v/subnets/pe'},
  'privateLinkServiceConnections': [{'name': 'c', 'properties': {'privateLinkServiceId': '#/Microsoft.KeyVault/vaults/kv3', 'groupIds': ['vault'],
    'privateLinkServiceConnectionState': {'status': 'Approved'}}}],
  'ipConfigurations': [{'name': 'i', 'properties': {'groupId': 'vault', 'memberName': 'default', 'privateIPAddress': '10.0.1.6'}}]}},
'group': {'id': '#/Microsoft.Network/privateEndpoints/pe1/privateDnsZoneGroups/default', 'properties': {
  'privateDnsZoneConfigs': [{'name': 'z', 'properties': {'privateDnsZoneId': '#/Microsoft.Network/privateDnsZones/privatelink.vaultcore.azure.net'}}]}},
'zone': {'id': '#/Microsoft.Network/privateDnsZones/privatelink.vaultcore.azure.net', 'properties': {}},
'link': {'id': '#/Microsoft.Network/privateDnsZones/privatelink.vaultcore.azure.net/virtualNetworkLinks/to-v', 'properties': {
  'registrationEnabled': false, 'resolutionPolicy': 'Default', 'virtualNetworkLinkState': 'Completed', 'virtualNetwork': {'id': '#/Microsoft.Network/virtualNetworks/v'}}},
'app1': {'id': '#/Microsoft.Web/sites/app1', 'kind': 'app', 'location': 'westeurope', 'properties': {'publicNetworkAccess': 'Disabled',
  'virtualNetworkSubnetId': '#/Microsoft.Network/virtualNetworks/v/subnets/apps', 'outboundVnetRouting': {'allTraffic': true}, 'dnsConfiguration': {}, 'siteConfig': {}}},
'app2': {'id': '#/Microsoft.Web/sites/app2', 'kind': 'app', 'location': 'westeurope', 'properties': {'publicNetworkAccess': 'Enabled', 'siteConfig': {
  'ipSecurityRestrictionsDefaultAction': 'Deny', 'ipSecurityRestrictions': [
    {'name': 'office', 'priority': 100, 'action': 'Allow', 'ipAddress': '203.0.113.9/32'}]}}}
})";

struct Flow {
  const char* from;
  const char* to;
  Judgement judgement;
  reach::Reason reason;
};

constexpr Flow vault_inside{"vm1", "kv1", Judgement::allow, reach::Reason::none};
constexpr Flow vault_outside{"internet", "kv1", Judgement::deny, reach::Reason::paas_firewall};
constexpr Flow vault_of_app{"app1", "kv1", Judgement::allow, reach::Reason::none};
constexpr Flow vault_without_record{"app1", "kv3", Judgement::deny, reach::Reason::name_nxdomain};
constexpr Flow account{"vm2", "st1/blob", Judgement::deny, reach::Reason::paas_public_disabled};
constexpr Flow across{"vm1", "10.9.0.4:22", Judgement::deny, reach::Reason::nsg_in};
constexpr Flow out{"vm1", "198.51.100.7:443", Judgement::deny, reach::Reason::route_none};
constexpr Flow in{"internet", "203.0.113.20:22", Judgement::deny, reach::Reason::nsg_in};
constexpr Flow in_without_group{"internet", "203.0.113.23:22", Judgement::deny,
                                reach::Reason::nsg_in};
constexpr Flow machine{"internet", "10.0.2.4:22", Judgement::deny, reach::Reason::not_in_vnet};
constexpr Flow closed_app{"internet", "app1", Judgement::deny, reach::Reason::paas_public_disabled};
constexpr Flow restricted_app{"internet", "app2", Judgement::deny, reach::Reason::paas_firewall};
constexpr Flow flows[]{vault_inside, vault_outside,    vault_of_app, vault_without_record,
                       account,      across,           out,          in,
                       machine,      in_without_group, closed_app,   restricted_app};

// A change of the world: a value at a JSON pointer, or a whole resource under a new key.
struct Row {
  std::string at;
  std::string value;
  const Flow& flow;
  std::string named;  // part of an unknown's name; empty: an error of the input
};

struct Asked {
  bool refused = false;
  std::string errors;
  verify::Verdict verdict;
};

Asked ask(const json& world, const Flow& flow) {
  json list = json::array();
  for (const auto& [key, resource] : world.items()) list.push_back(resource);
  input::ResourceSet set;
  Diagnostics diagnostics;
  input::read_resource_list(input::make_source("in.json", list.dump()).value(), set, diagnostics);
  const auto network = model::build(input::to_resources(set, diagnostics), diagnostics);
  Asked asked;
  asked.refused = has_errors(diagnostics);
  for (const Diagnostic& diagnostic : diagnostics) asked.errors += to_string(diagnostic) + "\n";
  const auto from = verify::find_workload(network, flow.from);
  const auto to = verify::find_target(network, flow.to);
  if (from && to) asked.verdict = verify::examine(network, *from, *to).verdict;
  return asked;
}

Asked ask(const json& world, const Row& row) {
  json changed = world;
  changed[json::json_pointer(row.at)] = parse(row.value);
  return ask(changed, row.flow);
}

bool names(const verify::Verdict& verdict, const std::string& part) {
  return std::ranges::any_of(verdict.unknowns, [&](const std::string& name) {
    return name.find(part) != std::string::npos;
  });
}

std::string unknowns_of(const verify::Verdict& verdict) {
  std::string text = std::string(to_string(verdict.judgement)) + " " +
                     std::string(to_string(verdict.reason)) + ":";
  for (const std::string& name : verdict.unknowns) text += " [" + name + "]";
  return text;
}

// A resource of a type and no properties.
std::string other(const std::string& type, const std::string& name) {
  return "{'id': '#/" + type + "/" + name + "', 'properties': {}}";
}

const Row types[] = {
    {"/x", other("Microsoft.Network/futureGateways", "x1"), in, "futureGateways x1"},
    {"/x", other("Microsoft.Network/futureGateways", "x1"), vault_outside, "futureGateways x1"},
    {"/x", other("Microsoft.Network/networkVirtualAppliances", "x1"), out, "Appliances x1"},
    {"/x", other("Microsoft.Network/virtualNetworkAppliances", "x1"), across, "Appliances x1"},
    {"/x", other("Microsoft.Network/virtualNetworks/v/futureFilters", "x1"), across, "Filters x1"},
    {"/x", other("Microsoft.Network/virtualRouters", "x1"), out, "virtualRouters x1"},
    {"/x", other("Microsoft.Network/securityPartnerProviders", "x1"), out, "Providers x1"},
    {"/x", other("Microsoft.Network/networkManagers", "x1"), across, "networkManagers x1"},
    {"/x", other("Microsoft.Network/networkManagers/m/securityUserConfigurations", "x1"), in,
     "securityUserConfigurations x1"},
    {"/x", other("Microsoft.Network/networkManagers/m/routingConfigurations", "x1"), out,
     "routingConfigurations x1"},
    {"/x", other("Microsoft.Network/vpnGateways", "x1"), out, "vpnGateways x1"},
    {"/x", other("Microsoft.Network/virtualHubs", "x1"), out, "virtual hub x1"},
    {"/x", other("Microsoft.Network/loadBalancers/lb/inboundNatRules", "x1"), in, "NatRules x1"},
    {"/x", other("PaloAltoNetworks.Cloudngfw/firewalls", "x1"), out, "firewalls x1"},
    {"/x", other("Microsoft.HybridNetwork/networkFunctions", "x1"), out, "networkFunctions x1"},
    {"/x", other("Microsoft.ServiceNetworking/trafficControllers", "x1"), in, "Controllers x1"},
    {"/x", other("Microsoft.KeyVault/vaults/kv1/futureNetworkRules", "x1"), vault_outside,
     "futureNetworkRules x1"},
    {"/x", other("Microsoft.Web/sites/app1/futureIngress", "x1"), closed_app, "futureIngress x1"},
};

// What takes connections and makes others of its own.
const Row relays[] = {
    {"/x",
     R"({'id': '#/Microsoft.Network/applicationGateways/x1', 'properties': {'backendAddressPools':
        [{'name': 'p', 'properties': {'backendAddresses': [{'fqdn': 'kv1.vault.azure.net'}]}}]}})",
     vault_outside, "applicationGateways x1"},
    {"/x",
     R"({'id': '#/Microsoft.Network/applicationGateways/x1', 'properties': {'backendAddressPools':
        [{'name': 'p', 'properties': {'backendAddresses': [{'ipAddress': '10.0.2.4'}]}}]}})",
     machine, "applicationGateways x1"},
    {"/x",
     R"({'id': '#/Microsoft.Network/applicationGateways/x1', 'properties': {'backendAddressPools':
        [{'name': 'p', 'properties': {'backendIPConfigurations':
        [{'id': '#/Microsoft.Network/networkInterfaces/nic1/ipConfigurations/c'}]}}]}})",
     machine, "applicationGateways x1"},
    {"/x",
     R"({'id': '#/Microsoft.Cdn/profiles/fd/originGroups/g/origins/x1', 'properties': {
        'hostName': 'front.example', 'sharedPrivateLinkResource': {'privateLink': {'id': '#/Microsoft.Web/sites/app1'}}}})",
     closed_app, "origins x1"},
    {"/x",
     R"({'id': '#/Microsoft.Network/frontDoors/x1', 'properties': {'backendPools':
        [{'name': 'p', 'properties': {'backends': [{'address': 'app1.azurewebsites.net'}]}}]}})",
     closed_app, "frontDoors x1"},
    {"/x",
     R"({'id': '#/Microsoft.ApiManagement/service/x1', 'properties': {'virtualNetworkConfiguration':
        {'subnetResourceId': '#/Microsoft.Network/virtualNetworks/v/subnets/vms'}}})",
     vault_outside, "service x1"},
    {"/x",
     R"({'id': '#/Microsoft.ApiManagement/service/a/backends/x1', 'properties': {'url': 'https://app2.azurewebsites.net/api'}})",
     restricted_app, "backends x1"},
    {"/x",
     R"({'id': '#/Microsoft.Network/bastionHosts/x1', 'properties': {'ipConfigurations': [{'name': 'c',
        'properties': {'subnet': {'id': '#/Microsoft.Network/virtualNetworks/v/subnets/vms'}}}]}})",
     machine, "bastionHosts x1"},
    {"/x",
     R"({'id': '#/Microsoft.Network/privateLinkServices/x1', 'properties': {'ipConfigurations': [{'name': 'c',
        'properties': {'subnet': {'id': '#/Microsoft.Network/virtualNetworks/v/subnets/vms'}}}]}})",
     machine, "privateLinkServices x1"},
};

const Row members[] = {
    {"/kv1/properties/networkAcls/futureSwitch", "true", vault_outside, "futureSwitch"},
    {"/kv1/properties/networkAcls/ipRules/0/except", "'203.0.113.10'", vault_outside, "except"},
    {"/kv1/properties/publicNetworkAccessOverride", "'Enabled'", vault_outside, "Override"},
    {"/kv1/properties/futureFirewallMode", "'Audit'", vault_outside, "futureFirewallMode"},
    {"/kv1/properties/trustedCallers", "['*']", vault_outside, "trustedCallers"},
    {"/vms-nsg/properties/futureDefaults", "'Open'", across, "futureDefaults"},
    {"/s2-nsg/properties/securityRules/0/properties/futureMatch", "'x'", in, "futureMatch"},
    {"/s2-nsg/properties/securityRules/0/properties/schedule", "{'from': 8}", across, "schedule"},
    {"/vms/properties/futureFilter", "{'id': 'x'}", across, "futureFilter"},
    {"/vms/properties/serviceGateway", "{'id': 'x'}", out, "serviceGateway"},
    {"/apps/properties/serviceEndpoints/0/futureScope", "'All'", vault_of_app, "futureScope"},
    {"/apps/properties/delegations/0/properties/futureMode", "1", vault_of_app, "futureMode"},
    {"/to-v2/properties/futureSwitch", "true", across, "futureSwitch"},
    {"/to-v/properties/enableOnlyIPv6Peering", "true", across, "enableOnlyIPv6Peering"},
    {"/v/properties/futureIsolation", "'Off'", across, "futureIsolation"},
    {"/v/properties/encryption/enforcement", "'DropUnencrypted'", across, "DropUnencrypted"},
    {"/v/properties/addressSpace/futurePrefixes", "['10.7.0.0/16']", across, "futurePrefixes"},
    {"/v/properties/dhcpOptions/futureResolver", "'x'", vault_inside, "futureResolver"},
    {"/vms-rt/properties/routes/0/properties/nextHop", "{'nextHopIpAddresses': ['10.0.1.9']}", out,
     "nextHop"},
    {"/vms-rt/properties/disablePeeringRoute", "'All'", across, "disablePeeringRoute"},
    {"/vms-rt/properties/futureMode", "1", out, "futureMode"},
    {"/nic2/properties/ipConfigurations/0/properties/gatewayLoadBalancer", "{'id': 'x'}", in,
     "gatewayLoadBalancer"},
    {"/nic1/properties/futureFlow", "true", out, "futureFlow"},
    {"/nic1/properties/dnsSettings/futureServers", "['10.0.2.9']", vault_inside, "futureServers"},
    {"/pe1/properties/futureMode", "'x'", vault_inside, "futureMode"},
    {"/pe1/properties/privateLinkServiceConnections/0/properties/futureState", "'x'", vault_inside,
     "futureState"},
    {"/pe1/properties/privateLinkServiceConnections/0/properties/privateLinkServiceConnectionState/"
     "futureReason",
     "'x'", vault_inside, "futureReason"},
    {"/group/properties/futureRecords", "true", vault_inside, "futureRecords"},
    {"/group/properties/privateDnsZoneConfigs/0/properties/futureName", "'x'", vault_inside,
     "futureName"},
    {"/link/properties/futureScope", "'x'", vault_inside, "futureScope"},
    {"/zone/properties/futureDelegation", "'x'", vault_inside, "futureDelegation"},
    {"/app1/properties/outboundVnetRouting/futureTraffic", "true", vault_of_app, "futureTraffic"},
    {"/app1/properties/dnsConfiguration/dnsFuture", "true", vault_of_app, "dnsFuture"},
    {"/app1/properties/vnetFutureMode", "'x'", vault_of_app, "vnetFutureMode"},
    {"/app1/properties/siteConfig/publicNetworkAccessMode", "'x'", closed_app, "AccessMode"},
    {"/app2/properties/siteConfig/ipSecurityRestrictions/0/futureMatch", "'x'", restricted_app,
     "futureMatch"},
    {"/st1/properties/networkFutureMode", "'x'", account, "networkFutureMode"},
};

const Row words[] = {
    {"/vms-nsg/properties/securityRules/0/properties/access", "'Audit'", in, ""},
    {"/vms-nsg/properties/securityRules/0/properties/direction", "'Both'", in, ""},
    {"/vms-nsg/properties/securityRules/0/properties/protocol", "'Sctp'", in, ""},
    {"/vms-rt/properties/routes/0/properties/nextHopType", "'VirtualWan'", out, ""},
    {"/kv1/properties/networkAcls/defaultAction", "'Audit'", vault_outside, ""},
    {"/s2-nsg/properties/securityRules/0/properties",
     "{'priority': 100, 'direction': 'Inbound', 'access': 'Allow', 'protocol': 'Tcp', "
     "'sourceAddressPrefix': 'FutureTag', 'sourcePortRange': '*', 'destinationAddressPrefix': '*', "
     "'destinationPortRange': '22'}",
     in, "FutureTag"},
    {"/s2-nsg/properties/securityRules/0/properties/destinationAddressPrefix", "'FutureTag'",
     across, "FutureTag"},
    {"/vms-rt/properties/routes/0/properties",
     "{'addressPrefix': 'FutureTag', 'nextHopType': 'None'}", across, "route nowhere"},
    {"/vms-rt/properties/routes/1",
     "{'name': 'tagged', 'properties': {'addressPrefix': 'FutureTag', 'nextHopType': 'Internet'}}",
     out, "route tagged"},
    {"/app2/properties/siteConfig/ipSecurityRestrictions/0",
     "{'priority': 100, 'action': 'Allow', 'tag': 'ServiceTag', 'ipAddress': 'FutureTag'}",
     restricted_app, "FutureTag"},
    {"/app2/properties/siteConfig/ipSecurityRestrictions/0",
     "{'priority': 100, 'action': 'Audit', 'ipAddress': 'Any'}", restricted_app, "Audit"},
    {"/to-v2/properties/peeringState", "'Paused'", across, "Paused"},
    {"/pe/properties/privateEndpointNetworkPolicies", "'FutureEnabled'", vault_inside,
     "FutureEnabled"},
    {"/pe1/properties/privateLinkServiceConnections/0/properties/privateLinkServiceConnectionState/"
     "status",
     "'Suspended'", vault_inside, "Suspended"},
    {"/pe1/properties/ipVersionType", "'IPv9'", vault_inside, "IPv9"},
    {"/nic1/properties/ipConfigurations/0/properties/privateIPAddressVersion", "'IPv9'",
     vault_inside, "IPv9"},
    {"/kv1/properties/publicNetworkAccess", "'Restricted'", vault_outside, "Restricted"},
    {"/app1/properties/publicNetworkAccess", "'Restricted'", closed_app, "Restricted"},
    {"/app2/properties/ipMode", "'IPv9'", restricted_app, "IPv9"},
    {"/link/properties/resolutionPolicy", "'Redirect'", vault_without_record, "Redirect"},
    {"/link/properties/virtualNetworkLinkState", "'Paused'", vault_inside, "Paused"},
    {"/st1/properties/dnsEndpointType", "'AzureDnsZone'", account, "AzureDnsZone"},
    {"/ip3/sku", "{'name': 'Future'}", in_without_group, "SKU of public address"},
};

const Row kinds[] = {
    {"/kv1/properties/networkAcls", "'Deny'", vault_outside, ""},
    {"/kv1/properties/networkAcls/ipRules", "{}", vault_outside, ""},
    {"/kv1/properties/publicNetworkAccess", "true", vault_outside, ""},
    {"/s2-nsg/properties/securityRules", "{}", in, ""},
    {"/s2-nsg/properties/securityRules/0/properties/priority", "'high'", in, ""},
    {"/s2-nsg/properties/securityRules/0/properties/destinationPortRange", "22.5", in, ""},
    {"/v/properties/addressSpace/addressPrefixes", "'10.0.0.0/16'", across, ""},
    {"/vms/properties/networkSecurityGroup", "'vms-nsg'", out, ""},
    {"/vms-rt/properties/routes/0/properties/nextHopIpAddress", "7", out, ""},
    {"/nic1/properties/ipConfigurations", "'10.0.2.4'", out, ""},
    {"/pe1/properties/privateLinkServiceConnections/0/properties/groupIds", "'vault'", vault_inside,
     ""},
    {"/to-v2/properties/allowVirtualNetworkAccess", "'maybe'", across, ""},
    {"/app1/properties/dnsConfiguration", "'10.0.0.4'", vault_of_app, ""},
};

// What an expression of a template leaves behind that nobody can evaluate.
const std::string unknown = "{'$unknown': 'parameters-x'}";

const Row unresolved[] = {
    {"/kv1/properties/networkAcls/defaultAction", unknown, vault_outside, "parameters-x"},
    {"/kv1/properties/networkAcls/ipRules/0/value", unknown, vault_outside, "parameters-x"},
    {"/kv1/properties/networkAcls", unknown, vault_outside, "parameters-x"},
    {"/app1/properties/publicNetworkAccess", unknown, closed_app, "parameters-x"},
    {"/s2-nsg/properties/securityRules/0/properties/access", unknown, in, "parameters-x"},
    {"/s2-nsg/properties/securityRules", unknown, in, "parameters-x"},
    {"/vms-rt/properties/routes/0/properties/nextHopType", unknown, out, "parameters-x"},
    {"/vms-rt/properties/routes", unknown, out, "parameters-x"},
    {"/vms/properties/networkSecurityGroup", "{'id': " + unknown + "}", vault_inside,
     "parameters-x"},
    {"/vms/properties/routeTable", "{'id': " + unknown + "}", out, "parameters-x"},
    {"/pe1/properties/privateLinkServiceConnections/0/properties/groupIds/0", unknown, vault_inside,
     "parameters-x"},
    {"/pe1/properties/subnet/id", unknown, vault_inside, "parameters-x"},
    {"/link/properties/virtualNetwork/id", unknown, vault_inside, "parameters-x"},
    {"/v/properties/dhcpOptions/dnsServers/0", unknown, vault_inside, "parameters-x"},
    {"/to-v2/properties/remoteVirtualNetwork/id", unknown, across, "parameters-x"},
};

const Row versions[] = {
    {"/kv1/apiVersion", "'2031-05-01'", vault_outside, "2031-05-01"},
    {"/vms/apiVersion", "'2031-05-01'", out, "2031-05-01"},
    {"/vms-nsg/apiVersion", "'2031-05-01-preview'", across, "2031-05-01"},
    {"/app1/apiVersion", "'2031-05-01'", closed_app, "2031-05-01"},
};

// What nobody's packets and names depend on, however new it is.
struct Harmless {
  std::string at;
  std::string value;
};

const Harmless harmless[] = {
    {"/kv1/tags", "{'future': 'x', 'networkAcls': 'open'}"},
    {"/kv1/apiVersion", "'2025-05-01'"},
    {"/kv1/properties/futureRetentionInDays", "7"},
    {"/kv1/properties/enablePurgeProtection", "true"},
    {"/kv1/properties/networkAcls/futureSwitch", "null"},
    {"/kv1/properties/sku", "{'family': 'A', 'name': 'future'}"},
    {"/kv1/systemData", "{'createdBy': 'x'}"},
    {"/kv1/etag", "'x'"},
    {"/kv2/properties/networkAcls/futureSwitch", "true"},
    {"/kv2/properties/publicNetworkAccessOverride", "'Enabled'"},
    {"/kv2/apiVersion", "'2031-05-01'"},
    {"/s2-nsg/properties/securityRules/0/properties/description", "'future'"},
    {"/s2-nsg/properties/securityRules/0/properties/provisioningState", "'Succeeded'"},
    {"/s2-nsg/properties/resourceGuid", "'x'"},
    {"/s2-nsg/properties/flushConnection", "true"},
    {"/vms/properties/purpose", "'x'"},
    {"/vms/properties/privateLinkServiceNetworkPolicies", "'Enabled'"},
    {"/vms-rt/properties/routes/0/properties/hasBgpOverride", "false"},
    {"/v/properties/enableDdosProtection", "true"},
    {"/v/properties/flowTimeoutInMinutes", "4"},
    {"/nic1/properties/enableAcceleratedNetworking", "true"},
    {"/nic1/properties/macAddress", "'00-0D-3A-00-00-00'"},
    {"/vm1/properties/futureScheduling", "{'network': true}"},
    {"/pe1/properties/customNetworkInterfaceName", "'pe1-nic'"},
    {"/app1/properties/futureScaling", "{'max': 3}"},
    {"/app1/properties/siteConfig/alwaysOn", "true"},
    {"/x",
     other("Microsoft.Network/virtualNetworks/v/providers/Microsoft.Insights/diagnosticSettings",
           "x1")},
    {"/x", other("Microsoft.KeyVault/vaults/kv1/providers/Microsoft.Authorization/locks", "x1")},
    {"/x", other("Microsoft.Insights/metricAlerts", "x1")},
    {"/x", other("Microsoft.OperationalInsights/workspaces", "x1")},
    {"/x", other("Microsoft.ManagedIdentity/userAssignedIdentities", "x1")},
    {"/x", other("Microsoft.Network/applicationSecurityGroups", "x1")},
    {"/x", other("Microsoft.Network/ddosProtectionPlans", "x1")},
    {"/x", other("Microsoft.Network/networkWatchers/w/flowLogs", "x1")},
    {"/x", other("Microsoft.Network/dnsZones", "example.com")},
    {"/x", other("Microsoft.Compute/disks", "x1")},
    {"/x", other("Microsoft.KeyVault/vaults/kv1/keys", "x1")},
    {"/x", other("Microsoft.KeyVault/vaults/kv2/futureNetworkRules", "x1")},
    {"/x",
     R"({'id': '#/Microsoft.Network/applicationGateways/x1', 'properties': {'backendAddressPools':
        [{'name': 'p', 'properties': {'backendAddresses': [{'fqdn': 'www.example.com'}]}}]}})"},
};

void check(const Row& row, const json& world) {
  const Asked asked = ask(world, row);
  INFO(row.at << " = " << row.value << ", " << row.flow.from << " -> " << row.flow.to);
  INFO(unknowns_of(asked.verdict) << "\n" << asked.errors);
  if (row.named.empty()) {
    CHECK(asked.refused);
    return;
  }
  CHECK_FALSE(asked.refused);
  CHECK(asked.verdict.judgement == Judgement::uncertain);
  CHECK(names(asked.verdict, row.named));
}

}  // namespace

TEST_CASE("the world of the unknown inputs has certain verdicts", "[unknown]") {
  const json world = parse(world_text);
  for (const Flow& flow : flows) {
    INFO(flow.from << " -> " << flow.to);
    const Asked asked = ask(world, flow);
    INFO(unknowns_of(asked.verdict) << "\n" << asked.errors);
    CHECK_FALSE(asked.refused);
    CHECK(asked.verdict.judgement == flow.judgement);
    CHECK(asked.verdict.reason == flow.reason);
  }
}

TEST_CASE("what nobody knows makes a verdict uncertain, with its name", "[unknown][R-02][I-200]") {
  const json world = parse(world_text);
  for (const Row& row : types) check(row, world);
  for (const Row& row : relays) check(row, world);
  for (const Row& row : members) check(row, world);
  for (const Row& row : words) check(row, world);
  for (const Row& row : versions) check(row, world);
  for (const Row& row : unresolved) check(row, world);
}

TEST_CASE("a value of the wrong kind is an error of the input", "[unknown]") {
  const json world = parse(world_text);
  for (const Row& row : kinds) check(row, world);
}

TEST_CASE("what packets and names do not depend on leaves every verdict", "[unknown]") {
  const json world = parse(world_text);
  for (const Harmless& row : harmless) {
    for (const Flow& flow : flows) {
      INFO(row.at << " = " << row.value << ", " << flow.from << " -> " << flow.to);
      const Asked asked = ask(world, Row{row.at, row.value, flow, ""});
      INFO(unknowns_of(asked.verdict) << "\n" << asked.errors);
      CHECK_FALSE(asked.refused);
      CHECK(asked.verdict.judgement == flow.judgement);
      CHECK(asked.verdict.reason == flow.reason);
    }
  }
}

TEST_CASE("a relay is a doubt about a deny and about nothing else", "[unknown][relay]") {
  json world = parse(world_text);
  world["x"] = parse(relays[0].value);
  CHECK(ask(world, vault_outside).verdict.judgement == Judgement::uncertain);
  CHECK(ask(world, vault_inside).verdict.judgement == Judgement::allow);
  CHECK(ask(world, closed_app).verdict.judgement == Judgement::deny);
}

TEST_CASE("an unknown member counts where its rule does", "[unknown][N-091]") {
  json world = parse(world_text);
  world["s2-nsg"]["properties"]["securityRules"][0]["properties"]["futureMatch"] = true;
  CHECK(ask(world, across).verdict.judgement == Judgement::uncertain);
  CHECK(ask(world, vault_inside).verdict.judgement == Judgement::allow);
  CHECK(ask(world, out).verdict.judgement == Judgement::deny);
}
