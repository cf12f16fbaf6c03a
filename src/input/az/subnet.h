#pragma once

#include <airtight/net/ip.h>

#include "call.h"

namespace airtight::input::az {

constexpr std::string_view subnets = "Microsoft.Network/virtualNetworks/subnets";

Result<Value> create_subnet(Call& call);
Result<Value> update_subnet(Call& call);

// N-001, N-003: CIDR blocks inside the network, apart from its other subnets, of /29 or more.
Result<Value> check_subnet_prefixes(Call& call, const azure::ResourceId& id, const Value& prefixes);
void set_subnet_prefixes(Value& subnet, const Value& prefixes);
std::vector<net::Prefix> subnet_prefixes(const Session& session, const azure::ResourceId& subnet);

// The services the subnet is delegated to.
std::vector<std::string> delegations(const Value& subnet);
Value make_delegation(std::string_view name, std::string_view service, const Place& place);
bool is_delegated_to_web(const Value& subnet);

// The lowest free addresses of the subnet (N-002, R-37): offset 4 and up, without those of network
// interfaces and endpoints. An unknown prefix gives unknown addresses.
Value free_addresses(const Session& session, const azure::ResourceId& subnet, std::size_t count,
                     const Place& place);

// The name of a resource with an address in the subnet; empty when there is none.
std::string occupant(const Session& session, const azure::ResourceId& subnet,
                     std::string_view type);

}  // namespace airtight::input::az
