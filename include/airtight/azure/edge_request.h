#pragma once

#include <airtight/net/dns_name.h>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace airtight::azure {

// A request that is safe to send to a service without any credential: read-only, idempotent, for
// nothing that need exist (E-240, E-241). A service has one for each step, of which the first whose
// `host_part` is in the host's name is sent.
struct EdgeRequest {
  std::string_view resource_type;
  std::string_view group_id;
  int step = 1;
  std::string_view host_part;  // ".openai."; empty: any host
  std::string_view probe;      // how it asks: "anonymous" is HTTPS, else "redis-ping", "amqp", …
  int port = 443;
  std::string_view path;      // of HTTPS
  std::string_view header;    // "x-ms-version: 2021-12-02"; empty: none
  std::string_view identity;  // a header that this service's 200 always has (E-041); empty: none
  bool any_answer_passes = false;  // but those on record: the edge let the request in (E-191)
};

// Where a service tells the client its source address (E-221): in a header, else in the body, after
// some words.
struct EdgeSource {
  std::string_view resource_type;
  std::string_view header;  // empty: the body
  std::string_view before;
};

// Compiled in from data/edge-requests.json and data/edge-sources.json.
std::span<const EdgeRequest> edge_requests();
std::span<const EdgeSource> edge_sources();

// One service's part of a resource, as private endpoints name them.
struct ServicePart {
  std::string resource_type;  // "Microsoft.Storage/storageAccounts"
  std::string group_id;       // "blob"

  bool operator==(const ServicePart&) const = default;
};

// The part that a public host name belongs to, by the private link catalogue's patterns. Names of
// messaging namespaces do not tell Service Bus from Event Hubs, which answer alike (E-131, E-132):
// they are the catalogue's first. None for a name of no service.
std::optional<ServicePart> part_of_host(const net::DnsName& host);

// "Microsoft.KeyVault/vaults", "Microsoft.Storage/storageAccounts/blob", or a group id that only
// one type has ("vault", "blob"), all in any letter case. A type alone is its first group. None
// where no such request is on record.
std::optional<ServicePart> part_named(std::string_view text);

// What is sent to a host of this part, in order of steps; empty where nothing safe is on record.
std::vector<const EdgeRequest*> requests_for(const ServicePart& part, std::string_view host);

}  // namespace airtight::azure
