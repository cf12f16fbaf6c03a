#include <airtight/base/text.h>

#include "input/resources/fields.h"
#include "input/resources/reading.h"

namespace airtight::input::resources {
namespace {

// "…/vaults/kv1/providers/Microsoft.Authorization/roleAssignments/x" is about the vault.
azure::ResourceId scope_in(const azure::ResourceId& id) {
  const auto end = id.key().rfind("/providers/microsoft.authorization/");
  return azure::ResourceId(std::string_view(id.text()).substr(0, end));
}

}  // namespace

void read_role_assignment(const azure::ResourceId& id, const Value& value, Reading& reading) {
  azure::RoleAssignment assignment;
  read_common(id, value, assignment);
  const Value* scope = lookup(value, "properties.scope", reading.diagnostics);
  assignment.scope = scope != nullptr && scope->string() != nullptr && !scope->string()->empty()
                         ? azure::ResourceId(*scope->string())
                         : scope_in(id);
  if (scope != nullptr && scope->unknown() != nullptr)
    reading.not_known("the scope of a role assignment: " + to_input(*scope->unknown()).name,
                      {"microsoft.authorization/roleassignments"}, scope->place);
  for (const std::string_view path :
       {"properties.roleDefinitionName", "properties.roleDefinitionId"}) {
    if (assignment.role.empty()) assignment.role = text_at(value, path);
  }
  assignment.principal = read_string(value, "properties.principalId", reading.diagnostics);
  reading.out.role_assignments.push_back(std::move(assignment));
}

void read_secret(const azure::ResourceId& id, const Value& value, Reading& reading) {
  azure::Secret secret;
  read_common(id, value, secret);
  secret.vault = id.parent();
  // Scripts note the name beside the secret, lists keep it where the value was.
  for (const std::string_view path : {"properties.resourceName", "properties.value.resourceName"}) {
    if (secret.resource_name.empty()) secret.resource_name = text_at(value, path);
  }
  reading.out.secrets.push_back(std::move(secret));
}

}  // namespace airtight::input::resources
