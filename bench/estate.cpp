#include "estate.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace airtight::bench {
namespace {

constexpr std::size_t spokes_of_a_subscription = 16;

using Words = std::vector<std::string>;

// `$0` to `$9` stand for the words, in the order given.
std::string filled(std::string_view pattern, const Words& words) {
  std::string text;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '$' && i + 1 < pattern.size() && pattern[i + 1] >= '0' &&
        pattern[i + 1] <= '9') {
      text += words.at(static_cast<std::size_t>(pattern[++i] - '0'));
    } else {
      text += pattern[i];
    }
  }
  return text;
}

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  // std::uniform_int_distribution differs between libraries.
  std::size_t below(std::size_t count) { return static_cast<std::size_t>(engine_() % count); }
  bool one_in(std::size_t count) { return below(count) == 0; }
  std::string hexadecimal(int digits) {
    std::string text;
    for (int i = 0; i < digits; ++i) text += "0123456789abcdef"[below(16)];
    return text;
  }
  std::string guid() {
    return hexadecimal(8) + "-" + hexadecimal(4) + "-4" + hexadecimal(3) + "-a" + hexadecimal(3) +
           "-" + hexadecimal(12);
  }
  std::string time() {
    const auto two = [&](std::size_t from, std::size_t count) {
      const std::size_t number = from + below(count);
      return (number < 10 ? "0" : "") + std::to_string(number);
    };
    return "202" + std::to_string(below(6)) + "-" + two(1, 12) + "-" + two(1, 28) + "T" +
           two(0, 24) + ":" + two(0, 60) + ":" + two(0, 60) + "." +
           std::to_string(below(10000000)) + "Z";
  }

 private:
  std::mt19937_64 engine_;
};

constexpr std::string_view tenant = "72f988bf-86f1-41af-91ab-2d7cd011db47";
constexpr std::array<std::string_view, 5> locations{"westeurope", "northeurope", "eastus2",
                                                    "germanywestcentral", "southeastasia"};
constexpr std::array<std::string_view, 6> owners{"platform",     "payments",   "Plattform-Äußeres",
                                                 "data-science", "retail.web", "sap basis"};

// What a row says beside its properties.
struct Head {
  std::string kind;
  std::string sku = "null";
  std::string identity = "null";
  std::string zones = "null";
  std::string managed_by;
};

class Subscription {
 public:
  Subscription(std::size_t number, Dice& dice)
      : number_(number),
        dice_(dice),
        guid_(dice.guid()),
        location_(locations[number % locations.size()]) {
    const std::size_t first = number * (spokes_of_a_subscription + 1);
    hub_ = group("rg-hub-" + std::to_string(number));
    hub(first);
    for (std::size_t i = 1; i <= spokes_of_a_subscription; ++i) spoke(first + i);
  }

  // The rows, in no order.
  Words take() {
    for (std::size_t i = rows_.size(); i > 1; --i) std::swap(rows_[i - 1], rows_[dice_.below(i)]);
    return std::move(rows_);
  }

 private:
  struct Group {
    std::string name;
    std::string id;
  };

  // Everything that is named after a spoke.
  struct Spoke {
    Group group;
    std::string name;
    std::string block;  // "10.4.8": the first three octets; the spoke has four such blocks
    std::size_t second = 0;
    std::size_t third = 0;
    std::string network;
    std::vector<std::string> endpoints;  // ids that came with endpoints
  };

  Group group(const std::string& name) const {
    return {name, "/subscriptions/" + guid_ + "/resourceGroups/" + name};
  }
  static std::string id(const Group& group, std::string_view type, const std::string& name) {
    return group.id + "/providers/" + std::string(type) + "/" + name;
  }
  std::string etag() { return "W/\\\"" + dice_.guid() + "\\\""; }

  std::string tags() {
    switch (dice_.below(4)) {
      case 0:
        return "null";
      case 1:
        return R"({"env":"prod"})";
      case 2:
        return filled(R"({"costCenter":"$0","env":"dev","owner":"$1"})",
                      {std::to_string(1000 + dice_.below(9000)),
                       std::string(owners[dice_.below(owners.size())])});
      default:
        return filled(
            R"({"application":"$0","businessUnit":"$1","createdBy":"terraform","env":"prod","ms-resource-usage":"azure-cloud-shell"})",
            {"app-" + std::to_string(dice_.below(900)),
             std::string(owners[dice_.below(owners.size())])});
    }
  }

  // Resource Graph writes types in lower case and ids as the service spells them.
  void row(std::string_view type, const std::string& own_id, const std::string& properties,
           const Head& head = {}) {
    std::string lower(type);
    std::ranges::transform(lower, lower.begin(), [](char c) {
      return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    std::string text = R"({"id":")" + own_id + R"(","name":")" +
                       own_id.substr(own_id.rfind('/') + 1) + R"(","type":")" + lower +
                       R"(","kind":")" + head.kind + R"(","location":")" + location_ +
                       R"(","managedBy":")" + head.managed_by + R"(","sku":)" + head.sku +
                       R"(,"identity":)" + head.identity + R"(,"zones":)" + head.zones +
                       R"(,"tags":)" + tags() + R"(,"properties":)" + properties + "}";
    rows_.push_back(std::move(text));
  }

  std::string state() { return dice_.one_in(250) ? "Updating" : "Succeeded"; }

