#pragma once

#include <initializer_list>

#include "references.h"

namespace airtight::input::az {

// Effects that are the same for every type of resource.
Result<Value> show(Call& call);
Result<Value> list(Call& call);
Result<Value> remove(Call& call);
Result<Value> remove_one(Call& call, const azure::ResourceId& id);
Result<Value> update(Call& call);   // only the generic update and tags
Result<Value> nothing(Call& call);  // no effect on resources, prints nothing

// The resource as the command line shows it after a write.
Value shown(const Call& call, const azure::ResourceId& id);

// How create and update end: what --set, --add and --remove say is written last, then the resource
// is put and shown.
Value store(Call& call, const azure::ResourceId& id, Value body);
Value shown_as(const Call& call, const azure::ResourceId& id, std::string_view member);

// Options that the command takes and whose effect is not followed: each that is given is a warning,
// and a gap over what the command writes.
void note_unread(Call& call, std::initializer_list<std::string_view> keys);

// Who uses the resource, so that Azure refuses to delete it; empty when nobody.
std::string user_of(const Session& session, const azure::ResourceId& id);

}  // namespace airtight::input::az
