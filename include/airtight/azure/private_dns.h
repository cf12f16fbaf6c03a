#pragma once

#include <airtight/azure/property.h>
#include <airtight/azure/resource.h>
#include <airtight/net/dns_name.h>
#include <airtight/net/ip.h>

#include <optional>
#include <string>
#include <vector>

namespace airtight::azure {

// Microsoft.Network/privateDnsZones (I-212).
struct PrivateDnsZone : Resource {
  net::DnsName zone;
  bool records_complete = false;  // an export: records are as listed (R-32)
};

enum class ResolutionPolicy { standard, nxdomain_redirect };

// …/virtualNetworkLinks. Inert unless completed (D-006).
struct VirtualNetworkLink : Resource {
  ResourceId zone;
  ResourceId virtual_network;
  Property<bool> registration_enabled;
  Property<ResolutionPolicy> resolution_policy;  // absent: standard (D-036)
  bool completed = true;
};

enum class RecordType { a, aaaa, cname, other };

// …/A, …/AAAA, …/CNAME: one record set as written.
struct RecordSet : Resource {
  ResourceId zone;
  std::string relative_name;  // lower case; "@" is the apex, "*" a wildcard
  RecordType type = RecordType::other;
  int ttl = 3600;  // D-030
  std::vector<net::Ip> addresses;
  net::DnsName target;  // of a CNAME
  std::vector<UnknownInput> unknown;
  std::optional<long> write_order;  // beside those of zone groups, where the input has an order
};

}  // namespace airtight::azure
