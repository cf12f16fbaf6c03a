#pragma once

#include <airtight/azure/property.h>
#include <airtight/azure/resource.h>
#include <airtight/net/ip.h>

#include <optional>
#include <string>
#include <vector>

namespace airtight::azure {

enum class ConnectionState { approved, pending, rejected, disconnected };

// Microsoft.Network/privateEndpoints (I-210), with the one connection it has.
struct PrivateEndpoint : Resource {
  ResourceId subnet;
  ResourceId target;                   // privateLinkServiceId
  std::vector<std::string> group_ids;  // as written; compared without case (D-171)
  bool manual = false;                 // listed under manualPrivateLinkServiceConnections
  Property<ConnectionState> state;     // absent: approved, or pending when manual
  std::vector<net::Ip> addresses;  // written or read from its interface; empty: predicted
  bool predicted = false;          // the addresses are a script's lowest free ones
  std::vector<ResourceId> application_groups;  // it is a member of (N-103)
  std::optional<long> creation_order;          // order of creation where the input has one
};

// …/privateDnsZoneGroups (I-211).
struct ZoneGroup : Resource {
  ResourceId endpoint;
  std::vector<ResourceId> zones;  // by id; the configuration's name is only a label (TD-11)
  bool records_deleted = false;   // another endpoint's deletion took the records (D-158)
  // "zone/name" in lower case: records of this group that were deleted by hand; "zone/*" for all.
  std::vector<std::string> deleted_records;
  std::optional<long> write_order;  // of the last write, where the input has an order
};

}  // namespace airtight::azure
