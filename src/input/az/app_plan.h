#pragma once

#include <airtight/azure/app_plan.h>

#include <string>
#include <string_view>
#include <vector>

#include "call.h"

namespace airtight::input::az {

std::vector<std::string> sku_names();

Value plan_body(Call& call, const azure::AppPlan& sku, bool linux_plan, const Place& place);

// an error when the plan is known and too small for integration.
Result<Value> check_plan_integrates(const Call& call, const azure::ResourceId& plan);
bool is_linux_plan(const Session& session, const azure::ResourceId& plan);

}  // namespace airtight::input::az
