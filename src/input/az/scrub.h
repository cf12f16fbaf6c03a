#pragma once

#include "session.h"

namespace airtight::input::az {

// A resource that a script wrote as free JSON: members that hold passwords or keys go, app settings
// and connection strings are reduced to what may be kept (setting_value.h).
void drop_secrets(const Session& session, const azure::ResourceId& id, Value& resource);

// For keep_setting: is this exactly the name of a resource in the set?
bool is_resource_name(const Session& session, std::string_view text);

Value kept_setting(const Session& session, std::string_view name, const Value& value);

}  // namespace airtight::input::az
