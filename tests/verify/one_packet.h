#pragma once

#include <airtight/verify/prove.h>

#include <string>
#include <vector>

// One packet as the tests of sets ask about it.
namespace airtight::world {

struct Packet {
  std::string from;
  net::Ip source;
  net::Ip destination;
  net::Protocol protocol = net::Protocol::tcp;
  net::Port port;
};

std::string in_words(const Packet& packet);

bool has(const std::vector<net::PrefixSet::Range>& ranges, const net::Ip& ip);

// Whether it is one of the packets of a part.
bool holds(const verify::Part& part, const Packet& packet);

// The packet alone, as proofs count it: arrived is arrived, whatever becomes of the reply.
verify::Judgement arrives(const model::Network& network, const Packet& packet);

// Addresses of interfaces and endpoints speak for themselves, not for their subnet.
bool is_of_nobody(const model::Network& network, const Packet& packet);

}  // namespace airtight::world
