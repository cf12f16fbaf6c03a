#include "input/arm/scope.h"

#include <airtight/azure/resource_id.h>
#include <airtight/base/text.h>

namespace airtight::input::arm {
namespace {

constexpr std::string_view management_groups = "Microsoft.Management/managementGroups/";

std::string management_group_in(std::string_view text) {
  const auto start = to_lower(text).find(to_lower(management_groups));
  if (start == std::string::npos) return {};
  const std::string_view rest = text.substr(start + management_groups.size());
  return std::string(rest.substr(0, rest.find('/')));
}

}  // namespace

std::string Scope::id() const {
  if (!management_group.empty())
    return "/providers/" + std::string(management_groups) + management_group;
  if (subscription.empty()) return {};
  return "/subscriptions/" + subscription + (group.empty() ? "" : "/resourceGroups/" + group);
}

Scope scope_of(std::string_view text, const Scope& current) {
  if (text == "/") return {};
  if (std::string name = management_group_in(text); !name.empty()) return {{}, {}, std::move(name)};
  const azure::ResourceId id(text);
  Scope scope{std::string(id.subscription()), std::string(id.resource_group()), {}};
  return scope == Scope{} ? current : scope;
}

Scope at_level(std::string_view schema, Scope scope, const DeploymentTarget& target) {
  const std::string level = to_lower(schema);
  if (level.find("/tenantdeploymenttemplate") != std::string::npos) return {};
  if (level.find("/managementgroupdeploymenttemplate") != std::string::npos)
    return {{}, {}, scope.management_group.empty() ? target.tenant : scope.management_group};
  if (level.find("/subscriptiondeploymenttemplate") != std::string::npos)
    return {scope.subscription.empty() ? target.subscription : scope.subscription, {}, {}};
  return scope;
}

std::optional<std::string> id_of(std::string_view scope, std::string_view type,
                                 const std::vector<std::string>& names) {
  while (type.ends_with('/')) type.remove_suffix(1);  // the service does not mind
  const auto types = split(type, '/');
  const std::string joined = join(names, "/");
  const auto parts = split(joined, '/');
  if (types.size() != parts.size() + 1) return std::nullopt;
  std::string id = std::string(scope) + "/providers/" + std::string(types.front());
  for (std::size_t i = 0; i < parts.size(); ++i)
    id += "/" + std::string(types[i + 1]) + "/" + std::string(parts[i]);
  return id;
}

bool is_type(std::string_view text) {
  const auto slash = text.find('/');
  return slash != std::string_view::npos && slash > 0 && text.find('.') < slash;
}

}  // namespace airtight::input::arm
