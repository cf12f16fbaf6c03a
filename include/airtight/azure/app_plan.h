#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace airtight::azure {

// How an app gets into a virtual network on a plan of some tier.
enum class Integration : std::uint8_t {
  none,         // Free, Shared, and Functions on Consumption
  by_subnet,    // through a subnet that its properties name
  own_network,  // App Service Environment: its instances are in the network already
};

struct AppPlan {
  std::string_view sku;   // "P1V3"
  std::string_view tier;  // "PremiumV3"
  Integration integration = Integration::none;
};

// The tiers as the command line names them. Compiled in from data/app-plans.json.
std::span<const AppPlan> app_plans();

// The row of a SKU, compared without case, FREE and SHARED included; null for one not on record.
const AppPlan* app_plan(std::string_view sku);

}  // namespace airtight::azure
