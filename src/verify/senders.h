#pragma once

#include <airtight/verify/prove.h>

#include <span>

#include "classes.h"
#include "destinations.h"

namespace airtight::verify {

// Somebody who sends, from addresses that are all alike.
struct Sender {
  reach::Workload workload;     // with the first of the addresses, if it is not any
  net::AddressClass addresses;  // empty: the input does not say them
  bool excepted = false;
};

// Whom a question's "from" names, each with its classes of addresses; "any" are all workloads, the
// hosts that may be in subnets, the sites and the Internet. Of the exceptions every sender that is
// one of them, or lives in a subnet that is.
Result<std::vector<Sender>> senders_of(const model::Network& network, const Classes& classes,
                                       const Question& question);

// The same with fewer classes: of addresses that no decision on the way to these destinations tells
// apart.
Result<std::vector<Sender>> senders_of(const model::Network& network, const Classes& classes,
                                       const Question& question,
                                       std::span<const Destinations> destinations);

// One workload that sends to addresses inside.
std::vector<Sender> senders_of(const model::Network& network, const Classes& classes,
                               const reach::Workload& from);

// One of them: what find_workload takes, "on-premises:SITE", or a network interface by its name.
Result<reach::Workload> sender_named(const model::Network& network, const std::string& text);

// The blocks that the exceptions and senders of a question name themselves.
std::vector<net::Prefix> blocks_named(const Question& question);

}  // namespace airtight::verify
