#pragma once

#include <airtight/dns/answer.h>
#include <airtight/model/network.h>
#include <airtight/model/reading.h>

#include <optional>

namespace airtight::dns {

// One step of public DNS as the surroundings say it or the input implies it.
struct PublicAnswer {
  enum class Kind { alias, address, nodata, nxdomain, unknown };
  Kind kind = Kind::unknown;
  net::DnsName target;                       // of an alias
  std::optional<int> ttl;                    // of an alias, where one was seen (D-031)
  Address address;                           // known, or the token of a front end
  const model::BackEnd* back_end = nullptr;  // whose name it is, where the input has it
  std::vector<azure::UnknownInput> unknowns;
  std::vector<std::string> facts;
  std::string summary;
  Where where;
};

// `asking` is the network the answer goes to; it matters only where a choice does (CH-08).
PublicAnswer look_up_public(const model::Network& network, const azure::VirtualNetwork* asking,
                            const net::DnsName& name, model::Reading& reading);

}  // namespace airtight::dns
