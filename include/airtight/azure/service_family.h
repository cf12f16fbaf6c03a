#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace airtight::azure {

// What the public edge of a service does without any network rule (paas-edge.md, "defaults").
enum class EdgeDefault : std::uint8_t {
  open,                      // admits everybody
  closed,                    // admits nobody: SQL and PostgreSQL servers (E-101, E-210)
  closed_by_first_endpoint,  // open until it has a private endpoint (E-150, N-328)
  unknown,
};

// What the services of one resource type have in common on the network (E-030, E-060, E-080, E-101,
// E-120, E-130, E-150, E-160, E-170, E-180, E-190, E-210).
struct ServiceFamily {
  std::string_view type;
  std::string_view service_tag;  // its global tag (N-119, N-121); empty where none is on record
  std::string_view service_endpoint;  // "Microsoft.KeyVault" (N-180); empty where none
  EdgeDefault edge_default = EdgeDefault::unknown;
  bool rules_default_to_allow = true;  // with rules but no defaultAction
  bool public_rules_only = false;      // private ranges in ipRules are refused (N-317)
};

// Compiled in from data/service-families.json.
std::span<const ServiceFamily> service_families();

// The row of a type, compared without case; a row of unknowns for types not on record.
const ServiceFamily& service_family(std::string_view type);

// The global tag whose prefixes a service endpoint routes (N-041); empty where none is on record.
std::string_view tag_of_service_endpoint(std::string_view endpoint);

// True if `tag` is the global tag of some service on record.
bool is_service_tag_on_record(std::string_view tag);

}  // namespace airtight::azure
