#pragma once

#include <airtight/base/trace.h>
#include <airtight/model/network.h>
#include <airtight/model/reading.h>
#include <airtight/reach/packet.h>

namespace airtight::reach {

enum class AdminVerdict { none, deny, always_allow };

// The security admin rules of virtual network managers at one place (N-136…N-140). Rules written
// count as deployed.
AdminVerdict judge_admin_rules(const model::Network& network, const Attachment& at,
                               azure::Direction direction, const Packet& packet,
                               model::Reading& reading, Trace& trace);

}  // namespace airtight::reach
