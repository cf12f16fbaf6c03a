#pragma once

#include <airtight/base/trace.h>
#include <airtight/model/network.h>
#include <airtight/model/reading.h>
#include <airtight/reach/packet.h>

#include <vector>

namespace airtight::reach {

// An admin rule that acts at a place, with the collection it is in.
struct AdminCandidate {
  const azure::AdminRule* rule = nullptr;
  const azure::AdminRuleCollection* collection = nullptr;
};

// Those of one direction in the order in which they are asked (N-136); none where the place is
// exempt. A rule whose direction is not known is in both.
std::vector<AdminCandidate> admin_rules_at(const model::Network& network, const Attachment& at,
                                           azure::Direction direction, model::Reading& reading);

enum class AdminVerdict { none, deny, always_allow };

// The security admin rules of virtual network managers at one place (N-136…N-140). Rules written
// count as deployed.
AdminVerdict judge_admin_rules(const model::Network& network, const Attachment& at,
                               azure::Direction direction, const Packet& packet,
                               model::Reading& reading, Trace& trace);

}  // namespace airtight::reach
