#pragma once

#include <array>
#include <vector>

#include "call.h"

namespace airtight::input::az {

constexpr std::array<std::string_view, 2> connection_lists{
    "properties.privateLinkServiceConnections", "properties.manualPrivateLinkServiceConnections"};

// Sets the state of a connection to a service, in the endpoints that ask for it and in the
// service's own list; a gap when none is in the input.
Result<Value> decide_connection(Call& call, const azure::ResourceId& service,
                                const std::string& name, const Value& status);

// The services an endpoint connects to.
std::vector<azure::ResourceId> services_of(const Session& session, const azure::ResourceId& id);

}  // namespace airtight::input::az
