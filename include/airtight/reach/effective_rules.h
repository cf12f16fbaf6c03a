#pragma once

#include <airtight/model/network.h>
#include <airtight/model/reading.h>
#include <airtight/reach/packet.h>

#include <string>
#include <vector>

namespace airtight::reach {

// What the tags and groups of one side of a rule stand for at one interface.
struct Expansion {
  std::vector<net::Prefix> prefixes;
  std::vector<std::string> symbolic;  // tags whose prefixes no file gives (N-122)
  std::vector<azure::UnknownInput> unknown;

  bool operator==(const Expansion&) const = default;
};

// A rule of a security group with its expansions. VirtualNetwork is the interface's own (N-109).
struct EffectiveRule {
  azure::SecurityRule rule;
  bool by_default = false;  // one of the six (N-093, N-094)
  Expansion source;
  Expansion destination;

  bool operator==(const EffectiveRule&) const = default;
};

// The same of an admin rule (N-136); `collection` is into the network.
struct EffectiveAdminRule {
  EffectiveRule rule;
  azure::AdminAccess access = azure::AdminAccess::deny;
  const azure::AdminRuleCollection* collection = nullptr;

  bool operator==(const EffectiveAdminRule&) const = default;
};

// All rules of a group at a place, inbound ones first, each direction in the order in which it is
// asked (N-091). A rule whose direction is not known is in both.
std::vector<EffectiveRule> effective_rules(const model::Network& network,
                                           const azure::NetworkSecurityGroup& group,
                                           const Attachment& at, model::Reading& reading);

// The admin rules that act there before any group, in the same order.
std::vector<EffectiveAdminRule> effective_admin_rules(const model::Network& network,
                                                      const Attachment& at,
                                                      model::Reading& reading);

// True for subnets and networks in which admin rules do not act (N-138, N-139).
bool is_exempt_from_admin_rules(const Attachment& at);

// Whether a side may cover an address there; an unknown part may.
bool may_cover(const azure::RuleSide& side, const net::Ip& ip, const model::Network& network,
               const Attachment& at, azure::Direction direction, model::Reading& reading);

}  // namespace airtight::reach
