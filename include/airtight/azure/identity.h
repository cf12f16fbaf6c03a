#pragma once

#include <airtight/azure/property.h>
#include <airtight/azure/resource.h>

#include <string>

namespace airtight::azure {

// Microsoft.Authorization/roleAssignments: `role` is the role's name or the id of its definition.
// An unknown principal may be anybody, so it may be the one a question is about.
struct RoleAssignment : Resource {
  ResourceId scope;
  std::string role;
  Property<std::string> principal;
  std::string principal_type;  // "User", "Group", "ServicePrincipal"; empty where it is not said
};

// Microsoft.KeyVault/vaults/secrets. The value is never kept; `resource_name` says that it was
// exactly the name of a resource in the input, which is how an app finds a back end by reference.
struct Secret : Resource {
  ResourceId vault;
  std::string resource_name;
};

}  // namespace airtight::azure
