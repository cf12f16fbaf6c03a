#pragma once

#include <airtight/net/address_line.h>
#include <airtight/net/first_match.h>
#include <airtight/net/packet_space.h>

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <vector>

namespace airtight::net {

// What packets one rule covers, with the sender's ports; empty: any.
struct FilterRule {
  Criteria criteria;
  std::vector<PortRange> source_ports;
};

// Ordered lists of IPv4 rules as diagrams of one space. Sets that rules share are lowered once, so
// a compiler is worth keeping; the space and the line must outlive it.
class RuleCompiler {
 public:
  RuleCompiler(PacketSpace& space, const AddressLine& line) : space_(&space), line_(&line) {}

  // `value` where the rule covers a packet. Protocols without ports are covered whatever ports a
  // rule names (N-092).
  Diagram rule(const FilterRule& rule, std::uint32_t value);

  // The value of a packet is the index of the first rule that covers it, plus one; 0 for none.
  Diagram list(std::span<const FilterRule> rules);

  // The same where one rule's value is not its place.
  Diagram list(std::span<const FilterRule> rules, std::span<const std::uint32_t> values);

 private:
  const std::vector<Run>& runs_of(const std::shared_ptr<const PrefixSet>& set);
  Diagram merged(std::span<const Diagram> leaves);

  PacketSpace* space_;
  const AddressLine* line_;
  // The set is kept, so that no other set gets its address.
  std::map<std::shared_ptr<const PrefixSet>, std::vector<Run>> lowered_;
};

// A list of rules by priority that is edited: one rule put or removed costs a merge for each level
// of a binary tree over the priorities, and the rest of the list is never looked at.
class RuleTree {
 public:
  static constexpr std::uint32_t priorities = 4096;  // below it (N-091)

  explicit RuleTree(PacketSpace& space);

  // Requires a priority below `priorities`. `nothing` removes the rule.
  void put(std::uint32_t priority, Diagram rule);

  // First match wins over all rules.
  Diagram root() const { return nodes_[1]; }

 private:
  PacketSpace* space_;
  std::vector<Diagram> nodes_;  // a heap: the children of i are 2i and 2i + 1
};

}  // namespace airtight::net
