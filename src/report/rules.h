#pragma once

#include <airtight/azure/governance.h>
#include <airtight/verify/effective_rules.h>

#include <string>
#include <string_view>
#include <vector>

namespace airtight::report {

// Security rules in the words of the platform's API.
std::string_view to_string(azure::Direction direction);    // "Inbound"
std::string_view to_string(azure::Access access);          // "Allow"
std::string_view to_string(azure::AdminAccess access);     // "AlwaysAllow"
std::string protocol_of(const azure::SecurityRule& rule);  // "Tcp", "All"

// Blocks, tags and names of groups of one side, as written; "?" for a part that is not known.
std::vector<std::string> parts_of(const azure::RuleSide& side);
std::vector<std::string> texts_of(const std::vector<net::PortRange>& ranges);
std::vector<std::string> texts_of(const std::vector<net::Prefix>& prefixes);

// Everything of a rule that is not known.
std::vector<std::string> unknowns_of(const reach::EffectiveRule& rule);

// N-091 for a custom rule, N-093 or N-094 for a default one.
std::string_view fact_of(const reach::EffectiveRule& rule);

// An interface with a public address and no group anywhere: a Standard one is closed to the
// Internet all the same (N-104).
bool is_bare_public(const verify::EffectiveRules& rules);

}  // namespace airtight::report
