#pragma once

#include <airtight/model/network.h>
#include <airtight/model/reading.h>
#include <airtight/net/dns_name.h>
#include <airtight/reach/packet.h>

#include <optional>
#include <string>
#include <vector>

namespace airtight::reach {

// Something that takes packets meant for others: a next hop of user routes (N-056).
struct Middlebox {
  std::string name;
  Attachment at;
  net::Ip address;         // the next hop: its own, or that of the balancer before it
  net::Ip own;             // what it puts in when it translates
  bool forwards = true;    // N-024; an entry of the surroundings overrides the flag
  bool symmetric = false;  // disableSnatOnPL: endpoints reply through it (N-077)
  const azure::SurroundingAppliance* described = nullptr;
  const model::Firewall* firewall = nullptr;
  const azure::LoadBalancer* balancer = nullptr;
  const azure::VirtualHub* hub = nullptr;  // it is in, where the hub says its address space
  azure::ResourceId id;                    // empty for one of the surroundings
  Where where;

  // What a reply must come back to: the device, or the balancer before it (N-075).
  bool is(const Middlebox& other) const {
    return firewall == other.firewall && at.network == other.at.network && address == other.address;
  }
};

Middlebox as_box(const model::Firewall& firewall);

// Whether members of a balancer that has the next hop's address say no address of their own.
bool has_unseen_device(const model::Network& network, const azure::VirtualNetwork& home,
                       const net::Ip& ip);

// Who has the next hop address in one network; none if nobody the model knows. Of several devices
// behind one balancer the reading takes one.
std::optional<Middlebox> middlebox_at(const model::Network& network,
                                      const azure::VirtualNetwork& home, const net::Ip& ip,
                                      model::Reading& reading);

// The first matching rule decides, no match denies. Rules by name match the name that the
// sender used.
bool passes_rules(const std::vector<azure::ApplianceRule>& rules, const Packet& packet,
                  const net::DnsName& host, model::Reading& reading);

// "*.vault.azure.net" covers "a.vault.azure.net" and not "vault.azure.net".
bool covers_name(std::string_view pattern, const net::DnsName& host);

}  // namespace airtight::reach
