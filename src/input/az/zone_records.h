#pragma once

#include "session.h"

namespace airtight::input::az {

// The records that zone groups keep in a private zone are no resources of the set. What a script
// does to them is noted on the groups ("$recordsDeleted") and on the record sets ("$order").

// The private zones a group writes to.
std::vector<azure::ResourceId> zones_of(const Session& session, const azure::ResourceId& group);

// Whether a group may have written into this zone.
bool has_group_records(const Session& session, const azure::ResourceId& zone);

bool is_record_set(const azure::ResourceId& id);

// The record set is gone or about to be replaced, whoever wrote it (D-152, CH-12).
void note_record_gone(Session& session, const azure::ResourceId& record_set);

// What a write adds to a record set or a group: its running number, and that an export's count of
// record sets no longer holds.
void note_record_write(Session& session, const azure::ResourceId& record_set, Value& resource);
void note_group_write(Session& session, const Value& group);

// An export's count of links holds no longer when a script deletes one.
void note_link_gone(Session& session, const azure::ResourceId& link);

// Before a network goes: its links go with it (D-027).
void lose_links(Session& session, const azure::ResourceId& network);

// Before an endpoint or a zone group goes: its records go with it (D-156), and so does the record
// of any other endpoint of the same service (D-158).
void lose_records(Session& session, const azure::ResourceId& id, const Place& place);
void mark_lost_records(Session& session, const azure::ResourceId& group,
                       const std::vector<azure::ResourceId>& lost_zones);

}  // namespace airtight::input::az
