#include <airtight/azure/resources.h>
#include <airtight/base/text.h>

#include <algorithm>

namespace airtight::azure {

bool may_change(const Gap& gap, std::string_view type) {
  return std::ranges::any_of(gap.scope, [&](const std::string& scope) {
    return scope == "*" || starts_with_ignoring_case(type, scope) ||
           starts_with_ignoring_case(scope, type);
  });
}

const Subnet* subnet_named(const Resources& resources, std::string_view text) {
  const ResourceId id(text);
  std::vector<const Subnet*> same_name;
  for (const Subnet& subnet : resources.subnets) {
    const std::string both =
        std::string(subnet.virtual_network.name()) + "/" + std::string(subnet.id.name());
    if (subnet.id == id || equal_ignoring_case(both, text)) return &subnet;
    if (equal_ignoring_case(subnet.id.name(), text)) same_name.push_back(&subnet);
  }
  return same_name.size() == 1 ? same_name.front() : nullptr;
}

const SurroundingSite* site_named(const Resources& resources, std::string_view name) {
  const auto& sites = resources.surroundings.sites;
  const auto found = std::ranges::find(sites, name, &SurroundingSite::name);
  return found == sites.end() ? nullptr : &*found;
}

}  // namespace airtight::azure
