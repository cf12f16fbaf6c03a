#pragma once

#include <airtight/azure/private_dns.h>
#include <airtight/base/trace.h>
#include <airtight/net/dns_name.h>
#include <airtight/net/ip.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace airtight::dns {

// Response codes as a client sees them. An empty answer is `noerror` without addresses;
// `none` is the answer of nobody knows, for names that the input says nothing about.
enum class Rcode : std::uint8_t { none, noerror, nxdomain, servfail, timeout, blocked };

// "NOERROR", "NXDOMAIN", …; empty for none.
std::string_view to_string(Rcode rcode);
std::string_view to_string(azure::RecordType type);

// An address of an answer. Public front ends of services are tokens, because their addresses are
// the platform's business and change: FRONTEND(kv1).
struct Address {
  std::optional<net::Ip> ip;
  std::string front_end;  // the resource's name, when there is no ip

  auto operator<=>(const Address&) const = default;
};
std::string to_string(const Address& address);

// One resource record on the way from the name asked to its addresses.
struct ChainLink {
  net::DnsName name;
  azure::RecordType type = azure::RecordType::a;
  std::optional<int> ttl;  // seconds; none where no observation is on record
  std::string data;
  std::string decided_by;  // the zone or "public DNS"

  bool operator==(const ChainLink&) const = default;
};

struct Answer {
  net::DnsName name;
  azure::RecordType type = azure::RecordType::a;
  Rcode rcode = Rcode::none;
  std::vector<ChainLink> chain;
  std::vector<Address> addresses;
  std::vector<azure::UnknownInput> unknowns;  // what the answer would need to be proven
  Trace trace;

  bool operator==(const Answer&) const = default;
};

}  // namespace airtight::dns
