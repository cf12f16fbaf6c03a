#pragma once

#include <airtight/model/network.h>

#include <map>
#include <optional>
#include <set>
#include <vector>

#include "classes.h"
#include "doubts.h"

// Subnets between which nothing decides but rules of their security groups, routes of networks and
// complete peerings, all of them known (decision 21). What is not certain to be so is not plain.

namespace airtight::verify {

struct PlainSubnet {
  const azure::Subnet* subnet = nullptr;
  const azure::VirtualNetwork* network = nullptr;
  std::vector<net::Prefix> virtual_network;  // its tag
  // One address of each class that a proof would walk: of hosts that nobody described, and of
  // interfaces that receive. The rest of the subnet is nobody's.
  std::vector<net::Ip> senders;
  std::vector<net::Ip> receivers;
  bool receives = false;  // what `receivers` says is all there is
};

// What is between two networks: closed, whatever the packet; open both ways; or more than that.
enum class PlainWay : std::uint8_t { closed, open, walked };

class PlainSubnets {
 public:
  // The network is borrowed.
  PlainSubnets(const model::Network& network, const Classes& classes, const Doubtful& doubtful);

  // None if the subnet is not plain.
  std::optional<PlainSubnet> find(const azure::Subnet& subnet) const;

  // Between networks of plain subnets.
  PlainWay way(const azure::VirtualNetwork& from, const azure::VirtualNetwork& to) const;

 private:
  bool is_plain(const azure::VirtualNetwork& home) const;
  bool is_plain(const azure::Subnet& subnet, const azure::VirtualNetwork& home) const;
  bool may_be_received_beside(const azure::Subnet& subnet, const azure::VirtualNetwork& home) const;
  void add_receivers(PlainSubnet& plain) const;
  void add_senders(PlainSubnet& plain) const;

  const model::Network& network_;
  const Classes& classes_;
  std::set<const azure::VirtualNetwork*> networks_;  // the plain ones
};

}  // namespace airtight::verify
