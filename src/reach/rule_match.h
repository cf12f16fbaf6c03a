#pragma once

#include <airtight/azure/filters.h>

#include <optional>

#include "tags.h"

namespace airtight::reach {

// Whether a rule that is known in full covers a packet under this reading: protocol, ports and both
// sides (N-092, R-18).
bool covers(const azure::SecurityRule& rule, const Packet& packet, const TagScope& scope,
            model::Reading& reading);

// False where a side that is written does not match, whatever else of the rule is not known.
bool may_cover(const azure::SecurityRule& rule, const Packet& packet, const TagScope& scope,
               model::Reading& reading);

// What a rule does to a packet: nothing, allow or deny. One whose priority, direction, access,
// protocol or ports are not known may do any of these wherever it may stand.
std::optional<bool> decision_of(const azure::SecurityRule& rule, const Packet& packet,
                                const TagScope& scope, model::Reading& reading);

}  // namespace airtight::reach
