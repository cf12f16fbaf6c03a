#pragma once

#include "call.h"

namespace airtight::input::az {

// The app the command is about, or its slot (--slot); it exists or becomes a stub.
Result<azure::ResourceId> existing_site(Call& call);

// The site's configuration is an entry of its own, "<site>/config/web" (I-003).
azure::ResourceId config_of(const azure::ResourceId& site, std::string_view name);
void set_config(Session& session, const azure::ResourceId& site, std::string_view member,
                Value value);

// Integrates the app with the subnet of --vnet and --subnet (A-044, A-046, I-447).
Result<Value> integrate(Call& call, const azure::ResourceId& site, Value& body);

// A system-assigned identity; the value is its principal.
Value assign_system_identity(Value& body, const azure::ResourceId& resource, const Place& place);

// `--role` on `--scope` for a principal.
void assign_role(Session& session, std::string_view scope, const Value& role,
                 const Value& principal, const Place& place,
                 const std::string& principal_type = "ServicePrincipal");

}  // namespace airtight::input::az
