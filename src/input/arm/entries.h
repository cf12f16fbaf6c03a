#pragma once

#include <airtight/input/arm_template.h>

#include <filesystem>
#include <set>
#include <vector>

#include "input/list/entries.h"

namespace airtight::input::arm {

// The resources that a template leaves behind, as entries of a list: children that stand inside
// their parent taken out, secrets dropped, settings not yet reduced.
list::Entries read_template(const Source& source, std::span<const Source> parameters,
                            const DeploymentTarget& target, const LinkedTemplates& linked,
                            Diagnostics& diagnostics);

// Reads the files that links of the template name, beside the template, and notes which it read.
LinkedTemplates beside(const Source& source, std::set<std::filesystem::path>& read);

// The parameter files that belong to each template (I-032): "x.parameters.json" and
// "x.parameters.prod.json" belong to "x.json"; any other file to the last template before it, or to
// the first one.
std::vector<std::vector<Source>> match_parameters(const std::vector<Source>& sources);

}  // namespace airtight::input::arm
