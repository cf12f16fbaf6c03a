#pragma once

#include "estate.h"

namespace airtight::lab {

inline constexpr net::Ip azure_provided = net::ipv4(168, 63, 129, 16);  // D-201
inline constexpr net::Ip root_server = net::ipv4(198, 41, 0, 4);        // public DNS starts here
inline constexpr net::Ip public_resolver = net::ipv4(8, 8, 8, 8);
inline constexpr net::Ip resolver_of_sites = net::ipv4(9, 9, 9, 9);

std::string resolver_space(const Network& network);

// Whom a host asks, in order (D-207, D-301, D-302, D-306).
std::vector<net::Ip> name_servers_of(const Host& host);

// The servers of a plan: NSD is the authority for public DNS; Unbound is Azure-provided DNS of each
// network, with its linked zones, and public resolvers, custom servers and inbound endpoints, each
// where it stands, so that a query is a packet like any other. A custom server with
// conditions beside a default is dnsmasq, which takes replies whole as D-213 has it.
void add_name_servers(const Estate& estate, Plan& plan);

}  // namespace airtight::lab
