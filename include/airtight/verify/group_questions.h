#pragma once

#include <airtight/azure/filters.h>
#include <airtight/verify/place.h>
#include <airtight/verify/prove.h>

#include <optional>
#include <string>
#include <vector>

namespace airtight::verify {

// Questions about the rules of network security groups alone, over all packets: IPv4 and IPv6,
// every protocol and every port of either end.
//
// What a rule says of VirtualNetwork and Internet is asked where a place is named: with the
// prefixes of that place, under every reading (C-07, C-08, C-10, C-28). Without a place it is asked
// of every network the groups may be put into: any address may be in VirtualNetwork. Service tags
// that no file lists, members of application security groups that the input does not show, and
// parts of rules that it does not say, may each be anything.

struct RuleName {
  std::string name;
  int priority = 0;
  azure::Access access = azure::Access::deny;
  bool operator==(const RuleName&) const = default;
};

// A packet that two groups treat differently, and the rule of each that decides it.
struct GroupDifference {
  azure::Direction direction = azure::Direction::inbound;
  net::Ip source;
  net::Ip destination;
  net::Protocol protocol = net::Protocol::tcp;
  std::optional<net::Port> source_port;  // of protocols that have ports
  std::optional<net::Port> port;
  // Only without a place: whether the end is in VirtualNetwork.
  std::optional<bool> source_inside;
  std::optional<bool> destination_inside;
  RuleName first;
  RuleName second;
};

// `fails` comes with a packet that the groups treat differently whatever is not known.
struct GroupComparison {
  Truth truth = Truth::uncertain;
  std::string first;
  std::string second;
  std::optional<GroupDifference> difference;
  Openness open;
};

// A rule that decides no packet, because rules before it decide all that it covers.
struct UnreachableRule {
  RuleName rule;
  azure::Direction direction = azure::Direction::inbound;
  Where where;
  bool certain = true;               // false: only if what is not known is so
  std::vector<RuleName> covered_by;  // in order; empty: it covers no packet at all
  bool contradicted = false;         // one of these has the other access
};

struct GroupRules {
  azure::ResourceId group;
  std::vector<UnreachableRule> unreachable;  // inbound before outbound, in order of priority
  Openness open;
  bool complete = true;  // false: the list is too large, or not in the input; `open` says so
};

// Whether two groups, as users name them, treat every packet alike. The error names candidates.
Result<GroupComparison> compare_groups(const model::Network& network, const std::string& first,
                                       const std::string& second, const std::optional<Place>& at,
                                       const Assumptions& assumptions = {});

// Of one group, or of all. The platform's default rules are left out, and so are rules about
// platform tags (N-125), which packets to the platform meet apart from the list.
Result<std::vector<GroupRules>> unreachable_rules(const model::Network& network,
                                                  const std::string& group,
                                                  const std::optional<Place>& at,
                                                  const Assumptions& assumptions = {});

}  // namespace airtight::verify
