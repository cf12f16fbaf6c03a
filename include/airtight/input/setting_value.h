#pragma once

#include <airtight/input/value.h>

#include <functional>
#include <string_view>

namespace airtight::input {

// What may be kept of the value of an app setting or a connection string (CONTRACT section 5). In
// the normal form it is one of
//  - the text itself, for Key Vault references ("@Microsoft.KeyVault(…)", A-210) and for the
//    platform's own network switches (WEBSITE_VNET_ROUTE_ALL, WEBSITE_DNS_SERVER, …; );
//  - {"$setting": "dropped", "hosts": ["kv1.vault.azure.net"], "resourceName": "cs1"} otherwise:
//    the host names found in it, and the value when it is exactly the name of a resource.
// An unknown stays unknown; an object of the second form stays as it is.
Value keep_setting(std::string_view name, const Value& value,
                   const std::function<bool(std::string_view)>& is_resource_name);

}  // namespace airtight::input
