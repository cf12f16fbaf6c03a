#include <airtight/azure/platform_subnets.h>
#include <airtight/base/text.h>

#include <algorithm>
#include <array>

namespace airtight::azure {
namespace {

constexpr std::array<std::string_view, 5> names{"AzureBastionSubnet", "AzureFirewallSubnet",
                                                "AzureFirewallManagementSubnet", "GatewaySubnet",
                                                "RouteServerSubnet"};

}  // namespace

bool is_platform_subnet(std::string_view name) {
  return std::ranges::any_of(
      names, [&](std::string_view each) { return equal_ignoring_case(each, name); });
}

}  // namespace airtight::azure