  // A group's rules, of which everybody copies the beginning and adds some.
  std::string rules(const std::string& own, std::size_t count) {
    constexpr std::string_view pattern =
        R"({"id":"$0/securityRules/$1","name":"$1","etag":"$2","type":"Microsoft.Network/networkSecurityGroups/securityRules","properties":{"provisioningState":"Succeeded","protocol":"$3","sourcePortRange":"*","destinationPortRange":"$4","sourceAddressPrefix":"$5","destinationAddressPrefix":"$6","access":"$7","priority":$8,"direction":"$9","sourcePortRanges":[],"destinationPortRanges":[],"sourceAddressPrefixes":[],"destinationAddressPrefixes":[]}})";
    constexpr std::array<std::string_view, 6> sources{
        "VirtualNetwork", "AzureLoadBalancer", "10.0.0.0/8", "Internet", "192.168.0.0/16", "*"};
    constexpr std::array<std::string_view, 6> ports{"443", "22", "3389", "8080-8090", "*", "1433"};
    std::string text;
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t kind = dice_.below(sources.size());
      text += (i == 0 ? "" : ",") +
              filled(pattern,
                     {own, (kind == 3 ? "Deny-" : "Allow-") + std::to_string(i), etag(),
                      dice_.one_in(5) ? "*" : "TCP", std::string(ports[dice_.below(ports.size())]),
                      std::string(sources[kind]), dice_.one_in(3) ? "VirtualNetwork" : "*",
                      kind == 3 ? "Deny" : "Allow", std::to_string(100 + 10 * i),
                      dice_.one_in(4) ? "Outbound" : "Inbound"});
    }
    return text;
  }

  void security_group(const Spoke& spoke, const std::string& name, const std::string& subnet) {
    const std::string own = id(spoke.group, "Microsoft.Network/networkSecurityGroups", name);
    row("Microsoft.Network/networkSecurityGroups", own,
        filled(
            R"({"provisioningState":"$0","resourceGuid":"$1","securityRules":[$2],"subnets":[{"id":"$3"}]})",
            {state(), dice_.guid(), rules(own, 2 + dice_.below(9)), subnet}));
  }

  void route_table(const Spoke& spoke, const std::string& name) {
    const std::string own = id(spoke.group, "Microsoft.Network/routeTables", name);
    row("Microsoft.Network/routeTables", own,
        filled(
            R"({"provisioningState":"Succeeded","resourceGuid":"$0","disableBgpRoutePropagation":true,"routes":[{"id":"$1/routes/default","name":"default","etag":"$2","type":"Microsoft.Network/routeTables/routes","properties":{"provisioningState":"Succeeded","addressPrefix":"0.0.0.0/0","nextHopType":"VirtualAppliance","nextHopIpAddress":"$3","hasBgpOverride":false}},{"id":"$1/routes/management","name":"management","etag":"$2","type":"Microsoft.Network/routeTables/routes","properties":{"provisioningState":"Succeeded","addressPrefix":"198.51.100.0/24","nextHopType":"Internet","hasBgpOverride":false}}]})",
            {dice_.guid(), own, etag(), hub_appliance_}));
  }

  static std::string block_of(std::size_t number, std::size_t& second, std::size_t& third) {
    second = number / 64 % 256;
    third = number % 64 * 4;
    return "10." + std::to_string(second) + "." + std::to_string(third);
  }

  std::string peering(const std::string& network, const std::string& name,
                      const std::string& remote, const std::string& block) {
    return filled(
        R"({"id":"$0/virtualNetworkPeerings/$1","name":"$1","etag":"$2","type":"Microsoft.Network/virtualNetworks/virtualNetworkPeerings","properties":{"provisioningState":"Succeeded","resourceGuid":"$3","peeringState":"Connected","peeringSyncLevel":"FullyInSync","remoteVirtualNetwork":{"id":"$4"},"allowVirtualNetworkAccess":true,"allowForwardedTraffic":true,"allowGatewayTransit":false,"useRemoteGateways":false,"doNotVerifyRemoteGateways":false,"peerCompleteVnets":true,"remoteAddressSpace":{"addressPrefixes":["$5"]},"remoteVirtualNetworkAddressSpace":{"addressPrefixes":["$5"]}}})",
        {network, name, etag(), dice_.guid(), remote, block});
  }

  void hub(std::size_t number) {
    std::size_t second = 0;
    std::size_t third = 0;
    const std::string block = block_of(number, second, third);
    hub_network_ = id(hub_, "Microsoft.Network/virtualNetworks", "vnet-hub");
    hub_appliance_ = block + ".4";
    hub_block_ = block + ".0/22";
    std::string peerings;
    for (std::size_t i = 1; i <= spokes_of_a_subscription; ++i) {
      std::size_t a = 0;
      std::size_t b = 0;
      const std::string name = "spoke-" + std::to_string(number + i);
      peerings +=
          (i == 1 ? "" : ",") +
          peering(hub_network_, "to-" + name,
                  id(group("rg-" + name), "Microsoft.Network/virtualNetworks", "vnet-" + name),
                  block_of(number + i, a, b) + ".0/22");
    }
    row("Microsoft.Network/virtualNetworks", hub_network_,
        filled(
            R"({"provisioningState":"Succeeded","resourceGuid":"$0","addressSpace":{"addressPrefixes":["$1"]},"subnets":[{"id":"$2/subnets/snet-nva","name":"snet-nva","etag":"$3","type":"Microsoft.Network/virtualNetworks/subnets","properties":{"provisioningState":"Succeeded","addressPrefix":"$4.0/26","serviceEndpoints":[],"delegations":[],"privateEndpointNetworkPolicies":"Disabled","privateLinkServiceNetworkPolicies":"Enabled"}}],"virtualNetworkPeerings":[$5],"enableDdosProtection":false})",
            {dice_.guid(), hub_block_, hub_network_, etag(), block, peerings}));
    interface({hub_, "hub", block, second, third, hub_network_, {}}, "nic-nva", "snet-nva",
              hub_appliance_, "vm-nva", "");
  }

  std::string subnet(const Spoke& spoke, const std::string& name, const std::string& prefix,
                     const std::string& more) {
    return filled(
        R"({"id":"$0/subnets/$1","name":"$1","etag":"$2","type":"Microsoft.Network/virtualNetworks/subnets","properties":{"provisioningState":"Succeeded","addressPrefix":"$3","networkSecurityGroup":{"id":"$4"},"ipConfigurations":[],$5"privateEndpointNetworkPolicies":"Disabled","privateLinkServiceNetworkPolicies":"Enabled"}})",
        {spoke.network, name, etag(), prefix,
         id(spoke.group, "Microsoft.Network/networkSecurityGroups", "nsg-" + name), more});
  }

  void network(const Spoke& spoke) {
    const auto block = [&](std::size_t add) {
      return "10." + std::to_string(spoke.second) + "." + std::to_string(spoke.third + add) +
             ".0/24";
    };
    const std::string table = R"("routeTable":{"id":")" +
                              id(spoke.group, "Microsoft.Network/routeTables", "rt-default") +
                              R"("},)";
    const std::string plain = R"("serviceEndpoints":[],"delegations":[],)";
    const std::string web = filled(
        R"("serviceEndpoints":[{"provisioningState":"Succeeded","service":"Microsoft.Storage","locations":["*"]}],"delegations":[{"id":"$0/subnets/snet-web/delegations/web","name":"web","etag":"$1","type":"Microsoft.Network/virtualNetworks/subnets/delegations","properties":{"provisioningState":"Succeeded","serviceName":"Microsoft.Web/serverFarms","actions":["Microsoft.Network/virtualNetworks/subnets/action"]}}],)",
        {spoke.network, etag()});
    const std::string subnets = subnet(spoke, "snet-vm", block(0), table + plain) + "," +
                                subnet(spoke, "snet-data", block(1), table + plain) + "," +
                                subnet(spoke, "snet-pe", block(2), plain) + "," +
                                subnet(spoke, "snet-web", block(3), table + web);
    row("Microsoft.Network/virtualNetworks", spoke.network,
        filled(
            R"({"provisioningState":"Succeeded","resourceGuid":"$0","addressSpace":{"addressPrefixes":["$1.0/22"]},"dhcpOptions":{"dnsServers":[]},"subnets":[$2],"virtualNetworkPeerings":[$3],"enableDdosProtection":false})",
            {dice_.guid(), spoke.block, subnets,
             peering(spoke.network, "to-hub", hub_network_, hub_block_)}));
    for (const char* name : {"snet-vm", "snet-data", "snet-pe", "snet-web"})
      security_group(spoke, std::string("nsg-") + name,
                     spoke.network + "/subnets/" + std::string(name));
    route_table(spoke, "rt-default");
  }

  void interface(const Spoke& spoke, const std::string& name, const std::string& subnet,
                 const std::string& address, const std::string& machine,
                 const std::string& endpoint) {
    const std::string own = id(spoke.group, "Microsoft.Network/networkInterfaces", name);
    const std::string holder =
        endpoint.empty()
            ? R"("virtualMachine":{"id":")" +
                  id(spoke.group, "Microsoft.Compute/virtualMachines", machine) + R"("})"
            : R"("privateEndpoint":{"id":")" + endpoint + R"("})";
    row("Microsoft.Network/networkInterfaces", own,
        filled(
            R"({"provisioningState":"$0","resourceGuid":"$1","ipConfigurations":[{"name":"ipconfig1","id":"$2/ipConfigurations/ipconfig1","etag":"$3","type":"Microsoft.Network/networkInterfaces/ipConfigurations","properties":{"provisioningState":"Succeeded","privateIPAddress":"$4","privateIPAllocationMethod":"Dynamic","subnet":{"id":"$5/subnets/$6"},"primary":true,"privateIPAddressVersion":"IPv4"}}],"dnsSettings":{"dnsServers":[],"appliedDnsServers":[],"internalDomainNameSuffix":"$7.ax.internal.cloudapp.net"},"macAddress":"00-22-48-$8","enableAcceleratedNetworking":false,"vnetEncryptionSupported":false,"enableIPForwarding":false,"disableTcpStateTracking":false,"primary":true,$9,"hostedWorkloads":[],"tapConfigurations":[],"nicType":"Standard","allowPort25Out":true,"auxiliaryMode":"None"})",
            {state(), dice_.guid(), own, etag(), address, spoke.network, subnet,
             dice_.hexadecimal(26), dice_.hexadecimal(6), holder}));
  }

  void machine(const Spoke& spoke, std::size_t number) {
    const std::string name = "vm-" + spoke.name + "-" + std::to_string(number);
    const std::string own = id(spoke.group, "Microsoft.Compute/virtualMachines", name);
    const std::string address = "10." + std::to_string(spoke.second) + "." +
                                std::to_string(spoke.third + number % 2) + "." +
                                std::to_string(4 + number / 2);
    interface(spoke, "nic-" + name, number % 2 == 0 ? "snet-vm" : "snet-data", address, name, "");
    const std::string disk = id(spoke.group, "Microsoft.Compute/disks", name + "_OsDisk_1");
    row("Microsoft.Compute/virtualMachines", own,
        filled(
            R"({"provisioningState":"$0","vmId":"$1","hardwareProfile":{"vmSize":"Standard_D4s_v5"},"storageProfile":{"imageReference":{"publisher":"Canonical","offer":"0001-com-ubuntu-server-jammy","sku":"22_04-lts-gen2","version":"latest","exactVersion":"22.04.202$2"},"osDisk":{"osType":"Linux","name":"$3_OsDisk_1","createOption":"FromImage","caching":"ReadWrite","managedDisk":{"id":"$4"},"deleteOption":"Detach"},"dataDisks":[],"diskControllerType":"SCSI"},"osProfile":{"computerName":"$3","adminUsername":"azureuser","linuxConfiguration":{"disablePasswordAuthentication":true,"provisionVMAgent":true,"patchSettings":{"patchMode":"ImageDefault","assessmentMode":"ImageDefault"}},"secrets":[],"allowExtensionOperations":true,"requireGuestProvisionSignal":true},"networkProfile":{"networkInterfaces":[{"id":"$5","properties":{"primary":true}}]},"diagnosticsProfile":{"bootDiagnostics":{"enabled":true}},"timeCreated":"$6"})",
            {state(), dice_.guid(), std::to_string(dice_.below(100000)), name, disk,
             id(spoke.group, "Microsoft.Network/networkInterfaces", "nic-" + name), dice_.time()}),
        {"", "null",
         R"({"type":"SystemAssigned","principalId":")" + dice_.guid() + R"(","tenantId":")" +
             std::string(tenant) + R"("})",
         R"(["1"])", ""});
    disk_row(disk, own);
    if (number % 2 == 0)
      disk_row(id(spoke.group, "Microsoft.Compute/disks", name + "_Data_0"), own);
    for (const char* extension : {"AzureMonitorLinuxAgent", "AADSSHLoginForLinux"}) {
      row("Microsoft.Compute/virtualMachines/extensions", own + "/extensions/" + extension,
          filled(
              R"({"autoUpgradeMinorVersion":true,"enableAutomaticUpgrade":true,"provisioningState":"$0","publisher":"Microsoft.Azure.Monitor","type":"$1","typeHandlerVersion":"1.$2","settings":{"workspaceId":"$3","stopOnMultipleConnections":false},"forceUpdateTag":"$4"})",
              {state(), extension, std::to_string(dice_.below(40)), dice_.guid(),
               dice_.hexadecimal(12)}));
    }
    if (number % 3 == 0)
      row("Microsoft.Compute/snapshots",
          id(spoke.group, "Microsoft.Compute/snapshots", "snap-" + name),
          filled(
              R"({"osType":"Linux","hyperVGeneration":"V2","supportedCapabilities":{"diskControllerTypes":"SCSI, NVMe","acceleratedNetwork":true,"architecture":"x64"},"creationData":{"createOption":"Copy","sourceResourceId":"$0","sourceUniqueId":"$1"},"diskSizeGB":30,"encryption":{"type":"EncryptionAtRestWithPlatformKey"},"incremental":true,"networkAccessPolicy":"AllowAll","publicNetworkAccess":"Enabled","timeCreated":"$2","provisioningState":"Succeeded","diskState":"Unattached","incrementalSnapshotFamilyId":"$3","diskSizeBytes":32213303296,"uniqueId":"$1","dataAccessAuthMode":"None"})",
              {disk, dice_.guid(), dice_.time(), dice_.guid()}),
          {"", R"({"name":"Standard_ZRS","tier":"Standard"})", "null", "null", ""});
  }

  void disk_row(const std::string& own, const std::string& machine) {
    row("Microsoft.Compute/disks", own,
        filled(
            R"({"osType":"Linux","hyperVGeneration":"V2","supportsHibernation":true,"supportedCapabilities":{"diskControllerTypes":"SCSI, NVMe","acceleratedNetwork":true,"architecture":"x64"},"creationData":{"createOption":"FromImage","imageReference":{"id":"/Subscriptions/$0/Providers/Microsoft.Compute/Locations/westeurope/Publishers/canonical/ArtifactTypes/VMImage/Offers/0001-com-ubuntu-server-jammy/Skus/22_04-lts-gen2/Versions/22.04.202406270"}},"diskSizeGB":$1,"diskIOPSReadWrite":500,"diskMBpsReadWrite":60,"encryption":{"type":"EncryptionAtRestWithPlatformKey"},"networkAccessPolicy":"AllowAll","publicNetworkAccess":"Enabled","timeCreated":"$2","LastOwnershipUpdateTime":"$2","provisioningState":"Succeeded","diskState":"Attached","diskSizeBytes":32213303296,"uniqueId":"$3","tier":"P4"})",
            {guid_, std::to_string(30U << dice_.below(5)), dice_.time(), dice_.guid()}),
        {"", R"({"name":"Premium_LRS","tier":"Premium"})", "null", R"(["1"])", machine});
  }

  // A private endpoint of a service, with its interface.
  void endpoint(Spoke& spoke, const std::string& target, const std::string& group_id,
                const std::string& fqdn) {
    const std::string name = "pe-" + target.substr(target.rfind('/') + 1) + "-" + group_id;
    const std::string own = id(spoke.group, "Microsoft.Network/privateEndpoints", name);
    const std::string interface_name = name + ".nic." + dice_.guid();
    const std::string address = "10." + std::to_string(spoke.second) + "." +
                                std::to_string(spoke.third + 2) + "." +
                                std::to_string(4 + spoke.endpoints.size());
    row("Microsoft.Network/privateEndpoints", own,
        filled(
            R"({"provisioningState":"$0","resourceGuid":"$1","privateLinkServiceConnections":[{"name":"$2","id":"$3/privateLinkServiceConnections/$2","etag":"$4","type":"Microsoft.Network/privateEndpoints/privateLinkServiceConnections","properties":{"provisioningState":"Succeeded","privateLinkServiceId":"$5","groupIds":["$6"],"privateLinkServiceConnectionState":{"status":"Approved","description":"Auto-approved","actionsRequired":"None"}}}],"manualPrivateLinkServiceConnections":[],"customNetworkInterfaceName":"","subnet":{"id":"$7/subnets/snet-pe"},"ipConfigurations":[],"networkInterfaces":[{"id":"$8"}],"customDnsConfigs":[{"fqdn":"$9"}]})",
            {state(), dice_.guid(), name, own, etag(), target, group_id, spoke.network,
             id(spoke.group, "Microsoft.Network/networkInterfaces", interface_name), fqdn}));
    interface(spoke, interface_name, "snet-pe", address, "", own);
    spoke.endpoints.push_back(own);
  }

  void storage(Spoke& spoke, std::size_t number) {
    const std::string name =
        "st" + dice_.hexadecimal(6) + std::to_string(number) + std::to_string(number_) + "x";
    const std::string own = id(spoke.group, "Microsoft.Storage/storageAccounts", name);
    row("Microsoft.Storage/storageAccounts", own,
        filled(
            R"({"dnsEndpointType":"Standard","defaultToOAuthAuthentication":false,"publicNetworkAccess":"$0","keyCreationTime":{"key1":"$1","key2":"$1"},"allowCrossTenantReplication":false,"privateEndpointConnections":[],"isNfsV3Enabled":false,"isSftpEnabled":false,"minimumTlsVersion":"TLS1_2","allowBlobPublicAccess":false,"allowSharedKeyAccess":true,"largeFileSharesState":"Enabled","isHnsEnabled":false,"networkAcls":{"ipv6Rules":[],"resourceAccessRules":[],"bypass":"AzureServices","virtualNetworkRules":[{"id":"$2/subnets/snet-web","action":"Allow","state":"Succeeded"}],"ipRules":[{"value":"203.0.113.$3","action":"Allow"}],"defaultAction":"Deny"},"supportsHttpsTrafficOnly":true,"encryption":{"requireInfrastructureEncryption":false,"services":{"file":{"keyType":"Account","enabled":true,"lastEnabledTime":"$1"},"blob":{"keyType":"Account","enabled":true,"lastEnabledTime":"$1"}},"keySource":"Microsoft.Storage"},"accessTier":"Hot","provisioningState":"Succeeded","creationTime":"$1","primaryEndpoints":{"dfs":"https://$4.dfs.core.windows.net/","web":"https://$4.z6.web.core.windows.net/","blob":"https://$4.blob.core.windows.net/","queue":"https://$4.queue.core.windows.net/","table":"https://$4.table.core.windows.net/","file":"https://$4.file.core.windows.net/"},"primaryLocation":"westeurope","statusOfPrimary":"available"})",
            {dice_.one_in(3) ? "Disabled" : "Enabled", dice_.time(), spoke.network,
             std::to_string(dice_.below(256)), name}),
        {"StorageV2", R"({"name":"Standard_LRS","tier":"Standard"})", "null", "null", ""});
    if (number % 2 == 0) endpoint(spoke, own, "blob", name + ".blob.core.windows.net");
  }

  void vault(Spoke& spoke, std::size_t number) {
    const std::string name = "kv-" + spoke.name + "-" + std::to_string(number);
    const std::string own = id(spoke.group, "Microsoft.KeyVault/vaults", name);
    row("Microsoft.KeyVault/vaults", own,
        filled(
            R"({"sku":{"family":"A","name":"standard"},"tenantId":"$0","networkAcls":{"bypass":"AzureServices","defaultAction":"Deny","ipRules":[],"virtualNetworkRules":[]},"accessPolicies":[{"tenantId":"$0","objectId":"$1","permissions":{"keys":["get","list"],"secrets":["get","list"],"certificates":["get","list"]}}],"enabledForDeployment":false,"enabledForDiskEncryption":false,"enabledForTemplateDeployment":false,"enableSoftDelete":true,"softDeleteRetentionInDays":90,"enableRbacAuthorization":true,"enablePurgeProtection":true,"vaultUri":"https://$2.vault.azure.net/","provisioningState":"Succeeded","publicNetworkAccess":"Disabled"})",
            {std::string(tenant), dice_.guid(), name}));
    endpoint(spoke, own, "vault", name + ".vault.azure.net");
  }

  void database(Spoke& spoke) {
    const std::string name = "sql-" + spoke.name;
    const std::string own = id(spoke.group, "Microsoft.Sql/servers", name);
    row("Microsoft.Sql/servers", own,
        filled(
            R"({"administratorLogin":"sqladmin","version":"12.0","state":"Ready","fullyQualifiedDomainName":"$0.database.windows.net","privateEndpointConnections":[],"minimalTlsVersion":"1.2","publicNetworkAccess":"Disabled","restrictOutboundNetworkAccess":"Disabled","externalGovernanceStatus":"Disabled"})",
            {name}),
        {"v12.0", "null", "null", "null", ""});
    for (const char* database : {"orders", "stock", "reporting"})
      row("Microsoft.Sql/servers/databases", own + "/databases/" + database,
          filled(
              R"({"collation":"SQL_Latin1_General_CP1_CI_AS","maxSizeBytes":268435456000,"status":"Online","databaseId":"$0","creationDate":"$1","currentServiceObjectiveName":"GP_S_Gen5_2","requestedServiceObjectiveName":"GP_S_Gen5_2","defaultSecondaryLocation":"northeurope","catalogCollation":"SQL_Latin1_General_CP1_CI_AS","zoneRedundant":false,"readScale":"Disabled","earliestRestoreDate":"$1","currentSku":{"name":"GP_S_Gen5","tier":"GeneralPurpose","family":"Gen5","capacity":2},"autoPauseDelay":60,"currentBackupStorageRedundancy":"Geo","requestedBackupStorageRedundancy":"Geo","minCapacity":0.5,"maintenanceConfigurationId":"/subscriptions/$2/providers/Microsoft.Maintenance/publicMaintenanceConfigurations/SQL_Default","isLedgerOn":false,"isInfraEncryptionEnabled":false,"availabilityZone":"NoPreference"})",
              {dice_.guid(), dice_.time(), guid_}),
          {"v12.0,user,vcore,serverless",
           R"({"name":"GP_S_Gen5","tier":"GeneralPurpose","family":"Gen5","capacity":2})", "null",
           "null", own});
    endpoint(spoke, own, "sqlServer", name + ".database.windows.net");
  }

  void apps(Spoke& spoke) {
    const std::string plan = id(spoke.group, "Microsoft.Web/serverfarms", "asp-" + spoke.name);
    row("Microsoft.Web/serverFarms", plan,
        filled(
            R"({"serverFarmId":$0,"name":"asp-$1","workerSize":"Default","numberOfWorkers":2,"currentWorkerSize":"Default","status":"Ready","webSpace":"rg-$1-WestEuropewebspace-Linux","maximumNumberOfWorkers":30,"planName":"VirtualDedicatedPlan","computeMode":"Dedicated","perSiteScaling":false,"elasticScaleEnabled":false,"reserved":true,"isXenon":false,"hyperV":false,"targetWorkerCount":0,"provisioningState":"Succeeded","zoneRedundant":false})",
            {std::to_string(dice_.below(100000)), spoke.name}),
        {"linux", R"({"name":"P1v3","tier":"PremiumV3","size":"P1v3","family":"Pv3","capacity":2})",
         "null", "null", ""});
    for (std::size_t i = 0; i < 4; ++i) app(spoke, plan, i);
  }

  void app(Spoke& spoke, const std::string& plan, std::size_t number) {
    const std::string name = "app-" + spoke.name + "-" + std::to_string(number);
    const std::string own = id(spoke.group, "Microsoft.Web/sites", name);
    row("Microsoft.Web/sites", own,
        filled(
            R"({"name":"$0","state":"Running","hostNames":["$0.azurewebsites.net"],"webSpace":"$1-WestEuropewebspace-Linux","repositorySiteName":"$0","usageState":"Normal","enabled":true,"adminEnabled":true,"enabledHostNames":["$0.azurewebsites.net","$0.scm.azurewebsites.net"],"availabilityState":"Normal","hostNameSslStates":[{"name":"$0.azurewebsites.net","sslState":"Disabled","hostType":"Standard"},{"name":"$0.scm.azurewebsites.net","sslState":"Disabled","hostType":"Repository"}],"serverFarmId":"$2","reserved":true,"isXenon":false,"hyperV":false,"lastModifiedTimeUtc":"$3","virtualNetworkSubnetId":"$4/subnets/snet-web","vnetRouteAllEnabled":true,"vnetImagePullEnabled":false,"vnetContentShareEnabled":false,"siteConfig":{"numberOfWorkers":1,"linuxFxVersion":"PYTHON|3.12","acrUseManagedIdentityCreds":false,"alwaysOn":true,"http20Enabled":false,"functionAppScaleLimit":0,"minimumElasticInstanceCount":1},"deploymentId":"$0","scmSiteAlsoStopped":false,"clientAffinityEnabled":false,"clientCertEnabled":false,"clientCertMode":"Required","hostNamesDisabled":false,"ipMode":"IPv4","customDomainVerificationId":"$5","kind":"app,linux","possibleInboundIpAddresses":"203.0.113.7","outboundIpAddresses":"203.0.113.8,203.0.113.9,203.0.113.10,203.0.113.11,203.0.113.12","containerSize":0,"dailyMemoryTimeQuota":0,"siteDisabledReason":0,"defaultHostName":"$0.azurewebsites.net","httpsOnly":true,"endToEndEncryptionEnabled":false,"redundancyMode":"None","privateEndpointConnections":[],"publicNetworkAccess":"$6","storageAccountRequired":false,"keyVaultReferenceIdentity":"SystemAssigned","defaultHostNameScope":"Global","privateLinkIdentifiers":null,"sku":"PremiumV3"})",
            {name, spoke.group.name, plan, dice_.time(), spoke.network, dice_.hexadecimal(64),
             number == 0 ? "Disabled" : "Enabled"}),
        {"app,linux", "null",
         R"({"type":"SystemAssigned","principalId":")" + dice_.guid() + R"(","tenantId":")" +
             std::string(tenant) + R"("})",
         "null", ""});
    if (number == 0) endpoint(spoke, own, "sites", name + ".azurewebsites.net");
    row("Microsoft.Insights/components",
        id(spoke.group, "Microsoft.Insights/components", "appi-" + name),
        filled(
            R"({"Application_Type":"web","Flow_Type":"Redfield","Request_Source":"IbizaAIExtension","InstrumentationKey":"$0","ConnectionString":"InstrumentationKey=$0;IngestionEndpoint=https://westeurope-5.in.applicationinsights.azure.com/;LiveEndpoint=https://westeurope.livediagnostics.monitor.azure.com/;ApplicationId=$1","Name":"appi-$2","CreationDate":"$3","TenantId":"$4","provisioningState":"Succeeded","RetentionInDays":90,"IngestionMode":"LogAnalytics","publicNetworkAccessForIngestion":"Enabled","publicNetworkAccessForQuery":"Enabled","Ver":"v2"})",
            {dice_.guid(), dice_.guid(), name, dice_.time(), guid_}),
        {"web", "null", "null", "null", ""});
    for (const char* metric : {"Http5xx", "HttpResponseTime"})
      row("Microsoft.Insights/metricAlerts",
          id(spoke.group, "Microsoft.Insights/metricAlerts", name + "-" + metric),
          filled(
              R"({"description":"Alert for $0 of $1","severity":2,"enabled":true,"scopes":["$2"],"evaluationFrequency":"PT1M","windowSize":"PT5M","templateType":8,"criteria":{"allOf":[{"threshold":10.5,"name":"Metric1","metricNamespace":"Microsoft.Web/sites","metricName":"$0","operator":"GreaterThan","timeAggregation":"Total","skipMetricValidation":false,"criterionType":"StaticThresholdCriterion"}],"odata.type":"Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria"},"autoMitigate":true,"targetResourceType":"Microsoft.Web/sites","actions":[{"actionGroupId":"/subscriptions/$3/resourceGroups/rg-monitor/providers/microsoft.insights/actionGroups/oncall","webHookProperties":{}}]})",
              {metric, name, own, guid_}));
  }

  void zones(const Spoke& spoke) {
    const std::string name = spoke.name + ".corp.example";
    const std::string own = id(spoke.group, "Microsoft.Network/privateDnsZones", name);
    row("Microsoft.Network/privateDnsZones", own,
        R"({"maxNumberOfRecordSets":25000,"maxNumberOfVirtualNetworkLinks":1000,"maxNumberOfVirtualNetworkLinksWithRegistration":100,"numberOfRecordSets":61,"numberOfVirtualNetworkLinks":2,"numberOfVirtualNetworkLinksWithRegistration":0,"provisioningState":"Succeeded"})");
    for (const std::string& network : {spoke.network, hub_network_})
      row("Microsoft.Network/privateDnsZones/virtualNetworkLinks",
          own + "/virtualNetworkLinks/link-" + network.substr(network.rfind('/') + 1),
          filled(
              R"({"provisioningState":"Succeeded","registrationEnabled":false,"resolutionPolicy":"Default","virtualNetwork":{"id":"$0"},"virtualNetworkLinkState":"Completed"})",
              {network}));
    for (std::size_t i = 0; i < 60; ++i)
      row("Microsoft.Network/privateDnsZones/A", own + "/A/host" + std::to_string(i),
          filled(
              R"({"fqdn":"host$0.$1.","ttl":300,"aRecords":[{"ipv4Address":"10.$2.$3.$4"}],"isAutoRegistered":false})",
              {std::to_string(i), name, std::to_string(spoke.second), std::to_string(spoke.third),
               std::to_string(4 + i)}));
  }

  void public_addresses(const Spoke& spoke) {
    for (std::size_t i = 0; i < 6; ++i) {
      const std::string own =
          id(spoke.group, "Microsoft.Network/publicIPAddresses", "pip-" + std::to_string(i));
      row("Microsoft.Network/publicIPAddresses", own,
          filled(
              R"({"provisioningState":"Succeeded","resourceGuid":"$0","ipAddress":"198.51.100.$1","publicIPAddressVersion":"IPv4","publicIPAllocationMethod":"Static","idleTimeoutInMinutes":4,"ipTags":[],"ddosSettings":{"protectionMode":"VirtualNetworkInherited"}})",
              {dice_.guid(), std::to_string(dice_.below(256))}),
          {"", R"({"name":"Standard","tier":"Regional"})", "null", R"(["1","2","3"])", ""});
    }
  }

  void assignments(const Spoke& spoke) {
    for (std::size_t i = 0; i < 70; ++i) {
      const std::string name = dice_.guid();
      row("Microsoft.Authorization/roleAssignments",
          spoke.group.id + "/providers/Microsoft.Authorization/roleAssignments/" + name,
          filled(
              R"({"roleDefinitionId":"/providers/Microsoft.Authorization/RoleDefinitions/$0","principalId":"$1","principalType":"ServicePrincipal","scope":"$2","createdOn":"$3","updatedOn":"$3","createdBy":"$4","updatedBy":"$4","condition":null,"conditionVersion":null,"description":""})",
              {dice_.guid(), dice_.guid(), spoke.group.id, dice_.time(), dice_.guid()}));
    }
    for (std::size_t i = 0; i < 20; ++i) {
      const std::string own = id(spoke.group, "Microsoft.ManagedIdentity/userAssignedIdentities",
                                 "id-" + std::to_string(i));
      row("Microsoft.ManagedIdentity/userAssignedIdentities", own,
          filled(R"({"tenantId":"$0","principalId":"$1","clientId":"$2"})",
                 {std::string(tenant), dice_.guid(), dice_.guid()}));
    }
  }

  // Types without a say in the network, each in the size that it has.
  void others(const Spoke& spoke) {
    constexpr std::array<std::string_view, 16> types{
        "Microsoft.Compute/restorePointCollections",
        "Microsoft.Compute/availabilitySets",
        "Microsoft.Compute/images",
        "Microsoft.OperationalInsights/workspaces",
        "Microsoft.Insights/actionGroups",
        "Microsoft.Insights/dataCollectionRules",
        "Microsoft.Insights/scheduledQueryRules",
        "Microsoft.Portal/dashboards",
        "Microsoft.OperationsManagement/solutions",
        "Microsoft.Network/networkWatchers/flowLogs",
        "Microsoft.Logic/workflows",
        "Microsoft.Compute/sshPublicKeys",
        "Microsoft.DevTestLab/schedules",
        "Microsoft.Security/automations",
        "Microsoft.AlertsManagement/smartDetectorAlertRules",
        "Microsoft.ResourceGraph/queries"};
    for (const std::string_view type : types) {
      const std::size_t parts = 1 + dice_.below(6);
      std::string list;
      for (std::size_t i = 0; i < parts; ++i)
        list +=
            (i == 0 ? "" : ",") +
            filled(
                R"!({"name":"part$0","order":$0,"enabled":$1,"query":"Heartbeat | where Computer == \"vm-$2\" | summarize n = count() by bin(TimeGenerated, 5m)","settings":{"ratio":$0.25,"since":"$3","labels":["a","b\u00e9","c\\d"]}})!",
                {std::to_string(i), dice_.one_in(2) ? "true" : "false",
                 std::to_string(dice_.below(30)), dice_.time()});
      row(type, spoke.group.id + "/providers/" + typed(type, spoke.name),
          filled(
              R"({"provisioningState":"Succeeded","description":"$0","parts":[$1],"state":"Enabled"})",
              {dice_.guid(), list}));
    }
  }

  // "ns/a/b" and a name make "ns/a/name/b/name".
  static std::string typed(std::string_view type, const std::string& name) {
    const auto first = type.find('/');
    const auto second = type.find('/', first + 1);
    if (second == type.npos) return std::string(type) + "/" + name;
    return std::string(type.substr(0, second)) + "/" + name + std::string(type.substr(second)) +
           "/" + name;
  }

  void spoke(std::size_t number) {
    Spoke spoke;
    spoke.name = "spoke-" + std::to_string(number);
    spoke.group = group("rg-" + spoke.name);
    spoke.block = block_of(number, spoke.second, spoke.third);
    spoke.network = id(spoke.group, "Microsoft.Network/virtualNetworks", "vnet-" + spoke.name);
    network(spoke);
    for (std::size_t i = 0; i < 36; ++i) machine(spoke, i);
    for (std::size_t i = 0; i < 10; ++i) storage(spoke, i);
    for (std::size_t i = 0; i < 6; ++i) vault(spoke, i);
    database(spoke);
    apps(spoke);
    zones(spoke);
    public_addresses(spoke);
    assignments(spoke);
    others(spoke);
  }

  std::size_t number_;
  Dice& dice_;
  std::string guid_;
  std::string location_;
  Group hub_;
  std::string hub_network_;
  std::string hub_appliance_;
  std::string hub_block_;
  Words rows_;
};

}  // namespace

std::size_t write_estate(std::ostream& out, std::size_t rows, std::uint64_t seed) {
  Dice dice(seed);
  std::size_t written = 0;
  out << R"({"data":[)";
  for (std::size_t number = 0; written < rows; ++number) {
    for (const std::string& row : Subscription(number, dice).take())
      out << (written++ == 0 ? "\n" : ",\n") << row;
  }
  out << "\n],\"totalRecords\":" << written << ",\"count\":" << written
      << ",\"resultTruncated\":\"false\",\"facets\":[]}\n";
  return written;
}

}  // namespace airtight::bench
