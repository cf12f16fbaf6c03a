#pragma once

#include <airtight/reach/reach.h>
#include <airtight/verify/prove.h>
#include <airtight/verify/subject.h>

#include <set>
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
};

// All ways to one target. `unknown` says which others the input may hide.
struct Destinations {
  Target target;
  std::vector<Destination> list;
  std::vector<const azure::VirtualNetwork*> networks;  // in which addresses of the target are
  std::vector<azure::UnknownInput> unknown;
  std::vector<std::string> assumptions;
};

Result<std::vector<Destinations>> destinations_of(const model::Network& network,
                                                  const Classes& classes, const Question& question);

// Ids and addresses by which a walk names a device it crosses.
Result<std::vector<std::string>> device_named(const model::Network& network,
                                              const std::string& text);

// Senders that may be, and that the input does not show: hosts of peered networks that it does not
// have, and what is behind a gateway whose sites nobody described.
void add_unseen_senders(const model::Network& network, const Destinations& to,
                        std::set<std::string>& unseen);

}  // namespace airtight::verify
