#pragma once

#include <airtight/reach/reach.h>
#include <airtight/verify/prove.h>
#include <airtight/verify/subject.h>

#include <string>
#include <vector>

#include "classes.h"

namespace airtight::verify {

// One place that packets of a question go to.
struct Destination {
  Target target;
  reach::Destination sent;
  bool by_name = false;  // wherever the sender's resolver leads it, with `target` alone
  std::string label;     // "10.0.1.4", "10.0.1.0 to 10.0.1.255", "the public front end of kv1"
  std::vector<net::PrefixSet::Range> addresses{};  // all alike; empty: not said
  net::Port port{443};                             // the service's own
  bool is_outside = false;  // public addresses of anybody, as somewhere that insiders send to
};

// All ways to one target. `unknown` says which others the input may hide.
struct Destinations {
  Target target;
  std::vector<Destination> list;
  std::vector<const azure::VirtualNetwork*> networks;  // in which addresses of the target are
  std::vector<azure::UnknownInput> unknown;
  std::vector<std::string> assumptions;
};

// "10.0.1.4", "10.0.1.0 to 10.0.1.255 and 3 more ranges".
std::string label_of(const std::vector<net::PrefixSet::Range>& addresses);
std::string label_outside(const std::vector<net::PrefixSet::Range>& addresses);  // of the Internet

// Packets to addresses that are all alike, by nothing but an address.
Destination at_addresses(const Target& target, const net::AddressClass& addresses);

// The addresses of a subnet, and the ways to its hosts that begin elsewhere.
Destinations destinations_in(const model::Network& network, const Classes& classes,
                             const azure::Subnet& subnet, const std::string& name);

Result<std::vector<Destinations>> destinations_of(const model::Network& network,
                                                  const Classes& classes, const Question& question);

}  // namespace airtight::verify
