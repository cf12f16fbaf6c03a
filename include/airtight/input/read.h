#pragma once

#include <airtight/azure/resources.h>
#include <airtight/base/diagnostic.h>
#include <airtight/input/az_script.h>
#include <airtight/input/deployment.h>
#include <airtight/input/resource_set.h>
#include <airtight/input/source.h>

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace airtight::input {

// The inputs of one command line, read and overlaid left to right (I-006). An unreadable or
// hopeless file is an error among `diagnostics` like everything else that is wrong, so users see
// all of it at once.
struct Inputs {
  std::vector<Source> sources;  // the lists among them without their text
  ResourceSet resources;        // of lists alone without what no reader looks at (decision 15)
  std::optional<ResourceSet> before;  // when a plan or a what-if result among them knows it
  std::vector<ScriptStep> steps;      // of the scripts among the inputs
  Diagnostics diagnostics;
};

// Reads files, directories (their files in order of name, not recursively; README and hidden files
// left out) and "-". Scripts are interpreted as one shell session, in order; a template that one of
// them deploys is part of that script only. The parameters of `deployment` come after the parameter
// files among the paths; an inline one goes to each template that declares it.
Inputs read_inputs(std::span<const std::string> paths, std::istream& standard_input,
                   const Deployment& deployment = {});

// Resource lists (I-013): an array, {"value": […]}, {"data": […]}, {"resources": […]} without a
// "$schema", or one resource object with "id" and "type". Children inside their parent become
// entries of their own (I-003). A truncated page (nextLink, $skipToken) is a gap. Entries
// {"$gap": …} and values {"$unknown": …} are read back as to_resource_list wrote them.
void read_resource_list(const Source& source, ResourceSet& set, Diagnostics& diagnostics);

// The resources as written: the normal form with types. Property by property: absent, known or
// unknown. A value that is none of the allowed ones is an error with its place and what was
// expected; a type the model does not know becomes an OtherResource.
azure::Resources to_resources(const ResourceSet& set, Diagnostics& diagnostics);

}  // namespace airtight::input
