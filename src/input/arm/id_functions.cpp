// resourceId and its kin (I-073).
#include <airtight/base/text.h>

#include "input/arm/functions.h"

namespace airtight::input::arm {
namespace {

// Where the type stands among the arguments; what is before it says the scope.
std::optional<std::size_t> type_at(const Call& call, std::size_t from = 0) {
  for (std::size_t i = from; i < call.arguments.size(); ++i) {
    if (call.text(i) != nullptr && is_type(*call.text(i))) return i;
  }
  return std::nullopt;
}

Ref build(const Call& call, const std::string& scope, std::size_t type) {
  std::vector<std::string> names;
  for (std::size_t i = type + 1; i < call.arguments.size(); ++i) {
    if (call.text(i) == nullptr && call.number(i) == nullptr) return call.wrong(i, "a name");
    names.push_back(printed(call[i], '"'));
  }
  const auto id = id_of(scope, *call.text(type), names);
  return id ? call.result(*id)
            : call.refuse("the names do not fit the type " + in_quotes(*call.text(type)),
                          {"I-073"});
}

Ref no_type(const Call& call) {
  return call.refuse("no argument is a resource type \"Namespace.Name/type\"", {"I-073"});
}

// The arguments before the type are [subscription,] [resource group].
Ref resource_id(const Call& call) {
  const auto type = type_at(call);
  if (!type || *type > 2) return no_type(call);
  for (std::size_t i = 0; i < *type; ++i) {
    if (call.text(i) == nullptr) return call.wrong(i, "a string");
  }
  Scope scope = call.context.frame->seen;
  if (*type >= 1) {
    if (scope.subscription.empty()) scope.subscription = call.expansion.target().subscription;
    scope.management_group.clear();
    scope.group = *call.text(*type - 1);
  }
  if (*type == 2) scope.subscription = *call.text(0);
  return build(call, scope.id(), *type);
}

Ref subscription_resource_id(const Call& call) {
  const auto type = type_at(call);
  if (!type || *type > 1) return no_type(call);
  if (*type == 1 && call.text(0) == nullptr) return call.wrong(0, "a subscription");
  std::string subscription = call.context.frame->seen.subscription;
  if (*type == 1) subscription = *call.text(0);
  if (subscription.empty()) subscription = call.expansion.target().subscription;
  return build(call, "/subscriptions/" + subscription, *type);
}

Ref tenant_resource_id(const Call& call) {
  const auto type = type_at(call);
  return type == 0U ? build(call, "", 0) : no_type(call);
}

Ref management_group_resource_id(const Call& call) {
  const auto type = type_at(call);
  if (!type || *type > 1) return no_type(call);
  Scope scope{{}, {}, call.context.frame->seen.management_group};
  if (*type == 1 && call.text(0) != nullptr) scope.management_group = *call.text(0);
  if (scope.management_group.empty())
    return call.unknown("managementGroup()", "the deployment is not to a management group");
  return build(call, scope.id(), *type);
}

Ref extension_resource_id(const Call& call) {
  const auto type = type_at(call, 1);
  if (type != 1U) return no_type(call);
  if (call.text(0) == nullptr) return call.wrong(0, "a resource id");
  std::string base = *call.text(0);
  while (base.ends_with('/')) base.pop_back();
  return build(call, base, 1);
}

constexpr Function id_functions_rows[] = {
    {"extensionresourceid", 3, any_number, Arguments::known, extension_resource_id},
    {"managementgroupresourceid", 2, any_number, Arguments::known, management_group_resource_id},
    {"resourceid", 2, any_number, Arguments::known, resource_id},
    {"subscriptionresourceid", 2, any_number, Arguments::known, subscription_resource_id},
    {"tenantresourceid", 2, any_number, Arguments::known, tenant_resource_id},
};

}  // namespace

std::span<const Function> id_functions() { return id_functions_rows; }

}  // namespace airtight::input::arm
