#pragma once

#include <airtight/dns/answer.h>
#include <airtight/model/network.h>
#include <airtight/model/reading.h>

namespace airtight::dns {

// One step of public DNS as the input implies it.
struct PublicAnswer {
  enum class Kind { alias, front_end, unknown };
  Kind kind = Kind::unknown;
  net::DnsName target;                       // of an alias
  const model::BackEnd* back_end = nullptr;  // of a front end
  std::vector<azure::UnknownInput> unknowns;
  std::vector<std::string> facts;
  std::string summary;
};

// `asking` is the network the answer goes to; it matters only where a choice does (CH-08).
PublicAnswer look_up_public(const model::Network& network, const azure::VirtualNetwork* asking,
                            const net::DnsName& name, model::Reading& reading);

}  // namespace airtight::dns
