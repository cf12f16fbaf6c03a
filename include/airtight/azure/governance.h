#pragma once

#include <airtight/azure/filters.h>
#include <airtight/azure/property.h>
#include <airtight/azure/resource.h>

#include <string>
#include <vector>

// Rules that somebody above the owner of a network or a service sets.
namespace airtight::azure {

enum class AdminAccess { allow, deny, always_allow };

// A security admin rule of a virtual network manager (N-136).
struct AdminRule {
  SecurityRule rule;  // its access is in `access`
  AdminAccess access = AdminAccess::deny;
  bool operator==(const AdminRule&) const = default;
};

// What of a configuration acts in networks of services that bring network intent policies, which
// are left out unless it says otherwise (N-138).
enum class IntentNetworks { left_out, allow_rules_only, all };

// …/securityAdminConfigurations/ruleCollections with its rules.
struct AdminRuleCollection : Resource {
  ResourceId manager;
  Property<IntentNetworks> intent_networks;
  std::vector<ResourceId> groups;  // network groups it applies to
  std::vector<AdminRule> rules;
};

// …/networkGroups with its static members.
struct NetworkGroup : Resource {
  std::vector<ResourceId> members;  // virtual networks or subnets
  std::vector<UnknownInput> unknown;
};

enum class PerimeterMode { learning, enforced };

// An inbound rule of a perimeter profile: addresses or subscriptions (N-327).
struct PerimeterRule {
  std::string name;
  std::vector<net::Prefix> prefixes;
  std::vector<std::string> subscriptions;  // ids "/subscriptions/…"
  std::vector<UnknownInput> unknown;
  Where where;
  bool operator==(const PerimeterRule&) const = default;
};

// An outbound rule: names, such as "*.example.com" (N-327).
struct PerimeterExit {
  std::string name;
  std::vector<std::string> names;
  std::vector<UnknownInput> unknown;
  Where where;
  bool operator==(const PerimeterExit&) const = default;
};

// networkSecurityPerimeters/profiles with its access rules (I-218).
struct PerimeterProfile : Resource {
  ResourceId perimeter;
  std::vector<PerimeterRule> inbound;
  std::vector<PerimeterExit> outbound;
};

// …/resourceAssociations.
struct PerimeterAssociation : Resource {
  ResourceId perimeter;
  ResourceId profile;
  ResourceId resource;
  Property<PerimeterMode> mode;  // "Audit" and newer words are unknown
};

}  // namespace airtight::azure
