#pragma once

#include <airtight/observe/observation.h>
#include <airtight/probe/probe.h>

#include <string_view>

namespace airtight::probe {

// What an answer says about a name: its aliases in order, then the addresses of the last one. The
// answer is somebody else's: aliases that lead back end the chain, and what is past the limits is
// counted and not kept.
struct DnsAnswer {
  observe::DnsResult result;
  bool truncated = false;
};
DnsAnswer read_dns_answer(std::string_view octets, const net::DnsName& name, net::Family family,
                          const Settings& settings);

}  // namespace airtight::probe
