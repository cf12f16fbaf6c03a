#pragma once

#include <airtight/model/network.h>
#include <airtight/net/address_classes.h>
#include <airtight/net/flow.h>

#include <map>
#include <set>
#include <span>
#include <vector>

// Classes of header values that nothing in a network tells apart: in one class all packets meet the
// same decisions. What `reach` comes to compare a packet with has to be added here; a comparison
// that is missing would join packets that fare differently (tests/verify/prove_test.cpp looks for
// them).

namespace airtight::verify {

// Public addresses: neither private, nor shared, nor of special use (RFC 6890).
const net::PrefixSet& public_space();

// The addresses of blocks as written.
net::PrefixSet set_of(const std::vector<azure::WrittenPrefix>& written);

// Which decisions some packets may come to: those of networks (rules, routes, firewalls,
// addresses), and those of the public edges of some services, which see nothing of a packet but its
// source.
struct Met {
  bool networks = true;
  std::set<azure::ResourceId> edges;  // of services and apps
};

class Classes {
 public:
  explicit Classes(const model::Network& network);

  // For what a question names itself.
  void add(const net::Prefix& block) { always_.insert(block); }

  // For another state of the network: what either of them tells apart.
  void add(const Classes& other);

  // What any decision tells apart, or those alone that are met.
  std::vector<net::AddressClass> addresses(const net::PrefixSet& within) const;
  std::vector<net::AddressClass> addresses(const net::PrefixSet& within, const Met& met) const;

  // In order. Ports of one range are in the same of all ranges that anything names.
  std::vector<net::PortRange> ports(std::span<const net::PortRange> within) const;

 private:
  using Blocks = std::set<net::Prefix>;

  void add_met(const net::Prefix& block) { networks_.insert(block); }
  void add(const net::Ip& ip) { networks_.insert(net::host_prefix(ip)); }
  void add(const std::vector<net::Ip>& list);
  void add(const std::vector<net::Prefix>& list);
  void add(const std::vector<azure::WrittenPrefix>& list);
  void add(net::Port port) { add(net::PortRange{port, port}); }
  void add(const net::PortRange& range);
  void add(const azure::RuleSide& side);
  void add(const azure::SecurityRule& rule);
  void add_rules(const azure::Resources& written);
  void add_firewalls(const azure::Resources& written);
  void add_addressing(const azure::Resources& written);
  void add_kept(const net::Prefix& subnet);
  void add_routed_tags(const azure::Resources& written);
  void add_balancers(const azure::Resources& written);
  void add_edges(const azure::Resources& written);
  void add_surroundings(const azure::Surroundings& surroundings);
  void add_endpoints(const model::Network& network);

  std::vector<net::AddressClass> cut(const net::PrefixSet& within,
                                     std::span<const Blocks* const> by) const;

  Blocks always_;    // constants, and what perimeters of services admit
  Blocks networks_;  // see Met
  std::map<azure::ResourceId, Blocks> edges_;
  std::vector<net::PrefixSet> tags_;  // of the service tag file
  std::set<std::uint32_t> port_starts_;
};

}  // namespace airtight::verify
