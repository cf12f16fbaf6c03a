#pragma once

#include <airtight/base/diagnostic.h>
#include <airtight/input/resource_set.h>
#include <airtight/input/source.h>

#include <functional>
#include <optional>
#include <span>
#include <string>

namespace airtight::input {

// What a template is deployed to, and what only the deployment says (I-006). Names that depend on
// it (uniqueString) are exact once it is given.
struct DeploymentTarget {
  std::string subscription = "00000000-0000-0000-0000-000000000000";
  std::string tenant = "00000000-0000-0000-0000-000000000000";
  std::string resource_group = "resource-group";
  std::string location = "eastus";  // empty when nobody knows it
  std::string deployment = "deployment";
};

// The text of a linked template that lies beside a file, if it is there; it is never fetched
// (I-057). `path` is relative to the folder of the template.
using LinkedTemplates = std::function<std::optional<Source>(const std::string& path)>;

// Expands an ARM template, as written or as `bicep build` emits it, into the resources it leaves
// behind (I-040 and following). Of several parameter files the later one wins. What cannot be known
// before the deployment is an Unknown that keeps its name through expressions; a parameter without
// value and default is an error, and what depends on it is unknown. Values of secure parameters and
// of list functions are never kept (I-083). Each resource has its place in the template and, below
// a nested deployment, "$deployments" with the names of the deployments around it.
void read_arm_template(const Source& source, std::span<const Source> parameters,
                       const DeploymentTarget& target, const LinkedTemplates& linked,
                       ResourceSet& set, Diagnostics& diagnostics);

}  // namespace airtight::input
