#include <airtight/base/text.h>
#include <airtight/input/terraform.h>

#include <unordered_set>
#include <utility>

#include "input/terraform/entries.h"

namespace airtight::input {
namespace terraform {

void add_to(ResourceSet& set, Reading reading,
            const std::function<bool(std::string_view)>& is_resource_name,
            Diagnostics& diagnostics) {
  for (const azure::ResourceId& id : reading.gone) set.erase(id);
  list::add_to(set, std::move(reading.entries), is_resource_name, diagnostics);
  for (list::Entry& patch : reading.patches) {
    if (set.find(patch.id) == nullptr)
      patch.resource.set("$external", make_bool(true, patch.resource.place));
    list::reduce_settings(patch, is_resource_name);
    set.patch(patch.id, patch.resource);
  }
}

}  // namespace terraform

TerraformPlan read_terraform(const Source& source, Diagnostics& diagnostics) {
  terraform::Reading reading = terraform::read_entries(source, diagnostics);
  std::vector<std::string> names;
  list::add_names(reading.entries, names);
  const std::unordered_set<std::string> known(names.begin(), names.end());
  const auto is_name = [&](std::string_view text) { return known.contains(to_lower(text)); };
  TerraformPlan plan;
  if (reading.before) {
    Diagnostics again;  // said already where the entries are read
    list::add_to(plan.before.emplace(), std::move(*reading.before), is_name, again);
  }
  terraform::add_to(plan.after, std::move(reading), is_name, diagnostics);
  return plan;
}

}  // namespace airtight::input
