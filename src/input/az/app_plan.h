#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "call.h"

namespace airtight::input::az {

constexpr std::string_view plans = "Microsoft.Web/serverfarms";

// A SKU as the command line takes it.
struct Sku {
  std::string name;  // "F1", also for the alias FREE
  std::string tier;
  bool integrates = false;
};
std::optional<Sku> find_sku(std::string_view text);
std::vector<std::string> sku_names();

Value plan_body(Call& call, const Sku& sku, bool linux_plan, const Place& place);

// an error when the plan is known and too small for integration.
Result<Value> check_plan_integrates(const Call& call, const azure::ResourceId& plan);
bool is_linux_plan(const Session& session, const azure::ResourceId& plan);

}  // namespace airtight::input::az
