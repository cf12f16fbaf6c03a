#pragma once

#include <airtight/base/trace.h>
#include <airtight/model/network.h>
#include <airtight/model/reading.h>
#include <airtight/net/dns_name.h>
#include <airtight/reach/packet.h>

#include <optional>

namespace airtight::reach {

// What a firewall makes of one packet (N section 12 E).
struct FirewallDecision {
  bool allowed = false;
  bool translated = false;    // its own address is the source from here on (N-289)
  std::optional<net::Ip> to;  // of a destination translation
  std::optional<net::Port> to_port;
  bool by_name = false;  // an application rule: the firewall asks for the name again (N-285)
  Step step;             // the deciding rule
};

// `host` is the name the sender used; empty for an address, which matches no application rule
//
FirewallDecision ask_firewall(const model::Network& network, const model::Firewall& firewall,
                              const Packet& packet, const net::DnsName& host,
                              model::Reading& reading);

// Only the destination translations, for packets to an address of the firewall itself.
FirewallDecision ask_translations(const model::Network& network, const model::Firewall& firewall,
                                  const Packet& packet, model::Reading& reading);

}  // namespace airtight::reach
