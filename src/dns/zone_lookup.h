#pragma once

#include <airtight/model/network.h>
#include <airtight/model/reading.h>

#include <optional>
#include <vector>

namespace airtight::dns {

// What one zone says about one name: RFC 1034, RFC 4592 and RFC 8020 inside one zone.
struct ZoneAnswer {
  enum class Kind { records, alias, nodata, nxdomain };
  Kind kind = Kind::nxdomain;
  std::vector<const model::ZoneEntry*> entries;  // of `records`; of `alias` the one CNAME
};

ZoneAnswer look_up(const model::Zone& zone, const net::DnsName& name, azure::RecordType type,
                   model::Reading& reading);

// Among the zones linked to a network the one with the most labels that covers the name (D-009);
// null if none does.
const model::LinkedZone* covering_zone(const model::Network& network,
                                       const azure::VirtualNetwork* asking,
                                       const net::DnsName& name);

}  // namespace airtight::dns
