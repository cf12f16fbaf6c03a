#pragma once

#include <airtight/model/network.h>
#include <airtight/net/all_pairs.h>

#include <array>
#include <map>
#include <optional>
#include <vector>

// Rules of security groups as lists of an estate of places with private addresses.

namespace airtight::verify {

class RuleEstate {
 public:
  // Lists, sets and services are added to the estate; both are borrowed.
  RuleEstate(const model::Network& network, net::Estate& estate);

  // What filters at a subnet in one direction. None where a rule, or the group, says less than an
  // estate has to know, or asks about something else than protocols, ports of the receiver and
  // addresses: application security groups, ports of the sender.
  std::optional<net::Estate::Lists> lists_of(const azure::Subnet& subnet,
                                             azure::Direction direction);

  // The number of a set of blocks.
  std::uint32_t set_of(const std::vector<net::Prefix>& blocks);

 private:
  using Sets = std::vector<std::uint32_t>;
  using Written = std::array<std::uint32_t, 4>;  // a rule of the estate

  std::optional<std::uint32_t> list_of(const azure::NetworkSecurityGroup& group,
                                       azure::Direction direction);
  std::optional<std::vector<Written>> rules_of(const azure::NetworkSecurityGroup& group,
                                               azure::Direction direction);
  bool is_plain(const azure::SecurityRule& rule) const;
  bool has_no_private_address(const std::string& tag) const;
  Sets sets_of(const azure::RuleSide& side);
  std::uint32_t service_of(const azure::SecurityRule& rule);

  const model::Network& network_;
  net::Estate& estate_;
  std::map<std::vector<net::Prefix>, std::uint32_t> sets_;
  std::map<std::pair<std::optional<net::Protocol>, std::vector<net::PortRange>>, std::uint32_t>
      services_;
  std::map<std::vector<Written>, std::uint32_t> lists_;
  using GroupKey = std::pair<const azure::NetworkSecurityGroup*, azure::Direction>;
  std::map<GroupKey, std::optional<std::uint32_t>> groups_;
};

}  // namespace airtight::verify
