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
  const Subnet* found = nullptr;
  for (const Subnet& subnet : resources.subnets) {
    if (subnet.id == id) return &subnet;
    const std::string both =
        std::string(subnet.virtual_network.name()) + "/" + std::string(subnet.id.name());
    if (!equal_ignoring_case(both, text) && !equal_ignoring_case(subnet.id.name(), text)) continue;
    if (found != nullptr) return nullptr;
    found = &subnet;
  }
  return found;
}

const SurroundingSite* site_named(const Resources& resources, std::string_view name) {
  const auto& sites = resources.surroundings.sites;
  const auto found = std::ranges::find(sites, name, &SurroundingSite::name);
  return found == sites.end() ? nullptr : &*found;
}

}  // namespace airtight::azure
