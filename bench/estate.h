#pragma once

#include <cstddef>
#include <cstdint>
#include <ostream>

// A Resource Graph export of a made-up tenant, the same for the same seed, as the query
// "resources | project id, name, type, kind, location, managedBy, sku, identity, zones, tags,
// properties" gives it, with the rows of the tables dnsresources and authorizationresources.
namespace airtight::bench {

// Writes {"data": [rows], "totalRecords", "count", …} with at least `rows` rows, a line and 1.2 KB
// on average for each, and returns how many there are.
//
// The tenant has subscriptions of 16 spokes with a hub. A spoke has a virtual network, security
// groups with 2 to 10 rules, 36 machines with their interfaces, disks, extensions and snapshots,
// apps with their plan, telemetry and alerts, storage accounts, vaults, databases, private
// endpoints with their interfaces, a zone with links and 60 records, public addresses, identities
// and role assignments: 39 types, of which 21 have no say in the network and make two fifths of the
// rows. Nothing is sorted: the rows of a subscription are shuffled. One row in 250 of those that
// have a provisioning state that varies is being updated; some tags are not ASCII, some texts are
// escaped.
std::size_t write_estate(std::ostream& out, std::size_t rows, std::uint64_t seed);

}  // namespace airtight::bench
