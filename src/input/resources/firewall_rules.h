#pragma once

#include <airtight/azure/firewall.h>
#include <airtight/base/diagnostic.h>
#include <airtight/input/value.h>

#include <vector>

namespace airtight::input::resources {

// One collection of a policy's group (I-214). What it has that the model does not follow, such as
// URLs and web categories, makes the rule unknown.
azure::RuleCollection read_rule_collection(const Value& value, Diagnostics& diagnostics);

// The three lists of a firewall without a policy.
std::vector<azure::RuleCollection> read_classic_collections(const Value& firewall,
                                                            Diagnostics& diagnostics);

// "*", a block, an address, a range "10.0.0.4-10.0.0.9", or a service tag.
void add_firewall_address(const Value& value, azure::RuleSide& side, Diagnostics& diagnostics);

}  // namespace airtight::input::resources
