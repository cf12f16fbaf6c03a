#pragma once

#include <airtight/net/all_pairs.h>
#include <airtight/verify/matrix.h>

#include <map>
#include <optional>
#include <vector>

#include "plain_subnets.h"
#include "rule_estate.h"

namespace airtight::verify {

// All pairs of the plain ones of some subnets at once (decision 21).
class PlainPairs {
 public:
  // Of the network, which is borrowed. Null where a name would not find a subnet.
  PlainPairs(const model::Network& network, const std::vector<const azure::Subnet*>& subnets,
             const Classes& classes, const Doubtful& doubtful);

  // Numbers of sets of packets: 0 is none, and these must be walked.
  static constexpr std::uint32_t walked = UINT32_MAX;

  // What passes from one of the subnets to each of them.
  std::vector<std::uint32_t> from(std::size_t subnet);
  const std::vector<PortSet>& packets(std::uint32_t set) const { return sets_[set]; }

 private:
  struct Place {
    PlainSubnet plain;
    std::size_t network = 0;  // a number of its own
    std::vector<net::AllPairs::End> senders;
    std::vector<net::AllPairs::End> receivers;
  };
  using Ends = std::vector<net::AllPairs::End>;

  void add_place(std::size_t subnet, PlainSubnet plain, RuleEstate& rules);
  void compile();
  Ends different(const std::vector<net::Ip>& addresses) const;
  std::vector<PlainWay> ways_from(const azure::VirtualNetwork& home) const;
  void add_open(const Place& source, const std::vector<PlainWay>& ways,
                std::vector<std::uint32_t>& row);
  std::uint32_t number_of(net::Diagram packets);

  const model::Network& network_;
  net::Estate estate_;
  net::PacketSpace space_;
  std::vector<std::optional<Place>> places_;  // by subnet; none: it is not plain
  std::map<const azure::VirtualNetwork*, std::size_t> networks_;
  std::vector<const azure::VirtualNetwork*> by_number_;
  std::optional<PlainSubnets> subnets_;
  std::optional<net::AllPairs> all_;
  std::map<std::uint32_t, std::uint32_t> numbers_;  // of sets, by diagram
  std::vector<std::vector<PortSet>> sets_;
};

}  // namespace airtight::verify
