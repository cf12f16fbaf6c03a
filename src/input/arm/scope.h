#pragma once

#include <airtight/input/arm_template.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace airtight::input::arm {

// Where a template's resources go (I-055): a resource group, a subscription, a management group,
// or, with nothing set, the tenant.
struct Scope {
  std::string subscription;
  std::string group;
  std::string management_group;

  // "", "/subscriptions/s", "/subscriptions/s/resourceGroups/g" or the management group's id.
  std::string id() const;

  bool operator==(const Scope&) const = default;
};

// The scope that an id names, or that "Microsoft.Management/managementGroups/m" or "/" does.
Scope scope_of(std::string_view text, const Scope& current);

// The level that a template's "$schema" is for, applied to the scope it is deployed to.
Scope at_level(std::string_view schema, Scope scope, const DeploymentTarget& target);

// "<scope>/providers/<namespace>/<type>/<name>/<type>/<name>" (I-073). `names` may hold "/"
// themselves. Nothing when there are not as many names as types.
std::optional<std::string> id_of(std::string_view scope, std::string_view type,
                                 const std::vector<std::string>& names);

// "Microsoft.Network/virtualNetworks": a namespace with a dot, then types.
bool is_type(std::string_view text);

}  // namespace airtight::input::arm
