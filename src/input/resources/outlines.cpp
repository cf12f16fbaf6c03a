#include "input/resources/outlines.h"

#include <string>
#include <unordered_map>
#include <utility>

#include "input/resources/known_members.h"
#include "input/resources/reading.h"

// What nobody asks for need not be built (docs/decisions/0015-estates.md). Half of what an export
// says of machines, interfaces and accounts is hardware, keys and times.
namespace airtight::input::resources {
namespace {

struct Row {
  std::string_view type;  // lower case
  bool only;              // nothing but these properties is asked for; else these never are
  std::string_view properties;
};

// The provisioning state and connections of private endpoints are asked of all (I-370, I-003).
Words asked_of_all() {
  Words names = words_of("provisioningState privateEndpointConnections");
  for (const std::string_view name : members_of_any_type()) names.insert(name);
  return names;
}

// What strange_members would name is never among what is left out; a test asks it.
constexpr Row rows[] = {
    {"microsoft.compute/virtualmachines", true, "networkProfile"},
    {"microsoft.authorization/roleassignments", true,
     "scope roleDefinitionName roleDefinitionId principalId principalType"},
    {"microsoft.network/networkinterfaces", false,
     "resourceGuid virtualMachine primary macAddress nicType enableAcceleratedNetworking "
     "vnetEncryptionSupported disableTcpStateTracking hostedWorkloads tapConfigurations "
     "auxiliaryMode auxiliarySku allowPort25Out"},
    {"microsoft.network/networksecuritygroups", false, "resourceGuid subnets networkInterfaces"},
    {"microsoft.network/privateendpoints", false, "resourceGuid customNetworkInterfaceName"},
    {"microsoft.network/publicipaddresses", false, "resourceGuid"},
    {"microsoft.storage/storageaccounts", false,
     "keyCreationTime creationTime encryption secondaryEndpoints primaryLocation "
     "secondaryLocation statusOfPrimary statusOfSecondary accessTier minimumTlsVersion "
     "supportsHttpsTrafficOnly allowSharedKeyAccess largeFileSharesState isHnsEnabled "
     "isNfsV3Enabled isSftpEnabled defaultToOAuthAuthentication allowCrossTenantReplication"},
};

// Of a resource, beside its properties.
constexpr std::string_view repeated_or_idle =
    "etag systemData extendedLocation managedBy zones tenantId resourceGroup subscriptionId";
constexpr std::string_view never_asked_of_others =
    "etag systemData extendedLocation managedBy zones tenantId resourceGroup subscriptionId kind "
    "sku identity plan";

using Outlines = std::unordered_map<std::string_view, JsonOutline>;

const Outlines& outlines() {
  static const Outlines all = [] {
    Outlines made;
    for (const Row& row : rows) {
      JsonOutline& outline = made[row.type];
      Words properties = words_of(row.properties);
      if (row.only) properties.merge(asked_of_all());
      outline = {words_of(repeated_or_idle), std::move(properties), row.only};
    }
    return made;
  }();
  return all;
}

}  // namespace

const JsonOutline* outline_of(std::string_view type) {
  static const JsonOutline of_others{words_of(never_asked_of_others), asked_of_all(), true};
  static const JsonOutline plain{words_of(repeated_or_idle), {}, false};
  if (!looks_into(type)) return &of_others;
  const auto found = outlines().find(type);
  if (found != outlines().end()) return &found->second;
  return is_relay_type(type) || is_hosted_type(type) ? nullptr : &plain;
}

std::vector<LeftOut> left_out_of_types() {
  std::vector<LeftOut> all;
  for (const auto& [type, outline] : outlines()) {
    if (outline.only_properties) continue;
    for (const std::string_view name : outline.properties.all()) all.push_back({type, name});
  }
  return all;
}

}  // namespace airtight::input::resources
