#pragma once

#include <airtight/net/ip.h>

#include "call.h"

namespace airtight::input::az {

Result<Value> create_subnet(Call& call);
Result<Value> update_subnet(Call& call);

// A network with one subnet, as commands that need a place to put something make it where there is
// none: --vnet-address-prefix and --subnet-address-prefix, else 10.0.0.0/16 and 10.0.0.0/24.
azure::ResourceId make_network(Call& call, const azure::ResourceId& network,
                               std::string_view subnet_name);

// The subnet of --vnet-name and --subnet, or of an id. A network of that name which this session
// would know of, and does not, is made.
Result<azure::ResourceId> subnet_or_new(Call& call);

// N-001, N-003: CIDR blocks inside the network, apart from its other subnets, of /29 or more.
Result<Value> check_subnet_prefixes(Call& call, const azure::ResourceId& id, const Value& prefixes);
void set_subnet_prefixes(Value& subnet, const Value& prefixes);
std::vector<net::Prefix> subnet_prefixes(const Session& session, const azure::ResourceId& subnet);

// N-002: --private-ip-address lies in the subnet and is not one of Azure's own.
Result<Value> check_address(Call& call, const azure::ResourceId& subnet);
// N-014: no network interface may be in a subnet that is delegated.
Result<Value> check_subnet_takes_interfaces(Call& call, const azure::ResourceId& subnet);

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
