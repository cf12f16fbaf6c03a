#pragma once

#include <airtight/verify/prove.h>

#include <string>
#include <string_view>
#include <vector>

#include "destinations.h"
#include "doubts.h"
#include "parts.h"
#include "senders.h"

// One packet of each class, walked under all readings.

namespace airtight::verify {

constexpr std::string_view everybody = "any";

std::vector<net::Protocol> protocols_of(const Question& question);

// The classes of a destination's ports that a question asks about; those that it names must have
// been added to `classes`.
std::vector<net::PortRange> ports_of(const Question& question, const Classes& classes,
                                     const Destination& destination);

// Those for one protocol: protocols without ports have one class.
std::vector<net::PortRange> ports_for(net::Protocol protocol,
                                      const std::vector<net::PortRange>& classes);

// The port of a class that a witness shows: the service's own if it is one of them, 0 only if no
// other is.
net::Port port_in(const net::PortRange& range, const Destination& destination);

// Whether a sender sends such packets at all.
bool is_asked(const model::Network& network, const Question& question, const Sender& sender,
              const Destination& destination);
bool is_sent(const Sender& sender, net::Protocol protocol, const net::PortRange& ports);

// Whether an app's references name the vault.
bool names_vault(const model::Network& network, const azure::Site& site,
                 const model::BackEnd* target);

// Walks packets from one sender to one destination. Everything is borrowed.
class PairWalk {
 public:
  // `device` are the names of the device that packets must cross, of a claim that they do.
  PairWalk(const model::Network& network, const Question& question, const Assumptions& assumptions,
           const std::vector<std::string>& device, const Sender& sender,
           const Destination& destination, const Doubtful& doubtful);

  // Whether all packets fare alike, whatever their protocol and port: a public front end sees
  // nothing but the source, and a private address is nobody's on the Internet.
  bool ignores_ports() const;

  // The class of packets by this protocol to these ports, as one of them fares.
  Cell judge(net::Protocol protocol, const net::PortRange& ports) const;

 private:
  void walk(Cell& cell, net::Port port) const;

  const model::Network& network_;
  const Question& question_;
  const Assumptions& assumptions_;
  const std::vector<std::string>& device_;
  const Sender& sender_;
  const Destination& destination_;
  std::vector<azure::UnknownInput> doubted_;
  std::vector<azure::UnknownInput> around_;
};

// The packet of a cell.
Witness witness_of(const Cell& cell);

}  // namespace airtight::verify
