#pragma once

#include <airtight/azure/service.h>

#include "input/resources/reading.h"

namespace airtight::input::resources {

// The words of publicNetworkAccess, in any letter case (I-240…I-247). Another word is a warning and
// makes the property unknown.
azure::Property<azure::PublicNetworkAccess> read_public_network_access(const Value& owner,
                                                                       std::string_view path,
                                                                       Diagnostics& diagnostics);

// The firewall of a service: networkAcls and what other services call it. Absent where neither the
// service nor a child says anything, which is not the same as empty.
azure::Property<azure::NetworkRules> read_network_rules(const azure::ResourceId& id,
                                                        const Value& service, Reading& reading);

// The rules child of messaging services (I-245), null if absent.
const Value* network_rule_set(const azure::ResourceId& id, const ResourceSet& set);

}  // namespace airtight::input::resources
