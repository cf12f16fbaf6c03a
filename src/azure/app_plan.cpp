#include <airtight/azure/app_plan.h>
#include <airtight/base/text.h>

#include <algorithm>

namespace airtight::azure {
namespace {

// names that the command line takes for these two.
std::string_view unaliased(std::string_view sku) {
  if (equal_ignoring_case(sku, "FREE")) return "F1";
  if (equal_ignoring_case(sku, "SHARED")) return "D1";
  return sku;
}

}  // namespace

const AppPlan* app_plan(std::string_view sku) {
  const auto all = app_plans();
  const auto row = std::ranges::find_if(
      all, [&](const AppPlan& each) { return equal_ignoring_case(each.sku, unaliased(sku)); });
  return row == all.end() ? nullptr : &*row;
}

}  // namespace airtight::azure
