#pragma once

#include <airtight/azure/private_dns.h>
#include <airtight/lab/lab.h>

#include <chrono>
#include <span>
#include <string>
#include <vector>

namespace airtight::lab {

// A name that somebody in a lab asks for, by UDP, of the servers that its resolv.conf names.
struct Question {
  std::string from;  // a namespace of the plan
  net::DnsName name;
  azure::RecordType type = azure::RecordType::a;
};

struct Reply {
  std::string rcode = "TIMEOUT";       // "NOERROR", "NXDOMAIN", "SERVFAIL", "TIMEOUT", or a number
  std::vector<std::string> aliases{};  // in order: "owner CNAME target"
  std::vector<net::Ip> addresses{};    // in order of address; resolvers turn them
};

// All at once; the next server of one only when the one before says nothing for `patience` (D-208).
std::vector<Reply> ask(const Lab& lab, std::span<const Question> questions,
                       std::chrono::milliseconds patience);

// The names of a network worth asking for: public ones, those of zones, beside them and below.
std::vector<net::DnsName> names_worth_asking(const azure::Resources& resources);

}  // namespace airtight::lab
