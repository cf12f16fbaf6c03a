#pragma once

#include <airtight/reach/effective_rules.h>
#include <airtight/verify/fork.h>
#include <airtight/verify/path.h>
#include <airtight/verify/place.h>

#include <optional>
#include <string>
#include <vector>

namespace airtight::verify {

// A security group where it is attached, with all of its rules in order.
struct EffectiveGroup {
  enum class At { subnet, interface };
  At at = At::subnet;
  azure::ResourceId attached_to;
  azure::ResourceId group;
  Where where;
  bool shown = true;  // false: its rules are not in the input
  std::vector<reach::EffectiveRule> rules;
};

// What filters packets at a place: admin rules before the groups (N-136), the groups apart
// (N-096), and what passes them unseen.
struct EffectiveRules {
  Place place;
  std::optional<net::Ip> to;  // only outbound rules that may cover it
  std::vector<reach::EffectiveAdminRule> admin_rules;
  bool exempt_from_admin_rules = false;     // there are some, and none acts here (N-138, N-139)
  std::vector<EffectiveGroup> groups;       // the subnet's, then the interface's
  std::vector<std::string> platform_rules;  // rules that name a platform tag, as "group/rule"
  bool has_endpoints = false;               // private endpoints share the subnet
  std::optional<bool> filters_endpoints;    // whether the groups act on them (N-130)
  bool integration = false;                 // an app's: inbound rules do nothing (N-244)
  Openness open;
};

EffectiveRules effective_rules(const model::Network& network, const Place& place,
                               const std::optional<net::Ip>& to, const Assumptions& assumptions);

}  // namespace airtight::verify
