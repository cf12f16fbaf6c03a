#pragma once

#include <airtight/base/diagnostic.h>
#include <airtight/input/resource_set.h>
#include <airtight/input/source.h>

#include <optional>

namespace airtight::input {

// A Terraform plan: what will be after it, and what is before it. A state has only the first.
struct TerraformPlan {
  ResourceSet after;
  std::optional<ResourceSet> before;
};

// Reads the output of `terraform show -json` for a plan or a state, the "planned_values" alone, or
// a raw state file (I-300…I-322). azurerm and azapi resources become ARM objects in the normal
// form, child resources and associations included. A value that is known only after apply is an
// unknown of that name, except ids of other resources of the file, which the configuration tells.
// A type that is not followed and may carry traffic is a gap. Sensitive values are dropped.
TerraformPlan read_terraform(const Source& source, Diagnostics& diagnostics);

}  // namespace airtight::input
