#pragma once

#include "call.h"

namespace airtight::input::az {

// `network-rule add` and `remove` of the services with properties.networkAcls.
Result<Value> add_network_rule(Call& call);
Result<Value> remove_network_rule(Call& call);

// The rules that a create command takes: --network-acls-ips and --network-acls-vnets.
Result<Value> set_initial_rules(Call& call, Value& body);

}  // namespace airtight::input::az
