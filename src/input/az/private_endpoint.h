#pragma once

#include <array>
#include <vector>

#include "call.h"

namespace airtight::input::az {

constexpr std::string_view endpoints = "Microsoft.Network/privateEndpoints";
constexpr std::array<std::string_view, 2> connection_lists{
    "properties.privateLinkServiceConnections", "properties.manualPrivateLinkServiceConnections"};

// The services an endpoint connects to.
std::vector<azure::ResourceId> services_of(const Session& session, const azure::ResourceId& id);

}  // namespace airtight::input::az
