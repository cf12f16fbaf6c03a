#pragma once

#include <airtight/azure/command.h>
#include <airtight/verify/lints.h>

#include <map>
#include <string>
#include <string_view>

namespace airtight::verify {

using Lints = std::vector<Lint>;
using azure::az;

// One file each: the names of zones, copies of one zone, records, endpoints, who asks, and servers.
void lint_zone_names(const model::Network& network, Lints& lints);
void lint_zone_copies(const model::Network& network, Lints& lints);
void lint_records(const model::Network& network, Lints& lints);
void lint_endpoints(const model::Network& network, Lints& lints);
void lint_consumers(const model::Network& network, Lints& lints);
void lint_servers(const model::Network& network, Lints& lints);

bool is_approved(const model::Endpoint& endpoint);

// The networks that a zone answers.
std::vector<const azure::VirtualNetwork*> networks_of(const model::Network& network,
                                                      const model::Zone& zone);

// Whether the zone has records of this relative name whatever the open choices say.
bool has_record(const model::Zone& zone, const std::string& name);

// The zones that the target of an endpoint needs for its group, each with the record's names.
std::map<net::DnsName, std::vector<std::string>> required_records(const model::Endpoint& endpoint);

// The zone that names of a public suffix lead to; empty for the suffix of no service.
std::string zone_for_suffix(std::string_view suffix);

std::string zone_group_command(const azure::PrivateEndpoint& endpoint, const std::string& zone);
std::string link_command(const azure::PrivateDnsZone& zone, const azure::VirtualNetwork& network);

// The labels behind the last placeholder of a pattern: "vault.azure.net" of
// "{name}.vault.azure.net".
std::string_view tail_of(std::string_view pattern);

}  // namespace airtight::verify
