#pragma once

#include <airtight/net/ip.h>

#include <cstdint>

namespace airtight::azure {

// The addresses of a subnet's block that interfaces may have. Of IPv4 the platform keeps five: the
// network, the gateway, two for DNS, and the broadcast address (N-002). Of IPv6 the last is no
// broadcast address and stays usable.
struct UsableAddresses {
  net::Ip first;
  net::Ip last;
  std::uint64_t count = 0;  // 0: none; of an IPv6 block the largest number there is

  bool contains(const net::Ip& ip) const { return count > 0 && first <= ip && ip <= last; }
};

UsableAddresses usable_addresses(const net::Prefix& block);

}  // namespace airtight::azure
