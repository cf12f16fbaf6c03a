#pragma once

#include <airtight/azure/filters.h>
#include <airtight/net/first_match.h>

#include <optional>
#include <vector>

namespace airtight::model {

// The rules of a security group in one direction as they are asked, the default ones last (N-091,
// N-093, N-094). A rule whose direction is not known is in both lists.
struct RuleList {
  std::vector<azure::SecurityRule> rules;

  // Of a long list: which rules may cover a packet. It knows blocks and the tags of the file; what
  // depends on the packet's place or on a reading keeps no rule out.
  std::optional<net::FirstMatch> index;
};

}  // namespace airtight::model
