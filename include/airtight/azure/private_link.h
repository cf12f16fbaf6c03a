#pragma once

#include <airtight/azure/service.h>
#include <airtight/net/dns_name.h>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace airtight::azure {

// The private link catalogue: which names, zones and ports belong to a resource type and group id
// (azure-dns.md section 10). Compiled in from data/private-link-zones.json. Names are patterns with
// placeholders in braces, such as "{name}.privatelink.vaultcore.azure.net".
struct PublicToPrivate {
  std::string_view public_name;
  std::string_view private_name;
};

struct ZoneRecord {
  std::string_view zone;
  std::string_view name;  // relative to the zone
};

struct PrivateLinkRow {
  std::string_view resource_type;
  std::string_view group_id;  // "vault"; a group id in braces is a pattern
  std::string_view cloud;     // "AzureCloud", "AzureUSGovernment", "AzureChinaCloud"
  std::string_view service;   // for people: "Azure Key Vault"
  std::span<const PublicToPrivate> names;
  std::span<const ZoneRecord> records;
  std::span<const std::string_view> zones;
  std::span<const int> ports;
  bool records_inferred = false;  // recordConfidence: never checked against a live endpoint
};

std::span<const PrivateLinkRow> private_link_table();

// One host name of one resource.
struct HostName {
  net::DnsName public_name;
  net::DnsName private_name;  // the privatelink name (D-101)
  std::string group_id;

  bool operator==(const HostName&) const = default;
};

// One A record that a zone group writes for one resource (D-152).
struct EndpointRecord {
  net::DnsName zone;
  std::string name;  // relative, lower case
  bool inferred = false;

  bool operator==(const EndpointRecord&) const = default;
};

// True for a type of resource that can be a back end, compared without case (D-171).
bool is_private_link_type(std::string_view resource_type);

// The group ids of a type, in the order of the catalogue; empty for an unknown type.
std::vector<std::string> group_ids(std::string_view resource_type);

// The host names whose placeholders the resource fills: its name, region and custom subdomain.
// AI services have those of their kind (D-113, R-36). Names with service-generated parts are left
// out: nobody can predict them.
std::vector<HostName> host_names(const Service& service);

// The privatelink name that a public service name leads to once its resource has an endpoint, by
// the catalogue's patterns; none for names of no service. "kv1.vault.azure.net" gives
// "kv1.privatelink.vaultcore.azure.net".
std::optional<net::DnsName> private_name_of(const net::DnsName& public_name);

// The records an approved endpoint of this group gets, before zones are chosen.
std::vector<EndpointRecord> endpoint_records(const Service& service, std::string_view group_id);

// Whether a group of this resource writes records to the zone whose names nobody can predict: a
// placeholder in them is the service's own.
bool has_unknown_records(const Service& service, std::string_view group_id,
                         const net::DnsName& zone);

// Whether the catalogue has a zone of this name in any cloud, placeholders filled somehow.
bool is_private_link_zone(const net::DnsName& zone);

// The slot whose endpoint has this group id, "sites-blue"; empty for any other group (D-127).
std::string_view slot_of_group(std::string_view group_id);

// The ports a group id accepts; empty for a group the catalogue does not know.
std::vector<int> group_ports(std::string_view resource_type, std::string_view group_id);

}  // namespace airtight::azure
